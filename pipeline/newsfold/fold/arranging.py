"""Arranging: which bodies stand together, and what id their cluster has.

Everything is decided from the store as it is after a batch was filed and linked, so the outcome is the same whichever way the
store came to be as it is.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from newsfold.cluster.flood import BOUNDS, Bounds, Division, divide
from newsfold.cluster.identity import Before, assign
from newsfold.cluster.partition import components
from newsfold.cluster.threshold import groups as groups_of
from newsfold.cluster.threshold import joined, joins
from newsfold.fold.comparisons import Comparisons, Pair
from newsfold.fold.electing import Elector
from newsfold.model import Changes, Event, Link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsfold.fold.filing import Moves
    from newsfold.fold.linking import Linker
    from newsfold.model import Cluster
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store


class Arranger:
    """Arranges what a batch touched. Two groups are merged where their mean log-odds are above `threshold`.

    Components up to `bounds.core` bodies have all their pairs compared, a second's work at most and only for new bodies; larger
    ones are divided by `newsfold.cluster.flood`.
    """

    def __init__(self, store: Store, linker: Linker, policy: CanonicalSettings, threshold: float, bounds: Bounds = BOUNDS) -> None:
        self._store = store
        self._threshold = threshold
        self._bounds = bounds
        self._linker = linker
        self._elector = Elector(store, policy)

    def arrange(self, seeds: Collection[int], moves: Moves) -> Changes:
        """What is to be changed now that `moves` were filed. `seeds`: every body whose links or articles changed."""
        bodies, links = self._reach(seeds)
        comparisons = Comparisons(self._linker, links)
        division = self._divide(components(bodies, joined(links.values(), self._threshold)), links, comparisons)
        groups = _in_order(division.groups, moves)
        assignment = assign(groups, self._before(bodies, moves), self._store.next_cluster_id())
        arranged = self._elector.elect(list(zip(assignment.ids, groups, strict=True)), comparisons, moves)
        stored = self._store.clusters(assignment.ids)
        changed = tuple(cluster for cluster in arranged if stored.get(cluster.id) != cluster)
        return Changes(
            links=comparisons.made(),
            links_gone=comparisons.stale(),
            clusters=changed,
            merged=assignment.merged,
            events=(*assignment.events, *_changed_canonicals(changed, stored), *_quarantined(changed, division)),
        )

    def _reach(self, seeds: Collection[int]) -> tuple[set[int], dict[Pair, Link]]:
        """The bodies that can be reached over joining links, and all links that touch one of them."""
        bodies = set(seeds)
        links: dict[Pair, Link] = {}
        frontier = set(seeds)
        while frontier:
            found = self._store.links_of(frontier)
            links |= {(link.a, link.b): link for link in found}
            frontier = {body for link in found if joins(link, self._threshold) for body in (link.a, link.b)} - bodies
            bodies |= frontier
        return bodies, links

    def _divide(self, wholes: Iterable[Sequence[int]], links: Mapping[Pair, Link], comparisons: Comparisons) -> Division:
        """The groups of all components."""
        small: list[Sequence[int]] = []
        large: list[Sequence[int]] = []
        for whole in wholes:
            (small if len(whole) <= self._bounds.core else large).append(whole)
        completed = comparisons.links(pair for whole in small for pair in combinations(whole, 2))
        groups = groups_of(small, completed, self._threshold)
        quarantined: frozenset[int] = frozenset()
        for whole in large:
            own = set(whole)
            joining = {pair: link.log_odds for pair, link in links.items() if pair[0] in own and joins(link, self._threshold)}
            division = divide(whole, joining, self._threshold, comparisons.log_odds, self._bounds)
            groups += division.groups
            quarantined |= division.quarantined
        return Division(tuple(groups), quarantined)

    def _before(self, bodies: Collection[int], moves: Moves) -> Before:
        clusters = {body: {cluster} for body, cluster in self._store.body_clusters(bodies).items()}
        for body, came_from in moves.came_from.items():
            clusters.setdefault(body, set()).update(came_from)
        stored = self._store.clusters({cluster for some in clusters.values() for cluster in some})
        articles = self._store.articles([cluster.canonical for cluster in stored.values()])
        return Before(clusters, {number: articles[cluster.canonical].body for number, cluster in stored.items()})


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
