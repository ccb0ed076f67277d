"""How one batch of changes is written: few statements, each for many rows, in one transaction that somebody else holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from newsfold.store import cards, retention, search
from newsfold.store.dialect import upsert
from newsfold.store.rows import article_row, select_in
from newsfold.store.stamps import stamp
from newsfold.store.tables import articles, bodies, clusters, events, links, revisions, signatures, skips, vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Table

    from newsfold.changes import Changes, Filed, Refiled
    from newsfold.model import Cluster

_REVISED = ("digest", "title", "text", "published", "changed")  # what is kept of an older revision
_PLACE = ("cluster_id", "article_id", "relation", "log_odds")  # where a body stands
_NOWHERE = (None, None, None, None)  # until the same transaction arranges it


def write(connection: Connection, changes: Changes, at: str) -> None:
    """Write all of `changes`; what they leave dangling is found at commit. `at` is ISO 8601."""
    touched = _touched(connection, changes)
    retention.remove(connection, changes.removed, changes.clusters_gone, at)
    retention.empty(connection, changes.emptied, at)
    filed = [one.id for one in changes.filed]
    search.unindex(connection, [one.id for one in changes.filed if one.revised])
    _file(connection, changes.filed, at)
    search.index(connection, filed)
    _update(
        connection, articles, [{"key_id": new.id, "recurring": list(new.recurring), "body_id": new.body} for new in changes.refiled]
    )
    _skip(connection, changes, at)
    moved = _place(connection, changes)
    made = [{"body_id": one.body, "encoder": one.encoder, "vectors": one.values.tobytes()} for one in changes.vectors]
    _insert(connection, vectors, made)
    _link(connection, changes)
    if touched or changes.merged:
        changed = stamp(connection, at)
        _cluster(connection, changes, at, changed)
        _refresh(connection, touched.difference(changes.clusters_gone, (gone for gone, _ in changes.merged)), changed)
    cards.renew(connection, [*filed, *(one.id for one in changes.refiled)], moved)
    cards.rename(connection, filed)
    _insert(connection, events, [{"cluster_id": e.cluster, "kind": e.kind, "other": e.other, "at": at} for e in changes.events])


def _touched(connection: Connection, changes: Changes) -> set[int]:
    """The clusters whose size or time may become another: those that change, and those that articles and bodies leave or join."""
    moved: list[Filed | Refiled] = [*changes.filed, *changes.refiled]
    named = {member.body for cluster in changes.clusters for member in cluster.members} | {new.body for new in moved}
    standing = select(bodies.c.cluster_id)
    before = standing.join(articles, articles.c.body_id == bodies.c.id)
    rows = [
        *select_in(connection, before, articles.c.id, (new.id for new in moved)),
        *select_in(connection, standing, bodies.c.id, named.union(changes.bodies_gone)),
    ]
    return {row.cluster_id for row in rows if row.cluster_id is not None} | {cluster.id for cluster in changes.clusters}


def _file(connection: Connection, filed: Sequence[Filed], at: str) -> None:
    revised = [article_row(one, at) for one in filed if one.revised]
    if revised:
        kept = ["revision", *_REVISED]
        columns = [articles.c.id, *(articles.c[name] for name in kept)]
        old = select(*columns).where(articles.c.id == bindparam("key_id"))
        connection.execute(insert(revisions).from_select(["article_id", *kept], old), [{"key_id": row["id"]} for row in revised])
        rows = [{"key_id": row.pop("id"), **row} for row in revised]
        _update(connection, articles, rows, revision=articles.c.revision + 1)
    new = [article_row(one, at) | {"revision": 1, "first_seen": at} for one in filed if not one.revised]
    _insert(connection, articles, new)
    keys = [{"key_source": one.article.source, "key_origin": one.article.origin} for one in filed]
    if keys:
        stored = delete(skips).where(skips.c.source == bindparam("key_source"), skips.c.origin == bindparam("key_origin"))
        connection.execute(stored, keys)


def _skip(connection: Connection, changes: Changes, at: str) -> None:
    rows = [
        {"source": s.source, "origin": s.origin, "reason": s.reason.value, "detail": s.detail, "seen": at} for s in changes.skips
    ]
    upsert(connection, skips, rows, ("reason", "detail", "seen"), if_changed=True)


def _place(connection: Connection, changes: Changes) -> list[int]:
    """New bodies, and every body's place in its cluster. A body that stands where it stood is left alone; returns the others."""
    places = {
        member.body: (cluster.id, member.article, member.relation.value, member.log_odds)
        for cluster in changes.clusters
        for member in cluster.members
    }
    new = {body.id for body, _ in changes.bodies}
    rows: list[dict[str, Any]] = [
        {
            "id": body.id,
            "words": body.words,
            "lang": body.lang,
            **dict(zip(_PLACE, places.get(body.id, _NOWHERE), strict=True)),
        }
        for body, _ in changes.bodies
    ]
    _insert(connection, bodies, rows)
    _sign(connection, changes)
    standing = select(bodies.c.id, *(bodies.c[name] for name in _PLACE))
    known = {row.id: tuple(row)[1:] for row in select_in(connection, standing, bodies.c.id, places.keys() - new)}
    moved = [
        {"key_id": body, **dict(zip(_PLACE, places[body], strict=True))} for body, place in known.items() if place != places[body]
    ]
    _update(connection, bodies, moved)
    return [body for body, place in known.items() if place != places[body]]


