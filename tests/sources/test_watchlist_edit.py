from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold import shipped
from newsfold.errors import NotFound, UsageError
from newsfold.sources.opml import Outline, OutlinedFeed
from newsfold.sources.watchlist import Source, parse
from newsfold.sources.watchlist_edit import added, imported, key_for, outlined, removed
from newsfold.views.sources import Intake

PATH = Path("/etc/newsfold/sources.toml")
EXAMPLE = shipped.default_config().with_name("sources.example.toml").read_text(encoding="utf-8")
TEXT = """# Ida's sources

# The Quay
[sources.quay]
kind = "feed"   # RSS
url = "https://quay.example/rss"
# asked rarely, it is slow
interval = "6h"

[sources.quay.headers]
X-Key = "secret"

# The agency,
# which pays for itself

[ sources . "agency" ]
kind = "page"
url = "https://agency.example/"

[sources.last]
kind = "folder"
folder = "/news"
# end of the list
"""


def feed(key: str, **said: object) -> Source:
    return Source.model_validate({"key": key, "kind": "feed", "url": f"https://{key}.example/", **said})


def test_a_source_is_added_at_the_end():
    source = feed("new", name='The "New"\x7f\n', rank=3, tags=("a", "b"), headers={"X-Y": "z"}, enabled=False, interval="1h")
    assert added(TEXT, source, PATH) == (
        TEXT
        + """
[sources.new]
kind = "feed"
url = "https://new.example/"
name = "The \\"New\\"\\u007f\\n"
rank = 3
tags = ["a", "b"]
interval = "1h"
headers = { "X-Y" = "z" }
enabled = false
"""
    )
    assert added("", feed("new"), PATH).startswith("[sources.new]\n")
    assert "# end\n\n[sources.new]" in added("# end", feed("new"), PATH)


def test_a_source_is_removed_and_all_else_stays():
    assert (
        removed(TEXT, "quay", PATH)
        == """# Ida's sources

# The Quay

# The agency,
# which pays for itself

[ sources . "agency" ]
kind = "page"
url = "https://agency.example/"

[sources.last]
kind = "folder"
folder = "/news"
# end of the list
"""
    )
    assert removed(TEXT, "agency", PATH) == TEXT.replace(
        '\n[ sources . "agency" ]\nkind = "page"\nurl = "https://agency.example/"\n', ""
    )
    assert removed(TEXT, "last", PATH) == TEXT.replace('\n[sources.last]\nkind = "folder"\nfolder = "/news"\n', "")
    assert removed(EXAMPLE, "harbour-archive", PATH).count("#") == EXAMPLE.count("#")


def test_what_is_there_is_not_added_and_what_is_not_there_is_not_removed():
    with pytest.raises(UsageError, match="there is a source 'quay' already"):
        added(TEXT, feed("quay"), PATH)
    with pytest.raises(UsageError, match=r"sources.new: the same place as sources.quay"):
        added(TEXT, Source(key="new", kind="feed", url="https://quay.example/rss"), PATH)
    with pytest.raises(NotFound, match="there is no source 'new'"):
        removed(TEXT, "new", PATH)


@pytest.mark.parametrize(
    "text",
    [
        'sources.quay = { kind = "page", url = "https://quay.example/" }\n',
        '[sources]\nquay.kind = "page"\nquay.url = "https://quay.example/"\n',
    ],
)
def test_a_file_written_in_some_other_way_is_not_changed(text: str):
    with pytest.raises(UsageError, match="please do it by hand"):
        removed(text, "quay", PATH)


def test_the_feeds_of_an_outline_are_added_once_under_keys_of_their_own():
    feeds = (
        OutlinedFeed("https://quay.example:443/rss?utm_source=ida", "Known"),
        OutlinedFeed("https://a.example/1", "Quäy", None, ("News, local/x", "b")),
        OutlinedFeed("https://a.example/2", "Quay"),
        OutlinedFeed("https://www.b.example/", "Новости"),
        OutlinedFeed("https://вести.example/"),
        OutlinedFeed("https://a.example/1#top", "again"),
        OutlinedFeed("https://ida:secret@c.example/", "C"),
    )
    text, told = imported(TEXT, Outline(feeds, unusable=("ftp://quay.example/",), dropped=3), PATH)
    assert text.startswith(TEXT)
    assert told == Intake(
        added=(
            ("quay-2", "https://a.example/1"),
            ("quay-3", "https://a.example/2"),
            ("b-example", "https://www.b.example/"),
            ("example", "https://вести.example/"),
        ),
        known=(("quay", "https://quay.example:443/rss?utm_source=ida"), ("quay-2", "https://a.example/1#top")),
        refused=(
            ("ftp://quay.example/", "not an http or https address"),
            ("https://ida:secret@c.example/", "sources.c.url: name and password belong into 'headers'"),
        ),
        dropped=3,
    )
    assert parse(text, PATH)[3:] == (
        Source(key="quay-2", kind="feed", url="https://a.example/1", name="Quäy", tags=("News local x", "b")),
        Source(key="quay-3", kind="feed", url="https://a.example/2", name="Quay"),
        Source(key="b-example", kind="feed", url="https://www.b.example/", name="Новости"),
        Source(key="example", kind="feed", url="https://вести.example/"),
    )
    again, told = imported(text, Outline(feeds[:-1]), PATH)
    assert (again, told.added, len(told.known), told.refused) == (text, (), 6, ())
    assert outlined(parse(text, PATH))[1] == OutlinedFeed("https://a.example/1", "Quäy", None, ("News local x", "b"))


def test_a_key_can_always_be_made():
    assert imported("", Outline((OutlinedFeed("https://вести/"),)), PATH)[0].startswith("[sources.source]\n")
    assert key_for({"quay", "quay-2"}, None, "¡!", "Quay!") == "quay-3"


SAID = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(st.characters(exclude_categories=["Cs"])),
        "rank": st.integers(-1000, 1000),
        "tags": st.lists(
            st.text("abc #]'\"=", min_size=1, max_size=5).map(lambda tag: " ".join(tag.split())).filter(bool), unique=True
        ),
        "interval": st.sampled_from(["1m", "90s", "31d"]),
        "text": st.sampled_from(["page", "feed", "auto"]),
        "headers": st.dictionaries(st.sampled_from(["X-A", "x'b"]), st.text("abc \t\"\\='", max_size=5)),
        "enabled": st.booleans(),
    },
)


@given(SAID, st.sampled_from([TEXT, EXAMPLE, "", "# only this\n"]))
def test_what_was_added_is_read_as_it_was_and_leaves_no_trace_when_removed(said: dict[str, object], text: str):
    source = feed("new", **said)
    longer = added(text, source, PATH)
    assert parse(longer, PATH) == (*parse(text, PATH), source)
    assert removed(longer, "new", PATH) == text
