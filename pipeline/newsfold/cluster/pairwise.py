"""How well pairs are judged: which were held for one report, against which are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Pairs that are one report (`true`), that were held for one (`found`), and both (`right`)."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of the found pairs that is right; of nothing it is 1."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the true pairs that was found; of nothing it is 1."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where one of them is."""
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 1.0


def count_judged(judged: Iterable[tuple[bool, bool]]) -> PairCounts:
    """The counts of pairs, each given as (is one report, was held for one)."""
    counts = Counter(judged)
    right = counts[True, True]
    return PairCounts(right + counts[True, False], right + counts[False, True], right)


def count_grouped(truth: Mapping[str, str], groups: Collection[Collection[str]]) -> PairCounts:
    """The counts of all pairs of items, where `groups` hold every item of `truth` once and its labels are right.

    Counted cell by cell, so that large clusters cost no more than small ones.
    """
    cells = (count for group in groups for count in Counter(truth[item] for item in group).values())
    return PairCounts(
        sum(map(pairs_among, Counter(truth.values()).values())),
        sum(pairs_among(len(group)) for group in groups),
        sum(map(pairs_among, cells)),
    )


def pairs_among(count: int) -> int:
    """How many pairs so many items make."""
    return count * (count - 1) // 2
