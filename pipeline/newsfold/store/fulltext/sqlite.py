"""The search's index as SQLite keeps it: FTS5, without a copy of the texts.

Texts arrive prepared by `newsfold.store.terms`, in which every word is a run of ASCII letters, ASCII digits and characters beyond
ASCII: just what FTS5's tokenizer "ascii" takes for a word, so that Unicode is no matter of SQLite's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Double, column, literal_column, select, table

from newsfold.store.fulltext.columns import COLUMNS, WEIGHTS
from newsfold.store.rows import select_in
from newsfold.store.terms import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from newsfold.store.rows import AnySelect
    from newsfold.store.terms import Query, Term

_INDEX = table("search", column("rowid"))
_NAMED = ", ".join(COLUMNS)
_ADD = f"INSERT INTO search (rowid, {_NAMED}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 fixed names
_REMOVE = f"INSERT INTO search (search, rowid, {_NAMED}) VALUES ('delete', ?, ?, ?, ?, ?)"  # noqa: S608 as above
_WEIGHTS = ", ".join(map(str, WEIGHTS))

_MORE = 0x80  # of a byte of a variable-length integer: another one follows

_ARTICLE_ID = _INDEX.c.rowid.label("article_id")
_ANSWERS = column("search").op("MATCH")
_BADNESS = literal_column(f"bm25(search, {_WEIGHTS})", Double).label("badness")


def add(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index (article id, its prepared texts in the order of `COLUMNS`)."""
    _execute(connection, _ADD, texts)


def remove(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take articles out again, by the very texts with which they went in."""
    _execute(connection, _REMOVE, texts)


def stale(connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> Iterator[int]:
    """The articles that are indexed by other words than these texts have, by the numbers of them."""
    given = dict(texts)
    sizes = table("search_docsize", column("id"), column("sz"))
    for row in select_in(connection, select(sizes), sizes.c.id, given):
        if _counts(row.sz) != [len(WORD.findall(text)) for text in given[row.id]]:
            yield row.id


def _counts(packed: bytes) -> list[int]:
    """Variable-length integers as SQLite packs them: seven bits a byte, the highest first."""
    found, value = [], 0
    for byte in packed:
        value = value << 7 | byte & ~_MORE
        if not byte & _MORE:
            found.append(value)
            value = 0
    return found


def _execute(connection: Connection, statement: str, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    rows = [(number, *columns) for number, columns in texts]
    if rows:
        connection.exec_driver_sql(statement, rows)


def matching(query: Query) -> AnySelect:
    """The articles that have all that `query` wants, which is something, and nothing that it does not want: article_id."""
    wanted = " AND ".join(map(_phrase, query.wanted))
    return select(_ARTICLE_ID).where(_ANSWERS(f"({wanted}) NOT ({_any(query.unwanted)})" if query.unwanted else wanted))


def ranked(query: Query) -> AnySelect:
    """The same with the `badness` of each article as an answer: below 0, and the further the better."""
    return matching(query).add_columns(_BADNESS)


def having(terms: Sequence[Term]) -> AnySelect:
    """The articles that have any of `terms`: article_id."""
    return select(_ARTICLE_ID).where(_ANSWERS(_any(terms)))


def _any(terms: Sequence[Term]) -> str:
    return " OR ".join(map(_phrase, terms))


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'
