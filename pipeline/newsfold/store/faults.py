"""What the database library raises, as newsfold's own errors: the only place that knows both."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newsfold.errors import NewsfoldError, NotOurs, StoreBusy, StoreError, StoreFull

if TYPE_CHECKING:
    from collections.abc import Generator

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY_STATES = {"40001", "40P01", "55P03", "57P03"}  # serialization, deadlock, a lock not given in time, a server that starts
_FULL_STATE = "53100"
_LINE_END = "\n"  # what PostgreSQL says after it repeats statements and values
_PRIMARY = 0xFF  # SQLite's extended result codes keep the primary one in their lowest byte


@contextmanager
def translated(where: str) -> Generator[None]:
    """Whatever the database raises inside becomes a `StoreError`, StoreBusy, StoreFull or NotOurs that names `where`."""
    try:
        yield
    except _raised() as error:
        raise _translation(error, where) from error


def _raised() -> tuple[type[Exception], ...]:
    """What the libraries raise. The driver of PostgreSQL is loaded only by whoever uses it."""
    driver = sys.modules.get("psycopg")
    return (SQLAlchemyError, sqlite3.Error) if driver is None else (SQLAlchemyError, sqlite3.Error, driver.Error)


@contextmanager
def believable(where: str) -> Generator[None]:
    """What is read inside is what newsfold once wrote, or a StoreError: where bytes of a file have changed, values are what none can be."""
    try:
        yield
    except ValueError as error:
        message = f"the database {where} is damaged; `newsfold db check` looks further: {error}"
        raise StoreError(message) from error


def is_damage(error: DBAPIError) -> bool:
    """Whether the database's file is damaged, or cannot be read."""
    return _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOTADB}


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _code(error: Exception) -> int:
    cause = _cause(error)
    code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & _PRIMARY


def _translation(error: Exception, where: str) -> NewsfoldError:
    cause, code = _cause(error), _code(error)
    state: str | None = getattr(cause, "sqlstate", None)
    if state in _BUSY_STATES or code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(f"the database {where} is held by another program; try again later")
    if state == _FULL_STATE or code == sqlite3.SQLITE_FULL:
        return StoreFull(f"no room is left for the database {where}; make room, then run again")
    if code == sqlite3.SQLITE_NOTADB:
        return NotOurs(f"{where} is not a database")
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return StoreError(f"the connection to the database {where} was lost; nothing of what was under way is stored")
    return StoreError(f"the database {where} failed: {str(cause).partition(_LINE_END)[0]}")
