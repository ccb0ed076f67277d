"""Connections that keep to a budget of seconds and bytes, whatever is read through them.

A timeout on a socket holds for one read: a server that sends a byte now and then never meets it, neither in its body nor in its
headers. So each read is given what is left of the whole, below everything that parses what was read.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore2

from newsfold.fetch.messages import Kind, told

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsfold.fetch.clock import Clock


class Stopped(Exception):
    """Why there will be no answer: the kind of the failure, and its detail."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


class Budget:
    """What one request may cost: `seconds` of time in all, and on each of its connections as many bytes as `allow` says.

    `ended` tells whether the other side of the last connection has said all that it will.
    """

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds
        self._bytes = 0
        self.ended = False

    def allow(self, size: int) -> None:
        """Begin another connection, on which `size` bytes may come."""
        self._bytes = size
        self.ended = False

    def take(self, size: int) -> None:
        """Count bytes that came, none at the end. Raises Stopped."""
        self.ended = size == 0
        self._bytes -= size
        if self._bytes < 0:
            raise Stopped(Kind.TOO_LARGE, "more bytes than any document of the size allowed")

    def left(self) -> float:
        """Seconds that are left. Raises Stopped when none are."""
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise Stopped(Kind.TIMEOUT, "the deadline has passed")
        return left

    @contextmanager
    def paused(self) -> Generator[None]:
        """While in here, time does not count."""
        start = self._clock.monotonic()
        yield
        self._end += self._clock.monotonic() - start


class Metered(httpcore2.NetworkStream):
    """Reads and writes within a budget. The timeouts it is called with are for one read, and mean nothing here."""

    def __init__(self, inner: httpcore2.NetworkStream, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 as said above
        """What has come, of which at most `max_bytes`."""
        content = self._inner.read(max_bytes, self._budget.left())
        self._budget.take(len(content))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 as said above
        """Send all of `buffer`."""
        self._inner.write(buffer, self._budget.left())

    def close(self) -> None:
        """Give the connection back."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 as said above
    ) -> Metered:
        """The same, secured. Raises Stopped, after which the connection is closed."""
        try:
            return Metered(self._inner.start_tls(ssl_context, server_hostname, self._budget.left()), self._budget)
        except httpcore2.ConnectTimeout as error:
            raise Stopped(Kind.TIMEOUT, "while the connection was secured") from error
        except httpcore2.ConnectError as error:
            cause = error.__cause__
            raise Stopped(
                Kind.TLS, cause.verify_message if isinstance(cause, ssl.SSLCertVerificationError) else told(error)
            ) from error
        except Stopped:
            self.close()
            raise

    def get_extra_info(self, info: str) -> object:
        """What the bare connection tells of itself."""
        return self._inner.get_extra_info(info)
