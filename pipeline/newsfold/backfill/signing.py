"""Bodies, each once, and their signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F  # noqa: N812 as everybody calls it
from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.rows import BODIES, batches, columns
from newsfold.dates import span_of
from newsfold.match.signature import sign_bodies
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from newsfold.backfill.rows import Batch

_A_FILE = "/"  # all sources of a backfill are files, for which an article that does not tell when may stand anywhere
_TOLD = ("first", "since", "until")


def bodies(filed: DataFrame, at: str) -> DataFrame:
    """Rows of `BODIES` for rows of `ARTICLES` that were first seen `at` (ISO 8601): each body of its first article's text."""
    undated = span_of(_A_FILE, None, at)
    since, until = (F.coalesce("published_epoch", F.lit(end)) for end in (undated.since, undated.until))
    spans = filed.groupBy("body").agg(F.min("id").alias("first"), F.min(since).alias("since"), F.max(until).alias("until"))
    texts = filed.select("id", "text", "furniture", "recurring", "lang")
    return spans.join(texts, F.col("id") == F.col("first")).mapInArrow(_signed, from_arrow_schema(BODIES))


def _signed(rows: Iterator[Batch]) -> Iterator[Batch]:
    return batches((row for batch in rows for row in _rows(batch)), BODIES)


def _rows(batch: Batch) -> Iterator[dict[str, Any]]:
    texts = columns(batch, "text", "furniture", "recurring", "lang")
    made = [body_of(text, {*furniture, *recurring}, lang) for text, furniture, recurring, lang in texts]
    signed = sign_bodies(made)
    for body, signature, told in zip(made, signed, columns(batch, *_TOLD), strict=True):
        values = None if signature.values is None else signature.values.astype("<u4").tobytes()
        own = {"body": body.id, "lang": body.lang, "words": body.words, "text": body.text, "signature": values}
        yield own | dict(zip(_TOLD, told, strict=True))
