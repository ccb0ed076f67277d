"""Cron expressions, as far as they are the same wherever they are read: five fields, names or numbers, ranges, lists and steps.

A time fits if all five fields do. (Where day and weekday are both given, many crontabs ask for only one of the two; APScheduler for both.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIELDS: dict[str, dict[str, int]] = {
    "minute": {str(number): number for number in range(60)},
    "hour": {str(number): number for number in range(24)},
    "day": {str(number): number for number in range(1, 32)},
    "month": {str(number): number for number in range(1, 13)} | {name: number for number, name in enumerate(_MONTHS, 1)},
    # By name only: 0 is Sunday in crontabs, and Monday for APScheduler (3.11).
    "weekday": {name: number for number, name in enumerate(_WEEKDAYS)},
}
_PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/([1-9][0-9]?))?")
_MOST_DAYS = 41 * 366  # a 29 February that is a Monday may be 40 years away: 2100 is no leap year


def fault(expression: str) -> str | None:
    """What is wrong with a cron expression; None if nothing is."""
    fields = expression.lower().split()
    if len(fields) != len(_FIELDS):
        return f"a cron expression has five fields ({', '.join(_FIELDS)}), this one has {len(fields)}"
    for (name, values), field in zip(_FIELDS.items(), fields, strict=True):
        for part in field.split(","):
            if not _fits(part, values):
                hint = "; weekdays are written mon to sun" if name == "weekday" else ""
                return f"{part!r} is no {name}{hint}"
    return None if any(_days(expression, datetime(2000, 1, 1, tzinfo=UTC))) else "there is no such day"


def next_time(expression: str, after: int) -> int:
    """The first time that fits an expression without fault, later than `after`; both are UTC seconds."""
    minutes, hours, *_ = _numbers(expression)
    start = datetime.fromtimestamp(after, UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    days = _days(expression, start.replace(hour=0, minute=0))
    times = [timedelta(hours=hour, minutes=minute) for hour in sorted(hours) for minute in sorted(minutes)]
    return next(int((day + time).timestamp()) for day in days for time in times if day + time >= start)


def _fits(part: str, values: dict[str, int]) -> bool:
    found = _PART.fullmatch(part)
    if found is None:
        return False
    first, last, step = found.groups()
    if first is None:
        return True
    if step and last is None:
        return False  # 5/10: the one means "from 5 on", the other refuses it
    return first in values and (last is None or (last in values and values[first] <= values[last]))


def _days(expression: str, first: datetime) -> Iterator[datetime]:
    """The days that fit, from `first` on."""
    _, _, days, months, weekdays = _numbers(expression)
    ahead = (first + timedelta(days=number) for number in range(_MOST_DAYS))
    return (day for day in ahead if day.month in months and day.day in days and day.weekday() in weekdays)


@lru_cache(maxsize=1024)
def _numbers(expression: str) -> tuple[frozenset[int], ...]:
    """What each field allows."""
    return tuple(
        frozenset(number for part in field.split(",") for number in _allowed(part, values))
        for values, field in zip(_FIELDS.values(), expression.lower().split(), strict=True)
    )


def _allowed(part: str, values: dict[str, int]) -> range:
    found = _PART.fullmatch(part)
    assert found
    first, last, step = found.groups()
    if first is None:
        return range(min(values.values()), max(values.values()) + 1, int(step or 1))
    return range(values[first], values[last or first] + 1, int(step or 1))
