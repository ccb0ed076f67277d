"""What is handed on to other programs: clusters one after the other, however many there are, and what became of those that are gone."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from newsfold.model import Relation
from newsfold.store.cards import tag_key
from newsfold.store.migrate import IDENTITY
from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.stamps import last_stamp
from newsfold.store.tables import articles, bodies, cards, clusters, entries, events, listings, meta, tags, tombstones
from newsfold.views.feeds import News
from newsfold.views.handing import GoneArticle, GoneCluster, HandedArticle, HandedCluster, Mark, Sighting
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from newsfold.store.rows import AnyRow, AnySelect
    from newsfold.views.handing import Wanted

_PAGE = 500  # clusters, and events, that are looked at in one statement
_ARTICLES = 1_000  # that are held at once, unless one cluster has more

_CLUSTER = select(clusters).where(clusters.c.merged_into.is_(None))
_TOLD = ("origin", "url", "title", "site", "author", "published", "first_seen", "changed", "revision", "lang")
_MEMBERS = select(
    bodies.c.cluster_id,
    *(bodies.c[name] for name in ("article_id", "relation", "log_odds", "words")),
    *(articles.c[name] for name in ("id", "published_epoch", "furniture", "recurring", *_TOLD)),
).join(articles, articles.c.body_id == bodies.c.id)
_LISTED = (
    select(listings.c.article_id, listings.c.source, func.min(entries.c.first_seen).label("seen"))
    .join(articles, and_(articles.c.id == listings.c.article_id, articles.c.source == WEB))
    .outerjoin(entries, and_(entries.c.origin == articles.c.origin, entries.c.source == listings.c.source))
    .group_by(listings.c.article_id, listings.c.source)
    .order_by(func.min(entries.c.first_seen), listings.c.source)
)
_TAGGED = select(tags.c.article_id, tags.c.tag).order_by(tags.c.tag)
_CROWNED = events.c.kind.in_(("created", "canonical"))
_REMOVED = events.c.kind == "removed"


class Handing(Session):
    """Reads for those who hand on what is stored. Nothing is held but a portion of it, or the articles of its largest cluster."""

    @contextmanager
    def one_state(self) -> Generator[None]:
        """Everything that is read inside is of one state of the database; writing inside raises StoreError."""
        with self._reading() as connection:
            outer, self._connection = self._connection, connection
            try:
                yield
            finally:
                self._connection = outer

    def identity(self) -> UUID:
        """The database's own id, which its copies share."""
        with self._reading() as connection:
            return UUID(connection.execute(select(meta.c.value).where(meta.c.key == IDENTITY)).scalar_one())

    def mark(self) -> Mark:
        """How far somebody has come who was handed all that is stored now."""
        with self._reading() as connection:
            return Mark(last_stamp(connection), connection.execute(select(func.max(events.c.id))).scalar() or 0)

    def handed(self, wanted: Wanted) -> Iterator[HandedCluster]:
        """The clusters that are wanted, by id."""
        conditions = _conditions(wanted)
        last = 0
        while True:
            with self._reading() as connection:
                page = connection.execute(
                    _CLUSTER.where(clusters.c.id > last, *conditions).order_by(clusters.c.id).limit(_PAGE)
                ).all()
            for portion in _portions(page):
                with self._reading() as connection:
                    found = _handed(connection, portion)
                yield from found
            if len(page) < _PAGE:
                return
            last = page[-1].id

    def texts(self, article_ids: Collection[int]) -> dict[int, str]:
        """The texts of articles, one paragraph a line. Those that were removed to make room are missing from the answer."""
        kept = select(articles.c.id, articles.c.text).where(articles.c.emptied.is_(None))
        with self._reading() as connection:
            return {row.id: row.text for row in select_in(connection, kept, articles.c.id, article_ids)}

    def gone_clusters(self, since: Mark) -> Iterator[GoneCluster]:
        """The clusters that were merged into others after `since`, or removed, by id; first the merged ones."""
        merged = select(clusters.c.id, clusters.c.merged_into).where(clusters.c.merged_into.is_not(None))
        for page in self._id_pages(merged.where(clusters.c.changed > since.changed), clusters.c.id):
            with self._reading() as connection:
                leads = _ends(connection, {row.id: row.merged_into for row in page})
            yield from (GoneCluster(number, into, None) for number, into in leads.items())
        removed = select(events.c.id, events.c.cluster_id, events.c.at).where(_REMOVED, _later(since))
        for page in self._id_pages(removed, events.c.id):
            yield from (GoneCluster(row.cluster_id, None, row.at) for row in page)

    def gone_articles(self, since: Mark) -> Iterator[GoneArticle]:
        """The articles that were removed after `since`, by id."""
        times = select(events.c.at).where(_REMOVED, _later(since))
        removed = select(tombstones.c.article_id.label("id"), tombstones.c.removed).where(tombstones.c.removed.in_(times))
        for page in self._id_pages(removed, tombstones.c.article_id):
            yield from (GoneArticle(row.id, row.removed) for row in page)

    def news(self, wanted: Wanted, limit: int) -> list[News]:
        """The clusters that are wanted and that have had their canonical for the shortest time, the newest first."""
        conditions = _conditions(wanted)
        updated: dict[int, str] = {}
        before: tuple[ColumnElement[bool], ...] = ()
        with self._reading() as connection:
            while len(updated) < limit:
                latest = select(events).where(_CROWNED, *before).order_by(events.c.id.desc()).limit(_PAGE)
                page = connection.execute(latest).all()
                crowned: dict[int, str] = {}
                for row in page:
                    crowned.setdefault(row.cluster_id, row.at)
                live = {
                    row.id for row in select_in(connection, _CLUSTER.where(*conditions), clusters.c.id, crowned.keys() - updated)
                }
                updated |= {number: at for number, at in crowned.items() if number in live}
                if len(page) < _PAGE:
                    break
                before = (events.c.id < page[-1].id,)
            chosen = list(updated)[:limit]
            rows = {row.id: row for row in select_in(connection, _CLUSTER, clusters.c.id, chosen)}
            told = {one.id: one for one in _handed(connection, [rows[number] for number in chosen])}
        return [News(told[number], max(updated[number], told[number].canonical.changed)) for number in chosen]

    def _id_pages(self, statement: AnySelect, key: ColumnElement[int]) -> Iterator[Sequence[AnyRow]]:
        """All rows of a statement by `key`, which it calls `id`, page by page."""
        last = 0
        while True:
            with self._reading() as connection:
                page = connection.execute(statement.where(key > last).order_by(key).limit(_PAGE)).all()
            yield page
            if len(page) < _PAGE:
                return
            last = page[-1].id


