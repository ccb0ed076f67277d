"""How the loop does: written by the thread that turns it, read by those that tell others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.fetch.clock import Clock

READY_S = 60.0
"""A loop whose last good turn is longer ago than this is not ready: it stands, or what it needs does not answer."""


class Pulse:
    """The times of the loop's turns, by the monotonic clock.

    A turn is good if the database answered and stored what was to be stored. One thread calls `good` and `bad`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._good_at: float | None = None
        self._answered_at: float | None = None
        self._fault = ""

    def good(self) -> None:
        """A turn ended well."""
        self._good_at = self._answered_at = self._clock.monotonic()
        self._fault = ""

    def bad(self, fault: str, *, answered: bool) -> None:
        """A turn ended in `fault`. `answered`: the database can at least be read."""
        self._fault = fault
        if answered:
            self._answered_at = self._clock.monotonic()

    def age_s(self) -> float | None:
        """Seconds since the last good turn; None before the first."""
        return None if self._good_at is None else self._clock.monotonic() - self._good_at

    def answered_at(self) -> float | None:
        """When a turn last ended with a database that answers; None: never yet."""
        return self._answered_at

    def unready(self) -> str:
        """Why the daemon is not ready, in one line; empty: it is."""
        if self._fault:
            return self._fault
        age_s = self.age_s()
        if age_s is None:
            return "starting"
        return f"the last turn of the loop ended {age_s:.0f} s ago" if age_s > READY_S else ""
