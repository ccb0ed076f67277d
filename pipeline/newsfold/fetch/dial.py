"""The one way to a connection: resolve once, judge every answer, connect to an address that was judged.

There is no way past the guard, and no second look-up between the judgement and the connection, in which a name could come to mean
another address (DNS rebinding). Host header and certificate are still those of the name.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Protocol

import httpcore2

from newsfold.fetch import guard
from newsfold.fetch.messages import Kind, told
from newsfold.fetch.wire import Metered, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newsfold.fetch.guard import Address
    from newsfold.fetch.wire import Budget

_IPV6 = 6
_TUNNELLED = re.compile(rb"HTTP/1\.[01] 2[0-9]{2}[ \r]")
_LONGEST_PROXY_ANSWER = 1 << 14  # bytes


class Resolve(Protocol):
    """How names become addresses."""

    def __call__(self, host: str, /) -> Sequence[Address]:
        """All addresses of `host`, the best first. Raises OSError."""
        ...


class Connect(Protocol):
    """How a judged address becomes a connection."""

    def __call__(self, address: Address, port: int, seconds: float, /) -> httpcore2.NetworkStream:
        """The connection. Raises httpcore2.ConnectError, or httpcore2.ConnectTimeout after `seconds`."""
        ...


def resolved(host: str, /) -> list[Address]:
    """The addresses of `host` by this machine's rules, in the order of RFC 6724. Raises OSError."""
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(answer[4][0]) for answer in answers))


def connected(address: Address, port: int, seconds: float, /) -> httpcore2.NetworkStream:
    """A connection over TCP. Raises httpcore2.ConnectError, or httpcore2.ConnectTimeout after `seconds`."""
    return httpcore2.SyncBackend().connect_tcp(str(address), port, seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """How the world is reached.

    `context` holds the trusted certificates, by default the system's. `proxy` (host and port, the user's own setting, never taken
    from the environment) is asked to connect us to the judged address, for http too, so that it never gets to resolve a name.
    `resolve` and `connect` are ports.
    """

    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    proxy: tuple[str, int] | None = None
    resolve: Resolve = resolved
    connect: Connect = connected


class Guarded(httpcore2.NetworkBackend):
    """Makes the connections of one request. Hosts in `allowed` are connected to wherever they lie. Raises Stopped."""

    def __init__(self, network: Network, allowed: frozenset[str], budget: Budget) -> None:
        self._network = network
        self._allowed = allowed
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 the budget holds
        local_address: str | None = None,  # noqa: ARG002 none is ever asked for
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002 as above
    ) -> httpcore2.NetworkStream:
        """A connection to an address of `host` that was judged."""
        addresses = self._addresses(host)
        if host not in self._allowed:
            for refusal in filter(None, map(guard.judge, addresses)):
                raise Stopped(Kind.REFUSED_ADDRESS, str(refusal))
        proxy = self._network.proxy
        if proxy is None:
            return self._first(addresses, lambda address, seconds: self._metered(address, port, seconds))
        return self._first(addresses, lambda address, seconds: self._tunnelled(proxy, address, port, seconds))

    def _addresses(self, host: str) -> Sequence[Address]:
        """Looked up in a thread of its own: the system's look-up keeps to no deadline, and cannot be stopped."""
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            pass  # a name
        future: Future[Sequence[Address]] = Future()

        def look_up() -> None:
            try:
                future.set_result(self._network.resolve(host))
            except BaseException as error:  # noqa: BLE001 whatever it is, the thread that waits raises it
                future.set_exception(error)

        Thread(target=look_up, daemon=True).start()
        try:
            return future.result(self._budget.left())
        except TimeoutError as error:
            raise Stopped(Kind.TIMEOUT, "while the name was looked up") from error
        except OSError as error:
            raise Stopped(Kind.DNS, told(error)) from error

    def _first(self, addresses: Sequence[Address], reach: Callable[[Address, float], Metered]) -> Metered:
        """The first connection that can be made."""
        stopped = Stopped(Kind.DNS, "the name has no address")
        for tried, address in enumerate(addresses):
            try:
                # An address that never answers must leave time for the others.
                return reach(address, self._budget.left() / (len(addresses) - tried))
            except httpcore2.ConnectTimeout:
                stopped = Stopped(Kind.TIMEOUT, f"while connecting to {address}")
            except httpcore2.NetworkError as error:
                stopped = Stopped(Kind.CONNECT, f"{address}: {told(error)}")
        raise stopped

    def _metered(self, address: Address, port: int, seconds: float) -> Metered:
        return Metered(self._network.connect(address, port, seconds), self._budget)

    def _tunnelled(self, proxy: tuple[str, int], address: Address, port: int, seconds: float) -> Metered:
        """A connection to `address` through the proxy (RFC 9110, section 9.3.6)."""
        tunnel = self._metered(self._addresses(proxy[0])[0], proxy[1], seconds)
        authority = f"[{address}]:{port}" if address.version == _IPV6 else f"{address}:{port}"
        answer = b""
        try:
            tunnel.write(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode("ascii"))
            while not answer.endswith(b"\r\n\r\n") and len(answer) < _LONGEST_PROXY_ANSWER:
                answer += tunnel.read(1) or b"\r\n\r\n"
        except BaseException:
            tunnel.close()
            raise
        if not _TUNNELLED.match(answer):
            tunnel.close()
            raise Stopped(Kind.CONNECT, f"the proxy answered {told(ValueError(answer[:40]))}")
        return tunnel