def _conditions(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    # The sum keeps SQLite from walking the index of sizes, and sorting what it finds, for every page.
    conditions = [clusters.c.size + 0 >= max(wanted.min_size, 1)]
    if wanted.since is not None:
        conditions.append(clusters.c.changed > wanted.since.changed)
    one = select(cards.c.article_id).where(cards.c.cluster_id == clusters.c.id)
    if wanted.site is not None:
        one = one.where(cards.c.site == wanted.site)
    if wanted.language is not None:
        one = one.where(cards.c.lang == wanted.language)
    if wanted.tag is not None:
        one = one.join(tags, tags.c.article_id == cards.c.article_id).where(tags.c.tag == tag_key(wanted.tag))
    if (wanted.site, wanted.language, wanted.tag) != (None, None, None):
        conditions.append(exists(one))
    return tuple(conditions)


def _later(since: Mark) -> ColumnElement[bool]:
    """The events that are later than `since`: by their ids, or by their times where only a time is known."""
    return events.c.id > since.event if since.event else events.c.at > since.changed


def _portions(page: Sequence[AnyRow]) -> Iterator[list[AnyRow]]:
    portion: list[AnyRow] = []
    size = 0
    for row in page:
        if portion and size + row.size > _ARTICLES:
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += row.size
    if portion:
        yield portion


def _ends(connection: Connection, leads: dict[int, int]) -> dict[int, int]:
    """Where merged clusters lead in the end."""
    ways = select(clusters.c.id, clusters.c.merged_into).where(clusters.c.merged_into.is_not(None))
    while further := {row.id: row.merged_into for row in select_in(connection, ways, clusters.c.id, leads.values())}:
        leads = {number: further.get(into, into) for number, into in leads.items()}
    return leads


def _handed(connection: Connection, rows: Sequence[AnyRow]) -> list[HandedCluster]:
    """The clusters of rows, in their order: a statement each for all members, for who listed them, and for their tags."""
    members: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in select_in(connection, _MEMBERS, bodies.c.cluster_id, [row.id for row in rows]):
        members[row.cluster_id].append(row)
    numbers = [row.id for some in members.values() for row in some]
    listed: defaultdict[int, list[Sighting]] = defaultdict(list)
    for row in select_in(connection, _LISTED, listings.c.article_id, numbers):
        listed[row.article_id].append(Sighting(row.source, None if row.seen is None else _iso(row.seen)))
    tagged: defaultdict[int, list[str]] = defaultdict(list)
    for row in select_in(connection, _TAGGED, tags.c.article_id, numbers):
        tagged[row.article_id].append(row.tag)
    return [
        _cluster(
            row,
            [
                _article(member, row.canonical_id, tuple(listed[member.id]), tuple(tagged[member.id]))
                for member in sorted(members[row.id], key=_published)
            ],
        )
        for row in rows
    ]


def _cluster(row: AnyRow, told: Iterable[HandedArticle]) -> HandedCluster:
    ordered = tuple(sorted(told, key=lambda article: article.id != row.canonical_id))
    return HandedCluster(row.id, row.created, row.changed, row.canonical_reason, ordered)


def _published(row: AnyRow) -> tuple[bool, int, str, int]:
    return row.published_epoch is None, row.published_epoch or 0, row.origin, row.id


def _article(row: AnyRow, canonical: int, sightings: tuple[Sighting, ...], tagged: tuple[str, ...]) -> HandedArticle:
    return HandedArticle(
        id=row.id,
        relation=None if row.id == canonical else Relation(row.relation),
        log_odds=row.log_odds,
        copy_of=None if row.id == row.article_id else row.article_id,
        epoch=row.published_epoch,
        words=row.words,
        tags=tagged,
        sightings=sightings,
        furniture=frozenset((*row.furniture, *row.recurring)),
        **{name: getattr(row, name) for name in _TOLD},
    )


def _iso(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat()
