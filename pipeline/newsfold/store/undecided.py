"""The threshold of a database, and the pairs on which people are asked: those near it that nobody has decided."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from math import isfinite
from operator import gt, lt
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select, tuple_

from newsfold.errors import UsageError
from newsfold.store.dialect import upsert
from newsfold.store.hits import views
from newsfold.store.tables import UNDECIDED, bodies, links, meta
from newsfold.store.turns import Turns
from newsfold.views.browsing import UndecidedPage, UndecidedPair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from newsfold.store.rows import AnyRow, AnySelect

_THRESHOLD = "threshold"
_NO_THRESHOLD = 0.0  # that of a database in which none was ever set
_AT_ONCE = 50  # links read at once on each side of the threshold
_CLOSE = 1e-6  # closer than two log-odds are that are not the same
_STANDS = ("cluster_id", "article_id")
_NEAR = select(links.c.log_odds, links.c.a, links.c.b).where(UNDECIDED).subquery("near")
_LINK = tuple(_NEAR.c)
_A, _B = bodies.alias("body_a"), bodies.alias("body_b")
_PAIRS = (
    select(*_LINK, *(body.c[name].label(f"{name}_{end}") for name in _STANDS for body, end in ((_A, "a"), (_B, "b"))))
    .join(_A, _A.c.id == _NEAR.c.a)
    .join(_B, _B.c.id == _NEAR.c.b)
    .where(_A.c.emptied.is_(None), _B.c.emptied.is_(None))
)


class Undecided(Turns):
    """Reads for people, each from one state of the database."""

    def threshold(self) -> float:
        """The mean log-odds above which groups are merged in this database."""
        with self._reading() as connection:
            return _threshold(connection)

    def set_threshold(self, threshold: float) -> None:
        """Record that clusters are made at `threshold` from now on. For a reclustering, in its transaction."""
        with self._writing() as connection:
            self._tell_afresh(connection)
            upsert(connection, meta, [{"key": _THRESHOLD, "value": repr(threshold)}], ("value",), if_changed=True)

    def undecided(
        self, *, limit: int = 20, at: str | None = None, settled: Callable[[int, int], bool] | None = None
    ) -> UndecidedPage:
        """Pairs with log-odds between -1.5 and 1.5, the nearest to the threshold first, without those whose text was removed.

        `settled` says of two bodies (ids) whether people decided on them; the store itself knows only what they said. `at` is what
        an earlier page says leads to this one. Raises UsageError where it leads to none.
        """
        after = None if at is None else _read(at)
        with self._reading() as connection:
            threshold = _threshold(connection)
            found = (row for row in _outwards(connection, threshold, after) if settled is None or not settled(row.a, row.b))
            rows = list(islice(found, limit + 1))
            shown = tuple(_shown(connection, rows[:limit], threshold))
        return UndecidedPage(shown, _name(rows[limit - 1]) if len(rows) > limit else None)


def _threshold(connection: Connection) -> float:
    noted: str | None = connection.execute(select(meta.c.value).where(meta.c.key == _THRESHOLD)).scalar()
    return _NO_THRESHOLD if noted is None else float(noted)


def _read(at: str) -> tuple[float, int, int]:
    try:
        log_odds, a, b = at.split(":")
        link = float(log_odds), int(a), int(b)
    except ValueError as error:
        raise _no_page(at) from error
    if not isfinite(link[0]):
        raise _no_page(at)
    return link


def _name(row: AnyRow) -> str:
    return f"{row.log_odds!r}:{row.a}:{row.b}"


def _no_page(at: str) -> UsageError:
    return UsageError(f"{at!r} leads to no page of the undecided pairs")


def _outwards(connection: Connection, threshold: float, after: tuple[float, int, int] | None) -> Iterator[AnyRow]:
    """The links from the threshold on outwards, those below it first where two are as near; only those after the one named."""

    def key(link: Sequence[Any]) -> tuple[float, bool, int, int]:
        log_odds, a, b = link[:3]
        above = log_odds >= threshold
        return abs(log_odds - threshold), above, a if above else -a, b if above else -b

    begun = None if after is None else key(after)
    near = 0.0 if begun is None else max(0.0, begun[0] - _CLOSE)
    log_odds = _NEAR.c.log_odds
    above = _PAIRS.where(log_odds >= threshold, log_odds >= threshold + near).order_by(*_LINK)
    below = _PAIRS.where(log_odds < threshold, log_odds <= threshold - near).order_by(*(column.desc() for column in _LINK))
    both = merge(_rows(connection, above, gt), _rows(connection, below, lt), key=key)
    return (row for row in both if begun is None or key(row) > begun)


def _rows(connection: Connection, side: AnySelect, beyond: Callable[..., ColumnElement[bool]]) -> Iterator[AnyRow]:
    """The links of one side, read as they are asked for; `beyond` compares those that follow with those that were read."""
    following = side
    while rows := connection.execute(following.limit(_AT_ONCE)).all():
        yield from rows
        following = side.where(beyond(tuple_(*_LINK), tuple_(*map(literal, rows[-1][:3]))))


def _shown(connection: Connection, rows: Sequence[AnyRow], threshold: float) -> Iterator[UndecidedPair]:
    articles = views(connection, [number for row in rows for number in (row.article_id_a, row.article_id_b)])
    for row in rows:
        a, b = articles[row.article_id_a], articles[row.article_id_b]
        yield UndecidedPair(a, b, row.cluster_id_a, row.cluster_id_b, row.log_odds, threshold)
