"""The database as a file: copied, made smaller, measured. SQLite's alone; another kind of database has tools of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from newsfold.errors import NotWritten, UsageError
from newsfold.store.faults import translated
from newsfold.store.session import Session
from newsfold.store.tables import REVISION, articles, meta, metadata
from newsfold.views.keeping import Compacted, Stats, TableSize

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

_PAGES_AT_ONCE = 2_000  # of a copy: 8 MB
_SEARCH = "search"
_TARGETS_FAULT = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
)
_PRIMARY = 0xFF  # see newsfold.store.faults
_SECOND = "%Y-%m-%dT%H:%M:%S+00:00"


class Maintenance(Session):
    """What is done to the whole file. Raises UsageError where the database is none."""

    def file(self) -> Path:
        """Where the database lies."""
        if self._file is None:
            message = f"the database {self._name} is no file of SQLite's: it is looked after by its own tools"
            raise UsageError(message)
        return self._file

    def size(self) -> int:
        """How many bytes the file and its write-ahead log take."""
        return sum(part.stat().st_size for part in (self.file(), self._log()) if part.exists())

    def copy(self, target: Path, progress: Callable[[int, int], None]) -> None:
        """Copy the database as it is now into the empty file `target`, and check the copy. Nobody is held up, whoever writes meanwhile.

        `progress` is told how many pages are copied, of how many. Raises NotWritten where the target fails.
        """
        self.file()
        with self._reading() as connection:
            connection.execute(select(meta.c.key).limit(1))  # from now on this connection sees one state: else a copy begins anew
            try:
                wrong = _copied(connection, target, progress)
            except sqlite3.Error as error:
                if error.sqlite_errorcode & _PRIMARY not in _TARGETS_FAULT:
                    raise
                message = f"cannot write the copy {target}: {error}"
                raise NotWritten(message) from error
        if wrong:
            message = f"the copy {target} is damaged: {wrong[0]}"
            raise NotWritten(message)

    def compact(self) -> Compacted:
        """Write the file anew without the room that removed rows left, and measure what the planner of queries goes by.

        Only for the writer. Needs room for another copy of what is in it, twice: where temporary files lie, and in the log.
        """
        before = self.size()
        with self._writing() as connection:
            connection.exec_driver_sql(f"INSERT INTO {_SEARCH} ({_SEARCH}) VALUES ('optimize')")  # noqa: S608 a fixed name
        with translated(self._name), closing(self._engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            driver.execute("ANALYZE")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Compacted(before, self.size())

    def stats(self) -> Stats:
        """How large the database is, and what is in it."""
        file = self.file()
        with self._reading() as connection:
            pages = {name: _pragma(connection, name) for name in ("page_size", "page_count", "freelist_count")}
            noted = {row.key: row.value for row in connection.execute(select(meta).order_by(meta.c.key))}
            times = connection.execute(_TIMES).one()
            return Stats(
                path=str(file),
                size=pages["page_count"] * pages["page_size"],
                wal=self._log().stat().st_size if self._log().exists() else 0,
                free=pages["freelist_count"] * pages["page_size"],
                schema=REVISION,
                scheme=noted.get("scheme"),
                threshold=float(noted.get("threshold", 0.0)),
                sqlite=sqlite3.sqlite_version,
                tables=_tables(connection),
                articles=times.articles,
                emptied=times.emptied,
                first_seen=times.first_seen,
                last_seen=times.last_seen,
                oldest=times.oldest,
                newest=times.newest,
                meta=noted,
            )

    def _log(self) -> Path:
        file = self.file()
        return file.with_name(f"{file.name}-wal")


_TIMES = select(
    func.count().label("articles"),
    select(func.count()).select_from(articles).where(articles.c.emptied.is_not(None)).scalar_subquery().label("emptied"),
    func.min(articles.c.first_seen).label("first_seen"),
    func.max(articles.c.first_seen).label("last_seen"),
    func.strftime(_SECOND, func.min(articles.c.published_epoch), "unixepoch").label("oldest"),
    func.strftime(_SECOND, func.max(articles.c.published_epoch), "unixepoch").label("newest"),
)


def _copied(connection: Connection, target: Path, progress: Callable[[int, int], None]) -> list[str]:
    """Copies what `connection` sees into a file; what is wrong with the copy."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        driver.backup(copy, pages=_PAGES_AT_ONCE, progress=lambda _, left, whole: progress(whole - left, whole))
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it, until it is opened to be written
        return [line for (line,) in copy.execute("PRAGMA quick_check") if line != "ok"]


def _tables(connection: Connection) -> tuple[TableSize, ...]:
    sizes = _sizes(connection)
    rows = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables
    }
    rows[_SEARCH] = connection.exec_driver_sql("SELECT count(*) FROM search_docsize").scalar_one()
    found = [TableSize(name, count, None if sizes is None else sizes.get(name, 0)) for name, count in rows.items()]
    return tuple(sorted(found, key=lambda table: (-(table.size or 0), -table.rows, table.name)))


def _sizes(connection: Connection) -> dict[str, int] | None:
    """The bytes of each table with its indexes; None where SQLite was compiled without what measures them."""
    statement = (
        "SELECT CASE WHEN m.tbl_name LIKE 'search~_%' ESCAPE '~' THEN 'search' ELSE m.tbl_name END AS name, sum(s.pgsize) AS size"
        " FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = TRUE GROUP BY 1"
    )
    try:
        return {row.name: row.size for row in connection.exec_driver_sql(statement)}
    except OperationalError:
        return None


def _pragma(connection: Connection, name: str) -> int:
    value: int = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
    return value
