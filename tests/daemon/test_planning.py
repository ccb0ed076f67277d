from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.daemon.planning import Listed, Plan, listed_by_feed, listed_by_sitemap, plan
from newsfold.model import Fetched, Form, Hints, Moment, Reason, Skip
from newsfold.sources.listing import Feed, FeedEntry, News, SitemapEntry
from newsfold.sources.watchlist import Source
from newsfold.watching import Entry, EntryState

NOW = 1_772_000_000
MINUTE, HOUR, DAY = 60, 3600, 86_400
FEED = Source(key="quay", kind="feed", url="https://quay.example/rss")
MAP = Source(key="quay", kind="sitemap", url="https://quay.example/sitemap.xml", max_items=2)
TEXT = "<p>" + "The harbour of Ashby will lose its oldest crane this spring. " * 20 + "</p>"


def moment(day: int) -> Moment:
    return Moment(f"2026-02-{day:02}", int(datetime(2026, 2, day, tzinfo=UTC).timestamp()))


def feed(*entries: FeedEntry, source: Source = FEED) -> tuple[Listed, ...]:
    return listed_by_feed(source, Feed("The Quay", None, "en-US", entries), NOW)


def planned(listed: tuple[Listed, ...], *known: Entry, source: Source = FEED, now: int = NOW, gap_s: float = 1.0) -> Plan:
    return plan(listed, {entry.id: entry for entry in known}, source, now, revisions=3, gap_s=gap_s)


CRANE = FeedEntry(
    id="crane-1",
    link="https://m.quay.example/crane?utm_source=rss",
    title="Crane goes",
    author="Ida Berg",
    published=moment(20),
    updated=moment(21),
    source_title="Ashby Gazette",
    source_url="https://gazette.example/",
    tags=("harbour",),
    summary="<p>Crane.</p>",
)
LISTED = feed(CRANE)[0].entry
CHANGED = feed(replace(CRANE, title="Crane went"))
TAKEN = replace(LISTED, state=EntryState.TAKEN, fetched=NOW)


def test_an_entry_of_a_feed_as_it_is_new():
    assert (
        Entry(
            source="quay",
            id="crane-1",
            digest=LISTED.digest,
            url="https://m.quay.example/crane?utm_source=rss",
            origin="https://www.quay.example/crane",
            state=EntryState.WAITING,
            first_seen=NOW,
            next_try=NOW,
            feed_title="The Quay",
            publisher="Ashby Gazette",
            publisher_url="https://gazette.example/",
            title="Crane goes",
            author="Ida Berg",
            published="2026-02-20",
            tags=("harbour",),
        )
        == LISTED
    )
    assert planned(feed(CRANE)) == Plan(entries=(LISTED,), new=1)


SAME = {
    "tracking": replace(CRANE, link="https://m.quay.example/crane?utm_source=atom"),
    "form of time": replace(CRANE, published=replace(moment(20), text="Fri, 20 Feb 2026")),
    "tags": replace(CRANE, tags=()),
    "pictures": replace(CRANE, summary="<p>Crane.</p><img src='/count?1234'>"),
}
OTHER = {
    "title": replace(CRANE, title="Crane went"),
    "text": replace(CRANE, summary="<p>Cranes.</p>"),
    "content": replace(CRANE, content="<p>Cranes.</p>"),
    "time": replace(CRANE, updated=moment(22)),
    "link": replace(CRANE, link="https://quay.example/cranes"),
}


@pytest.mark.parametrize("name", SAME | OTHER)
def test_a_digest_changes_with_what_the_source_says_of_the_article(name: str):
    assert (feed((SAME | OTHER)[name])[0].entry.digest == LISTED.digest) == (name in SAME)


def test_ids_are_the_entry_s_own_if_they_are_its_own():
    twins = [FeedEntry(id="1", link=f"https://quay.example/{name}") for name in "ab"]
    bare = FeedEntry(title="No more than a title")
    assert [one.entry.id for one in feed(*twins, CRANE, CRANE, bare, twins[0])] == [
        *("crane-1", "https://quay.example/a", "https://quay.example/b"),
        feed(bare)[0].entry.digest.hex(),
    ]


def test_the_newest_are_taken_first():
    entries = [replace(CRANE, id=f"{day}", published=moment(day) if day else None, updated=None) for day in (3, 0, 9, 7)]
    assert [one.entry.id for one in feed(*entries)] == ["9", "7", "3", "0"]
    few = FEED.model_copy(update={"max_items": 2})
    assert [one.entry.id for one in feed(*entries, source=few)] == ["9", "7"]
    only_updated = replace(CRANE, id="u", published=None, updated=moment(8))
    assert [one.entry.id for one in feed(*entries, only_updated, source=few)] == ["9", "u"]


