"""The outcome as five tables: articles, bodies, links, clusters and skips."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from newsfold.backfill.arranging import Linked
    from newsfold.backfill.stages import Stages


class Result(NamedTuple):
    """Clusters are numbered from 1 in the order of their first articles, which are numbered as they were read."""

    articles: DataFrame
    bodies: DataFrame
    links: DataFrame
    clusters: DataFrame
    skips: DataFrame

    @classmethod
    def stored(cls, spark: SparkSession, folder: str) -> Result:
        """The outcome that `store` left in a folder."""
        return cls(*(spark.read.parquet(f"{folder}/{name}") for name in cls._fields))

    def store(self, spark: SparkSession, folder: str) -> Result:
        """Writes every table as Parquet into a folder of its name, and reads them back."""
        for name, made in zip(self._fields, self, strict=True):
            made.write.parquet(f"{folder}/{name}")
        return self.stored(spark, folder)


def result(stages: Stages, linked: Linked, arranged: DataFrame, skips: DataFrame) -> Result:
    """The tables of what was arranged."""
    filed, bodies, links = linked
    members = arranged.where("body is not null")
    numbered = _numbered(stages, members, bodies)
    placed = stages.kept("placed", members.join(numbered, "canonical").drop("canonical", "quarantined", "a", "b", "evidence"))
    homes = placed.select("body", "cluster")
    articles = filed.join(homes, "body").select("id", "cluster", *(name for name in filed.columns if name != "id"))
    own = bodies.select(F.col("body"), "lang", "words", "signature", "since", "until")
    standing = own.join(placed.drop("reason"), "body").withColumnRenamed("body", "id")
    counted = articles.groupBy("cluster").agg(F.count("*").alias("articles"), F.count_distinct("body").alias("bodies"))
    reasons = members.where("reason is not null").select("canonical", F.col("reason").alias("canonical_reason"), "quarantined")
    clusters = numbered.join(reasons, "canonical").join(counted, "cluster").withColumnsRenamed({"cluster": "id"})
    order = ("id", "canonical", "canonical_reason", "quarantined", "articles", "bodies")
    return Result(articles, standing, _links(links, arranged, homes), clusters.select(*order), skips)


def _numbered(stages: Stages, members: DataFrame, bodies: DataFrame) -> DataFrame:
    """(canonical, cluster): the number of each cluster."""
    earliest = members.select("canonical", "body").join(bodies.select("body", "first"), "body")
    ordered = earliest.groupBy("canonical").agg(F.min("first").alias("earliest"))
    return stages.numbered("clusters", ordered, ("earliest",), "number").select("canonical", (F.col("number") + 1).alias("cluster"))


def _links(links: DataFrame, arranged: DataFrame, homes: DataFrame) -> DataFrame:
    """The links that sketches found and those that arranging asked for; `cluster` is the later one of those of their ends."""
    asked = arranged.where("body is null").select("a", "b", "log_odds", "evidence", F.lit(False).alias("sketched"))  # noqa: FBT003 a column
    ends = [homes.select(F.col("body").alias(end), F.col("cluster").alias(f"of_{end}")) for end in ("a", "b")]
    whole = links.unionByName(asked).join(ends[0], "a").join(ends[1], "b")
    return whole.withColumn("cluster", F.greatest("of_a", "of_b")).drop("of_a", "of_b")
