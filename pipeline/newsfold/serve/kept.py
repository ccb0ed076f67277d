"""What takes long to find, and need not be found for everybody who asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from newsfold.errors import NewsfoldError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

TIMES = 20
"""For how many times as long as it took to find is it fresh: at most a twentieth of the time goes into finding it."""

STALE = 10
"""For how many times as long as it is fresh is it shown all the same, while somebody finds it anew."""

_LEAST_S = 1.0


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    """A value, and until when it is fresh and may be shown, in seconds of the clock."""

    value: T
    fresh: float
    shown: float


class Kept(Generic[T]):
    """What `find` finds, kept for a while. For any number of threads, of which one at a time finds it. `clock` gives seconds."""

    def __init__(self, find: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._find = find
        self._clock = clock
        self._finding = Lock()
        self._found: _Found[T] | None = None

    def get(self) -> T:
        """The value, not older than minutes. Raises what `find` raises."""
        found = self._found
        if found is None or self._clock() > found.shown:
            with self._finding:
                if self._found is found or self._found is None:
                    self._found = self._anew()
                return self._found.value
        if self._clock() > found.fresh and self._finding.acquire(blocking=False):
            Thread(target=self._renew, name="kept", daemon=True).start()
        return found.value

    def _renew(self) -> None:
        try:
            self._found = self._anew()
        except NewsfoldError:
            # Whoever asks when it may not be shown any more is told.
            return
        finally:
            self._finding.release()

    def _anew(self) -> _Found[T]:
        began = self._clock()
        value = self._find()
        now = self._clock()
        fresh_s = max(_LEAST_S, TIMES * (now - began))
        return _Found(value, now + fresh_s, now + STALE * fresh_s)
