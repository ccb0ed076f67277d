"""A URL taken apart once, by our own rules: what was checked is what is connected to.

Only http and https, no user information, and no spelling of an address but the plain one: `2130706433`, `0x7f.1`, `0177.0.0.1`,
`127.1`, percent-encoded and full-width digits all mean 127.0.0.1 to one library or another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote

from newsfold.fetch.messages import Failure, Kind

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?")
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_USER = re.compile(r"//[^/?#]*@")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]+")
# Letters that the domain names of 2003 and of 2008 read differently: the name behind them is not certain.
_DEVIATIONS = frozenset("ßςẞ\u200c\u200d")
_LONGEST_NAME = 253
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
_LAST_PORT = 65535
SAFE = "!$%&'()*+,/:;=?@[]^`{|}~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes. `host` is in lower case, ASCII, without brackets; `path` is what follows it, with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must be equal for the source's own headers to be sent (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port as the Host header tells them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL in its one spelling, without fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read(url: str) -> Target | Failure:
    """The target that `url` names, or a BAD_URL that tells what is wrong with it."""
    url = url.strip(" \t\r\n\f")
    parts = _URL.fullmatch(url) if not _CONTROL.search(url) else None
    if parts is None:
        return _bad(url, "no absolute URL")
    scheme = parts["scheme"].lower()
    if scheme not in _DEFAULT_PORTS:
        return _bad(url, f"scheme {scheme} is neither http nor https")
    if "@" in (parts["authority"] or ""):
        return _bad(url, "user name or password in it")
    authority = _AUTHORITY.fullmatch(parts["authority"] or "")
    host = spelled(authority["host"]) if authority else None
    if authority is None or host is None:
        return _bad(url, "no host, or one in disguise")
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    if port not in _DEFAULT_PORTS.values() and not _FIRST_FREE_PORT <= port <= _LAST_PORT:
        return _bad(url, f"port {port} is none of a web server")
    return Target(scheme, host, port, quote((parts["path"] or "/") + (parts["query"] or ""), safe=SAFE))


def spelled(host: str) -> str | None:
    """The one spelling of a host that a URL or a user names, or None if it is no host, or an address in disguise."""
    if ":" in host:
        return _spelled_6(host.removeprefix("[").removesuffix("]"))
    ascii_host = host if host.isascii() else _punycode(host)
    labels = ascii_host.lower().removesuffix(".").split(".")
    name = ".".join(labels)
    if not all(map(_LABEL.fullmatch, labels)) or len(name) > _LONGEST_NAME:
        return None
    return _spelled_4(name) if _NUMBER.fullmatch(labels[-1]) else name


def _punycode(host: str) -> str:
    """The name in ASCII (RFC 3490, which makes full-width digits plain), or nothing if it has none that is certain."""
    try:
        return "" if _DEVIATIONS & set(host) else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _spelled_4(text: str) -> str | None:
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        return None


def _spelled_6(text: str) -> str | None:
    try:
        address = IPv6Address(text) if _IPV6.fullmatch(text) else None
    except AddressValueError:
        return None
    # Versions of Python write a mapped address differently; what is connected to is the IPv4 address anyway.
    return str(address.ipv4_mapped or address) if address else None


def _bad(url: str, detail: str) -> Failure:
    return Failure(Kind.BAD_URL, redacted(url), detail)


def redacted(url: str) -> str:
    """The URL without a password that stands in it."""
    return _USER.sub("//…@", url, count=1)
