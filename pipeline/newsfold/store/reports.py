"""What reports ask the store: a few statements each, however many rows they show."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.changes import Event
from newsfold.errors import NotFound
from newsfold.model import Reason, Relation
from newsfold.store import rows
from newsfold.store.rows import STORED, VIEWED, select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, cards, clusters, events, links, revisions, skips
from newsfold.store.tombstones import article_missing, cluster_missing
from newsfold.views.clusters import ClusterView, VariantView
from newsfold.views.runs import SkipView

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from newsfold.model import Link, StoredArticle
    from newsfold.store.rows import AnyRow, AnySelect
    from newsfold.views.clusters import ArticleView

_ID_BITS = 63
_CANDIDATES = 5  # articles named when a name answers to several


class Reports(Session):
    """Reads for people. Each call sees one state of the database."""

    def report(
        self,
        *,
        limit: int | None = None,
        since_epoch: int | None = None,
        site: str | None = None,
        min_size: int = 0,
        singles: bool = False,
    ) -> list[ClusterView]:
        """Clusters, newest first: by their canonical's time of publication, else by when it was first seen.

        `since_epoch` (UTC seconds) leaves older ones out; `site` those without an article of that site; `min_size` those with
        fewer articles, exact copies included; without `singles` at least two are asked for. `limit` None: all.
        """
        wanted = _wanted(since_epoch, site, 1 if singles else 2, min_size).limit(limit)
        with self._reading() as connection:
            return _views(connection, connection.execute(wanted).all())

    def report_ids(
        self,
        *,
        limit: int | None = None,
        since_epoch: int | None = None,
        site: str | None = None,
        min_size: int = 0,
        singles: bool = False,
    ) -> list[int]:
        """The ids of the clusters of `report`, in its order, for those who ask for their views in lists."""
        wanted = _wanted(since_epoch, site, 1 if singles else 2, min_size).limit(limit)
        with self._reading() as connection:
            return list(connection.execute(wanted.with_only_columns(clusters.c.id)).scalars())

    def cluster_views(self, ids: Collection[int]) -> list[ClusterView]:
        """The clusters with these ids, in their order. One that was merged into another meanwhile is missing."""
        live = select(clusters).where(clusters.c.merged_into.is_(None))
        with self._reading() as connection:
            found = {row.id: row for row in select_in(connection, live, clusters.c.id, ids)}
            return _views(connection, [found[number] for number in ids if number in found])

    def cluster(self, cluster_id: int) -> ClusterView:
        """One cluster; the id of a merged one leads to where it went. Raises NotFound."""
        with self._reading() as connection:
            at: int | None = cluster_id
            row = None
            while at is not None and _storable(at):
                row = connection.execute(select(clusters).where(clusters.c.id == at)).first()
                at = row.merged_into if row else None
            if row is None:
                raise NotFound(cluster_missing(connection, cluster_id))
            return _views(connection, [row])[0]

    def find_article(self, name: str) -> StoredArticle:
        """The article that `name` means: its id, else its origin, else its URL. Raises NotFound, also when several answer."""
        is_id = name.isascii() and name.isdigit() and _storable(int(name))
        ways = [articles.c.id == int(name)] if is_id else []
        ways += [articles.c.origin == name, articles.c.url == name]
        with self._reading() as connection:
            for way in ways:
                found = connection.execute(STORED.where(way).order_by(articles.c.id).limit(_CANDIDATES + 1)).all()
                if len(found) > 1:
                    raise NotFound(_ambiguous(name, found))
                if found:
                    return rows.stored_article(found[0])
            raise NotFound(article_missing(connection, name))

    def view(self, article_id: int) -> ArticleView:
        """One article as reports show it. Raises NotFound."""
        with self._reading() as connection:
            one = select(articles.c.body_id, *VIEWED, bodies.c.words).join(bodies, bodies.c.id == articles.c.body_id)
            row = connection.execute(one.where(articles.c.id == article_id)).first() if _storable(article_id) else None
            if row is None:
                raise NotFound(article_missing(connection, str(article_id)))
            same = select(articles.c.origin).where(articles.c.body_id == row.body_id, articles.c.id != article_id)
            return rows.article_view(row, article_id, connection.execute(same).scalars())

    def link(self, a: int, b: int) -> Link | None:
        """The link between two bodies, named in any order; None where they were never compared."""
        with self._reading() as connection:
            row = connection.execute(select(links).where(links.c.a == min(a, b), links.c.b == max(a, b))).first()
        return None if row is None else rows.link(row)

    def skips(self, *, limit: int | None = None, reason: Reason | None = None) -> list[SkipView]:
        """Inputs that could not be used, by source and origin; only those with `reason`, if given. `limit` None: all."""
        wanted = select(skips).order_by(skips.c.source, skips.c.origin).limit(limit)
        if reason is not None:
            wanted = wanted.where(skips.c.reason == reason.value)
        with self._reading() as connection:
            return [
                SkipView(origin=r.origin, source=r.source, reason=Reason(r.reason), detail=r.detail, seen=r.seen)
                for r in connection.execute(wanted)
            ]

    def history(self, cluster_id: int) -> list[tuple[str, Event]]:
        """(time, event) of everything that happened to a cluster, oldest first. The time is ISO 8601."""
        wanted = select(events).where(events.c.cluster_id == cluster_id).order_by(events.c.id)
        with self._reading() as connection:
            return [(row.at, Event(cluster=row.cluster_id, kind=row.kind, other=row.other)) for row in connection.execute(wanted)]

    def counts(self) -> dict[str, int]:
        """How many rows each table has; of clusters only those that were not merged into another."""
        whole = (articles, revisions, bodies, links, skips)
        statements: dict[str, AnySelect] = {table.name: select(func.count()).select_from(table) for table in whole}
        statements["clusters"] = select(func.count()).select_from(clusters).where(clusters.c.merged_into.is_(None))
        with self._reading() as connection:
            return {name: connection.execute(statement).scalar_one() for name, statement in statements.items()}


def _wanted(since_epoch: int | None, site: str | None, *sizes: int) -> AnySelect:
    """Clusters, newest first, of at least as many articles as the largest of `sizes`."""
    wanted = select(clusters).where(clusters.c.size >= max(sizes))
    if since_epoch is not None:
        wanted = wanted.where(clusters.c.newest >= since_epoch)
    if site is not None:
        wanted = wanted.where(clusters.c.id.in_(select(cards.c.cluster_id).where(cards.c.site == site)))
    return wanted.order_by(clusters.c.newest.desc(), clusters.c.id.desc())


def _storable(number: int) -> bool:
    return 0 < number < 1 << _ID_BITS


def _ambiguous(name: str, found: Sequence[AnyRow]) -> str:
    named = ", ".join(f"{row.id} (from {row.source})" for row in found[:_CANDIDATES])
    return f"several articles are called {name}: {named}{', ...' if len(found) > _CANDIDATES else ''}; name one by its id"


def _views(connection: Connection, found: Iterable[AnyRow]) -> list[ClusterView]:
    """The views of rows of clusters, in their order: one statement for all members, and one for all copies."""
    wanted = list(found)
    ids = [row.id for row in wanted]
    place = (bodies.c.id, bodies.c.cluster_id, bodies.c.article_id, bodies.c.relation, bodies.c.log_odds, bodies.c.words)
    shown = select(*place, *VIEWED, articles.c.published_epoch).join(articles, articles.c.id == bodies.c.article_id)
    same = select(articles.c.body_id, articles.c.origin).join(bodies, bodies.c.id == articles.c.body_id)
    copies: defaultdict[int, list[str]] = defaultdict(list)
    for row in select_in(connection, same.where(articles.c.id != bodies.c.article_id), bodies.c.cluster_id, ids):
        copies[row.body_id].append(row.origin)
    members: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in select_in(connection, shown, bodies.c.cluster_id, ids):
        members[row.cluster_id].append(row)
    return [_cluster_view(row, sorted(members[row.id], key=_published), copies) for row in wanted]


def _published(row: AnyRow) -> tuple[bool, int, str, int]:
    """The order of variants: by publication, those without one last, and then by something that no order of arrival changes."""
    return row.published_epoch is None, row.published_epoch or 0, row.origin, row.id


def _cluster_view(cluster: AnyRow, members: Iterable[AnyRow], copies: dict[int, list[str]]) -> ClusterView:
    articles_shown = [(row, rows.article_view(row, row.article_id, copies.get(row.id, ()))) for row in members]
    return ClusterView(
        id=cluster.id,
        canonical=next(view for _, view in articles_shown if view.id == cluster.canonical_id),
        canonical_reason=cluster.canonical_reason,
        variants=tuple(
            VariantView(article=view, relation=Relation(row.relation), log_odds=row.log_odds)
            for row, view in articles_shown
            if view.id != cluster.canonical_id
        ),
    )
