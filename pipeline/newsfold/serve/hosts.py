"""Under which names the pages may be asked for.

A page of another site can make its own name lead to this machine (DNS rebinding), and would then be taken for one of ours. So only
names that are known to be ours are answered; an address is nobody's name, and cannot be made to lead elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

_HEADER = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::[0-9]{1,5})?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Names:
    """The host names and addresses that are answered; `addresses`: every address is, as where all of the machine's are listened at."""

    known: frozenset[str]
    addresses: bool

    def answers_to(self, header: str | None) -> bool:
        """Whether a request with this Host header is meant for us."""
        host = _host_of(header)
        return host in self.known or (self.addresses and _is_address(host))


def names_of(host: str, more: tuple[str, ...] = ()) -> Names:
    """The names of a server that listens at `host`: that one, those of this machine for itself, and `more`."""
    known = {host, *more, *_LOOPBACK}
    return Names(frozenset(_plain(name) for name in known), addresses=_is_address(host) and ip_address(host).is_unspecified)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens at `host`. A name that is not `localhost` may lead anywhere."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def address_of(host: str, port: int) -> str:
    """What stands in a URL for this host and port."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _host_of(header: str | None) -> str:
    match = _HEADER.fullmatch(header or "")
    return _plain(match["host"]) if match else ""


def _plain(name: str) -> str:
    return name.lower().strip("[]").rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
