"""Opening, making, upgrading and refusing databases."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import postgresql

from newsfold.errors import NotFound, NotOurs, SchemeMismatch, StoreBusy, StoreError, TooNew, UsageError
from newsfold.store import engine, migrate
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from newsfold.store.tables import REVISION, metadata
from newsfold.views.browsing import Filter
from store_builders import AT, sample_changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alembic.config import Config

TARGET: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
CHILD = "import os, signal, sys, time\nimport sqlalchemy as sa\nfrom newsfold.store.store import Store\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


def pragma(store: Store, name: str) -> object:
    with store._reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def raw(path: Path, *statements: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return [row for statement in statements for row in connection.execute(statement)]
    finally:
        connection.close()


def child(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD + code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_every_connection_is_safe(path: Path) -> None:
    with Store.open(str(path), write=True) as store:
        expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "application_id": 0x4E464C44}
        assert {name: pragma(store, name) for name in expected} == expected
        with store._reading() as one, store._reading() as two:
            assert [c.exec_driver_sql("PRAGMA foreign_keys").scalar() for c in (one, two)] == [1, 1]
        statement = sa.text("INSERT INTO vectors (body_id, encoder, vectors) VALUES (1, 'x', 'y')")
        with pytest.raises(StoreError, match="FOREIGN KEY"), store._writing() as connection:
            connection.execute(statement)


def test_writers_begin_immediate_and_readers_do_not(path: Path) -> None:
    with Store.open(str(path), write=True) as store:
        begun: list[str] = []
        event.listen(store._engine, "before_cursor_execute", lambda *call: begun.append(str(call[2])))
        store.counts()
        store.apply(sample_changes(), AT)
        assert [statement for statement in begun if statement.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]


def test_a_missing_or_empty_database_is_made_by_a_writer_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.db"
    with pytest.raises(NotFound, match=f"no database at {path}; `newsfold ingest` makes one"):
        Store.open(str(path))
    assert not path.parent.exists()
    path.parent.mkdir(parents=True)
    path.touch()
    with pytest.raises(NotFound):
        Store.open(str(path))
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    with Store.open(f"sqlite:///{path}") as store:
        assert store.counts()["articles"] == 6


def make_page(path: Path) -> None:
    path.write_bytes(b"<html>" * 500)


def make_start(path: Path) -> None:
    path.write_bytes(b"SQLite")


def make_notes(path: Path) -> None:
    raw(path, "CREATE TABLE notes (text)")


def make_mark(path: Path) -> None:
    raw(path, "PRAGMA application_id = 77")


def make_marked_notes(path: Path) -> None:
    raw(path, f"PRAGMA application_id = {engine.APPLICATION_ID}")
    make_notes(path)


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make_page, id="another kind of file"),
        pytest.param(make_start, id="the start of a database"),
        pytest.param(make_notes, id="a database without a mark"),
        pytest.param(make_mark, id="another mark"),
        pytest.param(make_marked_notes, id="our mark on other tables"),
    ],
)
def test_what_is_not_ours_is_refused_and_not_touched(path: Path, make: Callable[[Path], object], *, write: bool) -> None:
    make(path)
    tables = path.read_bytes()[100:]
    with pytest.raises(NotOurs):
        Store.open(str(path), write=write)
    assert path.read_bytes()[100:] == tables


def test_a_header_of_ours_on_something_else_is_refused(path: Path) -> None:
    Store.open(str(path), write=True).close()
    header = bytearray(path.read_bytes()[:100])
    header[16:18] = b"\x00\x07"  # no database has pages of 7 bytes
    path.write_bytes(bytes(header) + b"x" * 5_000)
    with pytest.raises(NotOurs, match="is not a database"):
        Store.open(str(path))


def test_a_newer_database_is_refused(path: Path) -> None:
    Store.open(str(path), write=True).close()
    raw(path, "UPDATE alembic_version SET version_num = '9999'")
    for write in (False, True):
        with pytest.raises(TooNew, match=r"9999.*upgrade newsfold"):
            Store.open(str(path), write=write)
    assert raw(path, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_a_damaged_database_is_an_error_of_the_store(path: Path) -> None:
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="malformed"), Store.open(str(path)) as store:
        store.counts()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("nothing://", "no driver for the database nothing://", id="unknown kind"),
        pytest.param("postgresql+asyncpg://me:secret@host/db", r"me:\*\*\*@host", id="driver not installed"),
        pytest.param("what ://", "is no URL of a database", id="no URL"),
    ],
)
def test_names_that_cannot_be_a_database(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Store.open(name)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for write in (False, True):
        with pytest.raises(StoreError, match="cannot be opened"):
            Store.open(str(tmp_path), write=write)


def test_a_reader_does_not_write(path: Path) -> None:
    Store.open(str(path), write=True).close()
    with Store.open(str(path)) as store, pytest.raises(StoreError, match="opened for reading"):
        store.apply(sample_changes(), AT)


def test_schemes_are_not_mixed(path: Path) -> None:
    with Store.open(str(path), write=True) as store:
        assert store.scheme() is None
    with Store.open(str(path), scheme="s1") as store:
        assert store.scheme() is None
    with Store.open(str(path), write=True, scheme="s1") as store:
        assert store.scheme() == "s1"
    Store.open(str(path), scheme="s1").close()
    for write in (False, True):
        with pytest.raises(SchemeMismatch, match="scheme s1, this newsfold computes s2; run `newsfold rebuild`"):
            Store.open(str(path), write=write, scheme="s2")
    Store.open(str(path), write=True).close()


def test_a_second_writer_is_told_who_writes_and_a_killed_one_leaves_no_lock(path: Path) -> None:
    holder = child("store = Store.open(sys.argv[1], write=True)\nprint('ready', flush=True)\ntime.sleep(60)\n", path)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        with pytest.raises(StoreBusy, match=f"in use by process {holder.pid};"):
            Store.open(str(path), write=True)
        with Store.open(str(path)) as reader:
            assert reader.counts()["articles"] == 0
        holder.send_signal(signal.SIGKILL)
        assert holder.wait() == -signal.SIGKILL
    finally:
        holder.kill()
        holder.communicate()
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)


def test_a_holder_without_a_name_and_the_lock_through_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    with Store.open(str(path), write=True):
        link.symlink_to(path)
        (tmp_path / "a.db.lock").write_text("")
        with pytest.raises(StoreBusy, match="in use by another process"):
            Store.open(str(link), write=True)


def test_a_failed_opening_gives_the_lock_back(path: Path) -> None:
    path.write_text("no database")
    with pytest.raises(NotOurs):
        Store.open(str(path), write=True)
    path.unlink()
    with Store.open(str(path), write=True) as store:
        store.close()
        Store.open(str(path), write=True).close()


def test_an_older_database_is_upgraded_by_a_reader_unless_somebody_writes(path: Path) -> None:
    engine.create_file(path)
    with Store.open(str(path)) as store:
        assert store.counts()["articles"] == 0
        assert store._lock is None
    path.unlink()
    engine.create_file(path)
    holder = child(
        "from newsfold.store.lock import Lock\nfrom pathlib import Path\nlock = Lock(Path(sys.argv[1]))\nprint('ready', flush=True)\ntime.sleep(60)\n",
        path,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreBusy, match=f"process {holder.pid}"):
            Store.open(str(path))
    finally:
        holder.kill()
        holder.communicate()


def make_older(path: Path, newest: Path, revision: str) -> None:
    """A database of an older schema, with all rows of one of the newest that fit into it."""
    engine.create_file(path)
    older = engine.make(engine.parse(str(path)))
    with older.connect() as connection:
        with connection.begin():
            command.upgrade(migrate.configuration(connection), revision)
        tables = sa.MetaData()
        tables.reflect(connection)
    older.dispose()
    copying = [f"ATTACH '{newest}' AS newest"]
    for table in tables.tables.values():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        # The signature of a body stood beside it once.
        signed = "(SELECT signature FROM newest.signatures WHERE body_id = newest.bodies.id)"
        values = columns.replace('"signature"', signed) if table.name == "bodies" else columns
        if table.name != "alembic_version":
            copying.append(f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM newest.{table.name}")
    raw(path, *copying)


def derived(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: raw(path, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("cards", "listings", "tags")}


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_a_database_of_an_older_schema_keeps_all_it_holds(path: Path, tmp_path: Path, revision: str) -> None:
    newest = tmp_path / "newest.db"
    with Store.open(str(newest), write=True) as store:
        store.apply(sample_changes(), AT)
        expected, found = dump_text(store), store.browse(Filter(query="prices"))
    make_older(path, newest, revision)
    with Store.open(str(path)) as store:
        assert dump_text(store) == expected
        assert (store.vectors([1], "any"), store.source_states(), store.next_event(0)) == ({}, {}, None)
        assert store.browse(Filter(query="prices")) == found
        assert found.found == 2
    assert derived(path) == derived(newest)
    assert raw(path, "SELECT version_num FROM alembic_version") == [(REVISION,)]


def test_an_upgrade_that_fails_anywhere_leaves_all_or_nothing(tmp_path: Path) -> None:
    failures = 0
    failure = sqlite3.OperationalError("made to fail")
    while True:
        path = tmp_path / f"{failures}.db"
        executed = 0

        def fail(*_event: object) -> None:
            nonlocal executed
            executed += 1
            if executed > failures:  # noqa: B023 called within this turn only
                raise failure

        event.listen(sa.Engine, "before_cursor_execute", fail)
        try:
            Store.open(str(path), write=True).close()
            break
        except StoreError:
            failures += 1
        finally:
            event.remove(sa.Engine, "before_cursor_execute", fail)
        assert raw(path, "SELECT name FROM sqlite_master") == []
        if failures % 8 == 0:
            with Store.open(str(path), write=True) as store:
                store.apply(sample_changes(), AT)
    assert failures > 20


def test_an_upgrade_killed_half_way_is_done_again(path: Path) -> None:
    code = (
        "def die(*event):\n    if 'CREATE TABLE links' in event[2]:\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sa.event.listen(sa.Engine, 'after_cursor_execute', die)\nStore.open(sys.argv[1], write=True)\n"
    )
    killed = child(code, path)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    with Store.open(str(path), write=True) as store, Store.open(":memory:", write=True) as other:
        for one in (store, other):
            one.apply(sample_changes(), AT)
        assert dump_text(store) == dump_text(other)


def is_known(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the tables of the code have it: the search's are made by SQLite."""
    return kind != "table" or not (name or "").startswith("search")


