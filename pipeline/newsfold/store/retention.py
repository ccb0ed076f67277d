"""What is old enough to be removed, and how it is removed, in a transaction that somebody else holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, literal, select, tuple_, update

from newsfold.store.rows import select_in
from newsfold.store.search import index, unindex
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, clusters, events, links, revisions, signatures, tombstones, vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from newsfold.store.rows import AnyRow, AnySelect

_PAGE = 500  # clusters that are looked at in one statement
_AT_ONCE = 1_000
_MEMBER = ("id", "group_name", "changed", "first_seen", "published_epoch")
_MEMBERS = select(bodies.c.cluster_id, bodies.c.id.label("body"), *(articles.c[name] for name in _MEMBER)).join(
    articles, articles.c.body_id == bodies.c.id
)


@dataclass(frozen=True, slots=True)
class Age:
    """What is old: an article of which publication, arrival and last revision all lie before `before`, in UTC seconds.

    `by_publication`: its publication alone counts, and its arrival where it does not tell one.
    """

    before: int
    by_publication: bool = False

    def has(self, article: AnyRow) -> bool:
        """Whether an article, by a row with these times, is old."""
        published: int | None = article.published_epoch
        if self.by_publication:
            return published < self.before if published is not None else article.first_seen < self._text
        return article.changed < self._text and (published is None or published < self.before)

    @property
    def _text(self) -> str:
        """The same as the store writes times: such texts are in the order of the times."""
        return datetime.fromtimestamp(self.before, UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Outdated:
    """Clusters whose articles are all old: how many of them each has, or, where texts are wanted, how many with a text.

    Of each of these articles the body and the group (see `Filed`). `after` is where the next page begins; None: this was the last.
    """

    clusters: Mapping[int, int]
    body_of: Mapping[int, int]
    groups: Mapping[int, str]
    after: tuple[int, int] | None


class Retention(Session):
    """Reads for whoever removes what is old."""

    def outdated(self, age: Age, size: int, after: tuple[int, int] | None = None, *, with_texts: bool = False) -> Outdated:
        """One page of outdated clusters, of some `size` articles; the first, or that which begins `after` another.

        A page may be empty and not be the last. `with_texts`: only clusters of which a text is still kept.
        """
        # The canonical's time is among those of the articles, so no cluster that is newer is outdated. What was merged has size 0.
        wanted = select(clusters.c.id, clusters.c.newest, clusters.c.size)
        wanted = wanted.where(clusters.c.size > 0, clusters.c.newest < age.before)
        if after is not None:
            wanted = wanted.where(tuple_(clusters.c.newest, clusters.c.id) > tuple_(*map(literal, after)))
        with self._reading() as connection:
            found = connection.execute(wanted.order_by(clusters.c.newest, clusters.c.id).limit(_PAGE)).all()
            page = _first(found, size)
            members: defaultdict[int, list[AnyRow]] = defaultdict(list)
            for row in select_in(connection, _MEMBERS, bodies.c.cluster_id, [row.id for row in page]):
                members[row.cluster_id].append(row)
            old = {number: len(some) for number, some in sorted(members.items()) if all(map(age.has, some))}
            if with_texts:
                emptied = _emptied(connection, old)
                old = {number: count - emptied.get(number, 0) for number, count in old.items() if count > emptied.get(number, 0)}
        kept = [row for number in old for row in members[number]]
        more = len(page) < len(found) or len(found) == _PAGE
        return Outdated(
            old,
            {row.id: row.body for row in kept},
            {row.id: row.group_name for row in kept},
            (page[-1].newest, page[-1].id) if more else None,
        )


def remove(connection: Connection, removed: Collection[int], gone: Collection[int], at: str) -> None:
    """Remove articles with all that was kept of them, and clusters that none is left in; tombstones and events stay.

    The bodies of the articles are for the caller to remove or to place. Before anything else of a batch is written: what was indexed
    of an article is told by what is stored of it.
    """
    unindex(connection, removed)
    dead = select(articles.c.source, articles.c.origin, articles.c.id, literal(at), articles.c.digest)
    columns = ["source", "origin", "article_id", "removed", "digest"]
    for some in _portions(removed):
        connection.execute(insert(tombstones).from_select(columns, dead.where(articles.c.id.in_(some))))
        connection.execute(delete(revisions).where(revisions.c.article_id.in_(some)))
    whole = _with_merged(connection, gone)
    _redirect(connection, removed, whole)
    for some in _portions(whole):
        connection.execute(delete(clusters).where(clusters.c.id.in_(some)))
        connection.execute(insert(events), [{"cluster_id": number, "kind": "removed", "at": at} for number in some])
    for some in _portions(removed):
        connection.execute(delete(articles).where(articles.c.id.in_(some)))


def empty(connection: Connection, emptied: Collection[int], at: str) -> None:
    """Remove the texts of all articles of clusters, and all that was made of texts; the articles stay where they stand.

    Of the links those between two texts of one cluster stay. Before anything else of a batch is written, as with `remove`.
    """
    within = list(select_in(connection, _MEMBERS, bodies.c.cluster_id, emptied))
    numbers = sorted(row.id for row in within)
    unindex(connection, numbers)
    for some in _portions(numbers):
        worded = articles.c.id.in_(some), articles.c.emptied.is_(None)
        connection.execute(update(articles).where(*worded).values(text="", emptied=at))
        connection.execute(update(revisions).where(revisions.c.article_id.in_(some)).values(text=""))
    index(connection, numbers)
    homes = {row.body: row.cluster_id for row in within}
    for some in _portions(homes):
        connection.execute(delete(vectors).where(vectors.c.body_id.in_(some)))
        connection.execute(delete(signatures).where(signatures.c.body_id.in_(some)))
        silent = bodies.c.id.in_(some), bodies.c.emptied.is_(None)
        connection.execute(update(bodies).where(*silent).values(emptied=at))
    _unlink(connection, homes)


def _unlink(connection: Connection, homes: Mapping[int, int]) -> None:
    """Remove the links that leave a cluster."""
    ends = select(links.c.a, links.c.b)
    found = {(row.a, row.b) for end in (links.c.a, links.c.b) for row in select_in(connection, ends, end, homes)}
    leaving = [{"key_a": a, "key_b": b} for a, b in sorted(found) if homes.get(a) != homes.get(b)]
    if leaving:
        connection.execute(delete(links).where(links.c.a == bindparam("key_a"), links.c.b == bindparam("key_b")), leaving)


def _with_merged(connection: Connection, gone: Iterable[int]) -> list[int]:
    """Clusters, and those that lead to one of them."""
    whole = last = set(gone)
    while last:
        last = {row.id for row in select_in(connection, select(clusters.c.id), clusters.c.merged_into, last)} - whole
        whole |= last
    return sorted(whole)


def _redirect(connection: Connection, removed: Collection[int], whole: Collection[int]) -> None:
    """Where a cluster was merged into one that stays, and its last canonical is removed: show the canonical of the one that stays."""
    shown = select(clusters.c.id, clusters.c.canonical_id, clusters.c.merged_into)
    lost = [row for row in select_in(connection, shown, clusters.c.canonical_id, removed) if row.id not in whole]
    known = {row.id: row for row in lost}
    while unknown := {row.merged_into for row in known.values() if row.merged_into} - known.keys():
        known |= {row.id: row for row in select_in(connection, shown, clusters.c.id, unknown)}
    for row in lost:
        at = row
        while at.merged_into:
            at = known[at.merged_into]
        connection.execute(update(clusters).where(clusters.c.id == row.id).values(canonical_id=at.canonical_id))


def _first(found: Sequence[AnyRow], size: int) -> list[AnyRow]:
    """The first clusters, until they have `size` articles; at least one, if there is one."""
    page: list[AnyRow] = []
    for row in found:
        if page and size < row.size:
            break
        page.append(row)
        size -= row.size
    return page


def _emptied(connection: Connection, among: Collection[int]) -> dict[int, int]:
    """How many articles of each cluster have no text any more."""
    count: AnySelect = select(bodies.c.cluster_id, func.count().label("size")).join(articles, articles.c.body_id == bodies.c.id)
    count = count.where(articles.c.emptied.is_not(None)).group_by(bodies.c.cluster_id)
    return {row.cluster_id: row.size for row in select_in(connection, count, bodies.c.cluster_id, among)}


def _portions(ids: Iterable[int]) -> list[list[int]]:
    wanted = list(ids)
    return [wanted[first : first + _AT_ONCE] for first in range(0, len(wanted), _AT_ONCE)]
