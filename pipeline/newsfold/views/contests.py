"""How the articles of a cluster fared under the rules that choose its canonical."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What one rule did to a candidate. The value is what programs read."""

    STAYED = "stayed"
    FELL_OUT = "fell out"
    OUT = "out already"
    UNASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Fared:
    """What a candidate is by one rule, in words (a time in ISO 8601), and what the rule did to it.

    UNASKED: the candidate was the only one left when the rule had its turn.
    """

    value: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that might speak for its cluster; `fared` has one item a rule, in their order."""

    article: int
    origin: str
    site: str | None
    fared: tuple[Fared, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """The candidates under ordered rules, the best first.

    `decided_by` is the rule that left only the first one: one of `rules`, "origin" where none did and the order of their origins
    decides, or empty for an only candidate.
    """

    rules: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    decided_by: str

    @property
    def winner(self) -> int:
        """The article that the rules choose."""
        return self.candidates[0].article
