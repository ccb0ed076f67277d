"""What became of clusters: two ways in which the same bodies stand, and how the one came out of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.cluster.partition import components

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Difference:
    """Every body whose cluster is another is in one of these, and each change is told once; all sorted by ids.

    `splits` maps a cluster to those into which it fell, `mergers` maps a cluster to those of which it was made: in both the one
    holds exactly what the others hold. `moves` maps all other bodies that changed their cluster to (old, new).
    """

    splits: Mapping[int, tuple[int, ...]]
    mergers: Mapping[int, tuple[int, ...]]
    moves: Mapping[int, tuple[int, int]]


def difference(before: Mapping[int, int], after: Mapping[int, int]) -> Difference:
    """How `after` came out of `before`: both map the same bodies to the ids of their clusters."""
    came, went = _clusters(before), _clusters(after)
    splits: dict[int, tuple[int, ...]] = {}
    mergers: dict[int, tuple[int, ...]] = {}
    moves: dict[int, tuple[int, int]] = {}
    # Clusters that share a body, one way or the other, form the small stories of which the whole difference consists.
    same = [(bodies[0], body) for clusters in (came, went) for bodies in clusters.values() for body in bodies]
    for story in components(before, same):
        old, new = ({standing[body] for body in story} for standing in (before, after))
        if len(old) == 1 and len(new) > 1:
            splits[min(old)] = tuple(sorted(new))
        elif len(new) == 1 and len(old) > 1:
            mergers[min(new)] = tuple(sorted(old))
        else:
            moves |= {body: (before[body], after[body]) for body in story if before[body] != after[body]}
    return Difference(dict(sorted(splits.items())), dict(sorted(mergers.items())), dict(sorted(moves.items())))


def _clusters(standing: Mapping[int, int]) -> dict[int, list[int]]:
    clusters: dict[int, list[int]] = {}
    for body, cluster in standing.items():
        clusters.setdefault(cluster, []).append(body)
    return clusters
