"""Arranging: which bodies stand together, and what id their cluster has.

Everything is decided from the store as it is after a batch was filed and linked, so the outcome is the same whichever way the
store came to be as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from newsfold.changes import Changes, Event
from newsfold.cluster.closed import closed
from newsfold.cluster.decisions import Standing
from newsfold.cluster.flood import BOUNDS, Bounds, Division, divide
from newsfold.cluster.identity import Before, assign
from newsfold.cluster.partition import components
from newsfold.cluster.settling import settle
from newsfold.cluster.threshold import groups as groups_of
from newsfold.cluster.threshold import joined, joins
from newsfold.fold.comparisons import Comparisons, Pair
from newsfold.fold.electing import Elector

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsfold.fold.filing import Moves
    from newsfold.fold.ports import Comparing, Shelf
    from newsfold.model import Cluster, Link
    from newsfold.settings import CanonicalSettings


UNDECIDED = Standing()


class Arranger:
    """Arranges what a batch touched. Two groups are merged where their mean log-odds are above `threshold`.

    Components up to `bounds.core` bodies have all their pairs compared, a second's work at most and only for new bodies; larger
    ones are divided by `newsfold.cluster.flood`.
    """

    def __init__(
        self, store: Shelf, linker: Comparing, policy: CanonicalSettings, threshold: float, bounds: Bounds = BOUNDS
    ) -> None:
        self._store = store
        self._threshold = threshold
        self._bounds = bounds
        self._linker = linker
        self.elect_by(policy)

    def merge_above(self, threshold: float) -> None:
        """Merge groups whose mean log-odds are above `threshold` from now on."""
        self._threshold = threshold

    def elect_by(self, policy: CanonicalSettings) -> None:
        """Choose canonicals by `policy` from now on."""
        self._elector = Elector(self._store, policy)

    def arrange(self, seeds: Collection[int], moves: Moves, standing: Standing = UNDECIDED) -> Changes:
        """What is to be changed now that `moves` were filed.

        `seeds`: every body whose links or articles changed, or of which something else was decided; `standing`: what holds of all that
        was decided.
        """
        reached = self._reach(seeds, moves, standing)
        comparisons = Comparisons(self._linker, reached.links)
        division = self._divide(reached, comparisons, standing)
        groups = _in_order(division.groups, moves)
        assignment = assign(groups, self._before(reached.bodies, moves), self._store.next_cluster_id())
        arranged = self._elector.elect(list(zip(assignment.ids, groups, strict=True)), comparisons, moves, standing.pins)
        stored = self._store.clusters(assignment.ids)
        changed = tuple(cluster for cluster in arranged if stored.get(cluster.id) != cluster)
        return Changes(
            links=comparisons.made(),
            links_gone=comparisons.stale(),
            clusters=changed,
            merged=assignment.merged,
            events=(*assignment.events, *_changed_canonicals(changed, stored), *_quarantined(changed, division)),
        )

    def _reach(self, seeds: Collection[int], moves: Moves, standing: Standing) -> _Reached:
        """What can be reached over joining links and classes, and with it what stands in the same cluster without a text."""
        reached = _Reached(standing.mates(seeds).union(seeds), {}, set())
        frontier = set(reached.bodies)
        while frontier:
            found = self._store.links_of(frontier)
            reached.links.update({(link.a, link.b): link for link in found})
            reached.emptied.update(self._emptied_beside(frontier, moves))
            # What stood together when its texts were removed is reached whole: any link between two such texts leads there.
            ties = (link for link in found if joins(link, self._threshold) or link.a in reached.emptied)
            near = {body for link in ties for body in (link.a, link.b)}.union(reached.emptied) - reached.bodies
            frontier = near | (standing.mates(near) - reached.bodies)
            reached.bodies.update(frontier)
        return reached

    def _emptied_beside(self, bodies: Collection[int], moves: Moves) -> set[int]:
        """The bodies without texts in the clusters in which `bodies` stand, or from which their articles came."""
        clusters = set(self._store.body_clusters(bodies).values())
        found = self._store.emptied(clusters.union(*(moves.came_from[body] for body in bodies if body in moves.came_from)))
        return {body for some in found.values() for body in some}

    def _divide(self, reached: _Reached, comparisons: Comparisons, standing: Standing) -> Division:
        """The groups of all that was reached, as far as it was decided."""
        links = {pair: link for pair, link in reached.links.items() if pair[0] not in reached.emptied}
        small: list[Sequence[int]] = []
        large: list[Sequence[int]] = []
        for component in components(reached.bodies - reached.emptied, joined(links.values(), self._threshold)):
            (small if len(component) <= self._bounds.core else large).append(component)
        completed = comparisons.links(pair for whole in small for pair in combinations(whole, 2))
        apart = {body: others for whole in small for body, others in standing.apart_among(whole).items()}
        groups = groups_of(small, completed, self._threshold, apart)
        joining = {pair: link.log_odds for pair, link in links.items() if joins(link, self._threshold)}
        quarantined: frozenset[int] = frozenset()
        for flood in large:
            own = set(flood)
            inside = {pair: log_odds for pair, log_odds in joining.items() if pair[0] in own}
            parted = standing.apart_among(flood)
            division = divide(flood, inside, self._threshold, comparisons.log_odds, self._bounds, apart=parted)
            groups += division.groups
            quarantined |= division.quarantined
        known = comparisons.log_odds(reached.links.keys() - links.keys())
        groups += closed(reached.emptied, known, self._threshold, standing.apart_among(reached.emptied))
        division = Division(tuple(groups), quarantined)
        return settle(division, standing, joining, comparisons.log_odds, threshold=self._threshold, bounds=self._bounds)

    def _before(self, bodies: Collection[int], moves: Moves) -> Before:
        clusters = {body: {cluster} for body, cluster in self._store.body_clusters(bodies).items()}
        for body, came_from in moves.came_from.items():
            clusters.setdefault(body, set()).update(came_from)
        stored = self._store.clusters({cluster for some in clusters.values() for cluster in some})
        articles = self._store.articles([cluster.canonical for cluster in stored.values()])
        return Before(clusters, {number: articles[cluster.canonical].body for number, cluster in stored.items()})


@dataclass(frozen=True, slots=True)
class _Reached:
    """Bodies, all links that touch one of them, and those of the bodies whose texts were removed."""

    bodies: set[int]
    links: dict[Pair, Link]
    emptied: set[int]


def _in_order(groups: Iterable[tuple[int, ...]], moves: Moves) -> list[tuple[int, ...]]:
    """Those with the earliest new article first, so that new clusters are numbered as their articles came."""
    first = {body: min(articles) for body, articles in moves.arrived.items()}
    late = max(first.values(), default=0) + 1
    return sorted(groups, key=lambda group: (min(first.get(body, late) for body in group), group))


def _changed_canonicals(changed: Iterable[Cluster], stored: Mapping[int, Cluster]) -> list[Event]:
    return [
        Event(cluster.id, "canonical", cluster.canonical)
        for cluster in changed
        if cluster.id in stored and stored[cluster.id].canonical != cluster.canonical
    ]


def _quarantined(changed: Iterable[Cluster], division: Division) -> list[Event]:
    return [Event(cluster.id, "quarantined") for cluster in changed if cluster.members[0].body in division.quarantined]
