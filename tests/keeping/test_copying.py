"""Backups: one state, whole or not at all, while others write; and nothing else is ever overwritten."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keeping_builders import checked, nothing
from newsfold.errors import NotWritten, StoreError, UsageError
from newsfold.keeping.copying import back_up
from newsfold.model import Act
from newsfold.store import maintenance
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from store_builders import AT, sample_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "a.db"), write=True, scheme="s") as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def fill(path: Path, megabytes: int) -> None:
    """Make a database large, so that a copy of it takes some steps."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE ballast (page BLOB)")
    connection.executemany("INSERT INTO ballast VALUES (randomblob(100000))", [()] * 10 * megabytes)
    connection.commit()
    connection.close()


def always(answer: object) -> Callable[..., object]:
    """A function that gives this answer, or raises it, whatever it is asked."""

    def give(*_: object) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return give


def test_the_copy_is_one_plain_file_that_holds_the_same(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    steps: list[tuple[int, int]] = []
    made = back_up(store, folder / "copy.db", lambda done, whole: steps.append((done, whole)))
    assert (made.path, made.size) == (str(folder / "copy.db"), (folder / "copy.db").stat().st_size)
    assert (steps[-1][0], names(folder)) == (steps[-1][1], {"copy.db"})
    assert (folder / "copy.db").stat().st_mode == (tmp_path / "a.db").stat().st_mode
    with Store.open(str(folder / "copy.db"), write=True, scheme="s") as copy:
        assert (dump_text(copy), checked(copy).findings) == (dump_text(store), ())
        copy.set_threshold(1.0)


def test_what_is_written_meanwhile_is_not_in_it_and_does_not_make_it_begin_anew(store: Store, tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 20)
    writes = 0

    def write(_done: int, _whole: int) -> None:
        nonlocal writes
        writes += 1
        with Store.open(str(tmp_path / "a.db"), beside=True) as other, other.noting():
            other.note_decision(Act.SAME, 1, 2, by="ana", at=AT)

    back_up(store, tmp_path / "copy.db", write)
    assert (writes, len(store.decisions())) == (3, 3)
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert copy.decisions() == []


def test_nothing_is_overwritten_unless_that_is_wanted(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "copy.db"
    place.write_text("precious")
    with pytest.raises(UsageError, match=r"copy\.db is there already; --force overwrites it"):
        back_up(store, place, nothing)
    assert place.read_text() == "precious"
    back_up(store, place, nothing, force=True)
    back_up(store, place, nothing, force=True)
    with Store.open(str(place)) as copy:
        assert checked(copy).findings == ()


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal", ".lock"])
def test_the_database_is_never_its_own_backup(store: Store, tmp_path: Path, end: str) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "a.db")
    os.link(tmp_path / "a.db", tmp_path / "hard.db")
    for name in (f"a.db{end}", "link.db", "hard.db"):
        with pytest.raises(UsageError, match="is the database itself, or a part of it"):
            back_up(store, tmp_path / name, nothing, force=True)
    assert checked(store).findings == ()


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_another_database_in_use_is_not_overwritten(store: Store, tmp_path: Path, end: str) -> None:
    (tmp_path / f"other.db{end}").write_text("x")
    with pytest.raises(UsageError, match=f"other.db{end}, so it is a database in use"):
        back_up(store, tmp_path / "other.db", nothing, force=True)


def test_what_is_no_file_and_no_folder_to_write_in_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="is not a regular file"):
        back_up(store, tmp_path / "folder", nothing, force=True)
    with pytest.raises(NotWritten, match=r"cannot write .*: No such file or directory"):
        back_up(store, tmp_path / "nowhere" / "copy.db", nothing)
    with Store.open(":memory:", write=True) as memory, pytest.raises(UsageError, match="is no file of SQLite's"):
        back_up(memory, tmp_path / "copy.db", nothing)


def test_a_disk_that_is_too_small_is_told_before_and_a_full_one_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", always(usage._replace(free=100)))
        with pytest.raises(NotWritten, match=r"no room is left for .*copy.db: it may take [0-9,]+ bytes, and 100 are free"):
            back_up(store, tmp_path / "copy.db", nothing)
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with monkeypatch.context() as patched:
        patched.setattr(maintenance, "_copied", always(full))
        with pytest.raises(NotWritten, match=r"cannot write the copy .*: database or disk is full"):
            back_up(store, tmp_path / "copy.db", nothing)
    assert names(tmp_path) == before


def test_whatever_stops_it_leaves_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(store, tmp_path / "copy.db", stop)
    damaged = sqlite3.DatabaseError("malformed")
    damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    for answer, error in ((["row 5 missing"], NotWritten), (damaged, StoreError)):
        monkeypatch.setattr(maintenance, "_copied", always(answer))
        with pytest.raises(error, match=r"the copy .* is damaged: row 5 missing|malformed"):
            back_up(store, tmp_path / "copy.db", nothing)
    assert names(tmp_path) == before


BACKUP = """
import sys
from pathlib import Path
from newsfold.keeping.copying import back_up
from newsfold.store.store import Store
with Store.open(sys.argv[1]) as store:
    print("ready", flush=True)
    back_up(store, Path(sys.argv[2]), lambda *_: None, force=True)
"""


def test_killed_at_any_moment_it_leaves_the_one_before_and_the_next_one_tidies_up(store: Store, tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 40)
    folder = tmp_path / "copies"
    folder.mkdir()
    place = folder / "[copy].db"
    back_up(store, place, nothing)
    whole = place.stat().st_size
    chance = random.Random(3)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", BACKUP, str(tmp_path / "a.db"), str(place)]
    killed = 0
    for _ in range(4):
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0.0, 0.05))
        child.kill()
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        assert place.stat().st_size == whole
        with Store.open(f"sqlite:///{place}") as copy:
            assert checked(copy).findings == ()
        for beside in ("-wal", "-shm"):
            Path(f"{place}{beside}").unlink(missing_ok=True)
    assert killed
    back_up(store, place, nothing, force=True)
    assert names(folder) == {place.name}


def test_of_two_at_once_neither_removes_what_the_other_works_on_and_the_faster_one_stays(store: Store, tmp_path: Path) -> None:
    made: list[int] = []

    def another(_done: int, _whole: int) -> None:
        if not made:
            made.append(back_up(store, tmp_path / "copy.db", nothing).size)

    with pytest.raises(UsageError, match=r"copy\.db is there already"):
        back_up(store, tmp_path / "copy.db", another)
    back_up(store, tmp_path / "copy.db", nothing, force=True)
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert checked(copy).findings == ()


def test_a_file_system_without_links_takes_a_backup_too(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_place: Path, _part: Path) -> None:
        message = "no links here"
        raise PermissionError(message)

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    back_up(store, tmp_path / "copy.db", nothing)
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert checked(copy).findings == ()
