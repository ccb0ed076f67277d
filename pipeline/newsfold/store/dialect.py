"""What differs between SQLite and PostgreSQL; everything else of the store speaks to both alike."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from newsfold.errors import StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Sequence

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.sql.compiler import SQLCompiler

WRITES = "newsfold_writes"
"""The execution option of a connection that is going to write."""

_LINE_START = re.compile(r"\s*\n\s*")
_APART, _JOINED = "\n)\n    WITHOUT ROWID", "\n) WITHOUT ROWID"
_PER_CONNECTION = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_NO_CHECKPOINTS = ("wal_autocheckpoint = 0",)


def prepare(engine: Engine, *, checkpoints: bool = True) -> None:
    """Set up what each connection of `engine` needs. On SQLite: its pragmas, and BEGIN by us instead of by the driver.

    Without `checkpoints` it never moves the write-ahead log into the database: SQLite before 3.51.3 can damage a database, though
    hardly ever, in which two connections do so at once (https://www.sqlite.org/wal.html, "The WAL-Reset Bug").

    A writing transaction begins IMMEDIATE: one that reads first and asks for the write lock later fails at once when another
    wrote in between, whatever the busy timeout. This follows "Enabling Non-Legacy SQLite Transactional Modes" of SQLAlchemy.
    """
    if engine.dialect.name != "sqlite":
        return

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (*_PER_CONNECTION, *(() if checkpoints else _NO_CHECKPOINTS)):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], update: Sequence[str], *, if_changed: bool
) -> None:
    """Insert `rows`; where the primary key exists, set the columns named in `update` instead.

    `if_changed`: leave a row as it is when its first two columns of `update` are what they were.
    """
    if not rows:
        return
    insert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
    changed = or_(*(table.c[name] != insert.excluded[name] for name in update[:2])) if if_changed else None
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={name: insert.excluded[name] for name in update}, where=changed
        ),
        rows,
    )


@contextmanager
def references_unchecked(connection: Connection) -> Generator[None]:
    """A time without checks of foreign keys, for migrations: on SQLite they rebuild tables, and dropping the old one would cascade.

    `connection` must be outside a transaction at both ends.
    """
    driver = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def check_references(connection: Connection) -> None:
    """Raise StoreError where a row refers to one that does not exist. PostgreSQL has seen to that itself."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        message = "a migration would leave rows that refer to nothing"
        raise StoreError(message)


class AsItIs(FunctionElement[Any]):
    """The value of a column, by which SQLite looks nothing up: for a condition that must not decide how a statement is worked off."""

    inherit_cache = True


@compiles(AsItIs)
def _as_it_is(element: AsItIs, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 SQLAlchemy's own
    value = compiler.process(element.clauses, **options)
    return f"+{value}" if compiler.dialect.name == "sqlite" else value


def statements(connection: Connection) -> list[str]:
    """What made an SQLite database, tables by name and each with its indexes, tidily indented.

    Left out are the tables in which a virtual one keeps its content.
    """
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT IN"
        " (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY tbl_name, type DESC, name"
    )
    return [_LINE_START.sub("\n    ", sql.strip()).replace("\n    )", "\n)").replace(_APART, _JOINED) for sql in made.scalars()]
