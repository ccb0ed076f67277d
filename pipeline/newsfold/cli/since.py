"""Points in time as they are typed: `2026-03-02`, `2026-03-02T09:15+01:00`, `7d`, `12h`, `30m`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from newsfold.errors import UsageError
from newsfold.views.handing import Mark

_AGO = re.compile(r"([0-9]{1,6})([mhdw])")
_CURSOR = re.compile(r"([0-9T:.+-]{25,32})@([0-9]{1,18})")
_JUST_BEFORE = timedelta(microseconds=1)
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def epoch_of(text: str, now: float, option: str = "--since") -> int:
    """The UTC seconds that `text` names, where `now` is the present. A day begins at midnight UTC. Raises UsageError."""
    ago = _AGO.fullmatch(text.strip().lower())
    if ago:
        return int(now) - int(ago[1]) * _SECONDS[ago[2]]
    try:
        at = datetime.fromisoformat(text.strip())
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as error:
        message = f"{option} {text!r} is no date (2026-03-02, 2026-03-02T09:15+01:00) and no span (30m, 12h, 7d, 4w)"
        raise UsageError(message) from error


def mark_of(text: str, now: float) -> Mark:
    """What `text` names: a cursor that an export gave, or else a time as `epoch_of` reads it. Raises UsageError."""
    if "@" in text:
        return cursor_of(text)
    at = datetime.fromtimestamp(max(epoch_of(text, now), 0), UTC)
    return Mark((at - _JUST_BEFORE).isoformat())  # a mark is what was handed on already


def cursor_of(text: str) -> Mark:
    """The mark that an export gave as a cursor. Raises UsageError."""
    found = _CURSOR.fullmatch(text.strip())
    if found is None:
        message = f"{text.strip()!r} is no cursor that an export gave"
        raise UsageError(message)
    return Mark(found[1], int(found[2]))
