"""Lists of clusters for people who browse, and what each list can be narrowed to further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all

from newsfold.store import lists
from newsfold.store.hits import hits
from newsfold.store.narrowing import narrowed
from newsfold.store.paging import cut, read
from newsfold.store.session import Session
from newsfold.store.tables import listings, tags
from newsfold.views.browsing import Facet, Facets, HitPage, Order

if TYPE_CHECKING:
    from sqlalchemy import CTE, Column, ColumnElement, FromClause

    from newsfold.store.rows import AnySelect
    from newsfold.views.browsing import Filter


class Browsing(Session):
    """Reads for people, each from one state of the database."""

    def browse(self, wanted: Filter, order: Order | None = None, *, limit: int = 20, at: str | None = None) -> HitPage:
        """One page of the clusters that `wanted` describes, each by its newest article that fulfils it, the newest first.

        BEST puts those first that answer the query best, each by its best article; it is what None means where there is a query.
        `at` is what a page of the same filter and order says leads to this one. Raises UsageError where it leads to none.
        """
        place = read(at)
        with self._reading() as connection:
            asked = narrowed(connection, wanted)
            words = None if order is Order.NEWEST else asked.words
            if words is None:
                found = lists.newest(connection, asked, place, limit)
            else:
                found = lists.best(connection, asked, words, place, limit)
            page = cut(found.cards, place, limit)
            shown = hits(connection, page.items, asked.query.wanted if asked.query else ())
        return HitPage(
            hits=tuple(shown),
            previous=page.previous,
            following=page.following,
            found=found.count,
            more=found.more,
            of_newest=found.count if found.more and words is not None else None,
        )

    def facets(self, wanted: Filter, *, limit: int = 10) -> Facets:
        """By what the list of `wanted` can be narrowed further: the `limit` most frequent of each kind.

        At most 5,000 articles are looked at: those that were stored last where a query has more answers, else the newest.
        """
        with self._reading() as connection:
            found = lists.latest(connection, narrowed(connection, wanted)).cte("found")
            kinds = (
                _most("sites", found.c.site, found, limit),
                _most("languages", found.c.lang, found, limit),
                _most("sources", listings.c.source, _named(found, listings.c.article_id), limit),
                _most("tags", tags.c.tag, _named(found, tags.c.article_id), limit),
            )
            all_of_them = select(literal(""), literal(""), func.count()).select_from(found)
            rows = connection.execute(union_all(all_of_them, *(select(kind.subquery()) for kind in kinds))).all()
        facets: dict[str, list[Facet]] = {"sites": [], "languages": [], "sources": [], "tags": [], "": []}
        for kind, name, articles in rows:
            facets[kind].append(Facet(name, articles))
        counted = facets.pop("")[0].articles
        ordered = {kind: tuple(sorted(some, key=lambda one: (-one.articles, one.name))) for kind, some in facets.items()}
        return Facets(**ordered, counted=counted, whole=counted < lists.FEW)


def _named(found: CTE, article_id: Column[int]) -> FromClause:
    return found.join(article_id.table, article_id == found.c.article_id)


def _most(kind: str, name: ColumnElement[str], joined: FromClause, limit: int) -> AnySelect:
    """The most frequent names, those that are as frequent by name."""
    articles = func.count().label("articles")
    counts = select(literal(kind).label("kind"), name.label("name"), articles).select_from(joined).where(name.is_not(None))
    return counts.group_by(name).order_by(articles.desc(), name).limit(limit)
