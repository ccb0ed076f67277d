"""Work in threads, whose results are taken by the thread that ordered it.

A thread for each job, and none that a process must wait for when it ends: a server that drips would hold it back.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from newsfold.workers import Ended, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Jobs:
    """Jobs under way. All methods are for one thread; only the work itself runs in others."""

    def __init__(self) -> None:
        self._finished: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._next: Callable[[], None] | None = None
        self._under_way = 0

    def __len__(self) -> int:
        """How many results were not taken yet."""
        return self._under_way

    def start(self, work: Callable[[], T], then: Callable[[T | Ended], None]) -> None:
        """Begin `work`; `take` will call `then` with what it returns, or how it ended."""

        def run() -> None:
            result = attempt(work)
            self._finished.put(lambda: then(result))

        self._under_way += 1
        Thread(target=run, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether a result can be taken: waits for one for at most `seconds`, and not at all if nothing is under way."""
        if self._under_way and self._next is None:
            try:
                self._next = self._finished.get(timeout=seconds)
            except Empty:
                return False
        return self._next is not None

    def take(self) -> bool:
        """Take one result, if there is one."""
        try:
            then = self._next or self._finished.get_nowait()
        except Empty:
            return False
        self._next = None
        self._under_way -= 1
        then()
        return True
