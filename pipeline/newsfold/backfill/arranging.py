"""The clusters of whole components, by the same rules as on one machine; and which article speaks for each."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it
from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.comparing import Texts, bodies_of, link_row
from newsfold.backfill.rows import ARRANGED, article, columns, table
from newsfold.cluster.threshold import DEFAULT
from newsfold.fold.arranging import Arranger
from newsfold.fold.filing import Moves
from newsfold.model import Link, StoredArticle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pyspark.sql import DataFrame

    from newsfold.backfill.rows import Rows
    from newsfold.changes import Changes
    from newsfold.model import Cluster, ShownBy
    from newsfold.settings import CanonicalSettings

_BODIES_AT_ONCE = 2_000  # about; the components of one task
_CONTENDING = ("id", "source", "origin", "digest", "url", "title", "site", "author", "published", "published_epoch", "lang")


class Linked(NamedTuple):
    """What is to be arranged: rows of `ARTICLES`, of `BODIES`, and of `LINKS`."""

    articles: DataFrame
    bodies: DataFrame
    links: DataFrame


def arranged(linked: Linked, components: DataFrame, policy: CanonicalSettings, at: str) -> DataFrame:
    """Rows of `ARRANGED`. `components` are (body, component) of those that joining links reach; all others stand alone.

    A component is arranged by one task, which holds the texts of its bodies: 500,000 of them are 2 GB, as much as Arrow takes at once.
    """
    filed, bodies, links = linked
    bins = max(1, bodies.count() // _BODIES_AT_ONCE)
    home = F.pmod(F.hash(F.coalesce("component", "body")), F.lit(bins)).alias("bin")
    texts = bodies.join(components, "body", "left").select(
        "body", F.col("first").alias("id"), "words", F.when(F.col("component").isNotNull(), F.col("text")).alias("text")
    )
    told = filed.select(*_CONTENDING, "body").join(components, "body", "left")
    articles = told.select(home, *_CONTENDING, "body").join(texts, ["id", "body"], "left")
    inside = links.join(components.withColumnRenamed("body", "a"), "a").join(
        components.select(F.col("body").alias("b"), F.col("component").alias("other")), "b"
    )
    pairs = inside.where("component = other").select(
        F.pmod(F.hash("component"), F.lit(bins)).alias("bin"), "a", "b", "log_odds", "evidence", "sketched"
    )
    together = articles.groupBy("bin").cogroup(pairs.groupBy("bin"))

    def work(own: Rows, near: Rows) -> Rows:
        return _arranged(own, near, policy, at)

    return together.applyInArrow(work, from_arrow_schema(ARRANGED))


class Component:
    """Bodies with all that belongs to them, in memory, where nothing stood before: see `newsfold.fold.ports.Shelf`."""

    def __init__(self, articles: Rows, links: Rows, at: str) -> None:
        rows: list[dict[str, Any]] = articles.to_pylist()
        self._articles = {row["id"]: _stored(row, at) for row in rows}
        self._words = {row["body"]: row["words"] for row in rows if row["words"] is not None}
        self.texts = bodies_of((row["body"], row["lang"], row["text"], row["words"]) for row in rows if row["text"] is not None)
        found = columns(links, "a", "b", "log_odds", "evidence", "sketched")
        self._links = sorted(
            (Link(a, b, log_odds, tuple(evidence), sketched) for a, b, log_odds, evidence, sketched in found),
            key=lambda link: (link.a, link.b),
        )

    @cached_property
    def arrived(self) -> dict[int, tuple[int, ...]]:
        """The articles of each body, by id."""
        came: defaultdict[int, list[int]] = defaultdict(list)
        for number, one in sorted(self._articles.items()):
            came[one.body].append(number)
        return {body: tuple(numbers) for body, numbers in came.items()}

    @cached_property
    def _links_by_body(self) -> dict[int, list[Link]]:
        near: defaultdict[int, list[Link]] = defaultdict(list)
        for link in self._links:
            near[link.a].append(link)
            near[link.b].append(link)
        return near

    def articles(self, ids: Collection[int]) -> dict[int, StoredArticle]:
        """Articles by id, without their texts."""
        return {number: self._articles[number] for number in ids if number in self._articles}

    def articles_of_bodies(self, body_ids: Collection[int]) -> dict[int, list[StoredArticle]]:
        """Every article of each body, by id."""
        return {body: [self._articles[number] for number in self.arrived[body]] for body in body_ids if body in self.arrived}

    def shown_by(self, body_ids: Collection[int]) -> dict[int, ShownBy]:  # noqa: ARG002 the port fixes the signature
        """Nothing: nobody chose an article yet."""
        return {}

    def words(self, body_ids: Collection[int]) -> dict[int, int]:
        """How many words each body has."""
        return {body: self._words[body] for body in body_ids if body in self._words}

    def links_of(self, body_ids: Collection[int]) -> list[Link]:
        """The links that have at least one end in `body_ids`, ordered by their ends."""
        found = {(link.a, link.b): link for body in body_ids for link in self._links_by_body.get(body, ())}
        return [link for _, link in sorted(found.items())]

    def body_clusters(self, ids: Collection[int]) -> dict[int, int]:  # noqa: ARG002 as above
        """Nothing: no body stands anywhere yet."""
        return {}

    def clusters(self, ids: Collection[int]) -> dict[int, Cluster]:  # noqa: ARG002
        """Nothing: there are none yet."""
        return {}

    def emptied(self, cluster_ids: Collection[int]) -> dict[int, list[int]]:  # noqa: ARG002
        """Nothing: every body has its text."""
        return {}

    def next_cluster_id(self) -> int:
        """The ids are given later, to the clusters of all tasks together."""
        return 1


def _stored(row: dict[str, Any], at: str) -> StoredArticle:
    bare = article(row | {"text": "", "furniture": ()})
    return StoredArticle(row["id"], bare, (), row["body"], 0, first_seen=at, revision=1, changed=at)


def _arranged(articles: Rows, links: Rows, policy: CanonicalSettings, at: str) -> Rows:
    whole = Component(articles, links, at)
    moves = Moves(whole.arrived, {}, {})
    changes = Arranger(whole, Texts(whole.texts), policy, DEFAULT).arrange(whole.arrived, moves)
    return table(_rows(changes), ARRANGED)


def _rows(changes: Changes) -> Iterator[dict[str, Any]]:
    quarantined = {event.cluster for event in changes.events if event.kind == "quarantined"}
    for cluster in changes.clusters:
        own = {"canonical": cluster.canonical, "quarantined": cluster.id in quarantined}
        for member in cluster.members:
            placed = {"body": member.body, "article": member.article, "log_odds": member.log_odds}
            reason = cluster.canonical_reason if member.article == cluster.canonical else None
            yield own | placed | {"relation": member.relation.value, "reason": reason}
    for link in changes.links:
        row = link_row(link)
        del row["sketched"]
        yield row
