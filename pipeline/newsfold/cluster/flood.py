"""Which bodies of a component that is too large for comparing all its pairs are one report: a sample first, the rest by it.

Such a component is a flood of copies, or stories that digests and templates string together. Premises, besides those of
`newsfold.cluster.partition`:

1. The cost grows with the number of bodies, not with its square.
2. The outcome is that of the component: of its bodies and of the pairs that join them, not of the order in which they came.
3. Whoever cannot be placed stands alone, and is known to: a wrong cluster of thousands is the worst of all outcomes.

The bodies with the smallest ids are the core, and with them those that people decided to stand apart from another one. Ids are made
from content, so they are a fair sample, and one that lasts. All pairs of the core are compared, and it is partitioned like any small
component. Every other body is compared with the first
members of a few parts of the core, and goes to the part where its mean log-odds are highest, if they are above the threshold.
Who is left falls into components of the pairs that join among them, and each is divided the same way, for some rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from newsfold.cluster.partition import LIMIT, NOTHING_APART, components, partition

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsfold.cluster.partition import Apart

Pair = tuple[int, int]
"""Two bodies, the smaller id first."""

Compare = Callable[[Iterable[Pair]], Mapping[Pair, float]]
"""The log-odds of each pair that is asked for, whether or not it was compared before. Pairs that cannot be compared are missing."""

_UNIT = 1000  # as in a partition: whole numbers, so that sums are exact


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is compared.

    `core`: components up to this many bodies have all their pairs compared, 2,016 at most; of larger ones as many bodies have, and as
    many more of those that must stand apart.

    In larger ones a body is compared with up to `members` members of each of the `parts` largest parts of the core, and of the
    `parts` parts to which its best links lead. `rounds`: how often the rest is tried again.
    """

    core: int = 64
    members: int = 8
    parts: int = 4
    rounds: int = 8


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Division:
    """The groups, each sorted; `quarantined` are those that stand alone because nobody could place them."""

    groups: tuple[tuple[int, ...], ...]
    quarantined: frozenset[int]


def divide(
    bodies: Collection[int],
    joining: Mapping[Pair, float],
    threshold: float,
    compare: Compare,
    bounds: Bounds = BOUNDS,
    *,
    apart: Apart = NOTHING_APART,
) -> Division:
    """The groups of one component, none with two bodies that are `apart`. `joining` are the log-odds of the pairs that make it one.

    Of a component up to `bounds.core` bodies the groups are those of its partition.
    """
    groups: list[tuple[int, ...]] = []
    floods = [tuple(sorted(bodies))]
    for _ in range(bounds.rounds):
        left: set[int] = set()
        for flood in floods:
            parts = _Round(flood, joining, threshold, compare, bounds, apart).parts()
            groups += parts
            left.update(set(flood).difference(*parts))
        wholes = components(left, (pair for pair in joining if left.issuperset(pair)))
        small = [whole for whole in wholes if len(whole) <= bounds.core]
        groups += [group for whole in small for group in _completed(whole, threshold, compare, apart)]
        floods = [whole for whole in wholes if len(whole) > bounds.core]
    quarantined = [body for flood in floods for body in flood]
    return Division((*groups, *((body,) for body in quarantined)), frozenset(quarantined))


def _completed(bodies: Sequence[int], threshold: float, compare: Compare, apart: Apart) -> list[tuple[int, ...]]:
    return partition(bodies, compare(combinations(bodies, 2)), threshold, apart)


@dataclass(frozen=True, slots=True)
class _Round:
    """One flood, sorted, and what `divide` was given."""

    flood: Sequence[int]
    joining: Mapping[Pair, float]
    threshold: float
    compare: Compare
    bounds: Bounds
    apart: Apart

    def parts(self) -> list[tuple[int, ...]]:
        """The parts of the core, each with the other bodies that were placed there."""
        core, others = self._core()
        parts = _completed(core, self.threshold, self.compare, self.apart)
        grown = [list(part) for part in parts]
        for body, place in self._placed(parts, others).items():
            grown[place].append(body)
        return [tuple(sorted(part)) for part in grown]

    def _core(self) -> tuple[list[int], list[int]]:
        """The core, and the other bodies; both sorted."""
        first, rest = self.flood[: self.bounds.core], self.flood[self.bounds.core :]
        parted = [body for body in rest if body in self.apart][: self.bounds.core]
        return sorted([*first, *parted]), sorted({*rest}.difference(parted))

    def _placed(self, parts: Sequence[Sequence[int]], others: Sequence[int]) -> dict[int, int]:
        """The part of each of the other bodies that found one.

        Where more than half of a part's sample leaves no doubt, whatever the rest of it may say, the rest is not looked at.
        """
        sample = [part[: self.bounds.members] for part in parts]
        first = [some[: self.bounds.members // 2 + 1] for some in sample]
        rest = [some[self.bounds.members // 2 + 1 :] for some in sample]
        tried = self._tried(parts, others)
        sums = self._sums(tried, first)
        least = [self.threshold * _UNIT * len(some) for some in sample]
        most = [LIMIT * _UNIT * len(some) for some in rest]
        placed: dict[int, int] = {}
        doubtful: dict[int, list[int]] = {}
        for body, places in tried.items():
            hopeful = [place for place in places if sums[body, place] + most[place] > least[place]]
            if len(hopeful) == 1 and body not in self.apart and sums[body, hopeful[0]] - most[hopeful[0]] > least[hopeful[0]]:
                placed[body] = hopeful[0]
            else:
                doubtful[body] = hopeful
        means = {ends: (sums[ends] + more) / len(sample[ends[1]]) for ends, more in self._sums(doubtful, rest).items()}
        for _, place, body in sorted((-mean, place, body) for (body, place), mean in means.items()):
            taken = any(placed.get(other) == place for other in self.apart.get(body, ()))
            if means[body, place] > self.threshold * _UNIT and not taken:
                placed.setdefault(body, place)
        return placed

    def _tried(self, parts: Sequence[Sequence[int]], others: Iterable[int]) -> dict[int, list[int]]:
        """The parts with which each of the other bodies is compared: in none of them stands what must not stand with it."""
        largest = sorted(range(len(parts)), key=lambda place: (-len(parts[place]), place))[: self.bounds.parts]
        home = {body: place for place, part in enumerate(parts) for body in part}
        best: dict[int, dict[int, float]] = {body: {} for body in others}
        for (a, b), log_odds in self.joining.items():
            for body, member in ((a, b), (b, a)):
                if body in best and member in home:
                    known = best[body]
                    known[home[member]] = max(log_odds, known.get(home[member], log_odds))
        tried: dict[int, list[int]] = {}
        for body, links in best.items():
            nearest = sorted(links, key=lambda place: (-links[place], place))[: self.bounds.parts]
            closed = {home[other] for other in self.apart.get(body, ()) if other in home}
            tried[body] = sorted({*largest, *nearest} - closed)
        return tried

    def _sums(self, tried: Mapping[int, Iterable[int]], members: Sequence[Sequence[int]]) -> dict[tuple[int, int], int]:
        """Thousandths of log-odds between each body and the `members` of each part with which it is compared."""
        asked = [(body, place, _pair(body, one)) for body, places in tried.items() for place in places for one in members[place]]
        known = self.compare(pair for _, _, pair in asked)
        sums = {(body, place): 0 for body, places in tried.items() for place in places}
        for body, place, pair in asked:
            sums[body, place] += round(max(-LIMIT, min(LIMIT, known.get(pair, -LIMIT))) * _UNIT)
        return sums


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
