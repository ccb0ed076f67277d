"""What reports show of skips and of runs of inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.model import Reason, Skip


@dataclass(frozen=True, slots=True)
class SkipView:
    """A stored skip as reports show it."""

    origin: str
    source: str
    reason: Reason
    detail: str
    seen: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What one ingestion did. Every input is counted once: read = new + revised + copies + unchanged + removed + sum of skipped.

    `removed` counts what was left out because it had been removed for good, `copies` new articles whose words were already known;
    `clusters` those created or changed, `quarantined` those of them whose only text belongs to a flood in which nobody could place it;
    `seconds` by stage.
    `first_skips` are the first of the skipped inputs, for those who want to see at once what went wrong.
    """

    read: int
    new: int
    revised: int
    copies: int
    unchanged: int
    skipped: Mapping[Reason, int]
    clusters: int
    seconds: Mapping[str, float]
    first_skips: tuple[Skip, ...] = ()
    quarantined: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of watching did. `watched` sources are on the list; the counts are as in `newsfold.daemon.tick.Tick`.

    `faults` are the sources that failed, each with what was wrong. `waiting` entries are still to be asked for. `next_due` is when
    the next source or entry is due, in UTC seconds; None if nothing is ever.
    """

    watched: int
    asked: int
    unchanged: int
    failed: int
    postponed: int
    entries_new: int
    entries_taken: int
    entries_revised: int
    entries_refused: int
    new: int
    revised: int
    copies: int
    clusters: int
    skipped: int
    crashed: int
    waiting: int
    faults: tuple[tuple[str, str], ...]
    next_due: int | None
    seconds: float
