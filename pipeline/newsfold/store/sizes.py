"""How much room a database takes, and each of its tables: what only the database itself can tell."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from newsfold.store.tables import metadata
from newsfold.views.keeping import TableSize

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SEARCH = "search"
_OF_SQLITE = (
    "SELECT CASE WHEN m.tbl_name LIKE 'search~_%' ESCAPE '~' THEN 'search' ELSE m.tbl_name END AS name, sum(s.pgsize) AS size"
    " FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = TRUE GROUP BY 1"
)
_OF_POSTGRESQL = (
    "SELECT relname AS name, pg_total_relation_size(relid) AS size FROM pg_stat_user_tables WHERE schemaname = current_schema()"
)


@dataclass(frozen=True, slots=True)
class Extent:
    """The bytes of a whole database, those of them without use as far as that is known, and what keeps it."""

    size: int
    free: int
    software: str


def extent(connection: Connection) -> Extent:
    """How much room the database takes that `connection` leads to."""
    if connection.dialect.name == "sqlite":
        page, count, free = (_number(connection, f"PRAGMA {name}") for name in ("page_size", "page_count", "freelist_count"))
        return Extent(count * page, free * page, f"SQLite {sqlite3.sqlite_version}")
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    return Extent(_number(connection, "SELECT pg_database_size(current_database())"), 0, f"PostgreSQL {version}")


def tables_of(connection: Connection) -> tuple[TableSize, ...]:
    """Every table with its rows, the largest first. That of the search has a row for each article."""
    sizes = _sizes(connection)
    rows = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables
    }
    indexed = (
        "SELECT count(*) FROM search_docsize"
        if connection.dialect.name == "sqlite"
        else "SELECT count(*) FROM search WHERE part = 0"
    )
    rows[_SEARCH] = _number(connection, indexed)
    found = [TableSize(name, count, None if sizes is None else sizes.get(name, 0)) for name, count in rows.items()]
    return tuple(sorted(found, key=lambda table: (-(table.size or 0), -table.rows, table.name)))


def _sizes(connection: Connection) -> dict[str, int] | None:
    """The bytes of each table with its indexes; None where SQLite was compiled without what measures them."""
    if connection.dialect.name != "sqlite":
        return {row.name: row.size for row in connection.exec_driver_sql(_OF_POSTGRESQL)}
    try:
        return {row.name: row.size for row in connection.exec_driver_sql(_OF_SQLITE)}
    except OperationalError:
        return None


def _number(connection: Connection, statement: str) -> int:
    value: int = connection.exec_driver_sql(statement).scalar_one()
    return value
