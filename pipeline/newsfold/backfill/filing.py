"""Which articles there are, each once, what recurs at their sites, and which body each has."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from pyspark.sql import functions as F  # noqa: N812 as everybody calls it
from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.rows import ARTICLES, columns
from newsfold.clean.recurring import OWN_WORDS, WORDS_MASK
from newsfold.fold.filing import recurs_from
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame

    from newsfold.backfill.rows import Batch, Rows
    from newsfold.backfill.stages import Stages

_PLACE = ("file", "record")
_KEY = ("source", "origin")
_LINE_VALUES = pa.schema([("id", pa.int64()), ("group", pa.string()), ("value", pa.int64())])
_SUPERSEDED = pa.schema([(name, pa.int64()) for name in _PLACE])
_UNKNOWN_SITE, _ANY_SITE = "", "any.example"  # of how many articles a line recurs is another number for the former alone
_OF_BODY = ("text", "furniture", "lang", "lines", "marked")


class Sighting(NamedTuple):
    """One time that an article was read: its place, source, the digest of what was read and one of what was made of it."""

    place: tuple[int, int]
    source: str
    digest: bytes
    content: bytes


def articles(stages: Stages, read: DataFrame) -> DataFrame:
    """The articles of what was `read`, each once with its id: by the last revision of several; rows of `ARTICLES` without a body."""
    cleaned = read.where("reason is null").drop("reason", "detail")
    sizes = read.groupBy("file").agg((F.max("record") + 1).alias("size")).collect()
    starts: list[tuple[int, int]] = []
    next_id = 1
    for file, size in sorted(map(tuple, sizes)):
        starts.append((file, next_id))
        next_id += size
    offsets = stages.spark.createDataFrame(starts, "file long, start long")
    kept = cleaned.join(stages.kept("superseded", _superseded(cleaned)), list(_PLACE), "left_anti")
    return kept.join(F.broadcast(offsets), "file").withColumn("id", F.col("start") + F.col("record")).drop("start", "content")


def _superseded(cleaned: DataFrame) -> DataFrame:
    """The places of articles that count no longer, or never did: see `superseded`."""
    light = cleaned.select(*_PLACE, *_KEY, "digest", "content")
    several = light.groupBy("origin").count().where("count > 1").select("origin")
    return light.join(several, "origin", "left_semi").groupBy("origin").applyInArrow(_of_one_origin, from_arrow_schema(_SUPERSEDED))


def _of_one_origin(rows: Rows) -> Rows:
    told = columns(rows, *_PLACE, "source", "digest", "content")
    places = superseded([Sighting((file, record), *rest) for file, record, *rest in told])
    return pa.Table.from_pylist([dict(zip(_PLACE, place, strict=True)) for place in places], schema=_SUPERSEDED)


def superseded(sightings: Iterable[Sighting]) -> list[tuple[int, int]]:
    """The places, of all sightings of one origin, at which there was nothing new, or what was read later replaced.

    As where articles are stored one after the other: what another source's article of that origin was made of is not new, unless this
    source has one that was made of something else.
    """
    stored: dict[str, Sighting] = {}
    gone: list[tuple[int, int]] = []
    for one in sorted(sightings, key=attrgetter("place")):
        old = stored.get(one.source)
        known = any(kept.digest == one.digest for kept in stored.values()) and (old is None or old.digest == one.digest)
        if known or (old is not None and old.content == one.content):
            gone.append(one.place)
            continue
        if old is not None:
            gone.append(old.place)
        stored[one.source] = one
    return gone


def skips(read: DataFrame, filed: DataFrame) -> DataFrame:
    """What could not be used, each key once: the last time counts, unless an article came from there later."""
    place = F.struct(*_PLACE)
    last = read.where("reason is not null").groupBy(*_KEY).agg(F.max(F.struct(place.alias("at"), "reason", "detail")).alias("last"))
    came = filed.select(*_KEY, F.struct(*_PLACE).alias("came"))
    left = last.join(came, list(_KEY), "left").where(F.col("came").isNull() | (F.col("came") < F.col("last.at")))
    return left.select(*_KEY, "last.reason", "last.detail")


def recurring(stages: Stages, filed: DataFrame) -> DataFrame:
    """(id, `marked`: the digests of its lines that recur) for each article that has such lines.

    Counted by shuffles, so a group may have any number of articles; the outcome is that of `newsfold.clean.recurring.Group`.
    """
    spread = filed.select("id", "group", "lines").mapInArrow(_spread, from_arrow_schema(_LINE_VALUES))
    lines = stages.kept("lines", spread)
    line = ["group", "value"]
    held = lines.groupBy(*line).agg(F.count("*").alias("holders"), F.min("id").alias("id"))
    words = F.sum(F.col("value").bitwiseAND(WORDS_MASK))
    own = held.where("holders = 1").groupBy("id").agg(words.alias("own"))
    speaking = own.where(F.col("own") >= OWN_WORDS).select("id")
    least = F.when(F.col("group") == _UNKNOWN_SITE, recurs_from(_UNKNOWN_SITE)).otherwise(recurs_from(_ANY_SITE))
    frequent = held.where(F.col("holders") >= least).select(*line)
    spoken = lines.join(frequent, line, "left_semi").join(speaking, "id", "left_semi").groupBy(*line).count()
    marked = spoken.where(F.col("count") >= least).select(*line)
    return lines.join(marked, line, "left_semi").groupBy("id").agg(F.collect_set("value").alias("marked"))


def _spread(rows: Iterator[Batch]) -> Iterator[Batch]:
    """One row for each different line of each article; lines that are known to be furniture are left out."""
    for batch in rows:
        values = [np.unique(np.frombuffer(lines, "<i8")) for (lines,) in columns(batch, "lines")]
        flat = np.concatenate(values)
        at = np.repeat(np.arange(len(values)), [len(some) for some in values])[flat != 0]
        repeated = (batch.column(name).take(pa.array(at)) for name in ("id", "group"))
        yield pa.RecordBatch.from_arrays([*repeated, pa.array(flat[flat != 0])], names=_LINE_VALUES.names)


def bodies_found(filed: DataFrame, marked: DataFrame) -> DataFrame:
    """Rows of `ARTICLES`: articles with the lines that recur, and the body of what is left."""
    known = [name for name in ARTICLES.names if name not in {"recurring", "body"}]
    return filed.select(*known).join(marked, "id", "left").mapInArrow(_with_bodies, from_arrow_schema(ARTICLES))


def _with_bodies(rows: Iterator[Batch]) -> Iterator[Batch]:
    for batch in rows:
        recurs: list[list[int]] = []
        bodies: list[int] = []
        for text, furniture, lang, lines, marked in columns(batch, *_OF_BODY):
            recurs.append(_indexes(lines, marked or ()))
            bodies.append(body_of(text, {*furniture, *recurs[-1]}, lang).id)
        made = {"recurring": pa.array(recurs, pa.list_(pa.int32())), "body": pa.array(bodies, pa.int64())}
        arrays = [made[name] if name in made else batch.column(name) for name in ARTICLES.names]
        yield pa.RecordBatch.from_arrays(arrays, names=ARTICLES.names)


def _indexes(lines: bytes, marked: Sequence[int]) -> list[int]:
    """Where the lines stand that recur."""
    values = set(marked)
    return [index for index, value in enumerate(np.frombuffer(lines, "<i8").tolist()) if value in values] if values else []
