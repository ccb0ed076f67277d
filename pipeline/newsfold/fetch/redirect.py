"""Where a redirect leads: each hop is a new URL from a stranger, read and judged like the first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from newsfold.fetch import target as targets
from newsfold.fetch.messages import Failure, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.fetch.target import Target

MOST_REDIRECTS = 5
STATUSES = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


def following(path: Sequence[Target], location: str | None) -> Target | Failure:
    """Where a redirect at the end of `path` leads by its Location header, or why it is not followed."""
    origin = path[-1]
    if len(path) > MOST_REDIRECTS:
        return Failure(Kind.TOO_MANY_REDIRECTS, origin.url, f"more than {MOST_REDIRECTS}")
    onward = _read(origin, location)
    if isinstance(onward, Failure):
        return Failure(Kind.BAD_REDIRECT, origin.url, f"to {onward.url}: {onward.detail}")
    if origin.scheme == "https" and onward.scheme == "http":
        return Failure(Kind.BAD_REDIRECT, origin.url, f"to {onward.url}: less secure")
    if onward in path:
        return Failure(Kind.TOO_MANY_REDIRECTS, origin.url, "in a circle")
    return onward


def _read(origin: Target, location: str | None) -> Target | Failure:
    if location is None:
        return Failure(Kind.BAD_URL, "nowhere", "no Location header")
    try:
        return targets.read(urljoin(origin.url, _text(location)))
    except ValueError as error:
        return Failure(Kind.BAD_URL, targets.redacted(_text(location)), str(error))


def _text(value: str) -> str:
    """The header's text: its bytes are UTF-8, where they are not ASCII, or else stand for themselves."""
    raw = value.strip().encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe=targets.SAFE)
