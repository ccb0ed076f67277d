"""What people ask of watched sources: how each does, and who had an article first. A few statements, however many sources."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, func, literal_column, or_, select

from newsfold.model import Relation
from newsfold.store import rows
from newsfold.store.session import Session
from newsfold.store.tables import NOT_TAKEN, articles, bodies, entries, skips, watched_sources
from newsfold.views.sources import SourceHealth
from newsfold.watching import WEB, EntryState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, FromClause

    from newsfold.store.rows import AnyRow, AnySelect
    from newsfold.watching import Entry

_WINDOW_S = 7 * 86_400


class WatchReports(Session):
    """Reads for people, each from one state of the database."""

    def health(self, now: int) -> list[SourceHealth]:
        """How every watched source does, by key. `now` is in UTC seconds.

        A folder has no entries: what is new there are its articles, what was refused its skips.
        """
        shown = [watched_sources.c[field.name] for field in fields(SourceHealth) if field.name in watched_sources.c]
        with self._reading() as connection:
            brought = _brought(connection, now - _WINDOW_S)
            open_ends = _open_ends(connection)
            states = connection.execute(select(*shown).order_by(watched_sources.c.key)).all()
        return [_health(state, brought.get(state.key, _NOTHING), open_ends) for state in states]

    def sightings(self, article_id: int) -> list[Entry]:
        """The entries that lead to an article, the first to list it first; none for an article that came another way."""
        leading = select(entries).join(articles, and_(articles.c.source == WEB, articles.c.origin == entries.c.origin))
        ordered = leading.where(articles.c.id == article_id).order_by(entries.c.first_seen, entries.c.source, entries.c.id)
        with self._reading() as connection:
            return [rows.entry(row) for row in connection.execute(ordered)]


_NOTHING = (0, 0, 0)
_SHOWN_ITSELF = bodies.c.article_id == articles.c.id
_VARIANT = bodies.c.log_odds.is_not(None)
_COPIES = or_(~_SHOWN_ITSELF, and_(_VARIANT, bodies.c.relation == Relation.COPY.value))
_REWRITES = and_(_SHOWN_ITSELF, _VARIANT, bodies.c.relation != Relation.COPY.value)


def _brought(connection: Connection, since: int) -> dict[str, tuple[int, int, int]]:
    """By source: how many new articles it brought, and how many of them are copies and rewrites."""
    # An expression of its own, or the table would be read in the order of its key, whole; outer joins, or every article from the
    # network would be read first.
    key = entries.c.source + literal_column("''")
    led_to = entries.outerjoin(articles, and_(articles.c.source == WEB, articles.c.origin == entries.c.origin))
    listed = _counted(key, led_to.outerjoin(bodies, bodies.c.id == articles.c.body_id))
    filed = _counted(
        watched_sources.c.key,
        watched_sources.join(articles, articles.c.source == watched_sources.c.place).join(
            bodies, bodies.c.id == articles.c.body_id
        ),
    )
    day = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds")
    found = [
        *connection.execute(listed.where(entries.c.first_seen >= since, _is_first())),
        *connection.execute(filed.where(articles.c.first_seen >= day)),
    ]
    return {row.source: (row.articles, row.copies, row.rewrites) for row in found}


def _counted(key: ColumnElement[str], joined: FromClause) -> AnySelect:
    counts = (func.count(case((wanted, 1))).label(name) for name, wanted in (("copies", _COPIES), ("rewrites", _REWRITES)))
    return select(key.label("source"), func.count(articles.c.id).label("articles"), *counts).select_from(joined).group_by(key)


def _is_first() -> ColumnElement[bool]:
    """Whether no other entry led to the same address before this one."""
    other = entries.alias("other")
    same_second = and_(
        other.c.first_seen == entries.c.first_seen,
        or_(other.c.source < entries.c.source, and_(other.c.source == entries.c.source, other.c.id < entries.c.id)),
    )
    return ~exists().where(other.c.origin == entries.c.origin, or_(other.c.first_seen < entries.c.first_seen, same_second))


def _open_ends(connection: Connection) -> dict[tuple[str, str], int]:
    """By source and state of entries: how many there are that are not taken."""
    listed = select(entries.c.source, entries.c.state, func.count().label("size")).where(NOT_TAKEN)
    skipped = select(watched_sources.c.key, func.count().label("size")).join(skips, skips.c.source == watched_sources.c.place)
    found = {(row.source, row.state): row.size for row in connection.execute(listed.group_by(entries.c.source, entries.c.state))}
    of_folders = connection.execute(skipped.group_by(watched_sources.c.key))
    return found | {(row.key, EntryState.REFUSED.value): row.size for row in of_folders}


def _health(state: AnyRow, brought: tuple[int, int, int], open_ends: dict[tuple[str, str], int]) -> SourceHealth:
    new, copies, rewrites = brought
    known: dict[str, Any] = state._asdict()
    return SourceHealth(
        **known,
        articles_7d=new,
        copies=copies / new if new else None,
        rewrites=rewrites / new if new else None,
        waiting=open_ends.get((state.key, EntryState.WAITING), 0),
        refused=open_ends.get((state.key, EntryState.REFUSED), 0),
    )
