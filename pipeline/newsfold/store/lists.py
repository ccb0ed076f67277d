"""The statements behind lists of clusters: which cards a list shows, in which order, from where on.

There are two ways to a list. Where few articles fulfil what is asked (these words, this tag), all of them are taken and put in order.
Where many do, the cards are walked in the order of time until the page is full. Which way is the shorter one is found out by counting
up to a bound, for a database that guesses takes the wrong one too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, select, tuple_

from newsfold.store.paging import Way
from newsfold.store.tables import cards

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Subquery

    from newsfold.store.narrowing import Finder, Narrowed, Words
    from newsfold.store.paging import Key, Place
    from newsfold.store.rows import AnyRow, AnySelect

FEW = 5_000
"""So many articles are few, and taken as a whole."""

_AGE = (cards.c.moment, cards.c.article_id)
_NEWEST_FIRST = tuple(column.desc() for column in _AGE)


@dataclass(frozen=True, slots=True)
class Found:
    """Cards with their keys, in the order of these: those beside a place of the list, and one more than was asked for if there is one.

    `count` articles fulfil what is asked, and `more` than `FEW` are not counted.
    """

    cards: list[tuple[Key, AnyRow]]
    count: int
    more: bool


def best(connection: Connection, asked: Narrowed, words: Words, place: Place, limit: int) -> Found:
    """The best card of each cluster, the best first. Of too many only those that were stored last are looked at."""
    answers = _latest(asked, words, words.ranked()).limit(FEW + 1).subquery("answers")
    return _of_few(connection, answers, answers.c.badness, place, limit)


def newest(connection: Connection, asked: Narrowed, place: Place, limit: int) -> Found:
    """The newest card of each cluster, the newest first."""
    finder, count = _finding_least(connection, asked)
    if finder is not None and count <= FEW:
        few = _latest(asked, finder, finder.articles()).subquery("few")
        return _of_few(connection, few, -few.c.moment, place, limit)
    if finder is None or not asked.only_by(finder):
        count = _count(connection, _walk(asked))
    rows = connection.execute(_beside(_newest_of_each(asked), place).limit(limit + 1)).all()
    keyed: list[tuple[Key, AnyRow]] = [((-row.moment, -row.article_id), row) for row in rows]
    return _found(keyed, place, count)


def latest(connection: Connection, asked: Narrowed) -> AnySelect:
    """Cards that fulfil what is asked, at most `FEW`: those that were stored last, or the newest where nothing finds them."""
    finder = asked.words or _finding_least(connection, asked)[0]
    found = _walk(asked).order_by(*_NEWEST_FIRST) if finder is None else _latest(asked, finder, finder.articles())
    return found.limit(FEW)


def _finding_least(connection: Connection, asked: Narrowed) -> tuple[Finder | None, int]:
    """The finder that finds fewest articles, and how many."""
    counts = [(_count(connection, finder.articles()), number) for number, finder in enumerate(asked.finders)]
    if not counts:
        return None, 0
    fewest, number = min(counts)
    return asked.finders[number], fewest


def _count(connection: Connection, found: AnySelect) -> int:
    """How many rows there are; beyond `FEW` + 1 nobody counts."""
    return connection.execute(select(func.count()).select_from(found.limit(FEW + 1).subquery())).scalar_one()


def _latest(asked: Narrowed, finder: Finder, found: AnySelect) -> AnySelect:
    """The cards of what was found, if they fulfil all else, those that were stored last first; and what else was found of each."""
    articles = found.subquery("found")
    more = [column for column in articles.c if column.name != "article_id"]
    of_them = articles.join(cards, cards.c.article_id == articles.c.article_id)
    return select(cards, *more).select_from(of_them).where(*asked.asked(cards, finder)).order_by(articles.c.article_id.desc())


def _walk(asked: Narrowed) -> AnySelect:
    return select(cards).where(*asked.asked(cards))


def _newest_of_each(asked: Narrowed) -> AnySelect:
    """A walk over the newest card of each cluster: one than which no other of its cluster is newer that fulfils the same."""
    other = cards.alias("other")
    newer = (other.c.cluster_id == cards.c.cluster_id, tuple_(other.c.moment, other.c.article_id) > tuple_(*_AGE))
    return _walk(asked).where(~exists().where(*newer, *asked.asked(other)))


def _beside(walk: AnySelect, place: Place) -> AnySelect:
    """A walk from `place` on its way."""
    if place.key is None:
        return walk.order_by(*_NEWEST_FIRST)
    at = tuple_(literal(-int(place.key[0])), literal(-place.key[1]))
    if place.way is Way.AFTER:
        return walk.where(tuple_(*_AGE) < at).order_by(*_NEWEST_FIRST)
    return walk.where(tuple_(*_AGE) > at).order_by(*_AGE)


def _of_few(connection: Connection, few: Subquery, value: ColumnElement[float], place: Place, limit: int) -> Found:
    """The first card of each cluster by `value`, of cards that are all there are."""
    turn = func.row_number().over(partition_by=few.c.cluster_id, order_by=(value, -few.c.article_id))
    numbered = select(few, value.label("value"), turn.label("turn"), func.count().over().label("total")).subquery("numbered")
    key = (numbered.c.value, -numbered.c.article_id)
    first = select(numbered).where(numbered.c.turn == 1)
    backwards = place.way is Way.BEFORE
    if place.key is not None:
        at = tuple_(literal(place.key[0]), literal(place.key[1]))
        first = first.where(tuple_(*key) < at if backwards else tuple_(*key) > at)
    ordered = first.order_by(*(part.desc() if backwards else part for part in key)).limit(limit + 1)
    rows = connection.execute(ordered).all()
    keyed: list[tuple[Key, AnyRow]] = [((row.value, -row.article_id), row) for row in rows]
    count = rows[0].total if rows else _count(connection, select(few))
    return _found(keyed, place, count)


def _found(keyed: list[tuple[Key, AnyRow]], place: Place, count: int) -> Found:
    """What was read from a place on its way; `count` is bounded by `FEW` + 1."""
    return Found(keyed[::-1] if place.way is Way.BEFORE else keyed, min(count, FEW), count > FEW)
