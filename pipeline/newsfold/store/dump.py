"""The canonical dump: all that must be equal after the same inputs, whatever their order, batches and interruptions.

Left out are ids that depend on the order of arrival, the times at which things were seen, how often something was tried or asked
for, and histories.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from newsfold.model import Act
from newsfold.store.tables import (
    articles,
    bodies,
    cards,
    clusters,
    decisions,
    entries,
    links,
    listings,
    revisions,
    signatures,
    skips,
    tags,
    tombstones,
    watched_sources,
)
from newsfold.watching import EntryState

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

    from newsfold.store.rows import AnyRow
    from newsfold.store.store import Store

_ARTICLE = ("url", "title", "site", "author", "published", "published_epoch", "lang", "text", "furniture", "recurring", "revision")
_SOURCE = ("key", "kind", "place", "moved_to", "paused", "entries")
_ENTRY = (
    *("source", "id", "url", "origin", "state", "revisions"),
    *("feed_title", "publisher", "publisher_url", "title", "author", "published", "lang", "tags"),
)


def dump(store: Store) -> dict[str, Any]:
    """The database as plain lists and dicts that JSON can hold, sorted; an article is named by [source, origin]."""
    scheme, threshold, decided = store.scheme(), store.threshold(), store.decided()
    with store._reading() as connection:  # noqa: SLF001 the dump is a part of the store
        keys = {
            row.id: [row.source, row.origin]
            for row in connection.execute(select(articles.c.id, articles.c.source, articles.c.origin))
        }
        return {
            "scheme": scheme,
            "threshold": threshold,
            "articles": _articles(connection),
            "revisions": _revisions(connection, keys),
            "bodies": _bodies(connection),
            "links": [
                [row.a, row.b, row.log_odds, row.evidence, row.sketched]
                for row in connection.execute(select(links).order_by(links.c.a, links.c.b))
            ],
            "clusters": _clusters(connection, keys),
            "skips": [
                [row.source, row.origin, row.reason, row.detail]
                for row in connection.execute(select(skips).order_by(skips.c.source, skips.c.origin))
            ],
            "sources": [
                {name: getattr(row, name) for name in _SOURCE} | {"digest": row.digest and row.digest.hex()}
                for row in connection.execute(select(watched_sources).order_by(watched_sources.c.key))
            ],
            "entries": _entries(connection),
            "cards": _cards(connection, keys),
            "decisions": _decisions(connection, keys),
            "decided": decided,
            "tombstones": [
                [row.source, row.origin]
                for row in connection.execute(select(tombstones).order_by(tombstones.c.source, tombstones.c.origin))
            ],
        }


def dump_text(store: Store) -> str:
    """The dump as text, one value a line: equal databases give equal texts, and a difference can be read in a diff."""
    return json.dumps(dump(store), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _articles(connection: Connection) -> list[dict[str, Any]]:
    return [
        {name: getattr(row, name) for name in _ARTICLE}
        | {"key": [row.source, row.origin], "body": row.body_id, "group": row.group_name}
        | {"digest": row.digest.hex(), "lines": row.lines.hex(), "emptied": row.emptied is not None}
        for row in connection.execute(select(articles).order_by(articles.c.source, articles.c.origin))
    ]


def _entries(connection: Connection) -> list[dict[str, Any]]:
    # The fault of one that still waits is only that of its last try.
    return [
        {name: getattr(row, name) for name in _ENTRY}
        | {"digest": row.digest.hex(), "fault": row.fault if row.state == EntryState.REFUSED else ""}
        for row in connection.execute(select(entries).order_by(entries.c.source, entries.c.id))
    ]


def _decisions(connection: Connection, keys: dict[int, list[str]]) -> list[list[Any]]:
    removed = {row.article_id: [row.source, row.origin] for row in connection.execute(select(tombstones))}
    named = removed | keys
    return [
        [
            row.id,
            row.kind,
            named.get(row.article_id),
            row.other_id if row.kind == Act.UNDO else named.get(row.other_id),
            row.by,
            row.why,
        ]
        for row in connection.execute(select(decisions).order_by(decisions.c.id))
    ]


def _revisions(connection: Connection, keys: dict[int, list[str]]) -> list[list[Any]]:
    kept = connection.execute(select(revisions))
    return sorted([*keys[r.article_id], r.revision, r.digest.hex(), r.title or "", r.published or "", r.text] for r in kept)


def _bodies(connection: Connection) -> list[list[Any]]:
    rows = connection.execute(select(bodies, signatures.c.signature).outerjoin(signatures).order_by(bodies.c.id))
    signed = ((row, None if row.signature is None else row.signature.hex()) for row in rows)
    return [[row.id, row.lang, row.words, signature, row.emptied is not None] for row, signature in signed]


def _clusters(connection: Connection, keys: dict[int, list[str]]) -> list[dict[str, Any]]:
    placed = select(articles.c.id, bodies.c.cluster_id, bodies.c.article_id, bodies.c.relation, bodies.c.log_odds)
    members: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(placed.join(bodies, bodies.c.id == articles.c.body_id)):
        members.setdefault(row.cluster_id, []).append(_member(row, keys))
    live = connection.execute(select(clusters).where(clusters.c.merged_into.is_(None))).all()
    found = [
        {
            "canonical": keys[row.canonical_id],
            "reason": row.canonical_reason,
            "size": row.size,
            "members": sorted(members.get(row.id, []), key=lambda member: member["key"]),
        }
        for row in live
    ]
    return sorted(found, key=lambda cluster: (cluster["canonical"], [member["key"] for member in cluster["members"]]))


def _member(row: AnyRow, keys: dict[int, list[str]]) -> dict[str, Any]:
    return {"key": keys[row.id], "shown_by": keys[row.article_id], "relation": row.relation, "log_odds": row.log_odds}


def _cards(connection: Connection, keys: dict[int, list[str]]) -> list[list[Any]]:
    """Of each article what lists go by, and who listed it under which tags. The time at which it was seen is not told."""
    listed_by, tagged = _names(connection, listings.c.source), _names(connection, tags.c.tag)
    return sorted(
        [
            *keys[card.article_id],
            *(card.moment if card.dated else 0, card.relation or "", card.lang or "", card.site or ""),
            *(listed_by.get(card.article_id, []), tagged.get(card.article_id, [])),
        ]
        for card in connection.execute(select(cards))
    )


def _names(connection: Connection, name: Column[str]) -> dict[int, list[str]]:
    """The names of each article in a table, sorted."""
    names: dict[int, list[str]] = {}
    for row in connection.execute(select(name.label("name"), name.table.c.article_id).order_by(name)):
        names.setdefault(row.article_id, []).append(row.name)
    return names
