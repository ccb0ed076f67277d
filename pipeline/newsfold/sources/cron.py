"""Cron expressions, as far as they are the same wherever they are read: five fields, names or numbers, ranges, lists and steps.

Whoever runs the schedule gives them to APScheduler's CronTrigger.from_crontab, which is not imported here only to find a typing error.
"""

from __future__ import annotations

import re

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
    return None


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
