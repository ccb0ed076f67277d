"""Pages of clusters: every variant beside the canonical, of what the store holds and of the texts compared again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsfold.match.align import align
from newsfold.views.explanations import Alignment
from newsfold.views.pages import ClusterPage, Matrix, Shares, VariantPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsfold.model import Body
    from newsfold.store.store import Store
    from newsfold.views.clusters import ArticleView, ClusterView, VariantView
    from newsfold.views.explanations import Passage

_FEWEST_FOR_MATRIX = 3  # of two texts, the variant's own log-odds say it all


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a large cluster is shown: a page must come soon, and a person must be able to read it.

    The first `listed` variants are shown, and the first `aligned` of these beside the canonical, unless one of the two texts has more
    than `words` words: to align two texts of 500 words takes 10 ms. `matrix` texts are shown against each other, and `copies` exact
    copies of each text.
    """

    listed: int
    aligned: int
    matrix: int
    copies: int
    words: int = 10_000


ONE = Bounds(listed=1_000, aligned=100, matrix=24, copies=50)
"""For a page about one cluster."""

ONE_OF_MANY = Bounds(listed=50, aligned=12, matrix=12, copies=10)
"""For a cluster among others."""

IN_A_REPORT = 1_000
"""How many variants are aligned over all clusters of a report in a file."""


def cluster_page(store: Store, cluster: ClusterView, bounds: Bounds = ONE) -> ClusterPage:
    """The page of one cluster."""
    return next(cluster_pages(store, [[cluster]], bounds))


def cluster_pages(
    store: Store, lists: Iterable[Sequence[ClusterView]], bounds: Bounds = ONE_OF_MANY, *, most_aligned: int | None = None
) -> Iterator[ClusterPage]:
    """The pages of clusters, which are asked for list by list: only one list is held at once.

    `most_aligned` is how many variants are aligned over all of them; those of later clusters are only listed, in the end without a
    matrix. None: all that the bounds allow.
    """
    left = most_aligned
    for clusters in lists:
        within = replace(bounds, aligned=0, matrix=0) if left == 0 else bounds
        reading = _Reading(store, [article.id for cluster in clusters for article in _articles(cluster, within)], within)
        for cluster in clusters:
            page = reading.page(cluster, within if left is None else replace(within, aligned=min(within.aligned, left)))
            left = None if left is None else left - page.aligned
            yield page


def variant_page(store: Store, canonical: ArticleView, variant: VariantView, bounds: Bounds = ONE) -> VariantPage:
    """One variant beside the canonical of its cluster, aligned however many come before it."""
    reading = _Reading(store, [canonical.id, variant.article.id], bounds)
    return next(reading.variants(canonical, [variant], 1))


def shares(passages: Iterable[Passage]) -> Shares | None:
    """Which shares of text B stand in A word for word, in other words, and not at all, by characters; None where B says nothing."""
    said: Counter[Alignment] = Counter()
    for passage in passages:
        said[passage.kind] += len(passage.b or "")
    whole = said.total()
    return Shares(*(said[kind] / whole for kind in (Alignment.SAME, Alignment.REWORDED, Alignment.ONLY_B))) if whole else None


class _Reading:
    """What the store holds of the clusters of one list; each kind of it is read at once for all."""

    def __init__(self, store: Store, articles: Sequence[int], bounds: Bounds) -> None:
        self._store = store
        self._words = bounds.words
        self._body_of = store.body_of(articles)
        self._copies = store.copies_of(articles, bounds.copies)
        self._listed = store.first_listed(articles)
        self._log_odds = store.log_odds_among(articles) if bounds.matrix else {}

    def page(self, cluster: ClusterView, bounds: Bounds) -> ClusterPage:
        articles = _articles(cluster, bounds)
        sightings = [self._listed[article.id] for article in articles if article.id in self._listed]
        return ClusterPage(
            cluster=cluster,
            variants=tuple(self.variants(cluster.canonical, cluster.variants[: bounds.listed], bounds.aligned)),
            copies=self._copies.get(cluster.canonical.id, ()),
            matrix=self._matrix(articles[: bounds.matrix], 1 + len(cluster.variants)),
            sightings=tuple(sorted(sightings, key=lambda sighting: sighting.seen)),
        )

    def variants(self, canonical: ArticleView, variants: Sequence[VariantView], aligned: int) -> Iterator[VariantPage]:
        """The variants beside the canonical; the first `aligned` of them that can be are aligned with it."""
        readable = {article.id for article in (canonical, *(variant.article for variant in variants)) if self._readable(article)}
        chosen = [variant.article.id for variant in variants if {canonical.id, variant.article.id} <= readable][:aligned]
        texts = self._texts([canonical.id, *chosen]) if chosen else {}
        for variant in variants:
            article = variant.article.id
            passages = align(texts[canonical.id], texts[article]) if {canonical.id, article} <= texts.keys() else ()
            yield VariantPage(variant, shares(passages), passages, self._copies.get(article, ()))

    def _readable(self, article: ArticleView) -> bool:
        return article.id in self._body_of and article.words <= self._words

    def _texts(self, articles: Sequence[int]) -> dict[int, Body]:
        """What is compared of each article; without those that were changed since their bodies were asked for."""
        bodies = self._store.bodies({self._body_of[article] for article in articles})
        return {article: bodies[self._body_of[article]] for article in articles if self._body_of[article] in bodies}

    def _matrix(self, articles: Sequence[ArticleView], texts: int) -> Matrix | None:
        ids = tuple(article.id for article in articles)
        if len(ids) < _FEWEST_FOR_MATRIX:
            return None
        return Matrix(ids, tuple(tuple(self._log_odds.get((one, other)) for other in ids) for one in ids), texts - len(ids))


def _articles(cluster: ClusterView, bounds: Bounds) -> list[ArticleView]:
    """The articles that are shown of a cluster, the canonical first."""
    return [cluster.canonical, *(variant.article for variant in cluster.variants[: bounds.listed])]
