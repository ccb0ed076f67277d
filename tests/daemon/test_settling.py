from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.daemon import settling
from newsfold.daemon.answers import Found, Lost
from newsfold.daemon.settling import Settled
from newsfold.model import Article, Hints, Reason, Skip, StoredArticle
from newsfold.sources.watchlist import Source
from newsfold.watching import Entry, EntryState

NOW = 1_772_000_000
MINUTE, HOUR, DAY = 60, 3600, 86_400
URL = "https://quay.example/crane?utm_source=rss"
ORIGIN = "https://quay.example/crane"
ENTRY = Entry("quay", "1", b"d", URL, ORIGIN, EntryState.WAITING, first_seen=NOW, next_try=NOW, title="Crane", lang="en")
ARTICLE = Article("web", ORIGIN, b"page", "The crane goes.", (), url=ORIGIN, title="Crane", site="quay.example")
PAGE = Source(key="quay", kind="page", url=ORIGIN)


def test_a_claim_holds_whatever_happens_then():
    claimed = settling.claimed(ENTRY, NOW)
    assert claimed == replace(ENTRY, tries=1, next_try=NOW + 5 * MINUTE)
    assert settling.claimed(claimed, NOW).next_try == NOW + 10 * MINUTE
    assert settling.postponed(ENTRY, NOW + 9, NOW) == replace(ENTRY, next_try=NOW + 9)
    assert settling.postponed(ENTRY, 0, NOW).next_try == NOW + 1


def test_what_is_known_before_a_page_is_read():
    assert settling.hints(ENTRY, URL) == Hints(title="Crane", lang="en", site="quay.example")
    assert settling.article_origin(ENTRY) == ORIGIN
    assert settling.article_origin(replace(ENTRY, origin=None)) == "quay#1"


def test_a_page_that_was_found_is_taken():
    entry, article = settling.found(replace(ENTRY, tries=3, fault="status 500"), Found(replace(ARTICLE, url=None), URL), NOW)
    assert entry == replace(ENTRY, state=EntryState.TAKEN, fetched=NOW)
    assert article == replace(ARTICLE, url=URL)


def test_a_text_without_an_address_keeps_its_name():
    bare = replace(ENTRY, url=None, origin=None)
    entry, article = settling.found(bare, Found(replace(ARTICLE, origin="quay#1"), None), NOW)
    assert (entry.origin, article.origin, entry.state) == (None, "quay#1", EntryState.TAKEN)


def test_a_page_without_a_text_is_refused():
    entry, skip = settling.found(ENTRY, Found(Skip("web", ORIGIN, Reason.NO_TEXT), URL), NOW)
    assert (entry.state, entry.fault, skip) == (EntryState.REFUSED, "no text", Skip("web", ORIGIN, Reason.NO_TEXT))


ORIGINS = [
    (URL, None, ORIGIN),
    (URL, "https://quay.example/2026/crane", "https://quay.example/2026/crane"),
    (URL, "https://gazette.example/crane", ORIGIN),  # whom it was copied from
    (URL, "https://quay.example/", ORIGIN),
    ("https://gazette.example/crane?fbclid=1", None, "https://gazette.example/crane"),  # through an aggregator
    ("https://quay.example/", None, ORIGIN),
    ("https://quay.example/", "https://quay.example/2026/crane", "https://quay.example/2026/crane"),
    ("https://quay.example/?p=1", None, "https://quay.example/?p=1"),
]


@pytest.mark.parametrize(("landed", "stated", "origin"), ORIGINS)
def test_where_a_page_is_found_and_what_it_says_of_itself_make_its_address(landed: str, stated: str | None, origin: str):
    assert settling.landed_origin(ENTRY, landed, stated) == origin


def test_a_front_page_that_was_asked_for_is_itself():
    front = replace(ENTRY, url="https://quay.example/?x")
    assert (
        settling.landed_origin(replace(front, url="https://quay.example"), "https://quay.example/", None) == "https://quay.example/"
    )


def test_a_page_that_cannot_be_had_is_tried_again_until_it_is_given_up():
    claimed = settling.claimed(ENTRY, NOW)
    failure = Lost("status 500", Reason.UNREACHABLE)
    assert settling.lost(claimed, failure, NOW) == (replace(claimed, fault="status 500"), None)
    asked = settling.lost(claimed, replace(failure, retry_at=NOW + 7 * HOUR), NOW)[0]
    assert asked.next_try == NOW + 7 * HOUR
    assert settling.lost(claimed, replace(failure, retry_at=NOW + 9 * DAY), NOW)[0].next_try == NOW + DAY
    entry, skip = settling.lost(replace(claimed, tries=8), failure, NOW)
    assert (entry.state, entry.fault) == (EntryState.REFUSED, "unreachable: status 500")
    assert skip == Skip("web", ORIGIN, Reason.UNREACHABLE, "status 500")
    assert settling.lost(claimed, replace(failure, final=True), NOW)[0].state is EntryState.REFUSED


@given(st.lists(st.integers(0, 9 * DAY)))
def test_no_page_is_tried_more_than_eight_times_without_luck_nor_sooner_than_its_server_wants(asked: list[int]):
    entry, now = ENTRY, NOW
    for tries, ahead_s in enumerate(asked, 1):
        entry = settling.claimed(entry, now)
        entry, skip = settling.lost(entry, Lost("x", Reason.UNREACHABLE, retry_at=now + ahead_s), now)
        if entry.state is EntryState.REFUSED:
            assert (tries, skip is None) == (8, False)
            return
        assert now + max(5 * MINUTE, min(ahead_s, DAY)) <= entry.next_try <= now + DAY
        now = entry.next_try
    assert entry.tries < 8


