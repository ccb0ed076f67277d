"""What is asked of the network and what comes back: the frozen dataclasses at this room's door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_DETAIL = 200
_ERROR_NUMBER = re.compile(r"^\[Errno -?[0-9]+\] ")


class Kind(StrEnum):
    """Why nothing could be had. The value is what the user sees and what is stored."""

    BAD_URL = "bad URL"  # no URL that may be read, whatever answers there
    REFUSED_ADDRESS = "refused address"  # it leads off the public internet
    DNS = "name not found"
    CONNECT = "cannot connect"
    TLS = "no secure connection"
    TIMEOUT = "timed out"
    BROKEN_OFF = "connection broken off"
    PROTOCOL = "not understood"  # what answered does not speak HTTP
    TOO_LARGE = "too large"
    BAD_ENCODING = "bad content encoding"
    BAD_REDIRECT = "bad redirect"
    TOO_MANY_REDIRECTS = "too many redirects"
    ROBOTS = "disallowed by robots.txt"
    NOT_NOW = "host must not be asked yet"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to tell later whether a document has changed (RFC 9110, section 8.8), byte for byte.

    `url` is the URL that gave them; they are sent to no other, for elsewhere they would tell of another document.
    """

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """One document to be fetched, or where there is a `body`, one that is sent: by POST, to `url` alone, for it follows no redirect.

    `headers` are the source's own (a token, say): they are sent to the origin of `url` and to no other. `validators` make the request
    conditional. `allowed` holds hosts, spelled as `newsfold.fetch.target.spelled` does, which this request may reach though they
    lie on a private network. A document of more than `max_bytes` (decoded; None: the client's limit) is refused, or where `cut`
    is set, its first `max_bytes` are taken.
    """

    url: str
    accept: str = "*/*"
    headers: tuple[tuple[str, str], ...] = ()
    validators: Validators | None = None
    allowed: frozenset[str] = frozenset()
    max_bytes: int | None = None
    cut: bool = False
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered in the end, whatever its status; the body is read for a status of 2xx alone, and never after a POST.

    `url` is where it came from. `moved_to` equals it if every redirect on the way was permanent, and there was one. `validators`
    are those for the next request; after 304 the old ones, renewed by what came. `retry_after_s` is what the server asks for, in
    seconds from now, never negative.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str | None = None
    validators: Validators | None = None
    retry_after_s: float | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. `detail` is one line for a person; `retry_at` (UTC seconds) is when asking again makes sense."""

    kind: Kind
    url: str
    detail: str = ""
    retry_at: float | None = None


def told(error: Exception) -> str:
    """An error of the network as one printable line."""
    text = _ERROR_NUMBER.sub("", str(error)) or type(error).__name__
    return "".join(character if character.isprintable() else " " for character in text[:_LONGEST_DETAIL]).strip()
