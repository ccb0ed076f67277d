"""A store that moves into another database is the same store there, to the last value, or is not there at all."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hostile import TEXTS
from keeping_builders import DAY, GOLD, NOW, POOL, START, STORIES, checked, folded, nothing
from newsfold.changes import Changes
from newsfold.errors import NotEmpty, NotFound, StoreError
from newsfold.ingest import ingest
from newsfold.keeping.retention import Policy, prune
from newsfold.model import Act, Moment, Reason, SentenceVectors
from newsfold.settings import load
from newsfold.store import copying
from newsfold.store.copying import copy
from newsfold.store.dump import dump_text
from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.store.tables import metadata
from newsfold.views.browsing import Filter
from newsfold.watching import EntryState, WatchChanges
from store_builders import AT, LATER, make_article, make_changes, make_filed, make_skip, sample_changes
from tied import tied
from watch_builders import make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from databases import Fresh

STORABLE = [text for text in TEXTS if text.encode(errors="replace").decode() == text]
"""Hostile texts without lone surrogates, which no database takes."""

Texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
Large = st.integers(-(2**63), 2**63 - 1)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with store._reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != "turns"
        }


def fill(store: Store) -> None:
    """Something in every table, and everything that can befall an article."""
    fold = folded(store, [*STORIES[:12], *POOL[20:]])
    old = [replace(one, published=Moment("long ago", START - 900 * DAY), site="old.example") for one in STORIES[50:52]]
    fold.take_in(old, [make_skip("\0.html", Reason.NOT_TEXT, "an\0image")], AT)
    prune(fold, store, Policy(articles=Age(START - DAY, by_publication=True)), NOW, nothing)
    prune(fold, store, Policy(texts=Age(START + DAY, by_publication=True)), NOW, nothing)
    revised = replace(STORIES[20], origin="revised", text=f"{STORIES[20].text}\nCorrected.", digest=b"")
    fold.take_in([replace(STORIES[20], origin="revised"), *STORIES[21:30]], [], AT)
    fold.take_in([revised], [], LATER)
    store.note_decision(Act.SAME, 1, 2, by="me\0", at=AT, why="so")
    store.watch(WatchChanges(sources=(make_state("a", digest=b"\0"),), entries=(make_entry("a", "x", tags=("\0", "Ärger")),)))
    tagged = replace(STORIES[40], source="web", origin="https://example.org/y")
    store.watch(WatchChanges(entries=(make_entry("a", "y", EntryState.TAKEN, tags=("Politics",)),)))
    fold.take_in([tagged], [], LATER)
    body = next(iter(store.bodies_of([max(store.keys(range(200)))]).values()))
    store.apply(Changes(vectors=(SentenceVectors(body, "encoder", np.arange(-4, 4, dtype=np.int8).reshape(2, 4)),)), LATER)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "from.db"
    with Store.open(str(path), write=True, scheme="s") as store:
        fill(store)
    return path


@pytest.fixture
def source(full: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(full, tmp_path))


@pytest.fixture
def target(fresh: Fresh, tmp_path: Path) -> str:
    """What becomes the copy: a database of SQLite or PostgreSQL that is empty, or not there yet."""
    return str(tmp_path / "to.db") if fresh.kind == "sqlite" else fresh()


def copied(source: str | Path, target: str | Path) -> tuple[dict[str, list[tuple[Any, ...]]], dict[str, int]]:
    """All that is in `target` once it is a copy, and how many rows of each table were compared."""
    with Store.open(str(source)) as one, Store.open(str(target), write=True) as other:
        told = copy(one, other, nothing)
    with Store.open(str(target)) as store:
        assert checked(store).findings == ()
        return everything(store), {table.name: table.rows for table in told.tables}


def test_every_table_moves_with_every_value(source: Path, target: str) -> None:
    found, rows = copied(source, target)
    with Store.open(str(source)) as store:
        assert found == everything(store)
        assert rows == {name: len(some) for name, some in found.items()}
        assert all(rows.values()), "a table of which nothing was copied proves nothing"


def test_the_copy_is_the_same_store_and_goes_on_as_the_original_does(source: Path, target: str) -> None:
    copied(source, target)
    dumps: list[str] = []
    for place in (str(source), target):
        with Store.open(place, write=True, scheme="s") as store:
            identity = store.identity()
            folded(store, STORIES[30:45], LATER)
            dumps.append(f"{identity} {dump_text(store)}")
            assert checked(store).findings == ()
    assert dumps[0] == dumps[1]


def test_what_was_ingested_and_copied_back_and_forth_is_what_was_ingested(tmp_path: Path, target: str) -> None:
    first = str(tmp_path / "first.db")
    ingest([str(GOLD)], load(db=first), stdin=io.BytesIO(), progress=nothing)
    places = [first, target, str(tmp_path / "third.db")]
    for one, other in pairwise(places):
        copied(one, other)
    dumps: list[str] = []
    for place in places:
        with Store.open(place) as store:
            dumps.append(dump_text(store))
            assert store.browse(Filter(query="minerals")).found > 3
    assert dumps[0] == dumps[1] == dumps[2]


def test_hostile_texts_survive(tmp_path: Path, target: str) -> None:
    articles = [
        replace(make_article(text, f"It says {text}", source=text, site=text, url=text), title=text, author=text, lang=text[:8])
        for text in STORABLE
    ]
    with Store.open(str(tmp_path / "from.db"), write=True, scheme="s") as store:
        filed = [make_filed(number, one) for number, one in enumerate(articles, 1)]
        store.apply(make_changes(filed, skips=tuple(make_skip(text, Reason.BAD_JSON, text, source="/in") for text in STORABLE)), AT)
        store.watch(WatchChanges(entries=tuple(make_entry("a", text, tags=(text,), title=text) for text in STORABLE)))
        before = everything(store)
    assert copied(tmp_path / "from.db", target)[0] == before
    assert copied(target, tmp_path / "back.db")[0] == before


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(
    skips=st.dictionaries(st.tuples(Texts, Texts), Texts, max_size=6),
    times=st.lists(st.tuples(Large, Large), max_size=4),
    tags=st.lists(Texts, max_size=3),
    digest=st.binary(max_size=3),
)
def test_whatever_columns_can_hold_survives(
    fresh: Fresh, skips: dict[tuple[str, str], str], times: list[tuple[int, int]], tags: list[str], digest: bytes
) -> None:
    with ExitStack() as stack:
        source, there, back = (stack.enter_context(Store.open(name, write=True)) for name in (":memory:", fresh(), ":memory:"))
        made = tuple(make_skip(origin, Reason.EMPTY, detail, source=name) for (name, origin), detail in skips.items())
        source.apply(Changes(skips=made), AT)
        states = tuple(make_state(f"{n}", due, interval_s=gap, digest=digest) for n, (due, gap) in enumerate(times))
        entries = tuple(make_entry("a", f"{n}", tags=tuple(tags), first_seen=due) for n, (due, _) in enumerate(times))
        source.watch(WatchChanges(sources=states, entries=entries))
        copy(source, there, nothing)
        copy(there, back, nothing)
        assert everything(source) == everything(there) == everything(back)


def test_small_portions_give_the_same(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(str(source)) as store:
        before = everything(store)
    monkeypatch.setattr(copying, "_FETCHED", 2)
    monkeypatch.setattr(copying, "_ROWS", 3)
    assert copied(source, tmp_path / "rows.db")[0] == before
    monkeypatch.setattr(copying, "_BYTES", 200)
    assert copied(source, tmp_path / "bytes.db")[0] == before


def test_one_state_is_copied_whoever_writes_meanwhile(source: Path, target: str, tmp_path: Path) -> None:
    copied(source, target)
    with Store.open(target, write=True) as writer, Store.open(target) as one:
        before = everything(one)
        with Store.open(str(tmp_path / "back.db"), write=True) as other:
            skips = iter(range(1_000))

            def write(_done: int, _whole: int) -> None:
                writer.apply(Changes(skips=(make_skip(f"late {next(skips)}", Reason.EMPTY),)), LATER)

            copy(one, other, write)
            assert everything(other) == before
        assert len(everything(writer)["skips"]) > len(before["skips"])


def test_how_far_it_has_come_is_told(source: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with Store.open(str(source)) as one, Store.open(str(tmp_path / "to.db"), write=True) as other:
        copy(one, other, lambda done, whole: told.append((done, whole)))
        rows = sum(map(len, everything(one).values()))
    assert told == sorted(told)
    assert (told[-1], {whole for _, whole in told}) == ((2 * rows, 2 * rows), {2 * rows})


def test_a_target_that_holds_something_is_refused_and_left_as_it_is(source: Path, fresh: Fresh, tmp_path: Path) -> None:
    holding: list[Callable[[Store], object]] = [
        lambda store: store.apply(sample_changes(), AT),
        lambda store: store.watch(WatchChanges(sources=(make_state("a"),))),
        lambda store: store.note_decision(Act.SAME, 1, 2, by="me", at=AT),
        lambda store: store.set_threshold(1.0),
    ]
    for number, hold in enumerate(holding):
        target = str(tmp_path / f"{number}.db") if fresh.kind == "sqlite" else fresh()
        with Store.open(str(source)) as one, Store.open(target, write=True, scheme="s") as other:
            hold(other)
            before = everything(other)
            with pytest.raises(NotEmpty, match="holds something already"):
                copy(one, other, nothing)
            assert everything(other) == before


def test_a_target_in_which_only_the_scheme_is_noted_is_empty(source: Path, tmp_path: Path) -> None:
    Store.open(str(tmp_path / "to.db"), write=True, scheme="another").close()
    copied(source, tmp_path / "to.db")
    with Store.open(str(tmp_path / "to.db")) as store:
        assert store.scheme() == "s"


SPOILED = {
    "another value": ("UPDATE links SET log_odds = log_odds + 1e-12 WHERE a = new.a AND b = new.b", "has log_odds"),
    "a missing row": ("DELETE FROM links WHERE a = new.a AND b = new.b", "is not in"),
    "a row too many": ("INSERT INTO skips VALUES (hex(randomblob(4)), '', '', '', '')", "skips has 1 rows in"),
    "another type": ("UPDATE links SET evidence = '[]' WHERE a = new.a AND b = new.b", "has evidence [0."),
}


@pytest.mark.parametrize(("trigger", "said"), SPOILED.values(), ids=SPOILED)
def test_where_the_copy_differs_the_first_row_is_told_and_nothing_is_kept(
    source: Path, tmp_path: Path, trigger: str, said: str
) -> None:
    target = tmp_path / "to.db"
    Store.open(str(target), write=True).close()
    with closing(sqlite3.connect(target)) as connection:
        connection.execute(f"CREATE TRIGGER spoil AFTER INSERT ON links BEGIN {trigger}; END")
    with Store.open(str(source)) as one, Store.open(str(target), write=True) as other:
        with pytest.raises(StoreError, match="is not kept") as raised:
            copy(one, other, nothing)
        assert said in str(raised.value)
        assert {name for name, rows in everything(other).items() if rows} == {"meta"}
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("DROP TRIGGER spoil")
    copied(source, target)


ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
SLOWLY = """
import sys, time
from newsfold.store.copying import copy
from newsfold.store.store import Store

