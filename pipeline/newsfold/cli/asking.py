"""Questions to whoever sits at the terminal, on standard error; where nobody does, none is asked."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from newsfold.errors import UsageError
from newsfold.report.safe import visible

if TYPE_CHECKING:
    from newsfold.views.sources import Listed


def agreed(question: str) -> bool:
    """Whether the answer is yes. True where nobody can be asked."""
    return not somebody() or _answer(f"{visible(question)} [y/N] ").lower() in {"y", "yes"}


def chosen(found: tuple[Listed, ...], *, ask_of_one: bool) -> tuple[Listed, ...]:
    """Which of the feeds are wanted. The first where nobody can be asked. Raises UsageError if none is chosen.

    `ask_of_one`: even a single one must be chosen.
    """
    if not somebody() or (len(found) == 1 and not ask_of_one):
        return found[:1]
    from newsfold.report.terminal.screen import Screen  # noqa: PLC0415 rich is loaded only to draw
    from newsfold.report.terminal.sources import choice_text  # noqa: PLC0415

    sys.stderr.write(choice_text(found, Screen.of(sys.stderr)))
    answer = _answer("Which? (numbers, or all) [1] ").lower() or "1"
    numbers = set(range(1, len(found) + 1)) if answer == "all" else {int(number) for number in re.findall("[0-9]+", answer)}
    if not numbers or not numbers <= set(range(1, len(found) + 1)):
        message = f"{answer!r} is none of 1 to {len(found)}; nothing was added"
        raise UsageError(message)
    return tuple(listed for number, listed in enumerate(found, 1) if number in numbers)


def somebody() -> bool:
    """Whether anybody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _answer(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line.endswith("\n"):
        message = "no answer; nothing was changed"
        raise UsageError(message)
    return line.strip()
