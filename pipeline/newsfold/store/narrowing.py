"""From a `Filter` to conditions on cards, and to what finds the cards that fulfil them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import exists, false, select

from newsfold.store import fulltext
from newsfold.store.cards import tag_key
from newsfold.store.dialect import AsItIs
from newsfold.store.tables import cards, clusters, listings, tags, watched_sources
from newsfold.store.terms import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, ColumnElement, Connection, FromClause

    from newsfold.store.fulltext import Index
    from newsfold.store.rows import AnySelect
    from newsfold.store.terms import Query
    from newsfold.views.browsing import Filter

_FOLDERS = ("folder", "warc")  # the kinds of watched sources whose articles name the place as their source


class Finder(Protocol):
    """Something that articles fulfil, and by which they can be found."""

    def articles(self) -> AnySelect:
        """The articles that fulfil it, each once, as rows with an `article_id`."""
        ...

    def fulfilled(self, card: FromClause) -> ColumnElement[bool]:
        """Whether the article of a card fulfils it."""
        ...


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is asked of cards: by a finder they can also be found."""

    wanted: Filter
    query: Query | None
    finders: tuple[Finder, ...]
    index: Index

    def asked(self, card: FromClause, found_by: Finder | None = None) -> list[ColumnElement[bool]]:
        """All that is asked of a card that was found by `found_by`, or on a walk over all cards."""
        return [*self._plain(card), *(finder.fulfilled(card) for finder in self.finders if finder is not found_by)]

    def only_by(self, finder: Finder) -> bool:
        """Whether whatever this finder finds fulfils all that is asked."""
        return self.finders == (finder,) and not any(True for _ in self._plain(cards))

    @property
    def words(self) -> Words | None:
        """The finder by the words of the query, if it wants some."""
        return next((finder for finder in self.finders if isinstance(finder, Words)), None)

    def _plain(self, card: FromClause) -> Iterator[ColumnElement[bool]]:
        wanted = self.wanted
        if wanted.site is not None:
            yield card.c.site == wanted.site
        if wanted.language is not None:
            yield card.c.lang == wanted.language
        if wanted.since is not None:
            yield card.c.moment >= wanted.since
        if wanted.until is not None:
            yield card.c.moment < wanted.until
        if self.query is not None and not self.query.wanted:
            unwanted = self.query.unwanted
            yield AsItIs(card.c.article_id).not_in(self.index.having(unwanted)) if unwanted else false()


def narrowed(connection: Connection, wanted: Filter) -> Narrowed:
    """What `wanted` asks of cards. A query without a word that it wants or does not want finds nothing."""
    query, index = parse(wanted.query), fulltext.of(connection)
    finders: list[Finder] = []
    if query is not None and query.wanted:
        finders.append(Words(query, index))
    if wanted.tag is not None:
        finders.append(_Named(tags.c.tag, (tag_key(wanted.tag),)))
    if wanted.source is not None:
        place = select(watched_sources.c.place).where(watched_sources.c.key == wanted.source, watched_sources.c.kind.in_(_FOLDERS))
        finders.append(_Named(listings.c.source, (wanted.source, *connection.execute(place).scalars())))
    if wanted.min_size > 1:
        finders.append(_OfSize(wanted.min_size))
    return Narrowed(wanted, query, tuple(finders), index)


class Words:
    """Articles that answer a query, which wants something."""

    def __init__(self, query: Query, index: Index) -> None:
        self._query = query
        self._index = index
        self._found = index.matching(query).cte("answers")

    def articles(self) -> AnySelect:
        """As a finder does."""
        return self._index.matching(self._query)

    def ranked(self) -> AnySelect:
        """The same with the `badness` of each article: the further below 0, the better it answers."""
        return self._index.ranked(self._query)

    def fulfilled(self, card: FromClause) -> ColumnElement[bool]:
        """As a finder does. Both cards of a statement are asked of the same answers, which are looked for once."""
        return AsItIs(card.c.article_id).in_(select(self._found.c.article_id))


class _Named:
    """Articles that have one of some names: tags, or who listed them."""

    def __init__(self, column: Column[str], names: tuple[str, ...]) -> None:
        self._name = column
        self._of = column.table.c.article_id
        self._names = names

    def articles(self) -> AnySelect:
        return select(self._of).where(self._name.in_(self._names)).group_by(self._of)

    def fulfilled(self, card: FromClause) -> ColumnElement[bool]:
        return exists().where(self._name.in_(self._names), self._of == card.c.article_id)


class _OfSize:
    """Articles of clusters of a certain size and above."""

    def __init__(self, smallest: int) -> None:
        self._large = clusters.c.size >= smallest

    def articles(self) -> AnySelect:
        of_them = cards.join(clusters, clusters.c.id == cards.c.cluster_id)
        return select(cards.c.article_id).select_from(of_them).where(self._large)

    def fulfilled(self, card: FromClause) -> ColumnElement[bool]:
        return exists().where(clusters.c.id == card.c.cluster_id, self._large)
