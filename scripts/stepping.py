"""For `scripts/million`: articles that are handed over without a pause, and what the storing of each step of them took."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.queues import Queue


class Sample(NamedTuple):
    """How many articles were stored after so many seconds and CPU seconds."""

    articles: float
    seconds: float
    cpu_s: float


class Samples:
    """What was seen after each transaction; between two, as if all articles took alike."""

    def __init__(self, articles: int) -> None:
        self._start = time.perf_counter()
        self._mark = self._before = self.now = Sample(articles, 0.0, 0.0)

    def add(self, articles: int, cpu_s: float) -> None:
        """Tell what is stored by now."""
        if articles > self.now.articles:
            self._before, self.now = self.now, Sample(articles, time.perf_counter() - self._start, cpu_s)

    def since(self, articles: int) -> Sample:
        """What it took to come to so many articles, no more than are stored, from those that this was asked for last."""
        more = self.now.articles - self._before.articles
        share = max(0.0, (articles - self._before.articles) / more) if more else 0.0
        there = Sample(*(one + share * (other - one) for one, other in zip(self._before, self.now, strict=True)))
        spent = Sample(*(one - other for one, other in zip(there, self._mark, strict=True)))
        self._mark = there
        return spent


class Feeder(threading.Thread):
    """Writes so many blocks, and closes."""

    def __init__(self, blocks: Queue[bytes], stdin: IO[bytes], count: int) -> None:
        super().__init__(daemon=True)
        self._blocks = blocks
        self._stdin = stdin
        self._count = count
        self._waited_s = 0.0

    def run(self) -> None:
        """Write all."""
        with suppress(BrokenPipeError):  # who reads ended early, and said why
            for _ in range(self._count):
                start = time.perf_counter()
                block = self._blocks.get()
                self._waited_s += time.perf_counter() - start
                self._stdin.write(block)
            self._stdin.close()

    def waited(self) -> float:
        """The seconds, since this was asked last, for which lines were not made yet."""
        waited_s, self._waited_s = self._waited_s, 0.0
        return waited_s
