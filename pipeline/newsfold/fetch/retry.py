"""When to ask again: what Retry-After says, and what we make of it."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_S = 24 * 3600.0  # no server keeps us away longer than this at a time
_SECONDS = re.compile(r"[0-9]{1,12}")


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds from `now` (UTC seconds) that a Retry-After header asks for (RFC 9110, section 10.2.3).

    A date in the past means none. What is neither a number of seconds nor a date is taken for no header at all.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(at - now, 0.0)


def next_interval(interval_s: float, retry_after_s: float | None) -> float:
    """Seconds until a source is asked again: its own interval, or what its server asks for, of which at most 24 hours count."""
    return max(interval_s, min(retry_after_s or 0.0, LONGEST_S))
