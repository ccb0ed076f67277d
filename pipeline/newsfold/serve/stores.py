"""Open databases for the threads that read: each is lent to one of them at a time."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from newsfold.errors import NotFound, StoreError
from newsfold.store import engine
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Generator

_Place = tuple[int, int] | None


class Stores:
    """Stores of one database, opened as they are needed, by any number of threads. `close` closes those that lie idle.

    One that failed is not lent again, nor one of a file that was replaced: so a database that was exchanged or upgraded is read as it is
    now, or the newly opened store says why it cannot be.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._file = engine.file_of(engine.parse(url))
        self._idle: list[tuple[_Place, Store]] = []
        self._lock = Lock()

    @contextmanager
    def reading(self) -> Generator[Store]:
        """A store to read from. Raises StoreError with its kinds, NotOurs, TooNew."""
        place = self._place()
        store = self._taken(place) or self._opened()
        try:
            yield store
        except StoreError:
            store.close()
            raise
        except BaseException:
            self._give_back(place, store)
            raise
        self._give_back(place, store)

    def close(self) -> None:
        """Close those that nobody has."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, store in idle:
            store.close()

    def _place(self) -> _Place:
        """What tells a file from another one with its name."""
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError as error:
            message = f"the database {self._file} has gone"
            raise StoreError(message) from error
        return found.st_dev, found.st_ino

    def _taken(self, place: _Place) -> Store | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                its, store = self._idle.pop()
            if its == place:
                return store
            store.close()

    def _opened(self) -> Store:
        try:
            return Store.open(self._url)
        except NotFound as error:  # of a database, not of what a page asks for
            raise StoreError(str(error)) from error

    def _give_back(self, place: _Place, store: Store) -> None:
        with self._lock:
            self._idle.append((place, store))
