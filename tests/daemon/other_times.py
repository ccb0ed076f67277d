"""newsfold by another clock: `other_times.py REAL SHOWN SPEED ARGUMENTS...` is `newsfold ARGUMENTS...`, but for its time.

When it was REAL (seconds since the epoch), its clock showed SHOWN, and its time passes SPEED times as fast. The clock is a port of
the daemon; all else is as users have it. What it shows must lie in the past: the schedule's library waits by the machine's own clock.
"""

from __future__ import annotations

import sys
import time
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from newsfold.fetch.clock import SystemClock

if TYPE_CHECKING:
    from threading import Condition


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A clock; all that begin with the same numbers show the same, in whatever process."""

    real: float
    shown: float
    speed: float = 1.0

    def now(self) -> float:
        """The time that it shows."""
        return self.shown + (time.time() - self.real) * self.speed

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic() * self.speed

    def wait(self, condition: Condition, seconds: float, /) -> None:
        """Wait until so many of its seconds have passed."""
        condition.wait(seconds / self.speed)

    def newsfold(self, *arguments: str) -> list[str]:
        """The command that begins a newsfold which goes by this clock, and ends with this process."""
        from tied import tied  # noqa: PLC0415 the process that it begins does not find it

        return tied([sys.executable, "-P", __file__, *map(str, astuple(self)), *arguments])


def main() -> None:
    """See above."""
    other = OtherTime(*(float(sys.argv.pop(1)) for _ in range(3)))
    for name in ("now", "monotonic", "wait"):
        setattr(SystemClock, name, staticmethod(getattr(other, name)))
    from newsfold.cli.main import run  # noqa: PLC0415 after the clock was changed

    run()


if __name__ == "__main__":
    main()