def test_the_migrations_make_the_tables_that_the_code_knows() -> None:
    memory = engine.make(engine.parse(":memory:"))
    with memory.connect() as connection:
        migrate.upgrade(connection)
        options = {"include_name": is_known}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    memory.dispose()
    assert ScriptDirectory.from_config(migrate.configuration()).get_current_head() == REVISION


@pytest.mark.parametrize(
    "key", [key for table in metadata.tables.values() for key in table.foreign_keys], ids=lambda key: str(key.parent)
)
def test_every_reference_can_be_followed_back_by_an_index(key: sa.ForeignKey) -> None:
    # Without one, each row stored in the table referred to costs a scan of the referring table while a check is deferred.
    table = key.parent.table
    starts = {next(iter(columns)).name for columns in (table.primary_key.columns, *(index.columns for index in table.indexes))}
    assert key.parent.name in starts


def test_postgresql_could_hold_the_same_tables() -> None:
    made: list[str] = []

    def make(statement: sa.schema.ExecutableDDLElement, *_: object, **__: object) -> None:
        made.append(str(statement.compile(dialect=TARGET)))

    metadata.create_all(sa.create_mock_engine("postgresql+psycopg://", make), checkfirst=False)
    assert any("CREATE TABLE articles (\n\tid BIGSERIAL NOT NULL" in statement for statement in made)
    assert [line for line in made if line.startswith("ALTER TABLE")] == [
        "ALTER TABLE articles ADD CONSTRAINT fk_articles_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) DEFERRABLE INITIALLY DEFERRED"
    ]


def test_a_migration_that_leaves_dangling_rows_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def careless(config: Config, revision: str) -> None:
        real(config, revision)
        config.attributes["connection"].exec_driver_sql("INSERT INTO vectors (body_id, encoder, vectors) VALUES (5, 'x', 'y')")

    monkeypatch.setattr(command, "upgrade", careless)
    with pytest.raises(StoreError, match="refer to nothing"):
        Store.open(str(path), write=True)
    assert raw(path, "SELECT name FROM sqlite_master") == []
