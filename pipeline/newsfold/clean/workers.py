"""Cleaning in processes that can be killed: whatever one page does, the next pages come out, in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from newsfold.clean import job
from newsfold.model import Form
from newsfold.workers import Ended, Limits, Task, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.model import Article, Fetched, Skip
    from newsfold.settings import CleanSettings

# In flight at most: enough that one page at its deadline does not keep the other processes waiting for long.
_ITEMS_AHEAD = 256
_BYTES_AHEAD = 64 * 1024 * 1024
# Documents without markup take a millisecond each: many share one task.
_CHUNK_ITEMS = 64
_CHUNK_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class _Chunk:
    items: tuple[Fetched, ...]
    size: int
    task: Task[list[Article | Skip]]


class Cleaner:
    """Cleans inputs in `settings.workers` processes. Used as a context manager: its end leaves no process behind.

    Processes start with the first input, or earlier by `start`. `work` names the function that cleans ("module:function"); `now`
    (aware) bounds the dates that are believed, by default the time of making. Threads may share it.
    """

    def __init__(self, settings: CleanSettings, *, work: str = "newsfold.clean.extract:clean", now: datetime | None = None) -> None:
        limits = Limits(settings.workers, settings.deadline_s, settings.memory_mb, settings.recycle_pages)
        self._workers = Workers(limits, preload="newsfold.clean.preload")
        self._work = work
        self._now = now or datetime.now(UTC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._workers.__exit__(*raised)

    def start(self) -> None:
        """Begins to load what the processes need, and returns at once: the caller may use the second that this takes."""
        self._workers.start()

    def clean(self, items: Iterable[Fetched], now: datetime | None = None) -> Iterator[Article | Skip]:
        """The outcome of each item, in order. Reads at most 256 items or 64 MiB ahead of what was taken.

        `now` bounds the dates of these items, where the object's own time is too old for them.
        """
        now = now or self._now
        waiting: deque[_Chunk] = deque()
        count = size = 0
        for chunk in _chunks(items):
            waiting.append(self._start(chunk, now))
            count += len(chunk)
            size += waiting[-1].size
            while count > _ITEMS_AHEAD or size > _BYTES_AHEAD:
                first = waiting.popleft()
                count -= len(first.items)
                size -= first.size
                yield from self._outcomes(first, now)
        while waiting:
            yield from self._outcomes(waiting.popleft(), now)

    def _start(self, items: tuple[Fetched, ...], now: datetime) -> _Chunk:
        task = self._workers.submit(job.run, self._work, items, now)
        return _Chunk(items=items, size=sum(len(item.content) for item in items), task=task)

    def _outcomes(self, chunk: _Chunk, now: datetime) -> list[Article | Skip]:
        outcomes = self._workers.result(chunk.task)
        if not isinstance(outcomes, Ended):
            return outcomes
        if len(chunk.items) == 1:
            return [job.skipped(chunk.items[0], outcomes)]
        # One bad document must not cost those that shared its task.
        alone = [self._start((item,), now) for item in chunk.items]
        return [outcome for single in alone for outcome in self._outcomes(single, now)]


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
