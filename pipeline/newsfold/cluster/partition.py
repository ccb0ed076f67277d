"""Which bodies of one connected component are one report: average linkage on the log-odds of their pairs.

Premises, in the order of their weight:

1. Joining two different reports is worse than missing a rewrite.
2. A chain of near pairs is no proof: in drift (A near B, B near C, ...) the ends need not be near each other, and one page
   that holds two stories is near to both. So two groups are merged only if their pairs speak for it *on average*.
3. A pair that nobody compared speaks against the merge, as strongly as a compared pair may.
4. However many pairs speak for it, no group holds two texts that were compared and are clearly different reports.
5. What people decided to stand apart does, whatever the pairs say.
6. The result depends on the pairs alone: not on the order of arrival, nor on how the batches were cut.

Average linkage on calibrated log-odds reached B-cubed precision 1.000 where connected components of the same links reached 0.93.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

LIMIT = 6.0
"""Log-odds beyond which one pair counts no more: no single pair may outvote a group. Also what an uncompared pair counts against."""

CLEARLY_APART = -4.0
"""Log-odds below which a compared pair forbids a merge: of pairs of one event as unlike as this, 1 in 100 are one report."""

_UNIT = 1000  # log-odds are rounded to 3 decimals, so sums of thousandths are exact and the same in any order


Apart = Mapping[int, Collection[int]]
"""Which bodies must not stand in one group with a body: each pair both ways."""

NOTHING_APART: Apart = MappingProxyType({})


def components(bodies: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The connected components of a graph, each sorted, in the order of their smallest body."""
    parent = {body: body for body in bodies}

    def root(body: int) -> int:
        while parent[body] != body:
            parent[body] = parent[parent[body]]
            body = parent[body]
        return body

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    members: dict[int, list[int]] = {}
    for body in sorted(parent):
        members.setdefault(root(body), []).append(body)
    return [tuple(group) for group in members.values()]


def partition(
    bodies: Collection[int], links: Mapping[tuple[int, int], float], threshold: float = 0.0, apart: Apart = NOTHING_APART
) -> list[tuple[int, ...]]:
    """The bodies of one component as groups, each sorted, in the order of their smallest body.

    `links` maps (a, b), a < b, to log-odds. The two groups with the highest mean log-odds are merged while that mean is above
    `threshold`, unless a link between them is below `CLEARLY_APART` or two of their bodies are `apart`; equal means are decided by the
    smaller body ids.
    """
    ordered = sorted(bodies)
    if len(ordered) == 1:
        return [(ordered[0],)]
    sums = _sums(ordered, links, apart)
    sizes = np.ones(len(ordered))
    groups = [[body] for body in ordered]
    while True:
        means = sums / np.outer(sizes, sizes)
        keep, gone = divmod(int(np.argmax(means)), len(groups))
        if means[keep, gone] <= threshold * _UNIT:
            return [tuple(sorted(group)) for group in groups]
        _merge(sums, keep, gone)
        groups[keep] += groups.pop(gone)
        sizes[keep] += sizes[gone]
        sizes = np.delete(sizes, gone)
        sums = np.delete(np.delete(sums, gone, axis=0), gone, axis=1)


def _sums(ordered: list[int], links: Mapping[tuple[int, int], float], apart: Apart) -> NDArray[np.float64]:
    """Thousandths of log-odds between groups; the lower triangle and the diagonal are minus infinity, so argmax is unique.

    So are pairs that forbid a merge, and with them every sum in which they stand. Whole numbers below 2^53 are exact in float64, and so are their sums.
    """
    place = {body: index for index, body in enumerate(ordered)}
    sums = np.full((len(ordered), len(ordered)), -LIMIT * _UNIT)
    for (a, b), log_odds in links.items():
        if a in place and b in place:
            sums[place[a], place[b]] = -np.inf if log_odds < CLEARLY_APART else round(min(LIMIT, log_odds) * _UNIT)
    for body in place.keys() & apart.keys():
        sums[place[body], [place[other] for other in apart[body] if other in place]] = -np.inf
    sums[np.tril_indices(len(ordered))] = -np.inf
    return sums


def _merge(sums: NDArray[np.float64], keep: int, gone: int) -> None:
    """Adds the row and column of `gone` to those of `keep`, within the upper triangle; `keep` < `gone`."""
    for other in range(len(sums)):
        if other not in {keep, gone}:
            target = (min(keep, other), max(keep, other))
            sums[target] += sums[min(gone, other), max(gone, other)]
