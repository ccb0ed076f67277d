"""Clocks for the daemon's tests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Condition


class HandClock:
    """Stands until it is moved by hand; nobody waits by it."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.wall = now
        self.since_start = 1_000.0

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.since_start

    def wait(self, condition: Condition, seconds: float, /) -> None:
        raise AssertionError(condition, seconds)

    def go_by(self, seconds: float) -> None:
        self.wall += seconds
        self.since_start += seconds


class ShiftedClock:
    """The machine's clock, as if somebody had set it: `shift` seconds away from the truth."""

    def __init__(self) -> None:
        self.shift = 0.0

    def now(self) -> float:
        return time.time() + self.shift

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, condition: Condition, seconds: float, /) -> None:
        condition.wait(seconds)
