"""What is to be written, in the order in which it came, and how much of it makes a transaction."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsfold.address import twin
from newsfold.daemon.tick import Tick

if TYPE_CHECKING:
    from newsfold.model import Article, Skip
    from newsfold.watching import Entry, SourceState

_ENTRIES_AN_OUTCOME = 10  # rows of entries that cost as much as an article, at the least


@dataclass(frozen=True, slots=True)
class Step:
    """What is stored together or not at all: an article or a skip, and what is known of entries and sources thereafter.

    `first`: the entry never led to an article, so if another has led there meanwhile, the article is not written once more. `fault`
    says in one line what is at fault, where `counts` has crashes.
    """

    outcome: Article | Skip | None = None
    entries: tuple[Entry, ...] = ()
    source: SourceState | None = None
    first: bool = False
    counts: Tick = field(default_factory=Tick)
    fault: str = ""


class Steps:
    """Steps that wait to be written."""

    def __init__(self) -> None:
        self._waiting: deque[Step] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, *steps: Step) -> None:
        """Write these after those before."""
        self._waiting.extend(steps)

    def cut(self, batch: int) -> list[Step]:
        """The steps of the next transaction: at most `batch` articles and skips, and none of them twice."""
        steps: list[Step] = []
        keys: set[tuple[str, str]] = set()
        room = batch * _ENTRIES_AN_OUTCOME
        while self._waiting and room > 0:
            outcome = self._waiting[0].outcome
            # An article that came by http and by https is one.
            key = (outcome.source, max(outcome.origin, twin(outcome.origin))) if outcome else None
            if key in keys:
                break
            steps.append(self._waiting.popleft())
            room -= _ENTRIES_AN_OUTCOME if key else len(steps[-1].entries)
            if key:
                keys.add(key)
        return steps