def _sign(connection: Connection, changes: Changes) -> None:
    """The signatures of new bodies, and the spans of all that have others now."""
    spans = dict(changes.spans)
    signed = [(one.body, one.values, spans.pop(one.body)) for _, one in changes.bodies if one.values is not None]
    rows = [
        {"body_id": body, "since": span.since, "until": span.until, "signature": values.astype("<u4").tobytes()}
        for body, values, span in signed
    ]
    _insert(connection, signatures, rows)
    moved = [{"key_id": body, "since": span.since, "until": span.until} for body, span in spans.items()]
    if moved:
        connection.execute(update(signatures).where(signatures.c.body_id == bindparam("key_id")), moved)


def _link(connection: Connection, changes: Changes) -> None:
    gone = [{"key_a": a, "key_b": b} for a, b in changes.links_gone]
    if gone:
        connection.execute(delete(links).where(links.c.a == bindparam("key_a"), links.c.b == bindparam("key_b")), gone)
    rows = [
        {"a": x.a, "b": x.b, "log_odds": x.log_odds, "evidence": list(x.evidence), "sketched": x.sketched} for x in changes.links
    ]
    upsert(connection, links, rows, ("log_odds", "evidence", "sketched"), if_changed=False)
    if changes.bodies_gone:  # their links follow by the foreign keys
        connection.execute(
            delete(bodies).where(bodies.c.id == bindparam("key_id")), [{"key_id": body} for body in changes.bodies_gone]
        )


def _cluster(connection: Connection, changes: Changes, at: str, changed: str) -> None:
    rows = [_cluster_row(cluster, at) for cluster in changes.clusters]
    upsert(connection, clusters, rows, ("canonical_id", "canonical_reason", "merged_into"), if_changed=False)
    if changes.merged:
        redirect = {"merged_into": bindparam("into"), "size": 0, "changed": changed}
        pairs = [{"key_id": gone, "into": into} for gone, into in changes.merged]
        connection.execute(update(clusters).where(clusters.c.id == bindparam("key_id")).values(redirect), pairs)


def _cluster_row(cluster: Cluster, at: str) -> dict[str, Any]:
    shown = {"canonical_id": cluster.canonical, "canonical_reason": cluster.canonical_reason}
    return {"id": cluster.id, **shown, "merged_into": None, "size": 0, "newest": 0, "created": at, "changed": at}


def _refresh(connection: Connection, touched: Collection[int], changed: str) -> None:
    """Renew what clusters repeat of other tables, the number of their articles and the canonical's time, and when they changed."""
    count = select(bodies.c.cluster_id, func.count().label("size")).join(articles, articles.c.body_id == bodies.c.id)
    sizes = {r.cluster_id: r.size for r in select_in(connection, count.group_by(bodies.c.cluster_id), bodies.c.cluster_id, touched)}
    shown = select(clusters.c.id, articles.c.published_epoch, articles.c.first_seen).join(
        articles, articles.c.id == clusters.c.canonical_id
    )
    rows = [
        {"key_id": row.id, "size": sizes.get(row.id, 0), "newest": _epoch(row.published_epoch, row.first_seen), "changed": changed}
        for row in select_in(connection, shown, clusters.c.id, touched)
    ]
    _update(connection, clusters, rows)


def _epoch(published: int | None, first_seen: str) -> int:
    return int(datetime.fromisoformat(first_seen).timestamp()) if published is None else published


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _update(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], **fixed: Any) -> None:  # noqa: ANN401 SQL expressions
    """Set the columns that `rows` name, where the id is each row's `key_id`; `fixed` are the same for every row."""
    if not rows:
        return
    connection.execute(update(table).where(table.c.id == bindparam("key_id")).values(fixed), rows)
