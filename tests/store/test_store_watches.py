"""What the daemon stores and asks: sources, entries, and what is due."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from databases import plan, read_whole
from newsfold.changes import Changes
from newsfold.errors import StoreError
from newsfold.model import Reason
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store
from newsfold.watching import Entry, EntryState, SourceState, WatchChanges
from store_builders import AT, make_skip, sample_changes
from watch_builders import DAY, NOW, make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from databases import Fresh

LIMIT = 100
FULL_STATE = SourceState(
    key="wire",
    kind="feed",
    place="https://wire.example/feed.xml",
    next_due=NOW + 900,
    interval_s=1_800,
    validators=("https://wire.example/feed.xml", 'W/"é\xff"', None),
    digest=b"\x00\xff",
    moved_to="https://wire.example/new.xml",
    moves=2,
    errors=3,
    fault="timed out",
    checked=NOW - 1,
    succeeded=NOW - 2,
    brought=NOW - 3,
    paused="gone",
    checks=1 << 40,
    entries=7,
)
FULL_ENTRY = Entry(
    source="wire",
    id="tag:wire.example,2026:1",
    digest=b"\x00\x01",
    url="https://wire.example/1?utm_source=feed",
    origin="https://wire.example/1",
    state=EntryState.REFUSED,
    first_seen=NOW,
    tries=8,
    next_try=NOW + 300,
    fault="name not found",
    revisions=2,
    fetched=NOW - 5,
    feed_title="The Wire",
    publisher="The Paper",
    publisher_url="https://paper.example/",
    title="A bridge fell ☃",
    author="A. Writer",
    published="Mon, 02 Mar 2026 10:00:00 +0100",
    lang="en",
    tags=("news", "a, b"),
)


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True, scheme="s1") as opened:
        yield opened


def watch(store: Store, *known: SourceState | Entry) -> None:
    sources = tuple(one for one in known if isinstance(one, SourceState))
    store.watch(WatchChanges(sources=sources, entries=tuple(one for one in known if isinstance(one, Entry))))


def due(store: Store, now: int, limit: int = LIMIT) -> list[str]:
    return [state.key for state in store.due_sources(now, limit)]


def waiting(store: Store, now: int, limit: int = LIMIT, passed_over: tuple[str, ...] = ()) -> list[str]:
    return [entry.id for entry in store.waiting_entries(now, limit, passed_over)]


def test_nothing_is_watched_in_an_empty_store(store: Store) -> None:
    assert (store.source_states(), store.due_sources(NOW, LIMIT), store.waiting_entries(NOW, LIMIT)) == ({}, [], [])
    assert (store.entries_of("wire", ["1"]), store.entries_by_origin(["x"]), store.next_event(NOW)) == ({}, {}, None)


def test_all_that_is_known_comes_back_as_it_was_given(store: Store) -> None:
    bare = (make_state("bare", validators=("https://a.example/", None, None)), make_entry("bare", "1", url=None, origin=None))
    watch(store, FULL_STATE, FULL_ENTRY, *bare)
    assert store.source_states() == {"wire": FULL_STATE, "bare": bare[0]}
    assert store.entries_of("wire", [FULL_ENTRY.id, "other"]) == {FULL_ENTRY.id: FULL_ENTRY}
    assert store.entries_of("bare", ["1"]) == {"1": bare[1]}


def test_what_is_watched_again_replaces_what_was_known(store: Store) -> None:
    watch(store, FULL_STATE, FULL_ENTRY)
    state, entry = make_state("wire"), replace(make_entry("wire", FULL_ENTRY.id), title=None, tags=())
    watch(store, state, entry)
    assert (store.source_states(), store.entries_of("wire", [entry.id])) == ({"wire": state}, {entry.id: entry})


def test_no_change_touches_nothing(store: Store) -> None:
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(str(call[2])))
    store.watch(WatchChanges())
    assert statements == []


def test_due_sources_come_longest_due_first_and_paused_ones_never(store: Store) -> None:
    late, later, equal = make_state("late", NOW - 60), make_state("later", NOW), make_state("equal", NOW)
    watch(store, later, late, equal, make_state("soon", NOW + 1), make_state("gone", NOW - 90, paused="gone"))
    assert store.due_sources(NOW, LIMIT) == [late, equal, later]
    assert due(store, NOW, limit=1) == ["late"]
    assert due(store, NOW - 61) == []


@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        pytest.param(make_state("a", NOW + 3 * DAY, checked=NOW + 3 * DAY - 1_800), True, id="the clock was set back"),
        pytest.param(
            make_state("a", NOW + 2 * DAY, checked=NOW + 2 * DAY - 1_800), False, id="set back by little: the time will come"
        ),
        pytest.param(make_state("a", NOW + 7 * DAY, checked=NOW, interval_s=7 * DAY), False, id="a long interval"),
        pytest.param(make_state("a", NOW + 9 * DAY), True, id="added before the clock was set back, and never asked"),
        pytest.param(make_state("a", NOW + 7 * DAY, interval_s=7 * DAY), False, id="a long interval, never asked"),
        pytest.param(make_state("a", NOW + 9 * DAY, checked=NOW + 9 * DAY, paused="gone"), False, id="paused"),
    ],
)
def test_a_clock_set_back_silences_nothing(store: Store, state: SourceState, *, is_due: bool) -> None:
    watch(store, state)
    assert due(store, NOW) == (["a"] if is_due else [])
    assert store.next_event(NOW) == (None if state.paused else NOW if is_due else state.next_due)


def test_waiting_entries_come_longest_known_first_whatever_their_source(store: Store) -> None:
    old = make_entry("b", "old", first_seen=NOW - 9, next_try=NOW)
    mixed = [make_entry(source, f"{source}{number}", first_seen=NOW - 5) for source in "ab" for number in range(4)]
    passed = (
        make_entry("a", "tried", next_try=NOW + 1),
        make_entry("a", "taken", EntryState.TAKEN),
        make_entry("a", "refused", EntryState.REFUSED),
    )
    watch(store, *mixed, old, *passed)
    assert store.waiting_entries(NOW, LIMIT) == [old, *sorted(mixed, key=lambda entry: entry.digest)]
    assert {name[0] for name in waiting(store, NOW, limit=5)[1:]} == {"a", "b"}
    assert waiting(store, NOW, passed_over=("a", "c")) == [
        "old",
        *(e.id for e in sorted(mixed, key=lambda e: e.digest) if e.source == "b"),
    ]
    assert waiting(store, NOW + 1, passed_over=("b",))[-1] == "tried"
    assert store.waiting_count() == len(mixed) + 2


def test_a_clock_set_back_leaves_no_entry_waiting(store: Store) -> None:
    watch(store, make_entry("a", "1", next_try=NOW + 2 * DAY), make_entry("a", "2", next_try=NOW + 2 * DAY + 1))
    assert (waiting(store, NOW), store.next_event(NOW)) == (["2"], NOW)
    assert (waiting(store, NOW + DAY), store.next_event(NOW + DAY)) == ([], NOW + 2 * DAY)


def test_the_length_of_the_write_ahead_log_is_told(tmp_path: Path, store: Store) -> None:
    assert store.log_size() == 0
    with Store.open(str(tmp_path / "a.db"), write=True) as kept:
        watch(kept, *(make_entry("a", f"{number}") for number in range(100)))
        assert kept.log_size() == (tmp_path / "a.db-wal").stat().st_size > 4096


def test_the_next_event_is_the_earliest_of_both(store: Store) -> None:
    watch(store, make_state("gone", NOW - 90, paused="gone"), make_entry("a", "taken", EntryState.TAKEN))
    assert store.next_event(NOW) is None
    watch(store, make_state("a", NOW + 50))
    assert store.next_event(NOW) == NOW + 50
    watch(store, make_entry("a", "1", next_try=NOW + 40))
    assert store.next_event(NOW) == NOW + 40
    watch(store, make_state("b", NOW - 5))
    assert store.next_event(NOW) == NOW - 5


def test_entries_by_address_tell_who_listed_it_first(store: Store) -> None:
    late = make_entry("a", "1", EntryState.TAKEN, first_seen=NOW + 5)
    first, second = (make_entry(source, "1", first_seen=NOW) for source in "bc")
    other, nowhere = make_entry("a", "2"), make_entry("a", "3", origin=None)
    watch(store, late, second, first, other, nowhere)
    origins = ["https://example.org/1", "https://example.org/2", "https://example.org/3"]
    assert store.entries_by_origin(origins) == {origins[0]: [first, second, late], origins[1]: [other]}


def test_a_removed_source_goes_with_what_still_waited(store: Store) -> None:
    taken, refused = make_entry("a", "taken", EntryState.TAKEN, fetched=NOW), make_entry("a", "refused", EntryState.REFUSED)
    revised, kept = make_entry("a", "revised", fetched=NOW, revisions=1), make_entry("b", "new")
    watch(store, make_state("a"), make_state("b"), taken, refused, revised, kept, make_entry("a", "new"))
    store.watch(WatchChanges(removed=("a", "unknown")))
    assert store.source_states() == {"b": make_state("b")}
    # What the revision was is forgotten: listed again, it is one again.
    found = {"taken": taken, "refused": refused, "revised": replace(revised, state=EntryState.TAKEN, digest=b"")}
    assert store.entries_of("a", ["taken", "refused", "revised", "new"]) == found
    assert waiting(store, NOW) == ["new"]


def test_a_source_may_be_removed_and_begun_anew_at_once(store: Store) -> None:
    watch(store, FULL_STATE, make_entry("wire", "old"))
    store.watch(WatchChanges(sources=(make_state("wire"),), entries=(make_entry("wire", "new"),), removed=("wire",)))
    assert store.source_states() == {"wire": make_state("wire")}
    assert waiting(store, NOW) == ["new"]


def test_articles_and_what_is_watched_are_stored_together(store: Store) -> None:
    with store.transaction():
        with store.transaction():
            store.apply(sample_changes(), AT)
        watch(store, FULL_STATE, FULL_ENTRY)
        assert store.entries_by_origin([FULL_ENTRY.origin or ""]) == {FULL_ENTRY.origin: [FULL_ENTRY]}
    assert (len(store.articles([1, 2])), store.source_states()) == (2, {"wire": FULL_STATE})


def fail_later(store: Store) -> None:
    with store.transaction():
        store.apply(sample_changes(), AT)
        watch(store, make_state("a"))
        message = "the daemon fell"
        raise RuntimeError(message)


def fail_inside(store: Store) -> None:
    with store.transaction():
        store.apply(sample_changes(), AT)
        watch(store, make_state("a"), replace(FULL_ENTRY, id=None))  # type: ignore[arg-type]  # what the table refuses


def forgive(store: Store) -> None:
    with store.transaction():
        watch(store, make_state("a"))
        with pytest.raises(StoreError, match=r"(?i)not[- ]null"):
            watch(store, replace(FULL_ENTRY, id=None))  # type: ignore[arg-type]  # what the table refuses


@pytest.mark.parametrize("fail", [fail_later, fail_inside, forgive])
def test_what_fails_half_way_stores_nothing(store: Store, fail: Callable[[Store], None]) -> None:
    watch(store, FULL_STATE)
    before = dump_text(store)
    with pytest.raises((RuntimeError, StoreError)):
        fail(store)
    assert (dump_text(store), store.source_states()) == (before, {"wire": FULL_STATE})


def test_a_reader_watches_nothing(database: str) -> None:
    Store.open(database, write=True).close()
    with Store.open(database) as store, pytest.raises(StoreError, match="opened for reading"):
        watch(store, FULL_STATE)


def test_the_dump_holds_what_no_interruption_changes(store: Store) -> None:
    watch(store, FULL_STATE, FULL_ENTRY, make_state("bare"))
    found = dump(store)
    assert found["sources"] == [
        {"key": "bare", "kind": "feed", "place": "https://bare.example/feed.xml"}
        | {"digest": None, "moved_to": None, "paused": "", "entries": 0},
        {"key": "wire", "kind": "feed", "place": "https://wire.example/feed.xml"}
        | {"digest": "00ff", "moved_to": "https://wire.example/new.xml", "paused": "gone", "entries": 7},
    ]
    timed = {"first_seen", "tries", "next_try", "fetched"}
    whole = {field.name: getattr(FULL_ENTRY, field.name) for field in fields(Entry) if field.name not in timed}
    assert found["entries"] == [whole | {"digest": "0001", "tags": ["news", "a, b"]}]


def test_two_runs_that_differ_in_time_alone_have_equal_dumps(store: Store) -> None:
    stored = make_entry("wire", "1")
    watch(store, FULL_STATE, stored)
    before = dump_text(store)
    times: dict[str, Any] = dict.fromkeys(("next_due", "checked", "succeeded", "brought"), NOW + 9)
    tries: dict[str, Any] = {"interval_s": 60, "validators": None, "moves": 3, "errors": 0, "fault": "", "checks": 9}
    later = replace(stored, first_seen=NOW + 1, tries=3, next_try=NOW + 5, fetched=NOW + 2, fault="timed out")
    watch(store, replace(FULL_STATE, **times, **tries), later)
    assert dump_text(store) == before
    watch(store, replace(later, state=EntryState.TAKEN))
    assert dump_text(store) != before


def test_an_entry_given_up_is_a_skip_that_is_listed(store: Store) -> None:
    with store.transaction():
        store.apply(Changes(skips=(make_skip("https://wire.example/1", Reason.UNREACHABLE, "name not found", source="web"),)), AT)
        watch(store, FULL_ENTRY)
    assert [(skip.reason.value, skip.detail) for skip in store.skips(reason=Reason.UNREACHABLE)] == [
        ("unreachable", "name not found")
    ]


TIMES = st.integers(NOW - 5 * DAY, NOW + 5 * DAY)


@given(st.lists(st.tuples(TIMES, TIMES, st.sampled_from(EntryState))), st.integers(0, 5))
def test_whatever_waits_is_asked_for_and_nothing_else(fresh: Fresh, known: list[tuple[int, int, EntryState]], limit: int) -> None:
    entries = [
        make_entry("a", str(place), state, first_seen=seen, next_try=again) for place, (seen, again, state) in enumerate(known)
    ]
    wanted = [one for one in entries if one.state is EntryState.WAITING and not NOW < one.next_try <= NOW + 2 * DAY]
    with Store.open(fresh(), write=True) as store:
        watch(store, *entries)
        assert store.waiting_entries(NOW, limit) == sorted(wanted, key=lambda one: (one.first_seen, one.digest))[:limit]
        again = store.next_event(NOW)
        assert bool(wanted) == (again is not None and again <= NOW)


def test_what_is_due_is_found_by_indexes(store: Store) -> None:
    watch(store, FULL_STATE, FULL_ENTRY, make_state("a"), make_entry("a", "1"))
    asked: list[tuple[str, Any]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((str(call[2]), call[3])))
    store.due_sources(NOW, LIMIT)
    store.waiting_entries(NOW, LIMIT, ("b",))
    store.next_event(NOW)
    store.entries_of("a", ["1"])
    store.entries_by_origin(["https://example.org/1"])
    statements = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    with store._reading() as connection:
        plans = [plan(connection, s, v) for s, v in statements]
    due_plan, waiting_plan, *others = ("\n".join(steps) for steps in plans)
    # Both are read in their order until there are enough; what is not due yet is seen from the index alone.
    assert re.search(
        "(?i)^scan watched_sources using index ix_watched_sources_next_due|index scan using ix_watched_sources_next_due", due_plan
    )
    assert re.search("^SCAN entries USING INDEX ix_entries_waiting$|Index Scan using ix_entries_waiting", waiting_plan)
    assert len(others) == 5
    assert [read_whole(steps) for steps in plans] == [set()] * 7
