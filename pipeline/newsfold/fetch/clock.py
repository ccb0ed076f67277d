"""Time as a port: whoever waits or compares times is given the clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from threading import Condition


class Clock(Protocol):
    """What the rooms need of time."""

    def now(self) -> float:
        """UTC seconds: for times that are told or stored."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back: for waiting."""
        ...

    def wait(self, condition: Condition, seconds: float, /) -> None:
        """Wait on `condition`, which the caller holds, for at most `seconds`."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """UTC seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    def wait(self, condition: Condition, seconds: float, /) -> None:
        """Wait on `condition`, which the caller holds, for at most `seconds`."""
        condition.wait(seconds)
