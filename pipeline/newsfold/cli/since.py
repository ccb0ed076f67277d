"""Points in time as they are typed: `2026-03-02`, `2026-03-02T09:15+01:00`, `7d`, `12h`, `30m`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from newsfold.errors import UsageError

_AGO = re.compile(r"([0-9]{1,6})([mhdw])")
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def epoch_of(text: str, now: float) -> int:
    """The UTC seconds that `text` names, where `now` is the present. A day begins at midnight UTC. Raises UsageError."""
    ago = _AGO.fullmatch(text.strip().lower())
    if ago:
        return int(now) - int(ago[1]) * _SECONDS[ago[2]]
    try:
        at = datetime.fromisoformat(text.strip())
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as error:
        message = f"--since {text!r} is no date (2026-03-02, 2026-03-02T09:15+01:00) and no span (30m, 12h, 7d, 4w)"
        raise UsageError(message) from error