def test_the_entries_of_a_sitemap():
    news = News("Crane goes", moment(20), "The Quay", "en")
    entries = [
        SitemapEntry("https://quay.example/old", moment(2)),
        SitemapEntry("https://quay.example/crane", moment(1), news),
        SitemapEntry("https://quay.example/crane", moment(1), news),
        SitemapEntry("https://quay.example/bare"),
    ]
    found = listed_by_sitemap(MAP.model_copy(update={"max_items": 3}), entries, NOW)
    assert [one.entry.id for one in found] == ["https://quay.example/crane", "https://quay.example/old"]
    crane, old = (one.entry for one in found)
    assert (crane.title, crane.published, crane.feed_title, crane.lang) == ("Crane goes", "2026-02-20", "The Quay", "en")
    assert (old.title, old.published, old.feed_title, old.lang) == (None, None, None, None)
    own = listed_by_sitemap(MAP.model_copy(update={"language": "de"}), entries, NOW)
    assert {one.entry.lang for one in own} == {"de"}
    later = listed_by_sitemap(MAP, [replace(entries[0], modified=moment(3))], NOW)
    assert later[0].entry.digest != old.digest


def test_an_address_that_nobody_can_ask_is_none():
    (one,) = feed(FeedEntry(id="1", link="http://quay.example:99999999/"))
    assert (one.entry.url, one.entry.origin) == (None, None)
    (one,) = listed_by_sitemap(MAP, [SitemapEntry("http://quay.example:99999999/")], NOW)
    assert (one.entry.url, one.entry.origin, one.entry.id) == (None, None, "http://quay.example:99999999/")


def test_what_is_as_it_was_needs_nothing():
    assert planned(feed(CRANE), TAKEN) == planned(feed(CRANE), LISTED) == planned(()) == Plan()


def test_a_change_is_a_revision_not_too_soon_after_the_last():
    made = planned(CHANGED, TAKEN, now=NOW + HOUR)
    assert made == Plan(
        entries=(replace(CHANGED[0].entry, revisions=1, fetched=NOW, next_try=NOW + HOUR),),
        changed=1,
    )
    assert [entry.next_try for entry in planned(CHANGED, TAKEN, now=NOW + 9).entries] == [NOW + 10 * MINUTE]
    twice = replace(TAKEN, revisions=2)
    assert [entry.next_try for entry in planned(CHANGED, twice, now=NOW + 9).entries] == [NOW + 40 * MINUTE]
    assert planned(CHANGED, replace(TAKEN, revisions=3), now=NOW + DAY) == Plan()


def test_a_change_while_it_waits_is_no_revision_and_wins_no_time():
    waiting = replace(LISTED, tries=3, next_try=NOW + HOUR, fault="status 500")
    assert planned(CHANGED, waiting) == Plan(entries=(replace(CHANGED[0].entry, tries=3, next_try=NOW + HOUR, fault="status 500"),))


def test_what_was_refused_gets_another_chance_when_it_changes():
    refused = replace(LISTED, state=EntryState.REFUSED, fault="unreachable: status 404", tries=1)
    (entry,) = planned(CHANGED, refused, now=NOW + DAY).entries
    assert (entry.state, entry.revisions, entry.tries, entry.fault) == (EntryState.WAITING, 1, 0, "")


def test_a_page_keeps_the_address_that_it_named_as_its_own():
    stated = replace(TAKEN, origin="https://quay.example/2026/crane", url="https://quay.example/crane?1")
    listed = feed(replace(CRANE, title="Crane went", link="https://quay.example/crane?utm_source=x&1"))
    assert [(entry.url, entry.origin) for entry in planned(listed, stated).entries] == [(stated.url, stated.origin)]
    moved = feed(replace(CRANE, link="https://quay.example/cranes"))
    assert [(entry.url, entry.origin) for entry in planned(moved, stated).entries] == [("https://quay.example/cranes",) * 2]


@pytest.mark.parametrize(("before", "now"), [("http", "https"), ("https", "http")])
def test_a_site_that_moves_to_the_other_scheme_changes_nothing(before: str, now: str):
    def at(scheme: str) -> tuple[Listed, ...]:
        return feed(replace(CRANE, link=f"{scheme}://quay.example/crane"))

    taken = replace(at(before)[0].entry, state=EntryState.TAKEN, fetched=NOW)
    assert planned(at(now), taken, now=NOW + DAY) == Plan()
    (waiting,) = planned(at(now), replace(at(before)[0].entry, tries=2, next_try=NOW + HOUR)).entries
    assert (waiting.url, waiting.origin) == (f"{now}://quay.example/crane", f"{before}://quay.example/crane")
    assert (waiting.tries, waiting.next_try, waiting.revisions) == (2, NOW + HOUR, 0)
    (refused,) = planned(at(now), replace(taken, state=EntryState.REFUSED), now=NOW + DAY).entries
    assert (refused.url, refused.revisions) == (f"{now}://quay.example/crane", 1)