def test_what_is_stored_already_is_seen_once_more():
    assert settling.is_first(ENTRY)
    assert not settling.is_first(replace(ENTRY, revisions=1))
    assert not settling.is_first(replace(ENTRY, fetched=NOW))
    assert settling.sighted(replace(ENTRY, tries=2, fault="x")) == replace(ENTRY, state=EntryState.TAKEN)


def test_a_page_that_was_read_for_another_entry_since_it_was_due_need_not_be_read_again():
    read = replace(ENTRY, source="far", state=EntryState.TAKEN, fetched=NOW + 9)
    assert settling.read_since(ENTRY, [ENTRY, read, replace(read, fetched=NOW + 5)], NOW + 9) == NOW + 9
    assert settling.read_since(ENTRY, [replace(read, fetched=NOW - 1)], NOW + 9) is None
    assert settling.read_since(ENTRY, [replace(read, fetched=NOW + HOUR)], NOW + 9) is None
    assert settling.read_since(replace(ENTRY, tries=1), [read], NOW + 9) is None


def test_a_page_that_was_read_for_another_entry_before_it_was_due_waits_like_a_revision():
    read = replace(ENTRY, source="far", state=EntryState.TAKEN, fetched=NOW - 1)
    assert settling.behind(ENTRY, [ENTRY, read], NOW) == replace(ENTRY, next_try=NOW + 599)
    assert settling.behind(ENTRY, [replace(read, fetched=NOW - 600)], NOW) is None
    assert settling.behind(ENTRY, [replace(read, fetched=NOW + HOUR)], NOW) is None
    assert settling.behind(replace(ENTRY, tries=1), [read], NOW) == replace(ENTRY, tries=1, next_try=NOW + 599)


def test_a_page_that_was_tried_for_another_entry_is_not_tried_at_once():
    rival = replace(ENTRY, source="far", tries=2, next_try=NOW + 9, fault="status 500")
    behind = settling.behind(ENTRY, [ENTRY, rival, replace(rival, tries=1, next_try=NOW + 5)], NOW)
    assert behind == replace(ENTRY, tries=2, next_try=NOW + 9, fault="status 500")
    for no_rival in (replace(rival, tries=0), replace(rival, next_try=NOW), replace(rival, state=EntryState.TAKEN)):
        assert settling.behind(ENTRY, [no_rival], NOW) is None


NEW = settling.new_page(PAGE, b"page", NOW)
OLD = replace(NEW, state=EntryState.TAKEN, fetched=NOW)
STORED = StoredArticle(7, replace(ARTICLE, digest=b"old"), (), 1, 1, "2026-02-25T00:00:00+00:00", 1, "2026-02-25T00:00:00+00:00")
REWRITTEN = replace(ARTICLE, text="The crane went.")


def visited(old: Entry | None, article: Article, stored: StoredArticle | None, now: int) -> Settled:
    entry, outcome = settling.found(replace(old, digest=b"new") if old else NEW, Found(article, ORIGIN), now)
    assert isinstance(outcome, Article)
    return settling.watched(old, entry, outcome, stored, now=now, revisions=3)


def test_a_watched_page_is_new_once():
    assert replace(NEW, digest=b"d") == Entry("quay", ORIGIN, b"d", ORIGIN, ORIGIN, EntryState.WAITING, NOW, next_try=NOW)
    assert visited(None, ARTICLE, None, NOW) == Settled(OLD, ARTICLE, brought=True)
    refused = replace(NEW, state=EntryState.REFUSED)
    assert visited(refused, ARTICLE, None, NOW).article == ARTICLE


def test_a_watched_page_that_changed_is_a_revision():
    settled = visited(OLD, REWRITTEN, STORED, NOW + HOUR)
    assert settled == Settled(replace(OLD, digest=b"new", revisions=1, fetched=NOW + HOUR), REWRITTEN, brought=True)


def test_a_change_that_comes_too_soon_is_left_for_another_reading():
    assert visited(OLD, REWRITTEN, STORED, NOW + 9) == Settled(OLD, whole=False)
    often = replace(OLD, revisions=3)
    assert visited(often, REWRITTEN, STORED, NOW + DAY) == Settled(
        replace(often, fault="it changes whenever it is read"), whole=False
    )


def test_other_bytes_with_the_same_article_are_no_change():
    settled = visited(replace(OLD, revisions=2), ARTICLE, STORED, NOW + 9)
    assert settled == Settled(replace(OLD, digest=b"new", revisions=2))


def test_a_rest_ends_a_row_of_changes():
    often = replace(OLD, revisions=3, fault="it changes whenever it is read")
    assert settling.rested(often, NOW + DAY) == OLD
    assert settling.rested(often, NOW + HOUR) == often
    assert settling.rested(NEW, NOW + DAY) == NEW
    assert visited(often, ARTICLE, STORED, NOW + DAY).entry.revisions == 0


@given(st.lists(st.tuples(st.integers(60, 2 * DAY), st.booleans()), max_size=60))
def test_a_page_that_changes_whenever_it_is_read_brings_a_bounded_number_of_revisions(steps: list[tuple[int, bool]]):
    """Unless it rests: then what came before is forgotten."""
    old, stored, now, row = OLD, STORED, NOW, 0
    for count, (wait_s, rests) in enumerate(steps):
        now += wait_s
        article = replace(stored.article, digest=b"other") if rests else replace(ARTICLE, text=f"{count}")
        settled = visited(old, article, stored, now)
        if settled.article:
            row += 1
            assert now - (old.fetched or 0) >= 600 << old.revisions
            stored = replace(stored, article=settled.article)
        row = settled.entry.revisions
        assert row <= 3
        old = settled.entry
