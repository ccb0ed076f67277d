"""What is left of a database when the power goes, when its bytes are damaged, and when many want it at once."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsfold.errors import NewsfoldError
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from newsfold.watching import WatchChanges
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes
from tied import tied
from watch_builders import make_entry

if TYPE_CHECKING:
    from pathlib import Path

_LOG_HEAD, _FRAME_HEAD = 32, 24  # https://www.sqlite.org/fileformat2.html#walformat


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


def grow(store: Store, number: int) -> None:
    """One batch: an article, and an entry that led to it."""
    filed = make_filed(100 + number, make_article(f"{number}.html", f"The bridge number {number} fell. " * 40))
    with store.transaction():
        store.apply(make_changes([filed], first_cluster=100 + number), LATER)
        store.watch(WatchChanges(entries=(make_entry("a", f"{number}"),)))


def logged(path: Path, batches: int) -> tuple[bytes, bytes, list[str], int]:
    """The file, its log of so many batches, what the database holds before the first and after each, and the size of its pages."""
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    with Store.open(str(path), write=True) as store:
        with store._reading() as connection:
            page: int = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        states = [dump_text(store)]
        for number in range(batches):
            grow(store, number)
            states.append(dump_text(store))
        return path.read_bytes(), path.with_name("a.db-wal").read_bytes(), states, page


def left_of(path: Path, whole: bytes, log: bytes) -> str:
    """What a database holds of which this is on the disk."""
    path.write_bytes(whole)
    path.with_name(f"{path.name}-wal").write_bytes(log)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    with Store.open(str(path), write=True) as left:
        with left._reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return dump_text(left)


def test_when_the_power_goes_whole_batches_are_there_and_nothing_else(path: Path, tmp_path: Path) -> None:
    whole, log, states, page = logged(path, 5)
    chance = random.Random(1)
    cuts = {0, len(log), *range(_LOG_HEAD, len(log), _FRAME_HEAD + page), *(chance.randrange(len(log)) for _ in range(30))}
    found = [states.index(left_of(tmp_path / "copy.db", whole, log[:cut])) for cut in sorted(cuts)]
    assert found == sorted(found)
    assert (found[0], found[-1], len(set(found))) == (0, 5, 6)


def test_a_log_of_which_a_part_never_reached_the_disk_ends_before_it(path: Path, tmp_path: Path) -> None:
    whole, log, states, _ = logged(path, 4)
    chance = random.Random(2)
    for _ in range(40):
        at = chance.randrange(len(log))
        lost = log[:at] + bytes(len(log[at : at + 512])) + log[at + 512 :]
        assert left_of(tmp_path / "copy.db", whole, lost) in states


def test_bytes_that_are_wrong_are_found_or_harm_nothing_but_what_they_stand_for(path: Path, tmp_path: Path) -> None:
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
        for number in range(4):
            grow(store, number)
    whole = path.read_bytes()
    chance = random.Random(3)
    outcomes: dict[str, int] = {"refused": 0, "read": 0}
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        copy = tmp_path / "copy.db"
        copy.write_bytes(damaged)
        try:
            with Store.open(str(copy)) as left:
                left.report(singles=True)
                left.health(0)
                list(left.article_pages(10))
                list(left.signatures())
            outcomes["read"] += 1
        except NewsfoldError:
            outcomes["refused"] += 1
        for beside in ("copy.db-wal", "copy.db-shm"):
            copy.with_name(beside).unlink(missing_ok=True)
    assert all(outcomes.values()), outcomes


STARTING = """
import sys
from newsfold.errors import StoreBusy
from newsfold.store.store import Store
sys.stdin.readline()
try:
    with Store.open(sys.argv[1], write=True) as store:
        print("held", flush=True)
        sys.stdin.readline()
except StoreBusy as busy:
    print(busy, flush=True)
"""


def test_of_many_that_want_to_write_at_once_one_may(path: Path) -> None:
    many = [
        subprocess.Popen(
            tied([sys.executable, "-c", STARTING, str(path)]), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(5)
    ]
    try:
        for process in many:
            assert process.stdin
            process.stdin.write("\n")
        told: dict[int, str] = {}

        def listen(process: subprocess.Popen[str]) -> None:
            assert process.stdin
            assert process.stdout
            process.stdin.flush()
            told[process.pid] = process.stdout.readline()

        threads = [threading.Thread(target=listen, args=(process,)) for process in many]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (holder,) = [pid for pid, words in told.items() if words == "held\n"]
        others = [words for pid, words in told.items() if pid != holder]
        assert all(f"is in use by process {holder};" in words for words in others), others
        assert len(others) == 4
    finally:
        for process in many:
            process.kill()
            process.communicate()


def test_the_log_grows_while_somebody_reads_and_is_short_again_afterwards(path: Path) -> None:
    with Store.open(str(path), write=True) as store, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        store.apply(sample_changes(), AT)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        entries = tuple(make_entry("a", f"{number}") for number in range(400))
        while store.log_size() < 6 << 20:
            store.watch(WatchChanges(entries=entries))
        reader.execute("COMMIT")
        for _ in range(2):
            store.watch(WatchChanges(entries=entries))
        long = store.log_size()
        for _ in range(10):
            store.watch(WatchChanges(entries=entries))
        assert store.log_size() == long  # it is used again from its beginning
