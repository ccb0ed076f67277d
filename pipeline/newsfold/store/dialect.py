"""What differs between SQLite and PostgreSQL; everything else of the store speaks to both alike."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from newsfold.errors import StoreError, UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Sequence

    from sqlalchemy import ColumnElement, Connection, Dialect, Engine, FromClause, Table
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

WRITES = "newsfold_writes"
"""The execution option of a connection that is going to write."""

_WRITERS_LOCK = 0x4E464C44  # "NFLD", as in the header of an SQLite file
"""The advisory lock that every writing transaction on PostgreSQL holds, so that one follows the other."""

_LINE_START = re.compile(r"\s*\n\s*")
_APART, _JOINED = "\n)\n    WITHOUT ROWID", "\n) WITHOUT ROWID"
_PER_CONNECTION = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_MARK = "\ufdd0"
_NO_CHECKPOINTS = ("wal_autocheckpoint = 0",)


class _Text(TypeDecorator[str]):
    """Text as PostgreSQL keeps it: sorted by the characters' numbers, as SQLite does, whatever the language of the database.

    It can hold no NUL. Texts of articles have none (`newsfold.lines`); elsewhere, as in what a person types, two other characters stand
    for it in the database. The first of them is one that Unicode will never give a meaning; where it is meant, it is marked too.
    """

    impl = postgresql.TEXT
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 SQLAlchemy's own
        return value.replace(_MARK, f"{_MARK}1").replace("\0", f"{_MARK}0") if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 as above
        return value.replace(f"{_MARK}0", "\0").replace(f"{_MARK}1", _MARK) if value else value


Text = sa.Text().with_variant(_Text(collation="C"), "postgresql")
"""The type of every column that holds text."""


def is_shared(dialect: Dialect) -> bool:
    """Whether several processes may write, one batch after the other. SQLite's databases have one writer at a time."""
    return dialect.name == "postgresql"


def prepare(engine: Engine, *, checkpoints: bool = True) -> None:
    """Set up what each connection of `engine` needs."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, checkpoints=checkpoints)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_on_postgresql)


def _begin_on_postgresql(connection: Connection) -> None:
    """Readers see one state, from their first statement to their last. A writer sees what was stored before it got the lock.

    For the latter each of its statements must look anew (READ COMMITTED): a state that is kept is that of the first statement, which
    is the one that waits for the lock.
    """
    driver: Any = connection.connection.driver_connection
    if driver.autocommit:
        return
    writes = connection.get_execution_options().get(WRITES, False)
    connection.dialect.set_isolation_level(driver, "READ COMMITTED" if writes else "REPEATABLE READ")
    driver.read_only = not writes
    if writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


def _prepare_sqlite(engine: Engine, *, checkpoints: bool) -> None:
    """Its pragmas, and BEGIN by us instead of by the driver.

    Without `checkpoints` it never moves the write-ahead log into the database: SQLite before 3.51.3 can damage a database, though
    hardly ever, in which two connections do so at once (https://www.sqlite.org/wal.html, "The WAL-Reset Bug").

    A writing transaction begins IMMEDIATE: one that reads first and asks for the write lock later fails at once when another
    wrote in between, whatever the busy timeout. This follows "Enabling Non-Legacy SQLite Transactional Modes" of SQLAlchemy.
    """

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


def is_one_of(connection: Connection, among: ColumnElement[Any], given: Sequence[Any]) -> ColumnElement[bool]:
    """Whether `among` is one of `given`. To PostgreSQL they go as one array: a thousand parameters take five times as long."""
    if connection.dialect.name == "postgresql":
        return among == sa.any_(sa.literal(given, postgresql.ARRAY(among.type)))
    return among.in_(given)


def pairs(connection: Connection, given: Sequence[tuple[Any, Any]], first: TypeEngine[Any], second: TypeEngine[Any]) -> FromClause:
    """Pairs as a table with the columns `one` and `two`; to PostgreSQL they go as two arrays."""
    one, two = sa.column("one", first), sa.column("two", second)
    if connection.dialect.name == "postgresql":
        arrays = (
            sa.literal(list(side), postgresql.ARRAY(type_))
            for side, type_ in zip(zip(*given, strict=True), (first, second), strict=True)
        )
        return sa.func.unnest(*arrays).table_valued(one, two, name="wanted").render_derived()
    return sa.values(one, two, name="given").data(list(given)).cte("wanted")


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


def check_encoding(connection: Connection) -> None:
    """Raise UsageError where a database can hold only some of the world's letters. SQLite's hold all."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        message = f"the database has the encoding {encoding}, and newsfold needs UTF8: `createdb --encoding=UTF8 --template=template0` makes one"
        raise UsageError(message)


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
