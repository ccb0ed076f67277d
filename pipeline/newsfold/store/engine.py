"""From what the user calls the database to an engine that can be trusted with it."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from newsfold.errors import NotFound, NotOurs, UsageError
from newsfold.store import dialect

APPLICATION_ID = 0x4E464C44
"""Marks an SQLite file as newsfold's: "NFLD" in the four bytes of its header that SQLite keeps for this purpose."""

_MAGIC = b"SQLite format 3\0"
_ID_AT = slice(68, 72)  # https://www.sqlite.org/fileformat.html, "The Database Header"
_BUSY_S = 5.0
_PATIENT_S = 30.0  # longer than a batch of the writer takes by far
_POSTGRESQL = ("postgresql", "postgres")  # libpq knows both names
_DRIVER = "postgresql+psycopg"
_SECRETS = ("password", "sslpassword", "passfile")
_TURN_S = 600  # on PostgreSQL, where several write, for the batches of the others
# Whoever holds the lock and is cut off from the network gives it back after two minutes, not after hours as is usual.
_KEEPALIVES = "-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6"
_CONNECT_S = 10
_PASSWORD = re.compile(r"(?<=:)[^:@/]+(?=@)")  # of what is no URL, as far as one can tell


def parse(name: str) -> URL:
    """A path, ":memory:" or an SQLAlchemy URL as a URL. Raises UsageError when it is none of them."""
    if "://" not in name:
        return URL.create("sqlite", database=name if name == ":memory:" else str(Path(name).expanduser().resolve()))
    try:
        url = make_url(name)
    except (ArgumentError, ValueError):
        message = f"{_PASSWORD.sub('***', name)!r} is no URL of a database"
        raise UsageError(message) from None  # the cause repeats the password
    return url.set(drivername=_DRIVER) if url.drivername in _POSTGRESQL else url


def file_of(url: URL) -> Path | None:
    """The file in which an SQLite database lies; None for one in memory, and for other databases."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database)).resolve()


def shown(url: URL) -> str:
    """What messages call the database: its path, or the URL without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database or ":memory:")
    plain = url.set(drivername="postgresql") if url.drivername == _DRIVER else url
    return str(plain.difference_update_query(_SECRETS))


def make(url: URL, *, patient: bool = False) -> Engine:
    """An engine for a database that is ours.

    A locked one is waited for: on SQLite 5 s, or the `timeout` of the URL's query; on PostgreSQL, where writers follow each other, 10
    minutes, or the `lock_timeout` in the `options` of the URL. `patient`: for whoever notes something beside a writer; it waits for
    30 s, and leaves it to the writer to move the write-ahead log into the database. Raises UsageError when the driver that the URL
    names is not there.
    """
    local = url.get_backend_name() == "sqlite"
    arguments: dict[str, float | str] = {"timeout": _PATIENT_S if patient else _BUSY_S} if local else _to_server(patient=patient)
    named = {name: value for name, value in arguments.items() if name not in url.query}
    try:
        # A server may have been started anew since a connection was used last.
        engine = create_engine(url, connect_args=named, pool_pre_ping=not local)
    except (ImportError, NoSuchModuleError) as error:
        wanted = "; `pip install 'newsfold[postgresql]'` brings it" if url.drivername == _DRIVER else ""
        message = f"no driver for the database {shown(url)}: {error}{wanted}"
        raise UsageError(message) from error
    dialect.prepare(engine, checkpoints=not patient)
    return engine


def _to_server(*, patient: bool) -> dict[str, float | str]:
    waits = f"-c lock_timeout={_PATIENT_S if patient else _TURN_S}s"
    return {"connect_timeout": _CONNECT_S, "application_name": "newsfold", "options": f"{waits} {_KEEPALIVES}"}


def check_file(path: Path) -> None:
    """Refuse a file that is not ours, from its first bytes alone: nothing is locked or changed.

    Raises NotFound (missing or empty), NotOurs; OSError when it cannot be read.
    """
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        message = f"no database at {path}; `newsfold ingest` makes one"
        raise NotFound(message)
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(_MAGIC):
        message = f"{path} is not a database"
        raise NotOurs(message)
    if int.from_bytes(header[_ID_AT], "big") != APPLICATION_ID:
        message = f"the database {path} belongs to another program"
        raise NotOurs(message)


def create_file(path: Path) -> None:
    """Make an empty database of ours where there is nothing yet. The caller holds the lock.

    The mark is written before the journal becomes a write-ahead log, so that it stands in the file itself from the start.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()
