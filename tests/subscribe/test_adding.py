from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from newsfold.errors import AlreadyWatched, NotWritten, SettingsError, SourceFailed, UsageError
from newsfold.sources.watchlist import Source, load
from newsfold.subscribe.adding import Wishes, add, find
from newsfold.subscribe.discovering import Found
from newsfold.subscribe.places import Local, Web
from newsfold.subscribe.watch_file import change, sources_in
from newsfold.views.sources import Listed, Subscribed
from subscribe.web import page, reader, rss

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://quay.example/"
NOBODY: frozenset[str] = frozenset()
SITE = {HOME: page("/rss", "/local"), f"{HOME}rss": rss(), f"{HOME}local": rss("Local")}
MAIN, LOCAL = Listed("feed", f"{HOME}rss", "The Quay"), Listed("feed", f"{HOME}local", "Local")


def source(key: str, url: str, **said: object) -> Source:
    return Source.model_validate({"key": key, "kind": "feed", "url": url, **said})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "sources.toml"


def test_what_is_watched_already_is_refused_by_name_before_anybody_is_asked():
    reading, web = reader(SITE)
    for place, key in ((Web(f"{HOME}rss#top"), "quay"), (Local("folder", "/news/../news"), "news")):
        known = [source("quay", f"{HOME}rss"), Source(key="news", kind="folder", folder="/news")]
        with pytest.raises(AlreadyWatched, match=f"is watched already, as '{key}'"):
            find(place, known, reading, NOBODY, page=False, several=True)
    assert web.urls == []


def test_of_a_page_the_feeds_are_found_that_are_not_watched_yet():
    reading, _ = reader(SITE)
    known = [source("quay", f"{HOME}rss")]
    assert find(Web(HOME), [], reading, NOBODY, page=False, several=False) == Found((MAIN, LOCAL))
    assert find(Web(HOME), known, reading, NOBODY, page=False, several=True) == Found((LOCAL,), watched=((f"{HOME}rss", "quay"),))
    with pytest.raises(AlreadyWatched, match=r"https://quay.example/rss is watched already, as 'quay'"):
        find(Web(HOME), known, reading, NOBODY, page=False, several=False)
    with pytest.raises(AlreadyWatched):
        find(Web(HOME), [*known, source("local", f"{HOME}local")], reading, NOBODY, page=False, several=True)


def test_the_page_itself_and_places_on_this_machine_are_found(tmp_path: Path):
    reading, web = reader(SITE)
    assert find(Web(HOME), [], reading, NOBODY, page=True, several=False).listed == (Listed("page", HOME, entries=1, noun="page"),)
    here = Listed("folder", str(tmp_path), noun="file")
    assert find(Local("folder", str(tmp_path)), [], reading, NOBODY, page=False, several=False).listed == (here,)
    assert web.urls == [HOME]
    with pytest.raises(SourceFailed, match=r"https://quay.example/none: status 404: not found"):
        find(Web(f"{HOME}none"), [], reading, NOBODY, page=True, several=False)


def test_sources_are_added_under_readable_keys_that_nobody_has(path: Path):
    listings = [
        MAIN,
        Listed("feed", "https://www.agency.example/rss", "Новости"),
        Listed("feed", "http://[::1]:8000/rss", "The Quay"),
        Listed("sitemap", "https://quay.example/map.xml"),
        Listed("page", "https://quay.example/live/crane"),
        Listed("folder", "/data/my news", noun="file"),
    ]
    added = add(path, listings, Wishes(tags=("a", "b"), rank=3, interval="2h"), frozenset({"::1"}))
    keys = ["the-quay", "agency-example", "the-quay-2", "quay-example-sitemap", "quay-example-live-crane", "my-news"]
    assert [one.key for one in added] == keys
    assert added[1] == Subscribed("agency-example", "Новости", listings[1])
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.read_text(encoding="utf-8").startswith("# The sources that newsfold watches")
    said = {"tags": ("a", "b"), "rank": 3, "interval": "2h"}
    assert (
        load(path)
        == sources_in(path)
        == (
            source("the-quay", f"{HOME}rss", name="The Quay", **said),
            source("agency-example", "https://www.agency.example/rss", name="Новости", **said),
            source("the-quay-2", "http://[::1]:8000/rss", name="The Quay", allow_private=["[::1]"], **said),
            source("quay-example-sitemap", "https://quay.example/map.xml", **said, kind="sitemap"),
            source("quay-example-live-crane", "https://quay.example/live/crane", **said, kind="page"),
            Source(key="my-news", kind="folder", folder="/data/my news", tags=("a", "b"), rank=3, interval="2h"),
        )
    )


def test_the_users_words_outrank_those_of_the_feed(path: Path):
    (added,) = add(path, [MAIN], Wishes(key="q", name="Ida's\x1b quay"), NOBODY)
    assert (added.key, load(path)) == ("q", (source("q", f"{HOME}rss", name="Ida's quay"),))
    with pytest.raises(UsageError, match="there is a source 'q' already"):
        Wishes(key="q").check(load(path))


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        (Wishes(key="Not a key"), "sources.Not a key: a key is up to 64"),
        (Wishes(interval="3"), "sources.new.interval: an interval is"),
        (Wishes(tags=("a,b",)), "sources.new.tags: a tag has no comma"),
    ],
)
def test_wishes_that_cannot_be_are_told_before_anybody_is_asked(wishes: Wishes, message: str):
    with pytest.raises(SettingsError, match=message):
        wishes.check([])


def test_a_private_host_is_allowed_only_by_word_and_by_its_one_spelling():
    assert Wishes().allowed(Web("http://127.0.0.1/")) == NOBODY
    assert Wishes(private=True).allowed(Web("http://Intra.Example:8000/")) == {"intra.example"}
    assert Wishes(private=True).allowed(Local("folder", "/")) == NOBODY
    assert Wishes(private=True).allowed(Web("http://127.1/")) == NOBODY


def test_all_is_added_or_nothing(path: Path):
    with pytest.raises(UsageError, match="--key and --name are those of one source, and 2 were chosen"):
        add(path, [MAIN, LOCAL], Wishes(key="q"), NOBODY)
    with pytest.raises(AlreadyWatched):
        add(path, [MAIN, MAIN], Wishes(), NOBODY)
    assert not path.exists()


def test_two_at_once_lose_nothing(path: Path):
    def one(number: int) -> None:
        add(path, [Listed("feed", f"{HOME}{number}")], Wishes(), NOBODY)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {known.url for known in load(path)} == {f"{HOME}{number}" for number in range(8)}
    assert [child.name for child in path.parent.iterdir()] == ["sources.toml"]


def test_a_list_that_cannot_be_read_or_written_is_told(tmp_path: Path):
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="cannot read the sources"):
        change(path, str)
    with pytest.raises(SettingsError, match="cannot read the sources"):
        sources_in(path)
    with pytest.raises(NotWritten, match=r"cannot write .*Not a directory"):
        add(path / "below" / "sources.toml", [MAIN], Wishes(), NOBODY)
    assert path.read_bytes() == b"\xff"


def test_what_no_list_can_hold_is_refused(path: Path):
    with pytest.raises(UsageError, match=r"can hold only UTF-8, and '\\udce9' is none"):
        add(path, [MAIN], Wishes(tags=("caf\udce9",)), NOBODY)
    assert list(path.parent.iterdir()) == []
