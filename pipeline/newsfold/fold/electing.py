"""Electing: which article shows each body, which speaks for its cluster, and what the others are to it.

No text is read for it but those of pairs that were never compared: a cluster of thousands is elected from its links.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.cluster.canonical import NO_PINS, Contender, choose
from newsfold.cluster.partition import LIMIT
from newsfold.match.relation import is_excerpt, relation
from newsfold.model import Cluster, Member, Relation, ShownBy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsfold.fold.comparisons import Comparisons, Pair
    from newsfold.fold.filing import Moves
    from newsfold.fold.ports import Shelf
    from newsfold.model import Decision, Link, StoredArticle
    from newsfold.settings import CanonicalSettings


class Elector:
    """Makes clusters of groups of bodies."""

    def __init__(self, store: Shelf, policy: CanonicalSettings) -> None:
        self._store = store
        self._policy = policy

    def elect(
        self,
        groups: Sequence[tuple[int, Sequence[int]]],
        comparisons: Comparisons,
        moves: Moves,
        pins: Mapping[int, Decision] = NO_PINS,
    ) -> list[Cluster]:
        """The clusters of numbered groups; what was asked of `comparisons` tells who is an excerpt. `pins` as in `choose`."""
        shown = self._shown({body for _, group in groups for body in group}, moves, pins)
        home = {body: number for number, group in groups if len(group) > 1 for body in group}
        words = self._store.words(home.keys())
        briefs = excerpts(home, comparisons.seen(), words)
        contenders = {
            body: replace(one, words=words[body], excerpt=body in briefs) if body in home else one for body, one in shown.items()
        }
        return [self._cluster(number, [contenders[body] for body in group], comparisons, pins) for number, group in groups]

    def _shown(self, bodies: Collection[int], moves: Moves, pins: Mapping[int, Decision]) -> dict[int, Contender]:
        """The article that shows each body: the one that was decided to speak, else the best of its exact copies.

        Where articles only came, the best so far and the new ones decide; where one went, all are looked at again.
        """
        decided = self._store.articles([pins[body].article for body in pins.keys() & bodies])
        pinned = {article.body: _of_article(article) for article in decided.values()}
        return pinned | self._best(set(bodies) - pinned.keys(), moves)

    def _best(self, bodies: Collection[int], moves: Moves) -> dict[int, Contender]:
        """The best article of each body, by the rules."""
        unsettled = {body for body in bodies if body in moves.left}
        best = {body: contender(shown) for body, shown in self._store.shown_by(set(bodies) - unsettled).items()}
        rivals = {body: list(map(_of_article, some)) for body, some in self._store.articles_of_bodies(unsettled).items()}
        came = {body: moves.arrived[body] for body in bodies if body in moves.arrived and body not in unsettled}
        new = self._store.articles([number for numbers in came.values() for number in numbers])
        for body, numbers in came.items():
            rivals[body] = [_of_article(new[number]) for number in numbers] + ([best[body]] if body in best else [])
        return best | {body: choose(some, self._policy).contender for body, some in rivals.items()}

    def _cluster(
        self, number: int, contenders: Sequence[Contender], comparisons: Comparisons, pins: Mapping[int, Decision]
    ) -> Cluster:
        choice = choose(contenders, self._policy, pins)
        canonical = choice.contender
        others = [one for one in contenders if one is not canonical]
        links = comparisons.links(_pair(canonical.body, one.body) for one in others)
        own = Member(canonical.body, canonical.article, Relation.COPY, None)
        known = {one.body: links.get(_pair(canonical.body, one.body)) for one in others}
        compared = all(link and link.evidence for link in known.values())
        stood = {} if compared else self._stood(number, canonical)
        members = [_member(canonical, one, known[one.body], stood.get(one.body)) for one in others]
        return Cluster(number, canonical.article, choice.reason, (own, *members))

    def _stood(self, number: int, canonical: Contender) -> dict[int, Member]:
        """By body: what the members of a cluster were to its canonical, if it was this one."""
        before = self._store.clusters([number]).get(number)
        return {one.body: one for one in before.members} if before and before.canonical == canonical.article else {}


def _member(canonical: Contender, one: Contender, link: Link | None, stood: Member | None) -> Member:
    """A variant. Where nothing can be compared any more, it is what it was to this canonical (`stood`), or else not known to be near."""
    if link and link.evidence:
        return Member(one.body, one.article, relation(link.evidence, canonical.words, one.words), link.log_odds)
    if stood:
        return replace(stood, article=one.article)
    return Member(one.body, one.article, Relation.REWRITE, link.log_odds if link else -LIMIT)


def contender(shown: ShownBy) -> Contender:
    """A contender among exact copies, where neither length nor excerpts can tell them apart."""
    return Contender(
        shown.article,
        shown.body,
        shown.source,
        shown.origin,
        shown.site,
        shown.published,
        words=0,
        first_seen=shown.first_seen,
        revised=shown.revised,
    )


def _of_article(stored: StoredArticle) -> Contender:
    article = stored.article
    revised = stored.changed if stored.revision > 1 else None
    place = (article.source, article.origin, article.site, article.published)
    return contender(ShownBy(stored.body, stored.id, *place, stored.first_seen, revised))


def excerpts(home: Mapping[int, int], links: Iterable[Link], words: Mapping[int, int]) -> set[int]:
    """The bodies that are an excerpt or a brief of another one in their group (`home`) to which a link speaks for it."""
    return {
        body
        for link in links
        if link.log_odds > 0 and link.evidence and link.a in home and home[link.a] == home.get(link.b)
        for body, other in ((link.a, link.b), (link.b, link.a))
        if is_excerpt(link.evidence, words[body], words[other])
    }


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
