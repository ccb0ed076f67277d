"""The figures of an overview of the whole store, counted when they are asked for.

That takes up to a quarter of a second at 100,000 articles (`scripts/browsing`), and grows with their number: whoever shows an overview
to many keeps it for a while, and says when it was counted.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from newsfold.store.hits import sites_of, views
from newsfold.store.periods import DAY_S, periods
from newsfold.store.session import Session
from newsfold.store.tables import cards, clusters, revisions, skips
from newsfold.store.tallying import Tally
from newsfold.views.overviews import Counts, Overview, Rewritten, SizeClass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Table

    from newsfold.store.rows import AnySelect
    from newsfold.views.overviews import Span

_LIVE = clusters.c.size > 0  # one that was merged into another has no articles
_TOLD = select(clusters.c.id).where(clusters.c.size > 1)
_MEMBERS = (
    select(*(cards.c[name] for name in ("cluster_id", "site", "moment", "dated", "relation")))
    .where(cards.c.cluster_id.in_(_TOLD))
    .order_by(cards.c.cluster_id, cards.c.moment, cards.c.article_id)
)
_CLASSES = (1, 2, 3, 4, 6, 11, 21, 51, 101)  # where each class of sizes begins


class Overviews(Session):
    """Reads for people, each from one state of the database."""

    def overview(self, now: int, *, span: Span | None = None, top: int = 10) -> Overview:
        """The whole store at the moment `now` (UTC seconds), with the `top` sites, stories and pairs of sites.

        Without a `span` it is chosen by how many days there are.
        """
        with self._reading() as connection:
            tally = Tally(tuple(row) for row in connection.execute(_MEMBERS).all())
            sizes = _counted(connection, clusters.c.size, _LIVE)
            sites = _counted(connection, cards.c.site, cards.c.site.is_not(None))
            languages = _counted(connection, cards.c.lang, cards.c.lang.is_not(None))
            by_day = _counted(connection, cards.c.moment // DAY_S)
            clusters_by_day = _counted(connection, clusters.c.newest // DAY_S, _LIVE)
            counts = Counts(
                articles=sum(by_day.values()),
                clusters=sum(sizes.values()),
                stories=sum(count for size, count in sizes.items() if size > 1),
                copies=tally.copies,
                rewrites=tally.rewrites,
                sites=len(sites),
                languages=len(languages),
                revisions=_rows(connection, revisions),
                skips=_rows(connection, skips),
            )
            rewritten = tuple(_rewritten(connection, tally, top))
        chosen, shown, earlier = periods(by_day, clusters_by_day, span)
        most = sorted(sites.items(), key=lambda one: (-one[1], one[0]))[:top]
        return Overview(
            at=now,
            counts=counts,
            span=chosen,
            periods=shown,
            sizes=tuple(_classes(sizes)),
            rewritten=rewritten,
            sites=tally.sites(most),
            borrowings=tally.borrowings(top),
            earlier=earlier,
        )


def _counted(connection: Connection, value: ColumnElement[Any], *among: ColumnElement[bool]) -> dict[Any, int]:
    """How often there is each value."""
    counts: AnySelect = select(value, func.count()).where(*among).group_by(value)
    return dict(map(tuple, connection.execute(counts)))


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _rewritten(connection: Connection, tally: Tally, top: int) -> Iterator[Rewritten]:
    """The stories that were rewritten most often, of as many the older first."""
    most = sorted(((-count, number) for number, count in tally.rewritten.items() if count))[:top]
    ids = [number for _, number in most]
    found = {row.id: row for row in connection.execute(select(clusters).where(clusters.c.id.in_(ids)))}
    sites = sites_of(connection, ids)
    shown = views(connection, [row.canonical_id for row in found.values()])
    for count, number in most:
        cluster = found[number]
        yield Rewritten(number, shown[cluster.canonical_id], cluster.size, -count, sites[number])


def _classes(sizes: Mapping[int, int]) -> Iterator[SizeClass]:
    """The classes up to the last that has a cluster."""
    largest = max(sizes, default=0)
    for smallest, beyond in zip_longest(_CLASSES, _CLASSES[1:]):
        if smallest <= largest:
            among = sum(count for size, count in sizes.items() if size >= smallest and (beyond is None or size < beyond))
            yield SizeClass(smallest, None if beyond is None else beyond - 1, among)
