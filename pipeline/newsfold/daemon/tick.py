"""What the loop counts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Tick:
    """What one turn of the loop did; the sum of several is what they did together.

    Of sources: those asked, and of the answers those without anything new, those that failed, and those that came too early for
    their host and are asked again later. Of entries: new ones, those whose article was taken in or was known, those that their source
    changed, those given up. Of articles: new ones, revised ones, and new ones whose words were known. `clusters_changed` counts those
    created too. `articles_removed` and `texts_removed` are those that were too old to be kept. `skips` are inputs that could not be used, `crashes` what ended by a fault of newsfold.
    """

    sources_asked: int = 0
    sources_unchanged: int = 0
    sources_failed: int = 0
    sources_postponed: int = 0
    entries_new: int = 0
    entries_taken: int = 0
    entries_revised: int = 0
    entries_refused: int = 0
    articles_new: int = 0
    articles_revised: int = 0
    articles_copies: int = 0
    clusters_changed: int = 0
    articles_removed: int = 0
    texts_removed: int = 0
    skips: int = 0
    crashes: int = 0

    def __add__(self, other: Self) -> Tick:
        return Tick(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What became of events in one turn: those that were taken, times that one was not taken and comes again, those set aside."""

    taken: int = 0
    failed: int = 0
    set_aside: int = 0
