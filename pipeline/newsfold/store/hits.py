"""What a list shows of the clusters and articles that were found: a few statements, however many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.model import Relation
from newsfold.store import rows
from newsfold.store.excerpts import LOOKED_AT, excerpt, marked
from newsfold.store.rows import VIEWED, select_in
from newsfold.store.tables import articles, bodies, cards, clusters
from newsfold.views.browsing import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from newsfold.store.rows import AnyRow
    from newsfold.store.terms import Term
    from newsfold.views.clusters import ArticleView

_SHOWN = select(articles.c.id, *VIEWED, bodies.c.words).join(bodies, bodies.c.id == articles.c.body_id)
_TEXT = func.substr(articles.c.text, 1, LOOKED_AT + 1)


def hits(connection: Connection, found: Sequence[AnyRow], terms: Sequence[Term]) -> list[Hit]:
    """The hits of cards, in their order; `terms` are marked."""
    standing_as = select(clusters.c.id, clusters.c.canonical_id, clusters.c.size)
    standing = {row.id: row for row in select_in(connection, standing_as, clusters.c.id, (card.cluster_id for card in found))}
    sites = sites_of(connection, standing)
    shown = views(connection, [card.article_id for card in found] + [row.canonical_id for row in standing.values()])
    text_of = select(articles.c.id, _TEXT.label("text"))
    texts = {row.id: row.text for row in select_in(connection, text_of, articles.c.id, (card.article_id for card in found))}
    return [
        Hit(
            cluster=card.cluster_id,
            size=standing[card.cluster_id].size,
            sites=sites[card.cluster_id],
            canonical=shown[standing[card.cluster_id].canonical_id],
            article=shown[card.article_id],
            relation=None if card.relation is None else Relation(card.relation),
            moment=card.moment,
            title=marked(shown[card.article_id].title or shown[card.article_id].origin, terms),
            excerpt=excerpt(texts[card.article_id], terms),
        )
        for card in found
    ]


def views(connection: Connection, ids: Iterable[int]) -> dict[int, ArticleView]:
    """Articles as lists show them, by id: without the origins of their copies, which may be very many."""
    return {row.id: rows.article_view(row, row.id, ()) for row in select_in(connection, _SHOWN, articles.c.id, ids)}


def sites_of(connection: Connection, cluster_ids: Iterable[int]) -> dict[int, int]:
    """How many sites the articles of each cluster are from."""
    count = select(cards.c.cluster_id, func.count(cards.c.site.distinct()).label("sites")).group_by(cards.c.cluster_id)
    return {row.cluster_id: row.sites for row in select_in(connection, count, cards.c.cluster_id, cluster_ids)}
