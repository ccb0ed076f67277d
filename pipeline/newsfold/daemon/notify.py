"""What the service manager is told, by the protocol of sd_notify(3): ready, alive, what is going on, stopping.

It says by NOTIFY_SOCKET where to, and by WATCHDOG_USEC how long it waits for a sign of life. Without them nothing is sent.
"""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from structlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.daemon.pulse import Pulse
    from newsfold.fetch.clock import Clock

_PER_SECOND = 1_000_000
_LONGEST_SEND_S = 1.0


class Notifier:
    """Tells the service manager. Any thread may call; what cannot be delivered is logged and given up, for life goes on."""

    def __init__(self, environment: Mapping[str, str], clock: Clock) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self._patience_s = _patience_s(environment) if self._address else None
        self._clock = clock
        self._sent_at = clock.monotonic()
        self._log = get_logger()

    def ready(self, status: str) -> None:
        """All is loaded; the loop begins, or goes on after `reloading`."""
        self._send(f"READY=1\nSTATUS={status}")

    def reloading(self) -> None:
        """The watch list is read anew."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={int(self._clock.monotonic() * _PER_SECOND)}")

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={status}")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def alive(self, pulse: Pulse) -> None:
        """A sign of life, if a turn of the loop has ended and found the database in order since the last one, and one is due.

        To be called every second or so.
        """
        now, answered_at = self._clock.monotonic(), pulse.answered_at()
        if self._patience_s is None or answered_at is None:
            return
        if answered_at > self._sent_at and now - self._sent_at >= self._patience_s / 2:
            self._sent_at = now
            self._send("WATCHDOG=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.settimeout(_LONGEST_SEND_S)
                channel.sendto(message.encode(), self._address)
        except OSError as error:
            self._log.warning("service manager not told", said=message.splitlines()[0], fault=str(error))


def _address(named: str) -> str:
    """An abstract address begins with @, which stands for a zero byte; every other one that may be used is an absolute path."""
    if named.startswith("@"):
        return f"\0{named[1:]}"
    return named if named.startswith("/") else ""


def _patience_s(environment: Mapping[str, str]) -> float | None:
    """Seconds after which a silent daemon is ended; None: never, or it is another process that is watched."""
    wait, whose = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", str(os.getpid()))
    return int(wait) / _PER_SECOND if wait.isdecimal() and int(wait) > 0 and whose == str(os.getpid()) else None
