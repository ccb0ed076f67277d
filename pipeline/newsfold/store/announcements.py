"""What others are told of clusters: their events one after the other, each with how its cluster stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, clusters, events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from newsfold.store.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event: `kind`, `cluster` and `other` as in `newsfold.changes.Event`, `at` in ISO 8601.

    `title`, `url` and `site` of the canonical article, and the cluster's `size` (articles, exact copies included) are those of the
    moment of asking; of a cluster that was merged they are those of the one to which it leads, and of one that was removed they are None,
    and the size 0.
    """

    id: int
    kind: str
    cluster: int
    other: int | None
    at: str
    title: str | None
    url: str | None
    site: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Announcements:
    """Events in their order, and the id up to and with which there are no others that were asked for."""

    events: tuple[Announcement, ...]
    through: int


@dataclass(frozen=True, slots=True)
class Untold:
    """How many events are still to be told, and when the oldest of them happened (ISO 8601); None: there is none."""

    count: int = 0
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that its receiver refuses: how many `times` so far, and since when (UTC seconds)."""

    event: int
    since: int
    times: int


class Announcing(Session):
    """Reads for those who follow what happens, each from one state of the database."""

    def newest_event(self) -> int:
        """The id of the newest event of any cluster; 0 if nothing ever happened. Ids grow with time."""
        with self._reading() as connection:
            return _newest(connection)

    def announcements(self, after: int, kinds: Collection[str], limit: int) -> Announcements:
        """The first events of these kinds after the one with the id `after`, at most `limit`."""
        wanted = select(events).where(events.c.id > after, events.c.kind.in_(kinds)).order_by(events.c.id).limit(limit)
        with self._reading() as connection:
            newest = _newest(connection)
            if newest <= after:
                return Announcements((), after)
            found = connection.execute(wanted).all()
            standing = _standing(connection, {row.cluster_id for row in found})
        told = tuple(_announcement(row, standing[row.cluster_id]) for row in found)
        return Announcements(told, told[-1].id if len(told) == limit else newest)

    def untold(self, after: int, kinds: Collection[str]) -> Untold:
        """The events of these kinds after the one with the id `after`."""
        wanted = (events.c.id > after, events.c.kind.in_(kinds))
        with self._reading() as connection:
            count = connection.execute(select(func.count()).select_from(events).where(*wanted)).scalar_one()
            since = connection.execute(select(events.c.at).where(*wanted).order_by(events.c.id).limit(1)).scalar()
        return Untold(count, since)


def _newest(connection: Connection) -> int:
    newest: int | None = connection.execute(select(func.max(events.c.id))).scalar()
    return newest or 0


def _standing(connection: Connection, ids: Iterable[int]) -> dict[int, AnyRow | None]:
    """How each of these clusters stands, or the one to which it leads: a statement for each step on the longest way.

    None: it was removed since.
    """
    canonical = (articles.c.title, articles.c.url, articles.c.site)
    shown = select(clusters.c.id, clusters.c.merged_into, clusters.c.size, *canonical)
    shown = shown.join(articles, articles.c.id == clusters.c.canonical_id)
    leads = {number: number for number in ids}
    found: dict[int, AnyRow | None] = {}
    while unknown := set(leads.values()) - found.keys():
        found |= dict.fromkeys(unknown)
        found |= {row.id: row for row in select_in(connection, shown, clusters.c.id, unknown)}
        leads = {number: (row.merged_into if (row := found[at]) else None) or at for number, at in leads.items()}
    return {number: found[at] for number, at in leads.items()}


def _announcement(event: AnyRow, cluster: AnyRow | None) -> Announcement:
    return Announcement(
        id=event.id,
        kind=event.kind,
        cluster=event.cluster_id,
        other=event.other,
        at=event.at,
        title=cluster.title if cluster else None,
        url=cluster.url if cluster else None,
        site=cluster.site if cluster else None,
        size=cluster.size if cluster else 0,
    )
