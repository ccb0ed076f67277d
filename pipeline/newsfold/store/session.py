"""The open database: its connections, transactions and lock. No business logic, and the only place where a statement can fail."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from newsfold.errors import NotFound, StoreError, StoreFull
from newsfold.store import dialect, engine, migrate
from newsfold.store.faults import believable, translated
from newsfold.store.held import Held
from newsfold.store.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection


class Session:
    """One open database. For one thread; closed by `close` or at the end of a `with`.

    `write`: takes the database's lock, and makes or upgrades the database. `beside`: without that lock, for noting what people decide
    and for nothing else; it waits longer for whoever is writing. Raises NotFound, NotOurs, TooNew, UsageError and StoreError with
    its kinds.
    """

    def __init__(self, name: str, *, write: bool, beside: bool = False) -> None:
        self._url = engine.parse(name)
        self._file = engine.file_of(self._url)
        self._name = engine.shown(self._url)
        self._write = write
        self._beside = beside
        self._lock: Lock | None = None
        self._held: Held | None = None
        self._connection: Connection | None = None
        self._engine = engine.make(self._url, patient=beside)
        try:
            with translated(self._name), believable(self._name):
                self._open(self._file)
        except OSError as error:
            self.close()
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            message = f"the database {self._name} cannot be opened: {error}"
            raise (StoreFull if full else StoreError)(message) from error
        except BaseException:
            self.close()
            raise

    def _open(self, file: Path | None) -> None:
        if file is not None and self._write:
            self._make(file)
        elif file is not None:
            self._held = Held(file, engine.check_file)
        with self._engine.connect() as connection:
            if not self._write and self._url.get_backend_name() != "sqlite" and migrate.is_empty(connection):
                message = f"the database {self._name} is empty; `newsfold ingest` fills it"
                raise NotFound(message)
            current = migrate.is_current(connection)
        if current:
            return
        if file is not None and self._lock is None:
            # A reader upgrades an older database only when nobody writes; the lock is held no longer than that.
            self._lock = Lock(file)
        with self._engine.connect().execution_options(**{dialect.WRITES: True}) as connection:
            migrate.upgrade(connection)
        if not self._write:
            self._unlock()

    def _make(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(file)
        try:
            self._held = Held(file, engine.check_file)
        except NotFound:
            engine.create_file(file)
            self._held = Held(file, engine.check_file)

    def close(self) -> None:
        """Close the connections and give the lock back. May be called again."""
        self._engine.dispose()
        if self._held is not None:
            self._held.release()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Generator[Connection]:
        """A connection that sees one state of the database: that of the open transaction, or else the last one stored."""
        with translated(self._name), believable(self._name):
            if self._connection is not None:
                yield self._connection
                return
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def _writing(self, *, noting: bool = False) -> Generator[Connection]:
        """The open transaction, or else a new one, stored when the block ends well. `noting`: what may be done beside a writer."""
        if not (self._write or (noting and self._beside)):
            message = f"the database {self._name} was opened for {'noting decisions' if self._beside else 'reading'}"
            raise StoreError(message)
        if self._connection is not None and not self._connection.get_execution_options().get(dialect.WRITES, False):
            message = f"nothing can be stored in {self._name} while one state of it is read"
            raise StoreError(message)
        with translated(self._name):
            if self._connection is None:
                with self._beginning() as connection:
                    yield connection
                return
            try:
                yield self._connection
            except BaseException:
                # Half of an act must not be stored, even if whoever holds the transaction forgives the failure.
                self._connection.rollback()
                raise

    @contextmanager
    def _beginning(self) -> Generator[Connection]:
        with self._engine.connect().execution_options(**{dialect.WRITES: True}) as connection, connection.begin() as opened:
            self._connection = connection
            try:
                yield connection
            finally:
                self._connection = None
            if not opened.is_active:
                message = f"a part of what was to be stored in {self._name} failed, so nothing of it was stored"
                raise StoreError(message)
