from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.lines import clean_line
from newsfold.sources.listing import FailureKind, ParseFailure
from newsfold.sources.opml import Outline, OutlinedFeed, parse_opml, write_opml

READER = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Ida & friends</title></head><body>
<outline text="News"><outline text="Europe" title="Europe, north">
  <outline type="rss" text="The Quay" xmlUrl="https://quay.example/rss" htmlUrl="https://quay.example/"/>
</outline><outline type="rss" text="https://agency.example/a?b&c" xmlurl="https://agency.example/a?b&c"/></outline>
<outline text="Bare" xmlUrl="https://bare.example/" htmlUrl="javascript:alert(1)" category="/harbour/cranes,local"/>
<outline text="Local"><outline title="The Quay again" xmlUrl="https://quay.example/rss"/></outline>
<outline text="no feed" url="https://quay.example/"/><outline text="bad" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_nested_outlines_are_tags_and_a_feed_comes_once():
    feeds = (
        OutlinedFeed("https://quay.example/rss", "The Quay", "https://quay.example/", ("News", "Europe, north", "Local")),
        OutlinedFeed("https://agency.example/a?b&c", None, None, ("News",)),
        OutlinedFeed("https://bare.example/", "Bare", None, ("harbour", "cranes", "local")),
    )
    assert parse_opml(READER.encode()) == Outline(feeds, unusable=("file:///etc/passwd",))


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"", ParseFailure(FailureKind.OTHER, "line 1: no element found")),
        (b"<rss/>", ParseFailure(FailureKind.OTHER, "no OPML")),
        (b"<opml><body><outline", ParseFailure(FailureKind.OTHER, "line 1: unclosed token")),
        (b"<!DOCTYPE opml [<!ENTITY x 'y'>]><opml/>", ParseFailure(FailureKind.REFUSED, "it declares entities")),
    ],
)
def test_what_is_no_outline_is_told(content: bytes, failure: ParseFailure):
    assert parse_opml(content) == failure


def test_an_empty_outline_is_one_and_a_broken_one_gives_what_it_has():
    assert parse_opml(b"<opml><body/></opml>") == Outline(())
    broken = parse_opml(b"<opml><outline xmlUrl='https://quay.example/'/><outline")
    assert broken == Outline((OutlinedFeed("https://quay.example/"),))


def test_an_outline_of_any_length_is_bounded():
    content = "".join(f"<outline xmlUrl='{scheme}://quay.example/{at}'/>" for at in range(10_005) for scheme in ("https", "ftp"))
    found = parse_opml(f"<opml>{content}<outline xmlUrl=' '/></opml>".encode())
    assert isinstance(found, Outline)
    assert (len(found.feeds), len(found.unusable), found.dropped) == (10_000, 10_000, 10)


def test_what_is_written():
    feeds = [
        OutlinedFeed("https://quay.example/?a=1&b=2", 'The "Quay" <&>', "https://quay.example/", ("News", "harbour")),
        OutlinedFeed("https://bare.example/"),
        OutlinedFeed("https://agency.example/", "Agency", None, ("News",)),
    ]
    assert (
        write_opml("Ida & friends", feeds)
        == """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Ida &amp; friends</title></head>
  <body>
    <outline type="rss" text="https://bare.example/" xmlUrl="https://bare.example/"/>
    <outline text="News">
      <outline type="rss" text='The "Quay" &lt;&amp;&gt;' title='The "Quay" &lt;&amp;&gt;' xmlUrl="https://quay.example/?a=1&amp;b=2" htmlUrl="https://quay.example/" category="harbour"/>
      <outline type="rss" text="Agency" title="Agency" xmlUrl="https://agency.example/"/>
    </outline>
  </body>
</opml>
"""
    )


def cleaned(most: int, unfit: str = "") -> st.SearchStrategy[str]:
    """Lines as they are stored, without the characters that are unfit."""
    lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=unfit), min_size=1, max_size=20)
    return lines.map(lambda text: clean_line(text, most) or "x")


URLS = st.text("abcxyz0123456789?&=/%.", max_size=20).map("https://quay.example/".__add__)
FEEDS = st.lists(
    st.builds(
        OutlinedFeed,
        URLS,
        st.none() | cleaned(500),
        st.none() | URLS,
        st.lists(cleaned(100, ",/"), max_size=4, unique=True).map(tuple),
    ),
    max_size=8,
    unique_by=lambda feed: feed.url,
)


@given(cleaned(500), FEEDS)
def test_what_was_written_is_read_as_it_was(title: str, feeds: list[OutlinedFeed]):
    found = parse_opml(write_opml(title, feeds).encode())
    assert isinstance(found, Outline)
    assert sorted(found.feeds, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)
    assert parse_opml(write_opml(title, found.feeds).encode()) == found
