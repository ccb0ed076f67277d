"""The search's index as PostgreSQL keeps it: vectors of words with their places (tsvector), found by a GIN index.

Texts arrive prepared by `newsfold.store.terms`, and go in word by word, so that no configuration of PostgreSQL's decides what a word is.

A vector keeps at most 255 places of a word and counts 16,383 words (https://www.postgresql.org/docs/current/textsearch-limitations.html).
So a long article goes in as several parts. They overlap, so that a phrase of up to 100 words is found wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import delete, func, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from newsfold.store.fulltext.columns import WEIGHTS
from newsfold.store.terms import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from newsfold.store.rows import AnySelect
    from newsfold.store.terms import Query, Term

# Made by a migration, as is that of SQLite's.
_INDEX = sa.Table(
    "search",
    sa.MetaData(),
    sa.Column("article_id", sa.BigInteger),
    sa.Column("part", sa.Integer),
    sa.Column("whole", sa.Boolean),  # whether the article has no other part
    sa.Column("words", TSVECTOR),
)
_PLACES = 250  # of one word in a part
_LONGEST_PART = 8_000  # words; with few that occur twice they take a fifth of the megabyte that a vector may have
_OVERLAP = 100  # words
_LONGEST_WORD = 500  # characters: PostgreSQL takes 2,046 bytes
_HEAVY = "A"  # the label of words in the title; others have none, which means D
_LABELS = tuple(_HEAVY if weight == max(WEIGHTS) else "" for weight in WEIGHTS)
_RANK_WEIGHTS: ColumnElement[object] = literal_column(
    f"'{{{min(WEIGHTS) / max(WEIGHTS)}, 0, 0, 1}}'::real[]"
)  # those of D, C, B and A
_BY_LENGTH = 1  # a long text has more of any word: its rank is divided by 1 + the logarithm of its length

_Placed = tuple[int, str, str]  # place, word, label


def add(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index (article id, its prepared texts in the order of `COLUMNS`)."""
    rows = [row for number, columns in texts for row in _rows(number, columns)]
    if rows:
        connection.execute(insert(_INDEX), rows)


def remove(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take articles out again."""
    numbers = [number for number, _ in texts]
    if numbers:
        connection.execute(delete(_INDEX).where(_INDEX.c.article_id.in_(numbers)))


def matching(query: Query) -> AnySelect:
    """The articles that have all that `query` wants, which is something, and nothing that it does not want: article_id."""
    return select(_found(query).subquery().c.article_id)


def ranked(query: Query) -> AnySelect:
    """The same with the `badness` of each article as an answer: below 0, and the further the better."""
    found = _found(query).subquery()
    rank = func.ts_rank(_RANK_WEIGHTS, _INDEX.c.words, _query(" & ".join(map(_phrase, query.wanted))), _BY_LENGTH)
    return (
        select(found.c.article_id, (-func.max(rank)).cast(sa.Double).label("badness"))
        .join(_INDEX, _INDEX.c.article_id == found.c.article_id)
        .group_by(found.c.article_id)
    )


def having(terms: Sequence[Term]) -> AnySelect:
    """The articles that have any of `terms`: article_id."""
    return select(_INDEX.c.article_id).where(_answers(_any(terms)))


def stale(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> Iterator[int]:
    """The articles that are indexed by other words than these texts have."""
    for number, columns in texts:
        found = [row["words"] for row in _rows(number, columns)]
        indexed = select(func.count(), *(_part_is(part, words) for part, words in enumerate(found)))
        count, *same = connection.execute(indexed.where(_INDEX.c.article_id == number)).one()
        if count and (count != len(found) or not all(same)):
            yield number


def _part_is(part: int, words: object) -> ColumnElement[bool | None]:
    return func.bool_or(sa.and_(_INDEX.c.part == part, _INDEX.c.words == literal(words, sa.Text).cast(TSVECTOR)))


def _found(query: Query) -> sa.CompoundSelect[int]:
    """Articles of one part, of which a vector tells all; and others, of which one part may have this and another one that."""
    wanted = " & ".join(map(_phrase, query.wanted))
    asked = f"{wanted} & !({_any(query.unwanted)})" if query.unwanted else wanted
    of_one = select(_INDEX.c.article_id).where(_INDEX.c.whole, _answers(asked))
    some_part = select(_INDEX.c.article_id).where(~_INDEX.c.whole)
    of_many = sa.intersect(*(some_part.where(_answers(_phrase(term))) for term in query.wanted))
    if query.unwanted:
        of_many = sa.except_(of_many, some_part.where(_answers(_any(query.unwanted))))
    return sa.union_all(of_one, select(of_many.subquery().c.article_id))


def _answers(query: str) -> ColumnElement[bool]:
    return _INDEX.c.words.bool_op("@@")(_query(query))


def _query(text: str) -> ColumnElement[str]:
    return literal(text, sa.Text).cast(TSQUERY)


def _any(terms: Sequence[Term]) -> str:
    return " | ".join(map(_phrase, terms))


def _phrase(term: Term) -> str:
    words = [f"'{word[:_LONGEST_WORD]}'" for word in term.words]
    return f"({' <-> '.join(words)}{':*' if term.begins else ''})"


def _rows(number: int, columns: Sequence[str]) -> Iterator[dict[str, object]]:
    parts = list(_parts(list(_placed(columns))))
    for part, words in enumerate(parts):
        yield {"article_id": number, "part": part, "whole": len(parts) == 1, "words": words}


def _placed(columns: Sequence[str]) -> Iterator[_Placed]:
    """The words of an article. A place is left free between two columns, so that no phrase leads from one to the next."""
    place = 0
    for label, column in zip(_LABELS, columns, strict=True):
        for place, word in enumerate(WORD.findall(column), place + 1):  # noqa: B020 it goes on where the last column ended
            yield place, word[:_LONGEST_WORD], label
        place += 1


def _parts(placed: Sequence[_Placed]) -> Iterator[str]:
    first = 0
    while True:
        vector, end = _vector(placed, first)
        yield vector
        if end == len(placed):
            return
        first = max(first + 1, end - _OVERLAP)


def _vector(placed: Sequence[_Placed], first: int) -> tuple[str, int]:
    """As many words from the `first` on as one part can hold, and which one begins the next."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    end, before = first, placed[first][0] - 1 if placed else 0
    for place, word, label in placed[first : first + _LONGEST_PART]:
        found = places[word]
        if len(found) == _PLACES:
            break
        found.append(f"{place - before}{label}")
        end += 1
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items()), end
