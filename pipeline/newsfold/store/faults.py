"""What the database library raises, as newsfold's own errors: the only place that knows both."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newsfold.errors import NewsfoldError, NotOurs, StoreBusy, StoreError, StoreFull

if TYPE_CHECKING:
    from collections.abc import Generator

_PRIMARY = 0xFF  # SQLite's extended result codes keep the primary one in their lowest byte


@contextmanager
def translated(where: str) -> Generator[None]:
    """Whatever the database raises inside becomes a `StoreError`, StoreBusy, StoreFull or NotOurs that names `where`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _translation(error, where) from error


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


def _code(error: SQLAlchemyError | sqlite3.Error) -> int:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & _PRIMARY


def _translation(error: SQLAlchemyError | sqlite3.Error, where: str) -> NewsfoldError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(f"the database {where} is held by another program; try again later")
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"no room is left for the database {where}; make room, then run again")
        case sqlite3.SQLITE_NOTADB:
            return NotOurs(f"{where} is not a database")
        case _:
            return StoreError(f"the database {where} failed: {cause}")
