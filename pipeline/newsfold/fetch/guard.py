"""May this address be read? Decided from the address alone, the same on every Python.

A URL comes from a feed, a page or a redirect, so whoever writes one of these chooses what we connect to; without a guard that
would be the router, the cloud's metadata service, or a database beside us (server-side request forgery).

The ranges are those of the IANA special-purpose address registries (RFC 6890 and its updates), written out here because the
answers of `ipaddress.is_global` differ between versions of Python: 3.11.7 holds 64:ff9b::7f00:1, 2002:7f00:1::, ::127.0.0.1
and 224.0.0.1 to be global. An IPv6 address that carries an IPv4 address is judged by both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Address: TypeAlias = IPv4Address | IPv6Address


class Ground(StrEnum):
    """Why an address is refused. The value is what the user sees."""

    UNSPECIFIED = "unspecified"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    SHARED = "shared by a carrier's customers"
    LINK_LOCAL = "link-local"
    METADATA = "metadata service of a cloud"
    MULTICAST = "multicast"
    DOCUMENTATION = "documentation"
    BENCHMARK = "benchmark"
    TRANSLATION = "translation or tunnel"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address that must not be connected to. `carried` is the IPv4 address inside it for which it was refused, if any."""

    address: Address
    ground: Ground
    carried: IPv4Address | None = None

    def __str__(self) -> str:
        """One line for a person."""
        carried = f", which carries {self.carried}" if self.carried else ""
        return f"{self.address}{carried}: {self.ground}"


# The first that holds an address tells its ground.
_RANGES_4 = tuple(
    (IPv4Network(network), ground)
    for network, ground in (
        ("169.254.169.254/32", Ground.METADATA),  # most clouds
        ("169.254.170.2/32", Ground.METADATA),  # containers at Amazon
        ("100.100.100.200/32", Ground.METADATA),  # Alibaba
        ("168.63.129.16/32", Ground.METADATA),  # Azure, in a public range
        ("192.0.0.192/32", Ground.METADATA),  # Oracle
        ("0.0.0.0/8", Ground.UNSPECIFIED),  # RFC 791; Linux takes it for this machine
        ("10.0.0.0/8", Ground.PRIVATE),  # RFC 1918
        ("100.64.0.0/10", Ground.SHARED),  # RFC 6598
        ("127.0.0.0/8", Ground.LOOPBACK),  # RFC 1122
        ("169.254.0.0/16", Ground.LINK_LOCAL),  # RFC 3927
        ("172.16.0.0/12", Ground.PRIVATE),  # RFC 1918
        ("192.0.0.0/24", Ground.RESERVED),  # RFC 6890, protocol assignments
        ("192.0.2.0/24", Ground.DOCUMENTATION),  # RFC 5737
        ("192.88.99.0/24", Ground.RESERVED),  # RFC 7526, once relays of 6to4
        ("192.168.0.0/16", Ground.PRIVATE),  # RFC 1918
        ("198.18.0.0/15", Ground.BENCHMARK),  # RFC 2544
        ("198.51.100.0/24", Ground.DOCUMENTATION),  # RFC 5737
        ("203.0.113.0/24", Ground.DOCUMENTATION),  # RFC 5737
        ("224.0.0.0/4", Ground.MULTICAST),  # RFC 1112
        ("240.0.0.0/4", Ground.RESERVED),  # RFC 1112, with the broadcast address
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291; the operating system connects to the IPv4 address
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")  # RFC 2765
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, deprecated
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052; how hosts with IPv6 alone reach all that has IPv4 alone
_TEREDO = IPv6Network("2001::/32")  # RFC 4380
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056
_WORD = 0xFFFF_FFFF
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: the upper half of the interface's identifier, in any network

_RANGES_6 = tuple(
    (IPv6Network(network), ground)
    for network, ground in (
        ("::/128", Ground.UNSPECIFIED),
        ("::1/128", Ground.LOOPBACK),
        ("fd00:ec2::/32", Ground.METADATA),  # Amazon
        ("fd20:ce::254/128", Ground.METADATA),  # Google
        ("fd00:42::42/128", Ground.METADATA),  # Scaleway
        ("64:ff9b:1::/48", Ground.TRANSLATION),  # RFC 8215: where the IPv4 address lies in it is each network's own matter
        (str(_TRANSLATED), Ground.TRANSLATION),
        (str(_COMPATIBLE), Ground.TRANSLATION),
        (str(_TEREDO), Ground.TRANSLATION),  # its far ends are clients, never servers
        (str(_SIX_TO_FOUR), Ground.TRANSLATION),  # out of use, RFC 7526
        ("100::/64", Ground.RESERVED),  # RFC 6666, discarded
        ("2001:2::/48", Ground.BENCHMARK),  # RFC 5180
        ("2001::/23", Ground.RESERVED),  # RFC 2928, protocol assignments
        ("2001:db8::/32", Ground.DOCUMENTATION),  # RFC 3849
        ("3fff::/20", Ground.DOCUMENTATION),  # RFC 9637
        ("fc00::/7", Ground.PRIVATE),  # RFC 4193
        ("fe80::/10", Ground.LINK_LOCAL),  # RFC 4291
        ("fec0::/10", Ground.PRIVATE),  # RFC 3879, once site-local
        ("ff00::/8", Ground.MULTICAST),  # RFC 4291
    )
)
_GLOBAL_6 = (IPv6Network("2000::/3"), _NAT64, _MAPPED)


def judge(address: Address) -> Refusal | None:
    """Why `address` must not be connected to, or None if it lies on the public internet."""
    if isinstance(address, IPv4Address):
        ground = _ground_4(address)
        return Refusal(address, ground) if ground else None
    own = next((ground for network, ground in _RANGES_6 if address in network), None)
    if own is Ground.UNSPECIFIED or own is Ground.LOOPBACK:  # both look like compatible addresses, and are none
        return Refusal(address, own)
    for carried in _carried(address):
        inner = _ground_4(carried)
        if inner:
            return Refusal(address, inner, carried)
    if own is None and not any(address in network for network in _GLOBAL_6):
        own = Ground.RESERVED
    return Refusal(address, own) if own else None


def _ground_4(address: IPv4Address) -> Ground | None:
    return next((ground for network, ground in _RANGES_4 if address in network), None)


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """Every IPv4 address that lies in `address` by some rule."""
    bits = int(address)
    if any(address in network for network in (_MAPPED, _TRANSLATED, _COMPATIBLE, _NAT64)) or bits >> 32 & _WORD in _ISATAP:
        yield IPv4Address(bits & _WORD)
    if address in _SIX_TO_FOUR:
        yield IPv4Address(bits >> 80 & _WORD)
    if address in _TEREDO:
        yield IPv4Address(bits & _WORD ^ _WORD)  # the client, with its bits turned over
        yield IPv4Address(bits >> 64 & _WORD)  # its server
