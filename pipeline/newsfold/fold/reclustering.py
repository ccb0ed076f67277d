"""Clusters at another threshold, from the links that are stored; and what becomes of each of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from newsfold.cluster.difference import difference
from newsfold.cluster.flood import BOUNDS
from newsfold.cluster.partition import components
from newsfold.cluster.threshold import checked, floor, joined
from newsfold.cluster.threshold import groups as groups_of
from newsfold.fold.filing import Moves
from newsfold.fold.fold import Fold
from newsfold.match.window import WINDOW_DAYS
from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Recrowned, Regrouped, Relocated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from newsfold.cluster.decisions import Standing
    from newsfold.match.encoder import Encoder
    from newsfold.model import Cluster
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store

_PAGE = 1000  # bodies that are arranged at once, unless one component is larger


def recluster(
    store: Store,
    policy: CanonicalSettings,
    threshold: float,
    at: str,
    *,
    keep: bool = True,
    encoder: Encoder | None = None,
    window_days: int = WINDOW_DAYS,
) -> Reclustering:
    """Makes the clusters of `threshold`, which is in force from now on, and tells what became of the ones before.

    Nothing is compared but pairs that complete a component, and that only below the default, and what decisions need. Decisions
    hold at any threshold; those that are still pending are applied before. All in one transaction; unless `keep`, it is undone, and
    nothing was written. Raises BadThreshold.
    """
    before = store.threshold()
    lowest = min(floor(before), floor(checked(threshold)))
    parts: list[_Part] = []
    with suppress(_Undone), store.transaction():
        Fold(store, policy, {}, encoder, window_days=window_days).catch_up(at)
        store.set_threshold(threshold)
        fold = Fold(store, policy, {}, encoder, window_days=window_days)  # made only now: it reads the threshold
        decided = fold.decided()
        # A body that neither threshold joins to another, nor anybody's decision, is alone before and after.
        for page in _pages([*store.joining_pairs(lowest), *_ties(decided)]):
            changing = _changing(store, page, (before, threshold), decided)
            standing = _Standing.of(store, changing)
            fold.arrange(changing, Moves({}, {}, {}), at)
            parts.append(_part(store, standing, _Standing.of(store, changing)))
        if not keep:
            raise _Undone
    return Reclustering(
        before=before,
        after=threshold,
        stored=keep,
        splits=tuple(sorted((split for part in parts for split in part.splits), key=lambda split: split.before[0].id)),
        mergers=tuple(sorted((merger for part in parts for merger in part.mergers), key=lambda merger: merger.after[0].id)),
        moves=tuple(sorted((move for part in parts for move in part.moves), key=lambda move: move.article.id)),
        canonicals=tuple(sorted((new for part in parts for new in part.canonicals), key=lambda new: new.cluster.id)),
    )


class _Undone(Exception):
    """Ends a transaction of which nothing is to be kept."""


def _pages(pairs: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The bodies of whole components, some components at a time: what becomes of a cluster can be seen inside one page."""
    page: list[int] = []
    for whole in components({body for pair in pairs for body in pair}, pairs):
        if page and len(page) + len(whole) > _PAGE:
            yield page
            page = []
        page += whole
    if page:
        yield page


def _ties(decided: Standing) -> list[tuple[int, int]]:
    """Pairs that make every class of bodies one component."""
    return [pair for bodies in decided.classes.values() for pair in pairwise(bodies)]


def _changing(store: Store, bodies: Collection[int], thresholds: tuple[float, float], decided: Standing) -> set[int]:
    """The bodies whose component or group is another at the second of two `thresholds`, each with its whole cluster.

    What stays as it is is left alone, for to arrange it anew its texts would have to be read. Of components that are too large
    to be completed that cannot be known before, and their links are stored, so all of them are arranged. What must stand together
    does so in the clusters: a group that is one of them needs no other.
    """
    links = {(link.a, link.b): link for link in store.links_of(bodies)}
    old, new = (components(bodies, joined(links.values(), threshold)) for threshold in thresholds)
    clusters: dict[int, list[int]] = {}
    for body, cluster in sorted(store.body_clusters(bodies).items()):
        clusters.setdefault(cluster, []).append(body)
    apart = {body: others for whole in new for body, others in decided.apart_among(whole).items()}
    groups = {*groups_of([whole for whole in new if len(whole) <= BOUNDS.core], links, thresholds[1], apart)}
    large = {whole for whole in new if len(whole) > BOUNDS.core}
    changing = ({*new} - {*old}, groups - {*map(tuple, clusters.values())}, large)
    return {body for some in changing for group in some for body in group}


@dataclass(frozen=True, slots=True)
class _Standing:
    """How bodies stand: in which cluster each, those clusters, and how many articles each of the bodies has."""

    home: Mapping[int, int]
    clusters: Mapping[int, Cluster]
    articles: Mapping[int, int]

    @classmethod
    def of(cls, store: Store, bodies: Collection[int]) -> _Standing:
        home = store.body_clusters(bodies)
        return cls(home, store.clusters(set(home.values())), store.article_count(bodies))


@dataclass(frozen=True, slots=True)
class _Part:
    splits: tuple[Regrouped, ...]
    mergers: tuple[Regrouped, ...]
    moves: tuple[Relocated, ...]
    canonicals: tuple[Recrowned, ...]


def _part(store: Store, old: _Standing, new: _Standing) -> _Part:
    changed = difference(old.home, new.home)
    shown = {member.body: member.article for cluster in new.clusters.values() for member in cluster.members}
    crowned = {
        number: (old.clusters[number].canonical, cluster.canonical)
        for number, cluster in sorted(new.clusters.items())
        if number in old.clusters and old.clusters[number].canonical != cluster.canonical
    }
    names = _Names.of(store, (old, new), [shown[body] for body in changed.moves] + [a for pair in crowned.values() for a in pair])
    return _Part(
        tuple(Regrouped(names.briefs(old, [one]), names.briefs(new, parts)) for one, parts in changed.splits.items()),
        tuple(Regrouped(names.briefs(old, parts), names.briefs(new, [one])) for one, parts in changed.mergers.items()),
        tuple(
            Relocated(names.articles[shown[body]], new.articles[body], names.brief(old, left), names.brief(new, joined))
            for body, (left, joined) in changed.moves.items()
        ),
        tuple(
            Recrowned(names.brief(new, number), names.articles[left], names.articles[came])
            for number, (left, came) in crowned.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The articles that a difference names."""

    articles: Mapping[int, ArticleName]

    @classmethod
    def of(cls, store: Store, standings: Iterable[_Standing], further: Iterable[int]) -> _Names:
        old, new = standings
        changed = {
            cluster.canonical
            for one, other in ((old, new), (new, old))
            for number, cluster in one.clusters.items()
            if other.clusters.get(number) != cluster
        }
        found = store.articles(changed.union(further))
        return cls({number: ArticleName(number, one.article.origin, one.article.title) for number, one in found.items()})

    def brief(self, standing: _Standing, number: int) -> ClusterBrief:
        cluster = standing.clusters[number]
        articles = sum(standing.articles[member.body] for member in cluster.members)
        return ClusterBrief(number, self.articles[cluster.canonical], articles)

    def briefs(self, standing: _Standing, numbers: Iterable[int]) -> tuple[ClusterBrief, ...]:
        return tuple(self.brief(standing, number) for number in numbers)
