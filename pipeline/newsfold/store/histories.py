"""What the store knows of a cluster's past, and of articles and clusters in one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from newsfold.changes import Event
from newsfold.errors import NotFound
from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, clusters, events, revisions
from newsfold.views.decisions import ArticleBrief, ClusterSize
from newsfold.views.histories import ClusterPast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection

    from newsfold.store.rows import AnyRow, AnySelect

_ID_BITS = 63
_BOTH_WAYS = ("merged", "split")  # events that tell of two clusters
_BRIEF = tuple(articles.c[name] for name in ("id", "origin", "title", "site", "published"))


@dataclass(frozen=True, slots=True)
class Came:
    """That an article became this revision at this time (ISO 8601), and the title it had then; revision 1: it was first seen."""

    at: str
    article: int
    revision: int
    title: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that is stored of a cluster's past.

    `cluster` is the id that stands, or was removed when it stood; `size` counts its articles. `family` are the clusters that went into it, and itself. `events` are
    (time in ISO 8601, event), all that name one of the family, in their order. `clusters` and `articles` hold whatever they name; an
    article that is not stored any more has its id alone.
    """

    cluster: int
    size: int
    family: tuple[int, ...]
    events: tuple[tuple[str, Event], ...]
    came: tuple[Came, ...]
    clusters: Mapping[int, ClusterPast]
    articles: Mapping[int, ArticleBrief]


class Histories(Session):
    """Reads of the past, each from one state of the database."""

    def story(self, cluster_id: int) -> Story:
        """The past of a cluster; the id of a merged one leads to where it went. Raises NotFound."""
        with self._reading() as connection:
            standing, size = _standing(connection, cluster_id)
            family = _family(connection, standing, _WENT if size else _WENT_ONCE)
            told = _events(connection, family)
            came = _came(connection, standing)
            named = {event.other for _, event in told if event.kind in _BOTH_WAYS and event.other is not None}
            named |= {event.cluster for _, event in told}
            rows = list(select_in(connection, select(clusters), clusters.c.id, named.union(family)))
            speakers = {event.other for _, event in told if event.kind == "canonical" and event.other is not None}
            briefs = _briefs(connection, speakers | {row.canonical_id for row in rows} | {one.article for one in came})
        past = {number: ClusterPast(number, None, None) for number in named.union(family)}
        past |= {row.id: ClusterPast(row.id, briefs[row.canonical_id], row.merged_into) for row in rows}
        return Story(standing, size, family, told, came, past, briefs)

    def briefs(self, article_ids: Collection[int]) -> dict[int, ArticleBrief]:
        """Articles in one line; those that are not stored any more have their id alone."""
        with self._reading() as connection:
            return _briefs(connection, article_ids)

    def sizes(self, cluster_ids: Collection[int]) -> dict[int, ClusterSize]:
        """Clusters in one line; a merged one has no articles."""
        with self._reading() as connection:
            rows = list(select_in(connection, select(clusters), clusters.c.id, cluster_ids))
            briefs = _briefs(connection, {row.canonical_id for row in rows})
        return {row.id: ClusterSize(row.id, row.size, briefs[row.canonical_id]) for row in rows}


def _standing(connection: Connection, cluster_id: int) -> tuple[int, int]:
    """The cluster to which an id leads, and how many articles it has; 0: it was removed."""
    at: int | None = cluster_id
    while at is not None and 0 < at < 1 << _ID_BITS:
        row = connection.execute(select(clusters).where(clusters.c.id == at)).first()
        if row is None or row.merged_into is None:
            return (row.id, row.size) if row else _removed(connection, at)
        at = row.merged_into
    message = f"no cluster {cluster_id}"
    raise NotFound(message)


def _removed(connection: Connection, cluster_id: int) -> tuple[int, int]:
    """The same of a cluster that is not there: it was removed, or never was."""
    told = select(events.c.kind, events.c.other).where(events.c.cluster_id == cluster_id, events.c.kind.in_(("merged", "removed")))
    found = connection.execute(told.order_by(events.c.id)).all()
    if not found:
        message = f"no cluster {cluster_id}"
        raise NotFound(message)
    return _removed(connection, found[0].other) if found[0].kind == "merged" else (cluster_id, 0)


# Which clusters went into others: those that are stored, and those that ever were.
_WENT = (select(clusters.c.id), clusters.c.merged_into)
_WENT_ONCE = (select(events.c.cluster_id.label("id")).where(events.c.kind == "merged"), events.c.other)


def _family(connection: Connection, cluster_id: int, went: tuple[AnySelect, ColumnElement[Any]]) -> tuple[int, ...]:
    """The cluster and all that went into it, some of them through others, by id."""
    family, last = {cluster_id}, {cluster_id}
    while last:
        last = {row.id for row in select_in(connection, *went, last)} - family
        family |= last
    return tuple(sorted(family))


def _events(connection: Connection, family: Collection[int]) -> tuple[tuple[str, Event], ...]:
    own = list(select_in(connection, select(events), events.c.cluster_id, family))
    others = select(events).where(events.c.kind.in_(_BOTH_WAYS))
    found = {row.id: row for row in (*own, *select_in(connection, others, events.c.other, family))}
    return tuple((row.at, Event(row.cluster_id, row.kind, row.other)) for _, row in sorted(found.items()))


def _came(connection: Connection, cluster_id: int) -> tuple[Came, ...]:
    """Every revision of every article that stands in a cluster, by time."""
    inside = and_(articles.c.body_id == bodies.c.id, bodies.c.cluster_id == cluster_id)
    now = select(articles.c.id, articles.c.revision, articles.c.changed, articles.c.title).join(bodies, inside)
    old = (
        select(revisions.c.article_id.label("id"), revisions.c.revision, revisions.c.changed, revisions.c.title)
        .join(articles, articles.c.id == revisions.c.article_id)
        .join(bodies, inside)
    )
    rows: Iterable[AnyRow] = (*connection.execute(now), *connection.execute(old))
    return tuple(
        sorted(
            (Came(row.changed, row.id, row.revision, row.title) for row in rows),
            key=lambda one: (one.at, one.article, one.revision),
        )
    )


def _briefs(connection: Connection, article_ids: Collection[int]) -> dict[int, ArticleBrief]:
    found = {row.id: ArticleBrief(*row) for row in select_in(connection, select(*_BRIEF), articles.c.id, article_ids)}
    return {number: found.get(number) or ArticleBrief(number) for number in article_ids}
