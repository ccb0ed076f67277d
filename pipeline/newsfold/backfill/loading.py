"""The outcome into a store, by the store's own writer: cluster by cluster in bounded batches, all in one transaction."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from newsfold.backfill.rows import article
from newsfold.changes import Changes, Event, Filed
from newsfold.errors import NotEmpty
from newsfold.model import Body, Cluster, Link, Member, Reason, Relation, Signature, Skip, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import DataFrame

    from newsfold.backfill.result import Result
    from newsfold.store.store import Store

_ROWS_AT_ONCE = 1000  # of the largest table of a batch


def check_empty(store: Store, name: str) -> None:
    """Raises NotEmpty for a store that ever held anything."""
    if store.next_article_id() > 1 or store.next_cluster_id() > 1:
        message = (
            f"the database {name} holds articles; a backfill is loaded into a new one, and later articles come by `newsfold ingest`"
        )
        raise NotEmpty(message)


def load(result: Result, store: Store, at: str, progress: Callable[[int], None]) -> None:
    """Stores all of it, as first seen `at`; `progress` is told how many more articles are stored. Raises StoreError."""
    with store.transaction():
        for batch in _batches(result):
            store.apply(batch, at)
            progress(len(batch.filed))
        for skips in _chunks(map(_skip, _rows(result.skips))):
            store.apply(Changes(skips=tuple(skips)), at)


def _batches(result: Result) -> Iterator[Changes]:
    """Clusters with their bodies, articles and links, by their numbers. Of one that is too large for a batch the rest follows.

    Members, articles and links come as streams sorted by cluster: no more than a batch of them is in memory, and the members of one cluster.
    """
    clusters = _rows(result.clusters.orderBy("id"))
    members = _by_cluster(result.bodies.orderBy("cluster", "id"))
    articles = _by_cluster(result.articles.orderBy("cluster", "id"))
    links = _by_cluster(result.links.orderBy("cluster", "a", "b"))
    linked = next(links, None)
    batch = _Batch()
    for cluster, (_, bodies), (number, filed) in zip(clusters, members, articles, strict=True):
        batch.add(cluster, list(bodies))
        for row in filed:
            batch.filed.append(_filed(row))
            yield from batch.full()
        if linked is not None and linked[0] == number:
            for row in linked[1]:
                batch.links.append(_link(row))
                yield from batch.full()
            linked = next(links, None)
    yield batch.taken()


class _Batch:
    """What gathers until it is enough for one batch."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.filed: list[Filed] = []
        self.links: list[Link] = []
        self._clusters: list[Cluster] = []
        self._events: list[Event] = []
        self._bodies: list[tuple[Body, Signature]] = []
        self._spans: list[tuple[int, Span]] = []

    def add(self, row: dict[str, Any], bodies: list[dict[str, Any]]) -> None:
        """A cluster with its bodies."""
        members = sorted(map(_member, bodies), key=lambda member: (member.article != row["canonical"], member.body))
        self._clusters.append(Cluster(row["id"], row["canonical"], row["canonical_reason"], tuple(members)))
        self._bodies += [(Body(body["id"], body["lang"], "", body["words"]), _signature(body)) for body in bodies]
        self._spans += [(body["id"], Span(body["since"], body["until"])) for body in bodies if body["signature"] is not None]
        self._events.append(Event(row["id"], "created"))
        if row["quarantined"]:
            self._events.append(Event(row["id"], "quarantined"))

    def full(self) -> Iterator[Changes]:
        """The batch, if it is large enough."""
        if max(len(self.filed), len(self.links), len(self._bodies)) >= _ROWS_AT_ONCE:
            yield self.taken()

    def taken(self) -> Changes:
        """All that has gathered; it begins anew."""
        changes = Changes(
            filed=tuple(self.filed),
            bodies=tuple(self._bodies),
            spans=tuple(self._spans),
            links=tuple(self.links),
            clusters=tuple(self._clusters),
            events=tuple(self._events),
        )
        self._begin()
        return changes


def _rows(made: DataFrame) -> Iterator[dict[str, Any]]:
    return (row.asDict() for row in made.toLocalIterator())


def _by_cluster(made: DataFrame) -> Iterator[tuple[int, Iterator[dict[str, Any]]]]:
    return groupby(_rows(made), itemgetter("cluster"))


def _chunks(skips: Iterable[Skip]) -> Iterator[list[Skip]]:
    some: list[Skip] = []
    for skip in skips:
        some.append(skip)
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _filed(row: dict[str, Any]) -> Filed:
    return Filed(row["id"], article(row), row["group"], tuple(row["recurring"]), bytes(row["lines"]), row["body"], revised=False)


def _member(row: dict[str, Any]) -> Member:
    return Member(row["id"], row["article"], Relation(row["relation"]), row["log_odds"])


def _signature(row: dict[str, Any]) -> Signature:
    values = row["signature"]
    return Signature(row["id"], None if values is None else np.frombuffer(bytes(values), "<u4"))


def _link(row: dict[str, Any]) -> Link:
    return Link(row["a"], row["b"], row["log_odds"], tuple(row["evidence"]), row["sketched"])


def _skip(row: dict[str, Any]) -> Skip:
    return Skip(row["source"], row["origin"], Reason(row["reason"]), row["detail"])