def wait(done, whole):
    if done * 4 > whole * int(sys.argv[3]):
        print("copying", flush=True)
        time.sleep(60)

with Store.open(sys.argv[1]) as one, Store.open(sys.argv[2], write=True) as other:
    copy(one, other, wait)
"""


@pytest.mark.parametrize("quarter", [0, 1, 3], ids=["in the beginning", "while it copies", "while it compares"])
def test_a_copy_that_is_killed_leaves_nothing(source: Path, target: str, quarter: int) -> None:
    command = tied([sys.executable, "-c", SLOWLY, str(source), target, str(quarter)])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout
        assert process.stdout.readline() == "copying\n"
        os.kill(process.pid, signal.SIGKILL)
    with Store.open(target) as store:
        assert {name for name, rows in everything(store).items() if rows} == {"meta"}
    with Store.open(str(source)) as store:
        before = everything(store)
    assert copied(source, target)[0] == before


def test_ids_that_are_given_later_are_new_ones(source: Path, target: str) -> None:
    before, _ = copied(source, target)
    with Store.open(target, write=True, scheme="s") as store:
        folded(store, STORIES[30:45], LATER)
        after = everything(store)
    for name in ("articles", "clusters", "events"):
        known = {row[0] for row in before[name]}
        assert min({row[0] for row in after[name]} - known) == max(known) + 1


def test_nothing_is_made_where_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Store.open(str(tmp_path / "none.db"))
