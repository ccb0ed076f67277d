"""What runs inside an extraction process: one task's inputs, each to its outcome."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, TypeVar

from newsfold import workers
from newsfold.model import Reason, Skip
from newsfold.workers import End, Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsfold.model import Fetched

T = TypeVar("T")

_REASONS = {End.TIMEOUT: Reason.TIMEOUT, End.MEMORY: Reason.OUT_OF_MEMORY, End.CRASHED: Reason.CRASHED}


def run(work: str, items: Sequence[Fetched], now: datetime) -> list[Any]:
    """The outcome of each item, in order: what "module:function" in `work`, called as function(item, now), returns, or a Skip."""
    function = resolve_name(work)
    return [attempt(function, item, now) for item in items]


def attempt(function: Callable[[Fetched, datetime], T], item: Fetched, now: datetime) -> T | Skip:
    """What `function` makes of the item; a Skip if it runs out of memory or fails."""
    outcome = workers.attempt(function, item, now)
    return skipped(item, outcome) if isinstance(outcome, Ended) else outcome


def skipped(item: Fetched, ended: Ended) -> Skip:
    """The Skip of an item whose extraction has no result."""
    return Skip(item.source, item.origin, _REASONS[ended.end], ended.detail)
