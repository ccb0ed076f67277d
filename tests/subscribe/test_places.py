from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.errors import PathMissing, UsageError
from newsfold.subscribe.places import Local, Web, place_of, same_place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://quay.example/rss", "https://quay.example/rss"),
        ("  HTTP://Quay.example ", "HTTP://Quay.example"),
        ("quay.example", "https://quay.example"),
        ("www.quay.example/news?page=1", "https://www.quay.example/news?page=1"),
        ("quay.example:8443/rss", "https://quay.example:8443/rss"),
        ("localhost:8000", "https://localhost:8000"),
        ("127.0.0.1:8000/rss", "https://127.0.0.1:8000/rss"),
        ("[::1]:8000", "https://[::1]:8000"),
        ("вести.example", "https://вести.example"),
        ("feed://quay.example/rss", "https://quay.example/rss"),
        ("feed:http://quay.example/rss", "http://quay.example/rss"),
    ],
)
def test_an_address_is_taken_as_people_write_it(text: str, url: str):
    assert place_of(text) == Web(url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file:///etc/passwd", "'file:///etc/passwd' is not an http or https address"),
        ("ftp://ida:secret@quay.example/", "'ftp://…@quay.example/' is not an http or https address"),
        ("https://", "'https://' is not an http or https address"),
        ("https://quay.example/a b", "'https://quay.example/a b' is not an http or https address"),
        ("nowhere", "'nowhere' is neither an address nor a folder"),
        ("", "'' is neither an address nor a folder"),
        ("ida@quay.example", "'ida@quay.example' is neither an address nor a folder"),
        ("/nowhere/at/all", "no such folder or archive: /nowhere/at/all"),
        ("./nowhere.warc", "no such folder or archive: "),
    ],
)
def test_what_is_no_place_is_told_without_secrets(text: str, message: str):
    with pytest.raises(UsageError) as caught:
        place_of(text)
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, PathMissing) == ("http" not in message)


def test_folders_and_archives_are_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "news.example").mkdir()
    for name in ("crawl.warc", "CRAWL.WARC.GZ", "page.html"):
        (tmp_path / name).touch()
    assert place_of("news.example") == place_of("~/news.example") == Local("folder", str(tmp_path / "news.example"))
    assert place_of("./") == Local("folder", str(tmp_path))
    assert place_of("crawl.warc") == Local("warc", str(tmp_path / "crawl.warc"))
    assert place_of(str(tmp_path / "CRAWL.WARC.GZ")) == Local("warc", str(tmp_path / "CRAWL.WARC.GZ"))
    with pytest.raises(UsageError, match="name the folder in which it lies"):
        place_of("page.html")


def test_a_name_that_no_list_can_hold_is_refused(tmp_path: Path):
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)  # noqa: PTH102 its name is bytes
    with pytest.raises(UsageError, match="it is not UTF-8"):
        place_of(os.fsdecode(folder))


def test_equal_places_are_known_however_they_are_written(tmp_path: Path):
    assert same_place("https://quay.example/rss", "HTTPS://quay.example:443/a/../rss?utm_source=ida#top")
    assert not same_place("https://quay.example/rss", "https://quay.example/rss/2")
    assert not same_place("https://quay.example/", "/quay.example")
    (tmp_path / "link").symlink_to(tmp_path)
    assert same_place(str(tmp_path), f"{tmp_path}/link/../{tmp_path.name}")
    assert not same_place(str(tmp_path), str(tmp_path.parent))


@given(st.text(max_size=30) | st.text("htps:/.[]@ feed%a1#?", max_size=30))
def test_any_text_is_a_place_or_wrong_use(text: str):
    try:
        place = place_of(text)
    except UsageError:
        return
    assert isinstance(place, Local) or place.url.lower().startswith(("http://", "https://"))
