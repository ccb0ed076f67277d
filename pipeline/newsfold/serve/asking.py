"""What an address asks for: the fields of its query, checked, as what the store knows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from newsfold.errors import UsageError
from newsfold.views.browsing import Filter, Order

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST = 2
"""How many articles a cluster that is listed has at least, where nothing else is asked for: a story that was told more than once."""

LONGEST_QUERY = 400
"""How many characters of a query, site, source or tag are read."""

_AGO = re.compile(r"([0-9]{1,4})([hd])")
_HOURS = {"h": 1, "d": 24}
_NUMBER = re.compile(r"[0-9]{1,9}")
_DAY = timedelta(days=1)


def filter_of(query: Mapping[str, str], now: float) -> Filter:
    """What a list is narrowed to by `q since until site source lang tag size`. `now` is in UTC seconds. Raises UsageError.

    `since` and `until` are days (2026-03-02), which both belong to what is asked for, or `since` is a span (12h, 7d).
    """
    return Filter(
        query=_text(query, "q") or "",
        since=_since(query.get("since", ""), now),
        until=_day("until", query["until"]) + int(_DAY.total_seconds()) if query.get("until") else None,
        site=_text(query, "site"),
        source=_text(query, "source"),
        language=_text(query, "lang"),
        tag=_text(query, "tag"),
        min_size=max(1, number_of(query, "size", SMALLEST)),
    )


def order_of(query: Mapping[str, str]) -> Order | None:
    """How a list is ordered by `order`; None: as it suits what is asked. Raises UsageError."""
    asked = query.get("order")
    if asked and asked not in set(Order):
        message = f"{asked!r} is no order: {' or '.join(Order)}"
        raise UsageError(message)
    return Order(asked) if asked else None


def number_of(query: Mapping[str, str], name: str, otherwise: int) -> int:
    """The whole number that `name` asks for. Raises UsageError."""
    asked = query.get(name, "").strip()
    if not asked:
        return otherwise
    if not _NUMBER.fullmatch(asked):
        message = f"{name}: {asked!r} is no number"
        raise UsageError(message)
    return int(asked)


def address(path: str, query: Mapping[str, object], **changed: object) -> str:
    """`path` with the fields of `query`, some of them changed; those that are None or empty are left out."""
    fields = {name: value for name, value in {**query, **changed}.items() if value not in {None, ""}}
    return f"{path}?{urlencode(fields)}" if fields else path


def inside(to: str) -> str:
    """`to` if it is a path on this server, else the way to the first page."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain else "/"


def _text(query: Mapping[str, str], name: str) -> str | None:
    return query.get(name, "")[:LONGEST_QUERY].strip() or None


def _since(text: str, now: float) -> int | None:
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return int(now) - int(ago[1]) * _HOURS[ago[2]] * 3600
    return _day("since", text) if text else None


def _day(name: str, text: str) -> int:
    try:
        return int(datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        message = f"{name}: {text!r} is no day, as in 2026-03-02"
        raise UsageError(message) from error
