"""Electing: which article shows each body, which speaks for its cluster, and what the others are to it.

No text is read for it but those of pairs that were never compared: a cluster of thousands is elected from its links.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.cluster.canonical import Contender, choose
from newsfold.match.relation import is_excerpt, relation
from newsfold.model import Cluster, Member, Relation, ShownBy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsfold.fold.comparisons import Comparisons, Pair
    from newsfold.fold.filing import Moves
    from newsfold.model import Link, StoredArticle
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store


class Elector:
    """Makes clusters of groups of bodies."""

    def __init__(self, store: Store, policy: CanonicalSettings) -> None:
        self._store = store
        self._policy = policy

    def elect(self, groups: Sequence[tuple[int, Sequence[int]]], comparisons: Comparisons, moves: Moves) -> list[Cluster]:
        """The clusters of numbered groups; what was asked of `comparisons` tells who is an excerpt."""
        shown = self._shown({body for _, group in groups for body in group}, moves)
        home = {body: number for number, group in groups if len(group) > 1 for body in group}
        words = self._store.words(home.keys())
        excerpts = _excerpts(home, comparisons.seen(), words)
        contenders = {
            body: replace(one, words=words[body], excerpt=body in excerpts) if body in home else one for body, one in shown.items()
        }
        return [self._cluster(number, [contenders[body] for body in group], comparisons) for number, group in groups]

    def _shown(self, bodies: Collection[int], moves: Moves) -> dict[int, Contender]:
        """The article that shows each body, the best of its exact copies.

        Where articles only came, the best so far and the new ones decide; where one went, all are looked at again.
        """
        unsettled = {body for body in bodies if body in moves.left}
        best = {body: _contender(shown) for body, shown in self._store.shown_by(set(bodies) - unsettled).items()}
        rivals = {body: list(map(_of_article, some)) for body, some in self._store.articles_of_bodies(unsettled).items()}
        came = {body: moves.arrived[body] for body in bodies if body in moves.arrived and body not in unsettled}
        new = self._store.articles([number for numbers in came.values() for number in numbers])
        for body, numbers in came.items():
            rivals[body] = [_of_article(new[number]) for number in numbers] + ([best[body]] if body in best else [])
        return best | {body: choose(some, self._policy).contender for body, some in rivals.items()}

    def _cluster(self, number: int, contenders: Sequence[Contender], comparisons: Comparisons) -> Cluster:
        choice = choose(contenders, self._policy)
        canonical = choice.contender
        others = [one for one in contenders if one is not canonical]
        links = comparisons.links(_pair(canonical.body, one.body) for one in others)
        own = Member(canonical.body, canonical.article, Relation.COPY, None)
        members = [_member(canonical, one, links[_pair(canonical.body, one.body)]) for one in others]
        return Cluster(number, canonical.article, choice.reason, (own, *members))


def _member(canonical: Contender, one: Contender, link: Link) -> Member:
    return Member(one.body, one.article, relation(link.evidence, canonical.words, one.words), link.log_odds)


def _contender(shown: ShownBy) -> Contender:
    """A contender among exact copies, where neither length nor excerpts can tell them apart."""
    return Contender(shown.article, shown.body, shown.source, shown.origin, shown.site, shown.published, words=0)


def _of_article(stored: StoredArticle) -> Contender:
    article = stored.article
    return _contender(ShownBy(stored.body, stored.id, article.source, article.origin, article.site, article.published))


def _excerpts(home: Mapping[int, int], links: Iterable[Link], words: Mapping[int, int]) -> set[int]:
    """The bodies that are an excerpt or a brief of another one in their group (`home`) to which a link speaks for it."""
    return {
        body
        for link in links
        if link.log_odds > 0 and link.a in home and home[link.a] == home.get(link.b)
        for body, other in ((link.a, link.b), (link.b, link.a))
        if is_excerpt(link.evidence, words[body], words[other])
    }


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
