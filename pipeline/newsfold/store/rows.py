"""Between the rows of the tables and the dataclasses of the boundary."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, select

from newsfold.model import Article, Cluster, Link, Member, Moment, Relation, ShownBy, StoredArticle
from newsfold.store import dialect
from newsfold.store.tables import articles, bodies
from newsfold.views.clusters import ArticleView
from newsfold.watching import Entry, EntryState, SourceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, ColumnElement, Connection, Row, Select

    from newsfold.changes import Filed

    AnyRow = Row[*tuple[Any, ...]]
    AnySelect = Select[*tuple[Any, ...]]

_AT_ONCE = 1_000  # values in one IN list: SQLite takes 32,766 parameters, and beyond some hundreds more are no faster

STORED = select(articles, bodies.c.cluster_id).select_from(articles.outerjoin(bodies, bodies.c.id == articles.c.body_id))
"""Every column of articles, and the cluster in which each stands (none while derived data are forgotten)."""

VIEWED = tuple(articles.c[name] for name in ("origin", "url", "title", "site", "author", "published", "first_seen", "lang"))
"""The columns of articles that an `ArticleView` shows as they are."""

CONTENDING = (
    *(articles.c[name] for name in ("id", "source", "origin", "site", "published", "published_epoch", "first_seen")),
    case((articles.c.revision > 1, articles.c.changed)).label("revised"),
)
"""What of articles decides which one speaks for a cluster, for `shown_by`."""

VALIDATORS = ("validators_url", "etag", "last_modified")
"""The columns of watched_sources that hold what `SourceState.validators` does, in its order."""


def select_in(connection: Connection, statement: AnySelect, among: ColumnElement[Any], given: Iterable[Any]) -> Iterator[AnyRow]:
    """The rows of `statement` where `among` is one of `given`, asked for in lists of a bearable length."""
    rest = iter(dict.fromkeys(given))
    while chunk := list(islice(rest, _AT_ONCE)):
        yield from connection.execute(statement.where(dialect.is_one_of(connection, among, chunk))).all()


def select_pairs(
    connection: Connection, statement: AnySelect, columns: tuple[Column[Any], Column[Any]], pairs: Iterable[tuple[Any, Any]]
) -> Iterator[AnyRow]:
    """The rows of `statement` where both `columns` are one of `pairs`.

    The pairs are joined as a table: for `(a, b) IN (...)` SQLite scans the whole table instead of looking into an index.
    """
    rest = iter(dict.fromkeys(pairs))
    first, second = columns
    while chunk := list(islice(rest, _AT_ONCE)):
        wanted = dialect.pairs(connection, chunk, first.type, second.type)
        joined = statement.join(wanted, and_(first == wanted.c.one, second == wanted.c.two))
        yield from connection.execute(joined).all()


def article_row(filed: Filed, at: str) -> dict[str, Any]:
    """The row of a filed article, without what differs between a new and a revised one."""
    article = filed.article
    return {
        "id": filed.id,
        "source": article.source,
        "origin": article.origin,
        "digest": article.digest,
        "body_id": filed.body,
        "changed": at,
        "url": article.url,
        "title": article.title,
        "site": article.site,
        "author": article.author,
        "published": article.published.text if article.published else None,
        "published_epoch": article.published.epoch if article.published else None,
        "lang": article.lang,
        "group_name": filed.group,
        "furniture": list(article.furniture),
        "recurring": list(filed.recurring),
        "lines": filed.lines,
        "text": article.text,
        "emptied": None,
    }


def stored_article(row: AnyRow) -> StoredArticle:
    """A row of `STORED`. Cluster 0: none, while derived data are forgotten."""
    article = Article(
        source=row.source,
        origin=row.origin,
        digest=row.digest,
        text=row.text,
        furniture=tuple(row.furniture),
        url=row.url,
        title=row.title,
        site=row.site,
        author=row.author,
        published=None if row.published is None else Moment(row.published, row.published_epoch),
        lang=row.lang,
    )
    return StoredArticle(
        id=row.id,
        article=article,
        recurring=tuple(row.recurring),
        body=row.body_id,
        cluster=row.cluster_id or 0,
        first_seen=row.first_seen,
        revision=row.revision,
        changed=row.changed,
        emptied=row.emptied,
    )


def shown_by(row: AnyRow) -> ShownBy:
    """A row of `CONTENDING`, and the body as `shows`."""
    published = None if row.published is None else Moment(row.published, row.published_epoch)
    return ShownBy(row.shows, row.id, row.source, row.origin, row.site, published, row.first_seen, row.revised)


def link(row: AnyRow) -> Link:
    """A row of links."""
    return Link(a=row.a, b=row.b, log_odds=row.log_odds, evidence=tuple(row.evidence), sketched=row.sketched)


def cluster(row: AnyRow, members: Iterable[Member]) -> Cluster:
    """A row of clusters with its members, the canonical's first and the others by body."""
    ordered = sorted(members, key=lambda member: (member.article != row.canonical_id, member.body))
    return Cluster(id=row.id, canonical=row.canonical_id, canonical_reason=row.canonical_reason, members=tuple(ordered))


def member(row: AnyRow) -> Member:
    """A row of bodies as a member of its cluster."""
    return Member(body=row.id, article=row.article_id, relation=Relation(row.relation), log_odds=row.log_odds)


def article_view(row: AnyRow, article_id: int, copies: Iterable[str]) -> ArticleView:
    """A row with the columns `VIEWED` and words. `copies` are the origins of the exact copies, in any order."""
    shown = {shown.name: getattr(row, shown.name) for shown in VIEWED}
    return ArticleView(id=article_id, words=row.words, copies=tuple(sorted(copies)), **shown)


def source_state(row: AnyRow) -> SourceState:
    """A row of watched_sources."""
    known: dict[str, Any] = row._asdict()
    url, etag, last_modified = (known.pop(name) for name in VALIDATORS)
    return SourceState(**known, validators=None if url is None else (url, etag, last_modified))


def entry(row: AnyRow) -> Entry:
    """A row of entries."""
    known: dict[str, Any] = row._asdict()
    known |= {"state": EntryState(row.state), "tags": tuple(row.tags)}
    return Entry(**known)
