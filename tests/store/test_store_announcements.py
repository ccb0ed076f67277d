"""What those who follow events can ask, and how far they have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes, Event
from newsfold.store.announcements import Announcement, Announcements, Refusal, Untold
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

EVERY = ("created", "canonical", "merged", "split", "quarantined")


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    """Three clusters, each created: events 1 to 3."""
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def happened(store: Store, *events: Event, merged: tuple[tuple[int, int], ...] = ()) -> None:
    store.apply(Changes(events=events, merged=merged), LATER)


def ids(found: Announcements) -> tuple[list[int], int]:
    return [event.id for event in found.events], found.through


def test_an_event_is_told_with_its_cluster_as_it_stands_now(store: Store) -> None:
    first = Announcement(1, "created", 1, None, AT, "Title of a.html", "https://example.org/a", "example.org", 3)
    assert store.announcements(0, EVERY, 1) == Announcements((first,), 1)
    happened(store, Event(1, "canonical", 3))
    (last,) = store.announcements(3, EVERY, 10).events
    assert (last.id, last.kind, last.cluster, last.other, last.at, last.size) == (4, "canonical", 1, 3, LATER, 3)


def test_they_come_in_their_order_and_the_last_covers_what_was_not_asked_for(store: Store) -> None:
    happened(store, Event(2, "split", 1), Event(2, "quarantined"), Event(1, "split", 2))
    assert ids(store.announcements(0, EVERY, 4)) == ([1, 2, 3, 4], 4)
    assert ids(store.announcements(4, EVERY, 4)) == ([5, 6], 6)
    assert ids(store.announcements(0, ["split"], 1)) == ([4], 4)
    assert ids(store.announcements(4, ["split", "merged"], 5)) == ([6], 6)
    assert ids(store.announcements(0, ["merged"], 5)) == ([], 6)
    assert ids(store.announcements(6, EVERY, 5)) == ([], 6)
    assert ids(store.announcements(9, EVERY, 5)) == ([], 9)


def test_of_a_merged_cluster_the_one_is_told_to_which_it_leads(store: Store) -> None:
    happened(store, Event(3, "merged", 2), merged=((3, 2),))
    happened(store, Event(2, "merged", 1), merged=((2, 1),))
    told = store.announcements(1, EVERY, 10).events
    assert [(event.kind, event.cluster, event.other) for event in told] == [
        ("created", 2, None),
        ("created", 3, None),
        ("merged", 3, 2),
        ("merged", 2, 1),
    ]
    assert {(event.title, event.size) for event in told} == {("Title of a.html", 3)}


def test_a_database_in_which_nothing_happened_has_no_events(fresh: Fresh) -> None:
    with Store.open(fresh(), write=True) as empty:
        assert (empty.newest_event(), empty.announced()) == (0, None)
        assert empty.announcements(0, EVERY, 5) == Announcements((), 0)
        empty.apply(make_changes([make_filed(1, make_article("a.html", "The bridge fell."))]), AT)
        assert empty.newest_event() == 1


def test_how_far_was_told_is_kept_and_is_none_of_what_is_derived(store: Store) -> None:
    before = dump_text(store)
    store.set_announced(2)
    store.set_announced(3)
    assert (store.announced(), store.newest_event()) == (3, 3)
    assert dump_text(store) == before


def test_what_is_still_to_be_told_is_counted_by_its_kind(store: Store) -> None:
    happened(store, Event(2, "split", 1), Event(2, "quarantined"), Event(1, "split", 2))
    assert store.untold(0, EVERY) == Untold(6, AT)
    assert store.untold(3, ["split", "merged"]) == Untold(2, LATER)
    assert store.untold(4, ["quarantined"]) == Untold(1, LATER)
    assert store.untold(6, EVERY) == store.untold(0, ["merged"]) == Untold(0, None)


def test_the_last_refusal_is_known(store: Store) -> None:
    assert store.refusal() is None
    store.set_refusal(Refusal(4, since=1_772_000_000, times=1))
    store.set_refusal(Refusal(5, since=1_772_000_060, times=2))
    assert store.refusal() == Refusal(5, 1_772_000_060, 2)
