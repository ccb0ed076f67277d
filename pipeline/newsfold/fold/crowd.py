"""Which new bodies stand in a flood, so that they need not be compared with all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.cluster.partition import components
from newsfold.cluster.threshold import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from newsfold.store.store import Store

ENOUGH = 8
"""So many joining neighbours are enough of a flood: as many as say where a body belongs there."""


class Crowd:
    """What is known of the components of new bodies while they are compared, each counted by the bodies that are surely in it.

    A new body has enough once `ENOUGH` of its own neighbours join it and its component holds more than `bound` bodies, which it
    does at the latest when so many join. So whoever stands in a component up to `bound` is compared with every neighbour, and such
    components depend on nothing but their bodies. Clusters are those of the threshold in force: if it is below the default, they may
    be larger than any component that the default makes of them later. `united`: people decided what stands together, so clusters may
    hold bodies of several components, and the links are looked at instead.
    """

    def __init__(self, store: Store, bound: int, *, united: bool = False) -> None:
        self._store = store
        self._bound = bound
        self._united = united
        self._joined: dict[int, list[int]] = {}
        self._clusters: dict[int, int | None] = {}

    def join(self, body: int, neighbour: int) -> None:
        """A new body and one of its neighbours were compared, and join."""
        self._joined.setdefault(body, []).append(neighbour)

    def satisfied(self) -> set[int]:
        """The new bodies that have enough."""
        candidates = {body for body, neighbours in self._joined.items() if len(neighbours) >= ENOUGH}
        if not candidates:
            return candidates
        if self._united:
            return self._linked_to_many(candidates)
        self._look_up()
        pairs = [(self._node(body), self._node(other)) for body, neighbours in self._joined.items() for other in neighbours]
        sizes = self._store.body_count({-node for pair in pairs for node in pair if node < 0})
        satisfied: set[int] = set()
        for whole in components({node for pair in pairs for node in pair}, pairs):
            if sum(sizes.get(-node, 1) for node in whole) > self._bound:
                satisfied |= candidates.intersection(whole)
        return satisfied

    def _linked_to_many(self, candidates: Collection[int]) -> set[int]:
        """Those from which joining links, stored or new, lead to more than `bound` bodies."""
        near: dict[int, set[int]] = {}
        for body, others in self._joined.items():
            for other in others:
                near.setdefault(body, set()).add(other)
                near.setdefault(other, set()).add(body)
        return {body for body in candidates if self._reaches_many(body, near)}

    def _reaches_many(self, body: int, near: Mapping[int, Collection[int]]) -> bool:
        reached = frontier = {body}
        while frontier and len(reached) <= self._bound:
            # What is missing of an answer of this length makes no difference.
            stored = self._store.joining_bodies(frontier, DEFAULT, limit=2 * self._bound + 2)
            frontier = stored.union(*(near.get(one, ()) for one in frontier)) - reached
            reached = reached | frontier
        return len(reached) > self._bound

    def _look_up(self) -> None:
        ends = {body for neighbours in self._joined.values() for body in neighbours}
        unknown = ends - self._clusters.keys()
        self._clusters |= dict.fromkeys(unknown) | self._store.body_clusters(unknown)

    def _node(self, body: int) -> int:
        """What stands for a body: the cluster in which it stands, as a negative number, else the body itself."""
        cluster = self._clusters.get(body)
        return body if cluster is None else -cluster
