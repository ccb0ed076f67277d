"""Single articles for people: each with its revisions, its copies, and where it stands."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.errors import NotFound
from newsfold.model import Relation
from newsfold.store import rows
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, cards, clusters, listings, revisions, tags
from newsfold.views.browsing import ArticlePage, CopyView, RevisionView

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

    from newsfold.store.rows import AnyRow

_ID_LIMIT = 1 << 63
_REVISION = [field.name for field in fields(RevisionView)]
_COPY = [articles.c[field.name] for field in fields(CopyView)]
_BY_PUBLICATION = (articles.c.published_epoch.is_(None), articles.c.published_epoch, articles.c.origin, articles.c.id)
_STANDING = (bodies.c.words, bodies.c.cluster_id, clusters.c.canonical_id, cards.c.relation)
_WHOLE = (
    select(articles, *_STANDING)
    .join(bodies, bodies.c.id == articles.c.body_id)
    .join(clusters, clusters.c.id == bodies.c.cluster_id)
    .join(cards, cards.c.article_id == articles.c.id)
)


class ArticlePages(Session):
    """Reads for people, each from one state of the database."""

    def article_page(self, article_id: int, *, copies: int = 50) -> ArticlePage:
        """One article whole, with at most so many of its copies. Raises NotFound."""
        with self._reading() as connection:
            row = connection.execute(_WHOLE.where(articles.c.id == article_id)).first() if 0 < article_id < _ID_LIMIT else None
            if row is None:
                message = f"no article {article_id}"
                raise NotFound(message)
            same = (articles.c.body_id == row.body_id, articles.c.id != article_id)
            found = connection.execute(select(*_COPY).where(*same).order_by(*_BY_PUBLICATION).limit(copies)).all()
            count = connection.execute(select(func.count()).select_from(articles).where(*same)).scalar_one()
            older = select(*(revisions.c[name] for name in _REVISION)).where(revisions.c.article_id == article_id)
            kept = connection.execute(older.order_by(revisions.c.revision)).all()
            listed_by = _names(connection, listings.c.source, article_id)
            tagged = _names(connection, tags.c.tag, article_id)
        return ArticlePage(
            article=rows.article_view(row, article_id, (copy.origin for copy in found)),
            source=row.source,
            cluster=row.cluster_id,
            canonical=row.canonical_id,
            relation=None if row.relation is None else Relation(row.relation),
            revisions=tuple(_revision(one) for one in (*kept, row)),
            furniture=tuple(sorted({*row.furniture, *row.recurring})),
            emptied=row.emptied,
            copies=tuple(CopyView(*copy) for copy in found),
            copy_count=count,
            listed_by=listed_by,
            tags=tagged,
        )


def _revision(row: AnyRow) -> RevisionView:
    return RevisionView(*(getattr(row, name) for name in _REVISION))


def _names(connection: Connection, name: Column[str], article_id: int) -> tuple[str, ...]:
    """The names that an article has in a table, sorted."""
    wanted = select(name).where(name.table.c.article_id == article_id).order_by(name)
    return tuple(connection.execute(wanted).scalars())
