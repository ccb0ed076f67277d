"""What comes from outside: signals, and time. One thread that is never busy takes them, so that no turn of the loop delays them."""

from __future__ import annotations

import os
import signal
from enum import Enum, auto
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import TYPE_CHECKING, Protocol, Self

from structlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from newsfold.daemon.notify import Notifier
    from newsfold.daemon.pulse import Pulse

LONGEST_STOP_S = 8.0
"""Seconds after which a process that was told to stop is ended, whatever it does. Nothing is lost: a batch is stored or it is not."""

BEAT_S = 1.0
_INTERRUPTED = 130
_ENDING = (signal.SIGTERM, signal.SIGINT)


class Stoppable(Protocol):
    """What is controlled: see `newsfold.daemon.schedule.Schedule`."""

    def stop(self) -> None:
        """End it."""
        ...

    def beat(self) -> None:
        """Time goes by."""
        ...


class _Order(Enum):
    STOP = auto()
    RELOAD = auto()
    NO_MORE = auto()


class Control:
    """Carries out what signals ask for. A context manager, for the main thread; signals are taken from its beginning to its end.

    SIGTERM and SIGINT stop the schedule; a second one ends the process at once, with 130. SIGHUP asks for the watch list to be read
    anew. `end` ends the process with an exit code.
    """

    def __init__(self, schedule: Stoppable, notifier: Notifier, pulse: Pulse, *, end: Callable[[int], object] = os._exit) -> None:
        self._schedule = schedule
        self._notifier = notifier
        self._pulse = pulse
        self._end = end
        self._orders: SimpleQueue[_Order] = SimpleQueue()  # the one queue that a signal handler may put into
        self._stopping = False
        self._reload = False
        self._log = get_logger()
        self._thread = Thread(target=self._keep, name="control", daemon=True)

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._on_signal) for number in (*_ENDING, signal.SIGHUP)}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.put(_Order.NO_MORE)
        self._thread.join()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def take_reload(self) -> bool:
        """Whether the watch list is to be read anew; asked for once, it is told once."""
        asked, self._reload = self._reload, False
        return asked

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._orders.put(_Order.RELOAD)
            return
        if self._stopping:
            self._end(_INTERRUPTED)
        self._stopping = True
        self._orders.put(_Order.STOP)

    def _keep(self) -> None:
        try:
            while self._next() is not _Order.NO_MORE:
                self._schedule.beat()
                self._notifier.alive(self._pulse)
        except Exception:  # noqa: BLE001 whatever it was: without this thread no signal would be heard any more
            self._log.exception("control failed")
            self._end(os.EX_SOFTWARE)

    def _next(self) -> _Order | None:
        """Takes the next order, or time that went by, which is none."""
        try:
            order = self._orders.get(timeout=BEAT_S)
        except Empty:
            return None
        if order is _Order.STOP:
            end_within(LONGEST_STOP_S, os.EX_OK, self._end)
            self._log.info("stopping", within_s=LONGEST_STOP_S)
            self._notifier.stopping()
            self._schedule.stop()
        elif order is _Order.RELOAD:
            self._reload = True
        return order


def end_within(seconds: float, code: int, end: Callable[[int], object] = os._exit) -> None:
    """Lets the process end with `code` when `seconds` have passed, if it has not ended by itself."""
    timer = Timer(seconds, end, (code,))
    timer.daemon = True
    timer.start()
