"""Whose turn is it at a host? At most so many requests at once, a gap between their starts, and none before the host allows.

Known per host, not per source: hundreds of feeds may lie on one. A thread that would have to wait longer than it has patience for
is told when to come back, each one later than the one before, so that they do not all come back at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.fetch.clock import Clock

_HOSTS_KEPT = 10_000


@dataclass(slots=True)
class _Host:
    """All times by the monotonic clock."""

    under_way: int = 0
    next_start: float = 0.0  # no request may start earlier
    promised: float = 0.0  # the last time that somebody was told to come back at


class Turns:
    """The turns at every host. `per_host` requests at once, `gap_s` seconds from one start to the next; any thread may call."""

    def __init__(self, clock: Clock, *, per_host: int, gap_s: float) -> None:
        self._clock = clock
        self._per_host = per_host
        self._gap_s = gap_s
        self._hosts: dict[str, _Host] = {}
        self._changed = Condition()

    def enter(self, name: str, *, patience_s: float, gap_s: float = 0.0) -> float | None:
        """Wait for a turn at host `name`: None once it has come, or the seconds after which to ask again.

        `gap_s` is the host's own wish for the gap after this request, if that is longer. Each turn that came must be left.
        """
        with self._changed:
            end = self._clock.monotonic() + patience_s
            while True:
                now = self._clock.monotonic()
                host = self._host(name)
                if host.next_start <= now and host.under_way < self._per_host:
                    host.under_way += 1
                    host.next_start = now + max(self._gap_s, gap_s)
                    return None
                # How long those under way will take nobody knows: wait for as long as there is patience.
                wait = max(host.next_start - now, 0.0) or end - now
                if wait <= 0 or now + wait > end:
                    host.promised = max(host.next_start, host.promised, now) + self._gap_s
                    return host.promised - now
                self._clock.wait(self._changed, wait)

    def leave(self, name: str) -> None:
        """End a turn."""
        with self._changed:
            self._hosts[name].under_way -= 1
            self._changed.notify_all()

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody in for the next `seconds`."""
        with self._changed:
            host = self._host(name)
            host.next_start = max(host.next_start, self._clock.monotonic() + seconds)

    def _host(self, name: str) -> _Host:
        if len(self._hosts) >= _HOSTS_KEPT:
            now = self._clock.monotonic()
            self._hosts = {
                name: host for name, host in self._hosts.items() if host.under_way or max(host.next_start, host.promised) > now
            }
        return self._hosts.setdefault(name, _Host())
