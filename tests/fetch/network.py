"""A small world for the client: names that lead to this machine, a clock that only tests move, and addresses that are only noted."""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import httpcore2

from newsfold.fetch.client import Client, Limits
from newsfold.fetch.dial import Network, connected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Condition

    from newsfold.fetch.guard import Address

TLS = Path(__file__).parent / "tls"
HERE = ip_address("127.0.0.1")
NAMES = {"news.test": [HERE], "other.test": [HERE]}
ALLOWED = frozenset(NAMES)
MAX_BYTES = 1 << 20
DEADLINE_S = 0.4


class Names:
    """A resolver that knows a few names and remembers who was asked for."""

    def __init__(self, names: dict[str, list[Address]] | None = None) -> None:
        self.names = NAMES if names is None else names
        self.asked: list[str] = []

    def __call__(self, host: str, /) -> Sequence[Address]:
        self.asked.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.names[host]


class Connections:
    """Notes every address that is connected to, and leads them all to this machine."""

    def __init__(self, silent: frozenset[Address] = frozenset()) -> None:
        self.made: list[str] = []
        self.seconds: list[float] = []
        self.silent = silent

    def __call__(self, address: Address, port: int, seconds: float, /) -> httpcore2.NetworkStream:
        self.made.append(str(address))
        self.seconds.append(seconds)
        if address in self.silent:
            raise httpcore2.ConnectTimeout
        return connected(HERE, port, seconds)


def context(server: str | None = None) -> ssl.SSLContext:
    """What our own authority vouches for; or what a server with the named certificate shows.

    The certificates hold for news.test until 2120, and one until 2021.
    """
    if server is None:
        return ssl.create_default_context(cafile=str(TLS / "authority.pem"))
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(TLS / f"{server}.pem")
    return made


def client(network: Network | None = None, *, deadline_s: float = DEADLINE_S, max_bytes: int = MAX_BYTES) -> Client:
    return Client(Limits(deadline_s, max_bytes), "mailto:desk@ashby.test", network=network or Network(context(), resolve=Names()))


class FakeClock:
    """Time that passes only when somebody waits; then also what was planned happens."""

    def __init__(self, now: float = 1_772_000_000.0) -> None:
        self.time = now
        self.planned: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def wait(self, _condition: Condition, seconds: float, /) -> None:
        end = self.time + seconds
        for planned in sorted(self.planned, key=lambda pair: pair[0]):
            if planned[0] <= end:
                self.planned.remove(planned)
                self.time = max(self.time, planned[0])
                planned[1]()
                return
        self.time = end
