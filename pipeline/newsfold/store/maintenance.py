"""The database as a whole: copied, made smaller, measured."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.errors import NotWritten, StoreError, UsageError
from newsfold.store.faults import translated
from newsfold.store.session import Session
from newsfold.store.sizes import extent, tables_of
from newsfold.store.tables import REVISION, articles, meta
from newsfold.views.keeping import Compacted, Stats

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


class Maintenance(Session):
    """What is done to the whole database. Raises UsageError for one of SQLite in memory."""

    def served(self) -> bool:
        """Whether a server keeps the database, so that where it lies is no matter of newsfold's."""
        return self._engine.dialect.name != "sqlite"

    def file(self) -> Path:
        """Where the database lies. Raises UsageError where it is no file."""
        if self.served():
            message = f"the database {self._name} is no file: PostgreSQL's own `pg_dump` makes a backup of it"
            raise UsageError(message)
        if self._file is None:
            message = f"the database {self._name} is no file of SQLite's: it is looked after by its own tools"
            raise UsageError(message)
        return self._file

    def size(self) -> int:
        """How many bytes the database takes: on SQLite the file and its write-ahead log."""
        if self.served():
            with self._reading() as connection:
                return extent(connection).size
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
        """Give back the room that removed rows left, and measure what the planner of queries goes by. Only for a writer.

        SQLite writes the file anew: it needs room for another copy of what is in it, twice, where temporary files lie, and in the log.
        PostgreSQL keeps most of the room, for what comes; its own `VACUUM FULL` gives back more, and holds up everybody meanwhile.
        """
        before = self.size()
        if self.served():
            self._vacuum()
            return Compacted(before, self.size())
        with self._writing() as connection:
            connection.exec_driver_sql(f"INSERT INTO {_SEARCH} ({_SEARCH}) VALUES ('optimize')")  # noqa: S608 a fixed name
        with translated(self._name), closing(self._engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            driver.execute("ANALYZE")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Compacted(before, self.size())

    def _vacuum(self) -> None:
        if not self._write:
            message = f"the database {self._name} was opened for reading"
            raise StoreError(message)
        with translated(self._name), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")

    def stats(self) -> Stats:
        """How large the database is, and what is in it."""
        place, wal = (self._name, 0) if self.served() else (str(self.file()), self._log_size())
        with self._reading() as connection:
            taken = extent(connection)
            noted = {row.key: row.value for row in connection.execute(select(meta).order_by(meta.c.key))}
            times = connection.execute(_TIMES).one()
            return Stats(
                path=place,
                size=taken.size,
                wal=wal,
                free=taken.free,
                schema=REVISION,
                scheme=noted.get("scheme"),
                threshold=float(noted.get("threshold", 0.0)),
                software=taken.software,
                tables=tables_of(connection),
                articles=times.articles,
                emptied=times.emptied,
                first_seen=times.first_seen,
                last_seen=times.last_seen,
                oldest=_iso(times.oldest),
                newest=_iso(times.newest),
                meta=noted,
            )

    def _log_size(self) -> int:
        return self._log().stat().st_size if self._log().exists() else 0

    def _log(self) -> Path:
        file = self.file()
        return file.with_name(f"{file.name}-wal")


_TIMES = select(
    func.count().label("articles"),
    select(func.count()).select_from(articles).where(articles.c.emptied.is_not(None)).scalar_subquery().label("emptied"),
    func.min(articles.c.first_seen).label("first_seen"),
    func.max(articles.c.first_seen).label("last_seen"),
    func.min(articles.c.published_epoch).label("oldest"),
    func.max(articles.c.published_epoch).label("newest"),
)


def _iso(epoch: int | None) -> str | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).isoformat()


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
