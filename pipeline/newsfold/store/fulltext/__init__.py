"""The search's index, as each kind of database keeps it. Texts arrive prepared by `newsfold.store.terms`, in the order of `COLUMNS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from newsfold.store.fulltext import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from newsfold.store.rows import AnySelect
    from newsfold.store.terms import Query, Term


class Index(Protocol):
    """What `sqlite` and `postgresql` are."""

    def add(self, connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Index (article id, its prepared texts)."""
        ...

    def remove(self, connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take articles out again, by the very texts with which they went in."""
        ...

    def matching(self, query: Query) -> AnySelect:
        """The articles that have all that `query` wants, which is something, and nothing that it does not want: article_id."""
        ...

    def ranked(self, query: Query) -> AnySelect:
        """The same with the `badness` of each article as an answer: below 0, and the further the better."""
        ...

    def having(self, terms: Sequence[Term]) -> AnySelect:
        """The articles that have any of `terms`: article_id."""
        ...

    def stale(self, connection: Connection, texts: Iterable[tuple[int, Sequence[str]]]) -> Iterable[int]:
        """The articles that are indexed by other words than these texts have; those that are not indexed at all are left out."""
        ...


def of(connection: Connection) -> Index:
    """The index of the database that `connection` leads to."""
    return postgresql if connection.dialect.name == "postgresql" else sqlite
