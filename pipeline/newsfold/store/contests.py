"""What the choice of canonicals looks at, cluster by cluster: all their articles, without texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from newsfold.store import rows
from newsfold.store.rows import CONTENDING, select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, clusters, links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from newsfold.model import Link, ShownBy
    from newsfold.store.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Field:
    """A cluster, its canonical, and whoever might be it: all its articles by id, exact copies too, and how many words each body has.

    `links` are those between two of its bodies that speak for one report.
    """

    cluster: int
    canonical: int
    articles: tuple[ShownBy, ...]
    words: Mapping[int, int]
    links: tuple[Link, ...]


class Contests(Session):
    """Reads for the choice of canonicals, each from one state of the database."""

    def field(self, cluster_id: int) -> Field | None:
        """The field of one cluster; None where that id does not stand."""
        with self._reading() as connection:
            wanted = select(clusters).where(clusters.c.id == cluster_id, clusters.c.merged_into.is_(None))
            found = _fields(connection, list(connection.execute(wanted)))
        return found[0] if found else None

    def field_pages(self, size: int) -> Iterator[list[Field]]:
        """The fields of all clusters of two articles or more, by id, in lists of `size`; each list is of one state."""
        ordered = select(clusters).where(clusters.c.size > 1).order_by(clusters.c.id).limit(size)
        last = 0
        while True:
            with self._reading() as connection:
                page = list(connection.execute(ordered.where(clusters.c.id > last)))
                found = _fields(connection, page)
            if found:
                yield found
                last = found[-1].cluster
            if len(page) < size:
                return


def _fields(connection: Connection, wanted: Sequence[AnyRow]) -> list[Field]:
    ids = [row.id for row in wanted]
    standing = (bodies.c.id.label("shows"), bodies.c.cluster_id, bodies.c.words)
    within = select(*standing, *CONTENDING).join(articles, articles.c.body_id == bodies.c.id)
    contending: defaultdict[int, list[ShownBy]] = defaultdict(list)
    words: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in select_in(connection, within.order_by(articles.c.id), bodies.c.cluster_id, ids):
        contending[row.cluster_id].append(rows.shown_by(row))
        words[row.cluster_id][row.shows] = row.words
    several = [cluster for cluster, counted in words.items() if len(counted) > 1]
    linked = _links(connection, several)
    return [Field(row.id, row.canonical_id, tuple(contending[row.id]), words[row.id], linked.get(row.id, ())) for row in wanted]


def _links(connection: Connection, cluster_ids: Sequence[int]) -> dict[int, tuple[Link, ...]]:
    other = bodies.alias("other")
    both = and_(other.c.id == links.c.b, other.c.cluster_id == bodies.c.cluster_id)
    within = (
        select(bodies.c.cluster_id, *links.c).join(links, links.c.a == bodies.c.id).join(other, both).where(links.c.log_odds > 0)
    )
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for row in select_in(connection, within, bodies.c.cluster_id, cluster_ids):
        found[row.cluster_id].append(rows.link(row))
    return {cluster: tuple(some) for cluster, some in found.items()}
