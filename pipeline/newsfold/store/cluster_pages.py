"""What pages of clusters ask the store beside their views: a few statements each, however many clusters they are about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, entries, links
from newsfold.views.browsing import CopyView
from newsfold.views.pages import Sighting
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Collection


class ClusterPages(Session):
    """Reads for people, each from one state of the database. What is not stored is missing from the answer."""

    def body_of(self, article_ids: Collection[int]) -> dict[int, int]:
        """The body of each article whose text is kept."""
        wanted = select(articles.c.id, articles.c.body_id).join(bodies, bodies.c.id == articles.c.body_id)
        wanted = wanted.where(bodies.c.emptied.is_(None))
        with self._reading() as connection:
            return {row.id: row.body_id for row in select_in(connection, wanted, articles.c.id, article_ids)}

    def log_odds_among(self, article_ids: Collection[int]) -> dict[tuple[int, int], float]:
        """The log-odds of each two of these articles whose texts were compared, under both orders of their ids."""
        standing = select(articles.c.id, articles.c.body_id)
        with self._reading() as connection:
            shown = {row.body_id: row.id for row in select_in(connection, standing, articles.c.id, article_ids)}
            found = select_in(connection, select(links.c.a, links.c.b, links.c.log_odds), links.c.a, shown)
            pairs = [(shown[row.a], shown[row.b], row.log_odds) for row in found if row.b in shown]
        return {ends: log_odds for a, b, log_odds in pairs for ends in ((a, b), (b, a))}

    def copies_of(self, article_ids: Collection[int], each: int) -> dict[int, tuple[CopyView, ...]]:
        """The exact copies of articles that show their body: the first published of each, at most `each`."""
        turn = func.row_number().over(partition_by=bodies.c.article_id, order_by=_BY_PUBLICATION)
        copies = (
            select(bodies.c.article_id.label("of"), turn.label("turn"), *_COPY)
            .join(bodies, bodies.c.id == articles.c.body_id)
            .where(articles.c.id != bodies.c.article_id)
            .subquery()
        )
        first = select(copies).where(copies.c.turn <= each).order_by(copies.c.of, copies.c.turn)
        found: defaultdict[int, list[CopyView]] = defaultdict(list)
        with self._reading() as connection:
            for row in select_in(connection, first, copies.c.of, article_ids):
                found[row.of].append(CopyView(*row[2:]))
        return {of: tuple(some) for of, some in found.items()}

    def first_listed(self, article_ids: Collection[int]) -> dict[int, Sighting]:
        """Which watched source listed each article first, of those that came from one."""
        leading = (
            select(articles.c.id, entries.c.source, entries.c.first_seen)
            .join(entries, and_(articles.c.source == WEB, articles.c.origin == entries.c.origin))
            .order_by(entries.c.first_seen.desc(), entries.c.source.desc(), entries.c.id.desc())
        )
        with self._reading() as connection:
            found = select_in(connection, leading, articles.c.id, article_ids)
            return {row.id: Sighting(row.id, row.source, row.first_seen) for row in found}


_COPY = tuple(articles.c[field.name] for field in fields(CopyView))
_BY_PUBLICATION = (articles.c.published_epoch.is_(None), articles.c.published_epoch, articles.c.origin, articles.c.id)
