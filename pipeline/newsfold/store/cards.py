"""Keeping the cards, listings and tags of articles: what lists for people are narrowed, ordered and counted by.

All of it follows from other tables, so it is written anew for the articles that a change concerns, never adjusted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from sqlalchemy import bindparam, delete, insert, select

from newsfold.model import Relation
from newsfold.store.dialect import upsert
from newsfold.store.rows import select_in, select_pairs
from newsfold.store.search import index
from newsfold.store.tables import articles, bodies, cards, entries, listings, tags
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from newsfold.store.rows import AnyRow

_LONGEST_TAG = 100  # characters of a tag that are kept
_TAGS = 50  # of an article: enough for any that is meant for readers
_ARTICLE = ("site", "lang", "published_epoch", "first_seen")
_BODY = ("cluster_id", "article_id", "relation", "log_odds")
_STANDING = select(
    articles.c.id, *(articles.c[name] for name in _ARTICLE), *(bodies.c[name].label(f"body_{name}") for name in _BODY)
).join(bodies, bodies.c.id == articles.c.body_id)
_FILLED_AT_ONCE = 1_000


def renew(connection: Connection, ids: Collection[int], body_ids: Collection[int] = ()) -> None:
    """Write the cards of articles by what is stored now, and those of all articles of bodies."""
    found = {row.id: row for row in select_in(connection, _STANDING, articles.c.id, ids)}
    found |= {row.id: row for row in select_in(connection, _STANDING, articles.c.body_id, body_ids)}
    written = [_card(row) for row in found.values()]
    upsert(connection, cards, written, [column.name for column in cards.columns if not column.primary_key], if_changed=False)


def rename(connection: Connection, ids: Collection[int]) -> None:
    """Write anew who listed these articles, and what they are tagged."""
    found = list(select_in(connection, select(articles.c.id, articles.c.source, articles.c.origin), articles.c.id, ids))
    leading = _leading(connection, {row.origin: row.id for row in found if row.source == WEB})
    listed = {(row.source, row.id) for row in found if row.source != WEB} | {(entry.source, number) for number, entry in leading}
    tagged = {(tag, number) for number, entry in leading for tag in _tags(entry)}
    _replace(connection, listings, ids, [{"source": source, "article_id": number} for source, number in sorted(listed)])
    _replace(connection, tags, ids, [{"tag": tag, "article_id": number} for tag, number in sorted(tagged)])


def rename_origins(connection: Connection, origins: Iterable[str]) -> None:
    """The same for the articles that came from the network under these origins."""
    known = select(articles.c.id).where(articles.c.source == WEB)
    rename(connection, [row.id for row in select_in(connection, known, articles.c.origin, origins)])


def origin_without_address(source: str, entry: str) -> str:
    """The origin of the article of an entry without an address, as `newsfold.daemon.settling` names it."""
    return f"{source}#{entry}"


def tag_key(tag: str) -> str:
    """A tag as it is stored and looked up: without regard to case, width and spaces around it; at most 100 characters."""
    return normalize("NFKC", tag).casefold().strip()[:_LONGEST_TAG].strip()


def fill(connection: Connection) -> None:
    """Write what is missing for articles that were stored before there were cards; nothing where all have one. For an upgrade."""
    missing = select(articles.c.id).outerjoin(cards, cards.c.article_id == articles.c.id).where(cards.c.article_id.is_(None))
    last = 0
    while (
        ids := connection.execute(missing.where(articles.c.id > last).order_by(articles.c.id).limit(_FILLED_AT_ONCE))
        .scalars()
        .all()
    ):
        last = ids[-1]
        renew(connection, ids)
        rename(connection, ids)
        index(connection, ids)


def _leading(connection: Connection, numbers: Mapping[str, int]) -> list[tuple[int, AnyRow]]:
    """The entries that lead to articles from the network, each with its article's id; `numbers` has the ids by origin."""
    listed = select(entries.c.source, entries.c.id, entries.c.origin, entries.c.tags)
    found = [(numbers[row.origin], row) for row in select_in(connection, listed, entries.c.origin, numbers)]
    parts = (origin.partition("#") for origin in numbers)
    own = {(source, entry): numbers[origin_without_address(source, entry)] for source, mark, entry in parts if mark}
    rest = select_pairs(connection, listed.where(entries.c.origin.is_(None)), (entries.c.source, entries.c.id), own)
    return found + [(own[row.source, row.id], row) for row in rest]


def _tags(row: AnyRow) -> list[str]:
    named = (tag_key(tag) for tag in (row.tags or ())[:_TAGS])
    return [tag for tag in named if tag]


def _replace(connection: Connection, table: Table, ids: Collection[int], rows: Sequence[dict[str, Any]]) -> None:
    if ids:
        connection.execute(delete(table).where(table.c.article_id == bindparam("key_id")), [{"key_id": number} for number in ids])
    if rows:
        connection.execute(insert(table), rows)


def _card(row: AnyRow) -> dict[str, Any]:
    dated = row.published_epoch is not None
    return {
        "article_id": row.id,
        "cluster_id": row.body_cluster_id,
        "moment": row.published_epoch if dated else int(datetime.fromisoformat(row.first_seen).timestamp()),
        "dated": dated,
        "relation": _relation(row),
        "lang": row.lang,
        "site": row.site,
    }


def _relation(row: AnyRow) -> str | None:
    """What an article is to its cluster's canonical: a body's other articles are copies, the canonical itself is nothing to itself."""
    if row.body_article_id != row.id:
        return Relation.COPY.value
    return None if row.body_log_odds is None else row.body_relation
