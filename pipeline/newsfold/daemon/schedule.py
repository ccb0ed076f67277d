"""The schedule: one job, a turn of the loop, every second or so, whatever the clock on the wall does.

What is due is known by the database, so a turn that was lost, doubled or late does no harm: there is but one job, kept in memory.
APScheduler waits by the wall clock. If that is set back by an hour, an interval job is silent for the hour (measured with 3.11.3),
so somebody who goes by the monotonic clock calls `beat`, and a schedule that has fallen silent goes on at once. If the clock is set
forward, its own IntervalTrigger makes a list of all the turns that were missed, though but one of them is made up for: for the years
from 1970 on, where a machine without a battery begins, that takes all the memory there is. So the trigger here is our own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.fetch.clock import Clock

EVERY_S = 1.0
_SILENT_TURNS = 3  # so many missing ones in a row, and the clock must have been set back


class _Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Fires a span after it last did, or after now if that is later."""

    def __init__(self, span: timedelta) -> None:
        self._span = span

    def get_next_fire_time(  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime:
        """When it fires after `previous_fire_time`."""
        return max(previous_fire_time or now, now) + self._span


class Schedule:
    """Turns a loop in one thread of its own, until it is stopped or a turn raises. `stop` and `beat` may be called by any thread.

    `every_s`: seconds from the start of one turn to the next; a turn that takes longer delays the next, and none is made up for.
    """

    def __init__(self, clock: Clock, *, every_s: float = EVERY_S) -> None:
        self._clock = clock
        self._every_s = every_s
        self._scheduler = BlockingScheduler(
            timezone=UTC, jobstores={"default": MemoryJobStore()}, executors={"default": ThreadPoolExecutor(max_workers=1)}
        )
        self._began_at = clock.monotonic()
        self._turning = Lock()
        self._stopping = Lock()
        self._stopped = False
        self._fault: Exception | None = None

    def run(self, turn: Callable[[], None]) -> None:
        """Calls `turn` until it is stopped, and returns when the last turn has ended. Raises what a turn raised."""

        def once() -> None:
            with self._turning:
                if not self._stopped:
                    self._guarded(turn)

        self._scheduler.add_job(
            once,
            _Every(timedelta(seconds=self._every_s)),
            id="turn",
            next_run_time=self._now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # a late turn is as good as any
        )
        # It may have been stopped before it starts.
        self._scheduler.add_listener(self._end_if_stopped, EVENT_SCHEDULER_STARTED)
        self._began_at = self._clock.monotonic()
        self._scheduler.start()
        with self._turning:  # one that is under way; whatever comes later finds that it is stopped
            fault = self._fault
        if fault is not None:
            raise fault

    def stop(self) -> None:
        """No turn begins any more."""
        self._stopped = True
        self._end_if_stopped()

    def beat(self) -> None:
        """A sign that time goes by, to be given every second or so by one who goes by the monotonic clock."""
        silent_s = self._clock.monotonic() - self._began_at
        if self._turning.locked() or silent_s <= _SILENT_TURNS * self._every_s:
            return
        with self._stopping:
            if self._scheduler.running:
                self._scheduler.modify_job("turn", next_run_time=self._now())

    def _guarded(self, turn: Callable[[], None]) -> None:
        self._began_at = self._clock.monotonic()
        try:
            turn()
        except Exception as error:  # noqa: BLE001 `run` raises it, where it ends the daemon and not only this thread
            self._fault = error
            self.stop()

    def _end_if_stopped(self, _event: object = None) -> None:
        with self._stopping:
            if self._stopped and self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)
