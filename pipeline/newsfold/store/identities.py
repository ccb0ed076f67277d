"""By what an article is known in another database: its source and origin, else its content, else its address."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from newsfold.store.rows import select_in, select_pairs
from newsfold.store.session import Session
from newsfold.store.tables import articles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsfold.store.rows import AnyRow

_COLUMNS = ("source", "origin", "url", "digest")


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """What names an article wherever it is taken in; `digest` is that of the input it was made of, None if unknown."""

    source: str
    origin: str
    url: str | None
    digest: bytes | None


class Identities(Session):
    """Reads that carry the names of articles from one database to another."""

    def keys(self, article_ids: Collection[int]) -> dict[int, ArticleKey]:
        """What names these articles elsewhere. Those that are not stored are missing from the answer."""
        wanted = select(articles.c.id, *(articles.c[name] for name in _COLUMNS))
        with self._reading() as connection:
            return {row.id: ArticleKey(*row[1:]) for row in select_in(connection, wanted, articles.c.id, article_ids)}

    def articles_named(self, keys: Collection[ArticleKey]) -> dict[ArticleKey, tuple[int, ...]]:
        """The articles that each key means; a key that means none is missing from the answer.

        The one with its source and origin; where there is none, those with its origin and content, for a folder may have been moved;
        where there is none either, those with its address.
        """
        found: dict[ArticleKey, tuple[int, ...]] = {}
        with self._reading() as connection:
            wanted = select(articles.c.id, *(articles.c[name] for name in _COLUMNS))
            for first, second in (("source", "origin"), ("origin", "digest")):
                pairs = {(getattr(key, first), getattr(key, second)) for key in keys if key not in found}
                rows = select_pairs(connection, wanted, (articles.c[first], articles.c[second]), pairs)
                found |= _matched(rows, [key for key in keys if key not in found], (first, second))
            urls = {key.url for key in keys if key not in found and key.url}
            rows = select_in(connection, wanted, articles.c.url, urls)
            found |= _matched(rows, [key for key in keys if key not in found], ("url",))
        return found


def _matched(rows: Iterable[AnyRow], keys: Iterable[ArticleKey], names: tuple[str, ...]) -> dict[ArticleKey, tuple[int, ...]]:
    """The keys that rows agree with in all of `names`."""

    def of(one: Any) -> tuple[Any, ...]:  # noqa: ANN401 a row or a key
        return tuple(getattr(one, name) for name in names)

    ids: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        ids[of(row)].append(row.id)
    return {key: tuple(sorted(ids[of(key)])) for key in keys if None not in of(key) and of(key) in ids}
