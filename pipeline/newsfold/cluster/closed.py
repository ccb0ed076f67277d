"""Clusters whose texts were removed: with them nothing can be compared, so they stay as they stand, unless people part them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.cluster.partition import NOTHING_APART, components, partition

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsfold.cluster.partition import Apart


def closed(
    bodies: Collection[int], links: Mapping[tuple[int, int], float], threshold: float, apart: Apart = NOTHING_APART
) -> list[tuple[int, ...]]:
    """The groups of bodies without texts; `links` are the log-odds of those of their pairs that are known, and lead nowhere else.

    What links hold together stood in one cluster when the texts were removed. Where all pairs are known, the groups are those of a
    partition, which are those that they were then.
    """
    wholes = components(bodies, links)
    home = {body: number for number, whole in enumerate(wholes) for body in whole}
    known: list[dict[tuple[int, int], float]] = [{} for _ in wholes]
    for pair, log_odds in links.items():
        known[home[pair[0]]][pair] = log_odds
    groups: list[tuple[int, ...]] = []
    for whole, own in zip(wholes, known, strict=True):
        complete = len(own) == len(whole) * (len(whole) - 1) // 2
        groups += partition(whole, own, threshold, apart) if complete else _parted(whole, apart)
    return groups


def _parted(whole: Sequence[int], apart: Apart) -> list[tuple[int, ...]]:
    """One group of as many as may stand together, the smallest ids first; the others alone."""
    kept: set[int] = set()
    for body in whole:
        if kept.isdisjoint(apart.get(body, ())):
            kept.add(body)
    return [tuple(sorted(kept)), *((body,) for body in whole if body not in kept)]
