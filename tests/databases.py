"""Databases for tests: of SQLite in memory, and of PostgreSQL where a server answers at NEWSFOLD_TEST_POSTGRESQL."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, LiteralString, Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from newsfold.store.migrate import IDENTITY
from newsfold.store.store import Store
from newsfold.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from sqlalchemy import Connection

SERVER = os.environ.get("NEWSFOLD_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


class Fresh(Protocol):
    """Gives an empty database at each call, which nobody else has as long as it is open."""

    kind: str

    def __call__(self) -> str:
        """What `Store.open` calls it."""
        ...


class Memory:
    """Databases of SQLite in memory."""

    kind = "sqlite"

    def __call__(self) -> str:
        return ":memory:"


class PostgreSQL:
    """Databases of a server: copies of one that has all tables, emptied when they are used again.

    Its language sorts texts otherwise than their characters' numbers do, and so do users' databases.
    """

    kind = "postgresql"

    def __init__(self, admin: psycopg.Connection) -> None:
        self._admin = admin
        self._template = f"newsfold_test_{os.getpid()}"
        self._numbers = count()
        self._copies: list[str] = []
        self._made = [self._template]
        language = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        self._do(f"CREATE DATABASE {{}} {language}", self._template)
        self._do("ALTER DATABASE {} SET synchronous_commit = off", self._template)
        Store.open(url_of(self._template), write=True).close()

    def __call__(self) -> str:
        """One that nobody has open any more, else a new one."""
        used = {name for (name,) in self._admin.execute("SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL")}
        free = next((name for name in self._copies if name not in used), None)
        if free is not None:
            _empty(url_of(free))
            return url_of(free)
        name = self._made_one("TEMPLATE {}", self._template)
        self._do("ALTER DATABASE {} SET synchronous_commit = off", name)
        self._copies.append(name)
        return url_of(name)

    def bare(self, encoding: LiteralString = "UTF8") -> str:
        """The name of a new database without any table."""
        return self._made_one(f"TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")

    def drop(self, *names: str) -> None:
        for name in names or tuple(self._made):
            self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            self._made.remove(name)

    def _made_one(self, described: LiteralString, *names: str) -> str:
        name = f"{self._template}_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {{}} {described}", name, *names)
        self._made.append(name)
        return name

    def _do(self, statement: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def url_of(name: str) -> str:
    """What `Store.open` calls a database of the server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


@contextmanager
def server() -> Generator[PostgreSQL]:
    """The server's databases; all that were made are dropped at the end. Raises psycopg.OperationalError where none answers."""
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=5) as admin:
        made = PostgreSQL(admin)
        try:
            yield made
        finally:
            made.drop()


def plan(connection: Connection, statement: str, given: Any) -> list[str]:  # noqa: ANN401 what SQLAlchemy passes to listeners
    """The steps by which a statement is worked off. PostgreSQL's are those that it would take if the tables were large."""
    if connection.dialect.name == "sqlite":
        return [str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [str(step).strip() for step in connection.exec_driver_sql(f"EXPLAIN {statement}", given).scalars()]


def read_whole(steps: Iterable[str]) -> set[str]:
    """The tables that are read from one end to the other, although an index could spare it."""
    scans = (re.match(r"SCAN (?!.*(?:INDEX|CONSTANT ROW))(\w+)|.*Seq Scan on (\w+)", step) for step in steps)
    return {scan[1] or scan[2] for scan in scans if scan}


def _empty(url: str) -> None:
    """Removes what a test left. Faster than TRUNCATE, which makes every file anew."""
    tables = [*(table.name for table in metadata.sorted_tables if table.name != "meta"), "search"]
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # no reference is checked
        for name in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        connection.execute("DELETE FROM meta WHERE key <> %s", [IDENTITY])
        connection.execute("SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence")
