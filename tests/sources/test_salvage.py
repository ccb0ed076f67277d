"""Feeds over which feedparser falls, by the faults that it was seen to fall over (6.0.14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.sources.feed import parse_feed
from newsfold.sources.listing import Feed, ParseFailure
from newsfold.sources.salvage import in_utf_8, saved
from newsfold.sources.syndication import MOST_ENTRIES
from sources.test_feed import NOW, URL, parsed

GOOD = "<item><guid isPermaLink='false'>{0}</guid><title>Crané {0}</title><link>https://quay.example/{0}</link></item>"
# A podcast's chapter without a time, which raises TypeError.
BAD = "<item><guid>bad</guid><psc:chapters version='1.1'><psc:chapter title='Welcome'/></psc:chapters></item>"
ROOT = "<rss version='2.0' xmlns:psc='http://podlove.org/simple-chapters'><channel><title>Quay</title><language>en</language>{}</channel></rss>"


def read(*items: str, root: str = ROOT) -> Feed:
    found = parsed(root.format("".join(items)))
    assert isinstance(found, Feed)
    return found


def ids(feed: Feed) -> list[str | None]:
    return [entry.id for entry in feed.entries]


def test_an_entry_over_which_the_parser_falls_costs_no_other():
    items = [GOOD.format(number) for number in range(9)]
    found = read(*items[:3], BAD, *items[3:7], BAD, *items[7:])
    assert (ids(found), found.lost, found.dropped) == ([f"{number}" for number in range(9)], 2, 0)
    assert (found.title, found.language) == ("Quay", "en")
    assert found.fault == "TypeError: expected string or bytes-like object, got 'NoneType'"
    assert found.entries == read(*items).entries


def test_an_entry_of_atom_too():
    root = "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:psc='http://podlove.org/simple-chapters'><a:title>Quay</a:title>{}</a:feed>"
    entry = "<a:entry><a:id>tag:{0}</a:id><a:title>{0}</a:title></a:entry>"
    bad = BAD.replace("item", "a:entry").replace("guid", "a:id")
    found = read(entry.format("1"), bad, entry.format("2"), root=root)
    assert (ids(found), found.lost, found.title) == (["tag:1", "tag:2"], 1, "Quay")


def test_a_feed_that_falls_itself_leaves_its_entries():
    image = "<image><title>Quay</title><url>u</url><link>l</link>80</width></image>"
    found = read(image, GOOD.format("1"), GOOD.format("2"))
    assert (ids(found), found.lost, found.title) == (["1", "2"], 0, None)


def test_a_charset_that_no_text_has_costs_nothing():
    root = ROOT.format(GOOD.format("1"))
    for declared in ("undefined", "idna", "punycode"):
        for charset in ("utf-8", "cp1252"):
            found = parse_feed(f"<?xml version='1.0' encoding='{declared}'?>{root}".encode(charset), URL, None, now=NOW)
            assert isinstance(found, Feed), (declared, found)
            assert ([entry.title for entry in found.entries], found.lost) == (["Crané 1"], 0)


def test_of_a_long_feed_the_first_entries_are_kept():
    found = read(BAD, *(GOOD.format(number) for number in range(MOST_ENTRIES + 9)))
    assert (len(found.entries), found.lost, found.dropped) == (MOST_ENTRIES - 1, 1, 10)


@pytest.mark.parametrize("feed", [ROOT.format(BAD), ROOT.format(BAD * 3)])
def test_where_nothing_can_be_saved_it_raises_what_was_raised(feed: str):
    with pytest.raises(TypeError, match="expected string"):
        parsed(feed)


def test_a_feed_without_entries_may_fall_too():
    empty = parsed(ROOT.format("").replace("<rss", "<?xml version='1.0' encoding='undefined'?><rss"))
    assert isinstance(empty, Feed)
    assert (empty.title, empty.entries, empty.lost) == ("Quay", (), 0)


def test_memory_that_is_not_there_is_not_taken_for_an_entry_at_fault():
    def exhausted(_: bytes) -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        saved(b"<rss><item/></rss>", 10, exhausted)


def test_a_feed_that_takes_all_memory_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch):
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feedparser.parse", exhausted)
    with pytest.raises(MemoryError):
        parsed(ROOT.format(GOOD.format("1")))


def test_where_not_even_the_head_can_be_read_there_is_nothing():
    assert saved(b"<rss><item/></rss>", 10, lambda _: None) is None


@given(st.binary(max_size=300))
def test_any_bytes_become_utf_8_without_a_declaration(content: bytes):
    plain = in_utf_8(b"<?xml version='1.0' encoding='x'?>" + content)
    assert plain.decode() is not None
    assert not plain.startswith(b"<?xml version='1.0' encoding='x'")


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 30))
def test_of_any_entries_those_at_fault_are_lost_and_no_others(good: list[bool], most: int):
    def numbers(document: bytes) -> list[int]:
        found = [int(part.partition(b"<")[0]) for part in document.split(b"<item>")[1:]]
        assert not any(not good[number] for number in found)
        return found

    feed = b"<rss>" + b"".join(b"<item>%d</item>" % number for number in range(len(good))) + b"</rss>"
    found = saved(feed, most, numbers)
    wanted = [number for number, is_good in enumerate(good[:most]) if is_good]
    if good and not wanted:
        assert found is None
    else:
        assert found is not None
        assert [number for part in found.parts for number in part] == wanted
        assert (found.head, found.lost, found.dropped) == ([], len(good[:most]) - len(wanted), max(0, len(good) - most))


def test_what_is_no_feed_is_still_none():
    assert isinstance(parsed("<svg xmlns='http://www.w3.org/2000/svg'/>"), ParseFailure)
