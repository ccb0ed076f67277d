"""How watched sources do, and who had an article first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from databases import plan, read_whole
from newsfold.changes import Changes
from newsfold.model import Cluster, Member, Reason, Relation
from newsfold.store.store import Store
from newsfold.views.sources import SourceHealth
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, body_for, make_article, make_changes, make_filed, make_link, make_signature, make_skip
from watch_builders import DAY, NOW, make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from databases import Fresh
    from newsfold.changes import Filed
    from newsfold.watching import Entry

LONG_AGO = "2026-02-20T10:00:00+00:00"


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True, scheme="s1") as opened:
        yield opened


def filed(number: int, name: str, text: str, source: str = WEB) -> Filed:
    origin = f"https://example.org/{name}" if source == WEB else name
    return make_filed(number, make_article(origin, text, source=source))


def clustered(number: int, group: Sequence[Filed], relations: Sequence[Relation]) -> Changes:
    """One cluster of the bodies of `group`, whose first is the canonical; `relations` are those of the others."""
    members = [Member(group[0].body, group[0].id, Relation.COPY, None)]
    members += [Member(one.body, one.id, relation, 2.5) for one, relation in zip(group[1:], relations, strict=True)]
    return replace(
        make_changes(group, first_cluster=number),
        bodies=tuple((body, make_signature(body)) for body in (body_for(one.article) for one in group)),
        links=tuple(make_link(group[0], one) for one in group[1:]),
        clusters=(Cluster(number, group[0].id, "earliest", tuple(members)),),
    )


def watch(store: Store, *entries: Entry, keys: str = "") -> None:
    store.watch(WatchChanges(sources=tuple(make_state(key) for key in keys), entries=entries))


def taken(source: str, name: str, **known: Any) -> Entry:  # noqa: ANN401 fields of any type
    return make_entry(source, name, EntryState.TAKEN, fetched=NOW, **known)


def figures(store: Store) -> dict[str, tuple[int, float | None, float | None, int, int]]:
    return {one.key: (one.articles_7d, one.copies, one.rewrites, one.waiting, one.refused) for one in store.health(NOW)}


def test_nothing_is_watched(store: Store) -> None:
    assert (store.health(NOW), store.sightings(1)) == ([], [])


def test_a_source_that_brought_nothing_yet(store: Store) -> None:
    state = make_state("a", moved_to="https://b.example/", errors=2, fault="timed out", checked=1, succeeded=2, brought=3, checks=4)
    store.watch(WatchChanges(sources=(replace(state, paused="gone", entries=5),)))
    assert store.health(NOW) == [
        SourceHealth(
            key="a",
            kind="feed",
            place="https://a.example/feed.xml",
            next_due=NOW,
            interval_s=1_800,
            moved_to="https://b.example/",
            errors=2,
            fault="timed out",
            checked=1,
            succeeded=2,
            brought=3,
            paused="gone",
            checks=4,
            entries=5,
            articles_7d=0,
            copies=None,
            rewrites=None,
            waiting=0,
            refused=0,
        )
    ]


def test_shares_tell_how_a_sources_articles_stand(store: Store) -> None:
    wire, near, light, brief = (
        filed(number, name, text)
        for number, (name, text) in enumerate(
            [("wire", "A bridge fell."), ("near", "A bridge fell!"), ("light", "The bridge fell."), ("brief", "Bridge down.")], 1
        )
    )
    copy = filed(5, "copy", "A bridge fell.")
    assert copy.body == wire.body
    store.apply(clustered(1, [wire, near, light, brief], [Relation.COPY, Relation.LIGHT_EDIT, Relation.EXCERPT]), AT)
    store.apply(Changes(filed=(copy,)), AT)
    watch(store, taken("a", "wire"), *(taken("b", name) for name in ("near", "light", "brief", "copy")), keys="ab")
    assert figures(store) == {"a": (1, 0.0, 0.0, 0, 0), "b": (4, 0.5, 0.5, 0, 0)}


def test_an_article_counts_for_the_source_that_listed_it_first(store: Store) -> None:
    store.apply(make_changes(*([filed(number, str(number), f"Story {number}.")] for number in range(1, 4))), AT)
    watch(store, taken("a", "1"), taken("b", "1", first_seen=NOW - 1), taken("c", "1"), keys="abc")
    watch(store, taken("b", "2"), taken("a", "2"), taken("c", "3", id="again"), taken("c", "3"))
    assert {key: found[0] for key, found in figures(store).items()} == {"a": 1, "b": 1, "c": 1}


def test_only_the_last_seven_days_count(store: Store) -> None:
    store.apply(make_changes([filed(1, "1", "Story one.")], [filed(2, "2", "Story two.")]), AT)
    watch(store, taken("a", "1", first_seen=NOW - 7 * DAY), taken("a", "2", first_seen=NOW - 7 * DAY - 1), keys="ab")
    watch(store, taken("b", "2"))
    assert {key: found[0] for key, found in figures(store).items()} == {"a": 1, "b": 0}


def test_entries_without_an_article_are_told_by_what_became_of_them(store: Store) -> None:
    refused = [make_entry("a", name, EntryState.REFUSED) for name in ("gone", "empty")]
    watch(
        store, make_entry("a", "new"), make_entry("b", "new"), make_entry("c", "of nobody"), *refused, taken("a", "lost"), keys="ab"
    )
    assert figures(store) == {"a": (0, None, None, 1, 2), "b": (0, None, None, 1, 0)}


def test_a_folder_is_known_by_its_articles_and_skips(store: Store) -> None:
    new, old = filed(1, "a.html", "A bridge fell.", "/in"), filed(2, "b.html", "Rain is expected.", "/in")
    store.apply(make_changes([old], first_cluster=2), LONG_AGO)
    store.apply(
        make_changes([new], skips=(make_skip("x.html", Reason.EMPTY), make_skip("y.html", Reason.EMPTY, source="/other"))), AT
    )
    store.watch(WatchChanges(sources=(make_state("folder", kind="folder", place="/in"), make_state("feed"))))
    assert figures(store) == {"feed": (0, None, None, 0, 0), "folder": (1, 0.0, 0.0, 0, 1)}


def test_sightings_of_an_article(store: Store) -> None:
    local = filed(3, "https://example.org/1", "Snow is expected.", "/in")
    store.apply(make_changes([filed(1, "1", "A bridge fell.")], [filed(2, "2", "Rain is expected.")], [local]), AT)
    late, first, waits = taken("a", "1", first_seen=NOW + 9), taken("c", "1"), make_entry("d", "1")
    watch(store, late, waits, first, taken("a", "3"), make_entry("a", "nowhere", origin=None))
    assert (store.sightings(1), store.sightings(2), store.sightings(3), store.sightings(9)) == ([first, waits, late], [], [], [])


def test_the_health_of_many_sources_takes_few_statements_that_read_no_table_whole(store: Store) -> None:
    store.apply(make_changes([filed(1, "1", "A bridge fell.")]), AT)
    watch(store, taken("a", "1"), keys="ab")
    asked: list[tuple[str, Any]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((str(call[2]), call[3])))
    store.health(NOW)
    store.sightings(1)
    statements = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert len(statements) == 6
    with store._reading() as connection:
        steps = [step for s, v in statements for step in plan(connection, s, v)]
    # Every source is shown; of entries, those of a week and those that are not taken.
    assert read_whole(steps) <= {"watched_sources"}
    used = {name for step in steps for name in re.findall(r"ix_entries_\w+", step)}
    assert used >= {"ix_entries_not_taken", "ix_entries_first_seen"}
