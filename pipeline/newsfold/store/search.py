"""Keeping the search's index: whoever changes what articles say takes them out of it before, and puts them in afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from newsfold.store import fulltext
from newsfold.store.fulltext.columns import COLUMNS
from newsfold.store.rows import select_in
from newsfold.store.tables import articles
from newsfold.store.terms import searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

_INDEXED = select(articles.c.id, *(articles.c[name] for name in COLUMNS))
_AT_ONCE = 1_000  # articles whose texts are held at once


def index(connection: Connection, ids: Iterable[int]) -> None:
    """Make articles findable by what is stored of them now. None of them may be in the index; ids of no article are passed over."""
    for some in _portions(ids):
        fulltext.of(connection).add(connection, _prepared(connection, some))


def unindex(connection: Connection, ids: Iterable[int]) -> None:
    """Take articles out of the index: before they are removed, or anything of what is indexed of them changes.

    It takes out what is stored of them now, so all of them must be in the index. Ids of no article are passed over.
    """
    for some in _portions(ids):
        fulltext.of(connection).remove(connection, _prepared(connection, some))


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(set(ids))
    return (wanted[first : first + _AT_ONCE] for first in range(0, len(wanted), _AT_ONCE))


def _prepared(connection: Connection, ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    rows = select_in(connection, _INDEXED, articles.c.id, ids)
    return [(number, [searchable(text or "") for text in texts]) for number, *texts in sorted(map(tuple, rows))]
