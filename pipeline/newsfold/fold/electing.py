"""Electing: which article shows each body, which speaks for its cluster, and what the others are to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.cluster.canonical import Contender, choose
from newsfold.match.relation import is_excerpt, relation
from newsfold.model import Cluster, Member, Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsfold.fold.filing import Moves
    from newsfold.fold.linking import Linker
    from newsfold.match.features import Features
    from newsfold.model import Link, StoredArticle
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store

Pair = tuple[int, int]


class Elector:
    """Makes clusters of groups of bodies."""

    def __init__(self, store: Store, linker: Linker, policy: CanonicalSettings) -> None:
        self._store = store
        self._linker = linker
        self._policy = policy

    def elect(self, groups: Sequence[tuple[int, Sequence[int]]], links: Mapping[Pair, Link], moves: Moves) -> list[Cluster]:
        """The clusters of numbered groups; `links` holds every compared pair inside them."""
        shown = self._shown({body for _, group in groups for body in group}, moves)
        return [self._cluster(number, group, links, shown) for number, group in groups]

    def _shown(self, bodies: Collection[int], moves: Moves) -> dict[int, StoredArticle]:
        """The article that shows each body, the best of its exact copies.

        Where articles only came, the best so far and the new ones decide; where one went, all are looked at again.
        """
        unsettled = {body for body in bodies if body in moves.left}
        best = self._store.shown(set(bodies) - unsettled)
        rivals = self._store.articles_of_bodies(unsettled)
        came = {body: moves.arrived[body] for body in bodies if body in moves.arrived and body not in unsettled}
        new = self._store.articles([number for numbers in came.values() for number in numbers])
        for body, numbers in came.items():
            rivals[body] = [new[number] for number in numbers] + ([best[body]] if body in best else [])
        return best | {body: self._best(some) for body, some in rivals.items()}

    def _best(self, copies: Sequence[StoredArticle]) -> StoredArticle:
        chosen = choose([_contender(article) for article in copies], self._policy).contender.article
        return next(article for article in copies if article.id == chosen)

    def _cluster(
        self, number: int, group: Sequence[int], links: Mapping[Pair, Link], shown: Mapping[int, StoredArticle]
    ) -> Cluster:
        contenders = [_contender(shown[body]) for body in group]
        features: Mapping[int, Features] = {}
        if len(group) > 1:
            features = self._linker.features(group)
            excerpts = _excerpts(group, links, features)
            contenders = [replace(one, words=features[one.body].words, excerpt=one.body in excerpts) for one in contenders]
        choice = choose(contenders, self._policy)
        canonical = choice.contender
        others = [one for one in contenders if one is not canonical]
        scores = self._scores(canonical.body, [one.body for one in others], links)
        members = [
            Member(one.body, one.article, relation(features[canonical.body], features[one.body]), scores[one.body])
            for one in others
        ]
        return Cluster(
            number, canonical.article, choice.reason, (Member(canonical.body, canonical.article, Relation.COPY, None), *members)
        )

    def _scores(self, canonical: int, others: Sequence[int], links: Mapping[Pair, Link]) -> dict[int, float]:
        """Log-odds of each pair with the canonical.

        In a component too large to complete, pairs that no sketch found are compared here, and not stored as links.
        """
        missing = [_pair(canonical, body) for body in others if _pair(canonical, body) not in links]
        known = {**links, **{(link.a, link.b): link for link in self._linker.compare(missing)}}
        return {body: known[_pair(canonical, body)].log_odds for body in others}


def _contender(article: StoredArticle) -> Contender:
    """A contender among exact copies, where neither length nor excerpts can tell them apart."""
    return Contender(
        article=article.id,
        body=article.body,
        source=article.article.source,
        origin=article.article.origin,
        site=article.article.site,
        published=article.article.published,
        words=0,
    )


def _excerpts(group: Sequence[int], links: Mapping[Pair, Link], features: Mapping[int, Features]) -> set[int]:
    """The bodies that are an excerpt or a brief of another one in the group to which a link speaks for it."""
    own = set(group)
    return {
        body
        for (a, b), link in links.items()
        if link.log_odds > 0 and a in own and b in own
        for body, other in ((a, b), (b, a))
        if is_excerpt(features[body], features[other])
    }


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
