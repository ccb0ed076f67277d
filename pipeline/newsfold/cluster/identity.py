"""Which id a cluster has: ids are stable, so that a link to a cluster stays good for years.

An old id goes to the group that holds the old canonical article. Where one group inherits several ids the oldest (smallest)
stays and the others redirect to it; a group that inherits none gets a new id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.changes import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood: the clusters that each body's articles came from, and the body that now holds each old canonical."""

    clusters: Mapping[int, Collection[int]]
    canonical_body: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The id of each group, in their order; (old, new) redirects; and what is to be written in the history."""

    ids: tuple[int, ...]
    merged: tuple[tuple[int, int], ...]
    events: tuple[Event, ...]


def assign(groups: Sequence[Collection[int]], before: Before, next_id: int) -> Assignment:
    """Ids for `groups` of bodies; new ones are given in the groups' order, from `next_id` on.

    An old cluster whose canonical stands in none of the groups keeps its id there, and is not looked at here.
    """
    home = {body: index for index, group in enumerate(groups) for body in group}
    inherited: list[list[int]] = [[] for _ in groups]
    for cluster, body in sorted(before.canonical_body.items()):
        if body in home:
            inherited[home[body]].append(cluster)
    ids: list[int] = []
    merged: list[tuple[int, int]] = []
    events: list[Event] = []
    for group, old in zip(groups, inherited, strict=True):
        if old:
            ids.append(old[0])
            merged += [(cluster, old[0]) for cluster in old[1:]]
            events += [Event(cluster, "merged", old[0]) for cluster in old[1:]]
            continue
        ids.append(next_id)
        next_id += 1
        came_from = sorted({cluster for body in group for cluster in before.clusters.get(body, ())})
        events.append(Event(ids[-1], "created"))
        events += [Event(ids[-1], "split", cluster) for cluster in came_from]
    return Assignment(tuple(ids), tuple(merged), tuple(events))
