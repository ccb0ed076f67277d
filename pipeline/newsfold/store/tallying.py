"""What the members of clusters say of sites: who publishes first, who copies whom, and how late. Nothing here asks the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from statistics import median_low
from typing import TYPE_CHECKING, TypeAlias

from newsfold.model import Relation
from newsfold.views.overviews import Borrowing, SiteFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COPY = Relation.COPY.value


Member: TypeAlias = tuple[int, str | None, int, bool, str | None]
"""An article in a cluster, as a card has it: cluster, site, moment, whether it is dated, relation (None for the canonical)."""


@dataclass(slots=True)
class Taken:
    """How many copies and rewrites somebody has of what was published, and how much later each (seconds)."""

    copies: int = 0
    rewrites: int = 0
    lags: list[int] = field(default_factory=list)

    def add(self, relation: str, lag: int | None) -> None:
        """One more variant; its lag is None where nothing tells it."""
        if relation == _COPY:
            self.copies += 1
        else:
            self.rewrites += 1
        if lag is not None:
            self.lags.append(lag)

    def median_lag(self) -> int | None:
        """Of the lags that are known the one in the middle."""
        return median_low(self.lags) if self.lags else None


class Tally:
    """The figures of clusters, each counted once; of all of them `copies` and `rewrites`, and of each cluster its `rewritten`."""

    def __init__(self, members: Iterable[Member]) -> None:
        """`members` come cluster by cluster, and in each the earliest first."""
        self.rewritten: Counter[int] = Counter()
        self._first: Counter[str] = Counter()
        self._by_site: defaultdict[str | None, Taken] = defaultdict(Taken)
        self._by_pair: defaultdict[tuple[str, str], Taken] = defaultdict(Taken)
        for _, some in groupby(members, key=itemgetter(0)):
            cluster = list(some)
            self._count_first(cluster)
            self._count_variants(cluster)

    @property
    def copies(self) -> int:
        """How many variants are copies."""
        return sum(taken.copies for taken in self._by_site.values())

    @property
    def rewrites(self) -> int:
        """How many variants are anything else."""
        return self.rewritten.total()

    def sites(self, articles: Iterable[tuple[str, int]]) -> tuple[SiteFigures, ...]:
        """The figures of sites, each named with the number of its articles."""
        known = ((site, count, self._by_site.get(site, Taken())) for site, count in articles)
        return tuple(
            SiteFigures(site, count, self._first[site], taken.copies, taken.rewrites, taken.median_lag())
            for site, count, taken in known
        )

    def borrowings(self, limit: int) -> tuple[Borrowing, ...]:
        """Who copies whom, those that do so most often first."""
        ordered = sorted(self._by_pair.items(), key=lambda one: (-one[1].copies - one[1].rewrites, one[0]))
        return tuple(Borrowing(*pair, taken.copies, taken.rewrites, taken.median_lag()) for pair, taken in ordered[:limit])

    def _count_first(self, cluster: Iterable[Member]) -> None:
        """Which site published a story of several sites before all others, if one did."""
        first: tuple[str, int] | None = None
        for _, site, moment, dated, _ in cluster:
            if not dated or site is None:
                continue
            if first is None:
                first = site, moment
            elif site != first[0]:
                self._first[first[0]] += moment > first[1]
                return

    def _count_variants(self, cluster: Sequence[Member]) -> None:
        number, origin, since, known, _ = next(member for member in cluster if member[-1] is None)
        for _, site, moment, dated, relation in cluster:
            if relation is None:
                continue
            if relation != _COPY:
                self.rewritten[number] += 1
            lag = moment - since if dated and known else None
            self._by_site[site].add(relation, lag)
            if site != origin and site is not None and origin is not None:
                self._by_pair[site, origin].add(relation, lag)
