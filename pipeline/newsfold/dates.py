"""Publication times: from the words of a page or a document to a `Moment`, only as precise as they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsfold.model import ANYWHERE, Moment, Span
from newsfold.watching import WEB

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
# Earlier than any newspaper: a default value, or a counter that was read as a date.
_ABSURD_BEFORE = 1600
_UNIX_ZERO = "1970-01-01"
_AHEAD = timedelta(days=1)
_LONGEST = 64
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_OFFSET_SPACE = re.compile(r"\s+(?=[+\-]\d\d:?\d\d$)")
_SLASHES = re.compile(r"^(\d{4})/(\d\d?)/(\d\d?)(?=\D|$)")


def moment(words: str | None, now: datetime) -> Moment | None:
    """The `Moment` that `words` name, or None: no date, an absurd one, or one more than a day after `now` (aware).

    Read are ISO 8601 and its usual relatives, and RFC 5322 ("Mon, 02 Mar 2026 09:15:00 +0100"). A time of day without an
    offset is kept without one, and ordered as if it were UTC.
    """
    parsed = _parsed(words.strip()) if words and len(words) <= _LONGEST else None
    if parsed is None:
        return None
    time, whole_day = parsed
    text = time.date().isoformat() if whole_day else time.isoformat(timespec="seconds")
    if time.year < _ABSURD_BEFORE or text.startswith(_UNIX_ZERO):
        return None
    try:
        instant = _instant(time, whole_day=whole_day)
        # A bare day is measured by its beginning: today is not in the future.
        early = instant - timedelta(days=1) if whole_day else instant
    except OverflowError:  # the last hours of the year 9999
        return None
    if early > now + _AHEAD:
        return None
    return Moment(text=text, epoch=int(min(max(instant, _OLDEST), now + _AHEAD).timestamp()))


def _instant(time: datetime, *, whole_day: bool) -> datetime:
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC) + (timedelta(days=1, seconds=-1) if whole_day else timedelta())


def _parsed(words: str) -> tuple[datetime, bool] | None:
    """The time and whether it is only a day."""
    usual = _SLASHES.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", words)
    usual = _OFFSET_SPACE.sub("", _ZONE.sub("Z", usual))
    if _DAY.match(usual) or usual[:8].isdigit():
        try:
            time = datetime.fromisoformat(usual)
        except ValueError:
            return None
        return time, len(usual) <= len("2026-03-02") and time.time() == time.time().min
    try:
        return parsedate_to_datetime(words), False
    except (ValueError, IndexError, OverflowError):
        return None


def span_of(source: str, published: int | None, first_seen: str) -> Span:
    """When an article stands: `published` (UTC seconds); else, if it came from the network, `first_seen` (ISO 8601); else anywhere.

    What a folder holds may be of any time, whatever the time at which it is read; what the network brings is new, or nearly.
    """
    if published is not None:
        return Span(published, published)
    if source != WEB:
        return ANYWHERE
    seen = int(datetime.fromisoformat(first_seen).timestamp())
    return Span(seen, seen)