def test_an_entry_that_brings_its_text_needs_no_page():
    entry = replace(CRANE, content=TEXT, summary=None)
    made = planned(feed(entry))
    ((kept, fetched),) = made.brought
    assert (made.entries, made.new, kept) == ((), 1, feed(entry)[0].entry)
    assert fetched == Fetched(
        "web",
        "https://www.quay.example/crane",
        fetched.digest,
        Form.HTML,
        f"<html><body><article>{TEXT}</article></body></html>",
        Hints(title="Crane goes", author="Ida Berg", published="2026-02-20", site="quay.example"),
    )


def test_two_entries_that_bring_one_text_are_one_article_and_two_sightings():
    entries = [replace(CRANE, id=name, content=TEXT, summary=None) for name in "ab"]
    made = planned(feed(*entries))
    assert [entry.id for entry, _ in made.brought] == ["a"]
    assert [(entry.id, entry.state) for entry in made.entries] == [("b", EntryState.TAKEN)]
    assert made.new == 2


def test_a_text_without_an_address_is_an_article_too():
    made = planned(feed(FeedEntry(id="1", content=TEXT)))
    assert [fetched.origin for _, fetched in made.brought] == ["quay#1"]


def test_what_has_neither_address_nor_text_is_refused_once():
    entry = FeedEntry(id="1", title="No more than a title")
    made = planned(feed(entry))
    assert made.skips == (Skip("web", "quay#1", Reason.NO_TEXT, "neither address nor text"),)
    assert [(entry.state, entry.fault) for entry in made.entries] == [(EntryState.REFUSED, "no text: neither address nor text")]
    assert planned(feed(replace(entry, title="Changed")), *made.entries, now=NOW + DAY) == Plan()


def test_a_feed_that_is_to_be_enough_is_never_left_for_a_page():
    only = FEED.model_copy(update={"text": "feed"})
    made = planned(feed(replace(CRANE, summary=None), source=only), source=only)
    assert made.skips == (Skip("web", "https://www.quay.example/crane", Reason.NO_TEXT, "the feed has none"),)
    assert planned(feed(replace(CRANE, summary=None), source=only), replace(TAKEN, digest=b"0"), source=only) == Plan()


def test_a_text_that_changes_too_soon_is_left_for_another_reading():
    first, second = (feed(replace(CRANE, content=TEXT, summary=None, title=title)) for title in ("a", "b"))
    taken = replace(first[0].entry, state=EntryState.TAKEN, fetched=NOW)
    assert planned(second, taken, now=NOW + 9) == Plan(postponed=True)
    made = planned(second, taken, now=NOW + HOUR)
    assert [(entry.revisions, fetched.hints.title) for entry, fetched in made.brought] == [(1, "b")]
    assert (made.changed, made.postponed) == (1, False)
    waiting = replace(first[0].entry, next_try=NOW + DAY, tries=2)  # for its page, which did not come
    assert [entry.tries for entry, _ in planned(second, waiting, now=NOW + 9).brought] == [2]


def test_the_pages_of_a_host_are_planned_a_gap_apart():
    entries = [FeedEntry(id=f"{name}{at}", link=f"https://{name}.example/{at}") for at in range(3) for name in "ab"]
    made = planned(feed(*entries), gap_s=2.5)
    assert [entry.next_try - NOW for entry in made.entries] == [0, 0, 2, 2, 5, 5]
    most = planned(feed(*entries), gap_s=1e6)
    assert max(entry.next_try for entry in most.entries) == NOW + DAY


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5 * DAY)), max_size=60), st.integers(0, 4))
def test_a_feed_that_changes_everything_always_brings_a_bounded_number_of_revisions(steps: list[tuple[int, int]], limit: int):
    entry, now, taken = None, NOW, []
    for title, wait_s in steps:
        listed = feed(replace(CRANE, title=f"{title}"))
        made = plan(listed, {"crane-1": entry} if entry else {}, FEED, now, revisions=limit, gap_s=1.0)
        for found in made.entries:
            assert now <= found.next_try <= now + DAY
            entry = found
        if entry and entry.state is EntryState.WAITING and entry.next_try <= now:
            entry = replace(entry, state=EntryState.TAKEN, fetched=now)
            taken.append(now)
        now += wait_s
    assert len(taken) <= limit + 1
    assert all(later - sooner >= 600 << count for count, (sooner, later) in enumerate(pairwise(taken)))
