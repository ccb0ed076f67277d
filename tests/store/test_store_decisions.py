"""What people decided, as it is stored: in its order, by whoever writes and by whoever notes beside."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes
from newsfold.errors import NotFound, StoreBusy, StoreError
from newsfold.model import Act, Decision
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store
from newsfold.watching import WatchChanges
from store_builders import AT, LATER, sample_changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def made(database: str) -> str:
    """A database that holds something."""
    with Store.open(database, write=True) as store:
        store.apply(sample_changes(), AT)
    return database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The same in a file of SQLite's."""
    path = tmp_path / "file.db"
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    return path


def test_acts_are_numbered_in_their_order_and_pending_until_the_clusters_reflect_them(made: str):
    with Store.open(made, write=True) as store:
        assert (store.decisions(), store.decided(), store.pending()) == ([], 0, False)
        first = store.note_decision(Act.SAME, 1, 4, by="ana", at=AT, why="one report")
        second = store.note_decision(Act.CANONICAL, 3, None, by="bo", at=LATER)
        assert first == Decision(1, Act.SAME, 1, 4, "ana", AT, "one report")
        assert store.decisions() == [first, second]
        assert (store.decisions(after=1), store.decisions(after=2)) == ([second], [])
        assert (store.decided(), store.pending()) == (0, True)
        store.apply(Changes(decided=1), AT)
        assert (store.decided(), store.pending()) == (1, True)
        store.apply(Changes(decided=2), AT)
        store.apply(Changes(clusters=()), AT)
        assert (store.decided(), store.pending()) == (2, False)


def test_the_dump_tells_acts_by_the_keys_of_articles(made: str):
    with Store.open(made, write=True) as store:
        store.note_decision(Act.SAME, 1, 4, by="ana", at=AT, why="one report")
        store.note_decision(Act.CANONICAL, 3, None, by="bo", at=AT)
        store.note_decision(Act.UNDO, 1, 1, by="bo", at=AT)
        store.note_decision(Act.DIFFERENT, 1, 99, by="bo", at=AT)
        told = dump(store)
    assert told["decided"] == 0
    assert told["decisions"] == [
        [1, "same", ["/in", "a.html"], ["/in", "b.html"], "ana", "one report"],
        [2, "canonical", ["/in", "rewrite.html"], None, "bo", ""],
        [3, "undo", ["/in", "a.html"], 1, "bo", ""],
        [4, "different", ["/in", "a.html"], None, "bo", ""],
    ]


def forget_and_fail(store: Store) -> None:
    store.forget_derived("other")
    assert store.bodies_of([1, 2, 3]) == {}
    raise ZeroDivisionError


def test_the_bodies_of_articles(made: str):
    with Store.open(made, write=True) as store:
        bodies = {number: one.body for number, one in store.articles([1, 2, 3]).items()}
        assert store.bodies_of([1, 2, 3, 99]) == bodies
        with pytest.raises(ZeroDivisionError), store.transaction():
            forget_and_fail(store)


def test_links_lead_to_bodies(made: str):
    with Store.open(made) as store:
        links = {(link.a, link.b) for link in store.links_of([body.id for body, _ in sample_changes().bodies])}
        ends = {end for pair in links for end in pair}
        assert store.joining_bodies(ends, 0.0, 99) == ends
        assert store.joining_bodies(ends, 3.0, 99) == set()
        assert len(store.joining_bodies(ends, 0.0, 1)) <= 2


WRITES: dict[str, Callable[[Store], object]] = {
    "apply": lambda store: store.apply(sample_changes(), AT),
    "watch": lambda store: store.watch(WatchChanges(removed=("a",))),
    "set_threshold": lambda store: store.set_threshold(1.0),
    "forget_derived": lambda store: store.forget_derived("s"),
}


@pytest.mark.parametrize("name", WRITES)
def test_whoever_is_beside_notes_and_does_nothing_else(made: str, name: str):
    with Store.open(made, write=True) as writer, Store.open(made, beside=True) as beside:
        before = dump_text(writer)
        with pytest.raises(StoreError, match="was opened for noting decisions"):
            WRITES[name](beside)
        with pytest.raises(StoreError, match="was opened for noting decisions"), beside.noting():
            WRITES[name](beside)
        assert dump_text(writer) == before
        beside.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
        assert writer.pending()


def test_who_reads_notes_nothing(made: str):
    with Store.open(made) as store, pytest.raises(StoreError, match="was opened for reading"):
        store.note_decision(Act.SAME, 1, 4, by="ana", at=AT)


def test_beside_a_database_that_is_not_there_nothing_is_made(tmp_path: Path):
    with pytest.raises(NotFound):
        Store.open(str(tmp_path / "none.db"), beside=True)
    assert list(tmp_path.iterdir()) == []


def test_a_transaction_of_the_writer_is_waited_for_and_then_it_is_busy(path: Path):
    with Store.open(str(path), write=True) as writer, Store.open(f"sqlite:///{path}?timeout=0.05", beside=True) as beside:
        with writer.transaction(), pytest.raises(StoreBusy):
            beside.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
        beside.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
    with Store.open(str(path), beside=True) as patient, patient._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def noted_and_failed(store: Store) -> None:
    store.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
    raise ZeroDivisionError


def test_what_fails_while_it_is_noted_leaves_nothing_behind(made: str):
    with Store.open(made, beside=True) as beside:
        with pytest.raises(ZeroDivisionError), beside.noting():
            noted_and_failed(beside)
        assert beside.decisions() == []


def test_many_who_note_at_once_all_do(made: str):
    def note(who: int) -> None:
        with Store.open(made, beside=True) as beside:
            for number in range(5):
                with beside.noting():
                    assert len(beside.decisions()) == max((act.id for act in beside.decisions()), default=0)
                    beside.note_decision(Act.SAME, 1, 4, by=str(who), at=AT, why=str(number))

    with Store.open(made, write=True) as writer, ThreadPoolExecutor(4) as pool:
        noted = [pool.submit(note, who) for who in range(4)]
        writer.set_threshold(1.0)
        for one in noted:
            one.result()
        acts = writer.decisions()
    assert [act.id for act in acts] == list(range(1, 21))
    assert {(act.by, act.why) for act in acts} == {(str(who), str(number)) for who in range(4) for number in range(5)}


def test_an_act_is_never_changed(path: Path):
    with Store.open(str(path), write=True) as store:
        store.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
        store.note_decision(Act.UNDO, 1, 1, by="bo", at=LATER)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT * FROM decisions ORDER BY id").fetchall()
    assert rows == [(1, "same", 1, 4, "ana", AT, ""), (2, "undo", 1, 1, "bo", LATER, "")]
