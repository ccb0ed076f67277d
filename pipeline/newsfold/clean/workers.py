"""Cleaning in processes that can be killed: whatever one page does, the next pages come out, in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from newsfold.clean import job
from newsfold.model import Form
from newsfold.workers import Ended, Limits, Task, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.model import Article, Fetched, Skip
    from newsfold.settings import CleanSettings

T = TypeVar("T")

# In flight for each process at most: enough that one page at its deadline does not keep the others waiting for long.
_TASKS_AHEAD = 128
_BYTES_AHEAD = 16 * 1024 * 1024
# In flight in all at most, however many the processes: some pages for each of a hundred.
_MOST_BYTES_AHEAD = 256 * 1024 * 1024
# Documents without markup take a millisecond each: many share one task.
_CHUNK_ITEMS = 64
_CHUNK_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What the processes make of each input: `function` is "module:name", called there as name(item, now), and returns T or a Skip.

    It is named, not given, so that a program which only starts the processes need not import what they do. `preload` names the
    module that they load and warm up before the first input.
    """

    function: str
    preload: str


EXTRACTION: Work[Article] = Work("newsfold.clean.extract:clean", preload="newsfold.clean.preload")


@dataclass(frozen=True, slots=True)
class _Chunk(Generic[T]):
    items: tuple[Fetched, ...]
    size: int
    task: Task[list[T | Skip]]


class Cleaner(Generic[T]):
    """Does `work` with inputs, in `settings.workers` processes. Used as a context manager: its end leaves no process behind.

    Processes start with the first input, or earlier by `start`. `now` (aware) bounds the dates that are believed, by default the time
    of making. Threads may share it.
    """

    def __init__(self, settings: CleanSettings, work: Work[T], *, now: datetime | None = None) -> None:
        limits = Limits(settings.workers, settings.deadline_s, settings.memory_mb, settings.recycle_pages)
        self._workers = Workers(limits, preload=work.preload)
        self._work = work
        self._now = now or datetime.now(UTC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._workers.__exit__(*raised)

    def start(self) -> None:
        """Begins to load what the processes need, and returns at once: the caller may use the second that this takes."""
        self._workers.start()

    def clean(self, items: Iterable[Fetched], now: datetime | None = None) -> Iterator[T | Skip]:
        """The outcome of each item, in order.

        Reads ahead of what was taken, for each process at most 128 pages or as many bundles of small documents, and 16 MiB.
        `now` bounds the dates of these items, where the object's own time is too old for them.
        """
        now = now or self._now
        waiting: deque[_Chunk[T]] = deque()
        most_tasks = _TASKS_AHEAD * self._workers.processes
        most_bytes = min(_BYTES_AHEAD * self._workers.processes, _MOST_BYTES_AHEAD)
        size = 0
        for chunk in _chunks(items):
            waiting.append(self._start(chunk, now))
            size += waiting[-1].size
            while len(waiting) > most_tasks or size > most_bytes:
                first = waiting.popleft()
                size -= first.size
                yield from self._outcomes(first, now)
        while waiting:
            yield from self._outcomes(waiting.popleft(), now)

    def _start(self, items: tuple[Fetched, ...], now: datetime) -> _Chunk[T]:
        task: Task[list[T | Skip]] = self._workers.submit(job.run, self._work.function, items, now)
        return _Chunk(items=items, size=sum(len(item.content) for item in items), task=task)

    def _outcomes(self, chunk: _Chunk[T], now: datetime) -> list[T | Skip]:
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
