"""What one stage made, kept as Parquet for the next ones: nothing is computed twice, and no plan grows long."""

from __future__ import annotations

from itertools import accumulate
from time import perf_counter
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROW_BITS = 33  # of monotonically_increasing_id, below the number of the partition


class Stages:
    """A folder that every executor can read and write, and the session. `seconds` tells what each stage took."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        self.spark = spark
        self._folder = folder.rstrip("/")
        self._made = 0
        self.seconds: dict[str, float] = {}

    @property
    def tasks(self) -> int:
        """How many parts a shuffle has."""
        return int(self.spark.conf.get("spark.sql.shuffle.partitions") or 1)

    def kept(self, name: str, made: DataFrame) -> DataFrame:
        """What was `made`, stored under a name of its own."""
        self._made += 1
        place = f"{self._folder}/{self._made:02}-{name}"
        start = perf_counter()
        made.write.parquet(place)
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
        return self.spark.read.parquet(place)

    def numbered(self, name: str, rows: DataFrame, by: tuple[str, ...], number: str) -> DataFrame:
        """`rows`, few columns of them, with their `number` from 0 in the order of `by`, by which no two may be equal."""
        ordered = rows.repartitionByRange(self.tasks, *by).sortWithinPartitions(*by)
        placed = self.kept(name, ordered.withColumn("_place", F.monotonically_increasing_id()))
        part = F.shiftright("_place", _ROW_BITS)
        sizes = {row[0]: row[1] for row in placed.groupBy(part.alias("part")).count().collect()}
        parts = sorted(sizes)
        starts = list(zip(parts, accumulate((sizes[one] for one in parts), initial=0), strict=False))
        offsets = self.spark.createDataFrame(starts, "_part long, _start long")
        within = F.col("_place") - F.shiftleft(part, _ROW_BITS)
        joined = placed.join(F.broadcast(offsets), part == F.col("_part"))
        return joined.withColumn(number, F.col("_start") + within).drop("_place", "_part", "_start")
