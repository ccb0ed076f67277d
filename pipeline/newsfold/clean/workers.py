"""Cleaning in processes that can be killed: whatever one page does, the next pages come out, in order.

Why processes: extraction of a hostile page can run for ever, or take all memory, inside C code that no exception reaches.
They are forked from a server that holds nothing but the libraries, never from the process that has the database open.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import forkserver, get_context
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from newsfold.clean import job
from newsfold.model import Form, Reason, Skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from newsfold.model import Article, Fetched
    from newsfold.settings import CleanSettings

_PRELOADED = ["__main__", "newsfold.clean.preload"]
# In flight at most: enough that one page at its deadline does not keep the other processes waiting for long.
_ITEMS_AHEAD = 256
_BYTES_AHEAD = 64 * 1024 * 1024
# Documents without markup take a millisecond each: many share one task.
_CHUNK_ITEMS = 64
_CHUNK_BYTES = 512 * 1024
# Time for processes to start, and for one that was killed from outside to be noticed.
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class _Task:
    items: tuple[Fetched, ...]
    size: int
    future: Future[list[Article | Skip]]


class Cleaner:
    """Cleans inputs in `settings.workers` processes. Used as a context manager: its end leaves no process behind.

    Processes start with the first input, or earlier by `start`. `work` names the function that cleans ("module:function"); `now` (aware) bounds the
    dates that are believed, by default the time of making.
    """

    def __init__(self, settings: CleanSettings, *, work: str = "newsfold.clean.extract:clean", now: datetime | None = None) -> None:
        self._settings = settings
        self._work = work
        self._now = now or datetime.now(UTC)
        self._pool: ProcessPool | None = None
        self._in_flight = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            if self._in_flight:
                self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one method without types
            else:
                # A process that is only just starting would complain aloud if everything were taken from under it.
                self._pool.close()  # type: ignore[no-untyped-call]  # as above
            self._pool.join()
            self._pool = None

    def start(self) -> None:
        """Begins to load what the processes need, and returns at once: the caller may use the second that this takes."""
        self._pool = self._pool or self._made_pool()
        forkserver.ensure_running()

    def clean(self, items: Iterable[Fetched]) -> Iterator[Article | Skip]:
        """The outcome of each item, in order. Reads at most 256 items or 64 MiB ahead of what was taken."""
        waiting: deque[_Task] = deque()
        count = size = 0
        for chunk in _chunks(items):
            waiting.append(self._start(chunk))
            count += len(chunk)
            size += waiting[-1].size
            while count > _ITEMS_AHEAD or size > _BYTES_AHEAD:
                task = waiting.popleft()
                count -= len(task.items)
                size -= task.size
                yield from self._outcomes(task)
        while waiting:
            yield from self._outcomes(waiting.popleft())

    def _start(self, items: tuple[Fetched, ...]) -> _Task:
        self._pool = self._pool or self._made_pool()
        self._in_flight += 1
        deadline = self._settings.deadline_s
        future = self._pool.schedule(job.run, args=(self._work, items, self._now, deadline), timeout=deadline)
        return _Task(items=items, size=sum(len(item.content) for item in items), future=future)

    def _made_pool(self) -> ProcessPool:
        context = get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        return ProcessPool(
            max_workers=self._settings.workers or len(os.sched_getaffinity(0)),
            max_tasks=self._settings.recycle_pages,
            initializer=job.limit,
            initargs=(self._settings.memory_mb,),
            context=context,
        )

    def _outcomes(self, task: _Task) -> list[Article | Skip]:
        patience = self._settings.deadline_s * (self._in_flight + 1) + _PATIENCE_S
        if not wait([task.future], timeout=patience).done:
            message = "the extraction processes do not answer"
            raise RuntimeError(message)
        self._in_flight -= 1
        try:
            return task.future.result()
        except TimeoutError:
            reason, detail = Reason.TIMEOUT, f"{self._settings.deadline_s:g} s"
        except ProcessExpired as expired:
            reason, detail = Reason.CRASHED, f"exit code {expired.exitcode}"
        if len(task.items) == 1:
            return [Skip(task.items[0].source, task.items[0].origin, reason, detail)]
        # One bad document must not cost those that shared its task.
        alone = [self._start((item,)) for item in task.items]
        return [outcome for single in alone for outcome in self._outcomes(single)]


def _chunks(items: Iterable[Fetched]) -> Iterator[tuple[Fetched, ...]]:
    """Pages one by one, neighbouring documents without markup together."""
    chunk: list[Fetched] = []
    size = 0
    for item in items:
        if chunk and (item.form is Form.HTML or len(chunk) >= _CHUNK_ITEMS or size + len(item.content) > _CHUNK_BYTES):
            yield tuple(chunk)
            chunk, size = [], 0
        if item.form is Form.HTML:
            yield (item,)
        else:
            chunk.append(item)
            size += len(item.content)
    if chunk:
        yield tuple(chunk)
