"""Which bodies joining links reach from one another: few links on the driver, many by shuffles.

Many: the alternating algorithm of Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected components in MapReduce and
beyond" (2014). Large star: every node tells its larger neighbours of the smallest in its reach; small star: it tells the smaller ones,
and itself. Both keep what is connected connected, and in the end every node has one edge, to the smallest of its component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it

from newsfold.cluster.partition import components as on_one_machine

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from newsfold.backfill.stages import Stages

FEW = 1_000_000
"""So many edges are taken to the driver: 0.4 GB and some seconds there. More are worked on by shuffles."""


def components(stages: Stages, edges: DataFrame, few: int = FEW) -> DataFrame:
    """(body, component) for each end of `edges` (a, b), which must not be equal; a component is named by its smallest body."""
    ends = stages.kept("edges", edges.select("a", "b"))
    if ends.count() > few:
        return _by_stars(stages, ends)
    pairs = [(row[0], row[1]) for row in ends.collect()]
    wholes = on_one_machine({body for pair in pairs for body in pair}, pairs)
    return stages.spark.createDataFrame([(body, whole[0]) for whole in wholes for body in whole], "body long, component long")


def _by_stars(stages: Stages, ends: DataFrame) -> DataFrame:
    edges, before = ends, None
    while True:
        edges = stages.kept("stars", _small_star(_large_star(edges)))
        told = edges.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(20)"))).collect()[0]
        if told == before:
            break
        before = told
    own = edges.select(F.col("a").alias("body")).distinct().withColumn("component", F.col("body"))
    return edges.select(F.col("b").alias("body"), F.col("a").alias("component")).union(own)


def _large_star(edges: DataFrame) -> DataFrame:
    """(the smallest of a node's neighbours and itself, the neighbour) for each neighbour that is larger than the node."""
    both = edges.select("a", "b").union(edges.select(F.col("b").alias("a"), F.col("a").alias("b")))
    least = both.groupBy("a").agg(F.least(F.col("a"), F.min("b")).alias("least"))
    return both.where("b > a").join(least, "a").select(F.col("least").alias("a"), "b").distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """(the smallest of a node's smaller neighbours, the neighbour) for each of them, and for the node."""
    least = edges.groupBy("b").agg(F.min("a").alias("least"))
    near = edges.join(least, "b").where("a > least").select(F.col("least").alias("a"), F.col("a").alias("b"))
    return near.union(least.select(F.col("least").alias("a"), "b")).distinct()
