from __future__ import annotations

import gzip
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetch.network import FakeClock, Names, client, context
from newsfold.fetch.dial import Network
from newsfold.fetch.messages import Failure, Kind, Request, Response, told
from newsfold.fetch.wire import Budget, Metered, Stopped
from server import HTML, answer

if TYPE_CHECKING:
    import ssl

    from newsfold.fetch.guard import Address


class Recorded(httpcore2.NetworkStream):
    """A connection over which `content` comes, in pieces of `size`. Remembers the timeouts it was given, and whether it was closed."""

    def __init__(self, content: bytes, size: int = 1 << 16) -> None:
        self.content = content
        self.size = size
        self.timeouts: list[float | None] = []
        self.closed = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.timeouts.append(timeout)
        size = min(max_bytes, self.size)
        piece, self.content = self.content[:size], self.content[size:]
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 the library's signature
        self.timeouts.append(timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,  # noqa: ARG002 as above
        server_hostname: str | None = None,  # noqa: ARG002 as above
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        self.timeouts.append(timeout)
        return self

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, info: str) -> str | None:
        return "news.test" if info == "server_addr" else None


def test_every_read_has_what_is_left_of_the_whole() -> None:
    clock = FakeClock()
    budget = Budget(10.0, clock)
    budget.allow(20)
    inner = Recorded(b"c" * 30, size=10)
    stream = Metered(inner, budget)
    stream.write(b"crane", 99.0)
    for pause in (3.0, 4.0):
        clock.time += pause
        assert stream.read(64, timeout=99.0) == b"c" * 10
    with budget.paused():
        clock.time += 100.0
    with pytest.raises(Stopped) as stopped:
        stream.read(64)
    assert stopped.value.kind is Kind.TOO_LARGE
    budget.allow(20)
    assert (stream.read(64), budget.ended) == (b"", True)
    clock.time += 3.0
    with pytest.raises(Stopped) as stopped:
        stream.read(64)
    assert stopped.value.kind is Kind.TIMEOUT
    assert inner.timeouts == [10.0, 7.0, 3.0, 3.0, 3.0]
    assert stream.get_extra_info("server_addr") == "news.test"


def test_a_connection_that_cannot_be_secured_in_time_is_closed() -> None:
    clock = FakeClock()
    inner = Recorded(b"")
    stream = Metered(inner, Budget(1.0, clock))
    assert isinstance(stream.start_tls(context(), "news.test"), Metered)
    clock.time += 1.0
    with pytest.raises(Stopped):
        stream.start_tls(context(), "news.test")
    assert inner.closed
    assert inner.timeouts == [1.0]


TRUSTED = context()
HEADS = st.sampled_from(
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.0 301 Moved\r\nLocation: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: ",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
        b"HTTP/1.1 200 OK\r\nETag: ",
        b"HTTP/1.1 429 Slow\r\nRetry-After: ",
        answer("Content-Encoding: gzip", body=gzip.compress(HTML))[:-20],
    ]
)


@given(HEADS, st.binary(max_size=200), st.integers(1, 64))
def test_whatever_comes_is_a_response_or_a_failure(head: bytes, rest: bytes, size: int) -> None:
    made: list[Recorded] = []

    def connect(_address: Address, _port: int, _seconds: float, /) -> httpcore2.NetworkStream:
        made.append(Recorded(head + rest, size))
        return made[-1]

    names = Names({"news.test": [ip_address("93.184.215.14")]})
    found = client(Network(TRUSTED, resolve=names, connect=connect), deadline_s=10).get(Request("http://news.test/"))
    assert isinstance(found, (Response, Failure))
    assert all(stream.closed for stream in made)


def test_an_error_is_told_in_one_printable_line() -> None:
    errors = [
        ConnectionResetError(104, "Connection reset by peer"),
        ValueError("a\x1b[31m\r\nb\n"),
        TimeoutError(),
        ValueError("c" * 999),
    ]
    assert [told(error) for error in errors] == ["Connection reset by peer", "a [31m  b", "TimeoutError", "c" * 200]
