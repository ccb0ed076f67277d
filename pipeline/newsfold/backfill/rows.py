"""The tables that a backfill makes on its way, and rows of them made of the dataclasses."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from newsfold.clean.recurring import line_digests
from newsfold.fold.filing import group_name
from newsfold.model import Article, Moment, Skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = dict[str, Any]

# The library has no types.
Batch = Any
Rows = Any
Schema = Any

_LONG, _TEXT, _BYTES, _REAL, _INDEXES = pa.int64(), pa.string(), pa.binary(), pa.float64(), pa.list_(pa.int32())
_ROWS_AT_ONCE = 1000
_CHARACTERS_AT_ONCE = 8_000_000

_TOLD = [(name, _TEXT) for name in ("url", "title", "site", "author", "published")] + [("published_epoch", _LONG), ("lang", _TEXT)]
READ = pa.schema(
    [
        *(("file", _LONG), ("record", _LONG), ("source", _TEXT), ("origin", _TEXT), ("reason", _TEXT), ("detail", _TEXT)),
        *(("digest", _BYTES), ("content", _BYTES), *_TOLD, ("text", _TEXT), ("furniture", _INDEXES)),
        *(("group", _TEXT), ("lines", _BYTES)),
    ]
)
"""What became of each input: an article, or (`reason`) a skip. (file, record) is its place; `content` a digest of the article made of it."""

ARTICLES = pa.schema(
    [
        *(("id", _LONG), ("source", _TEXT), ("origin", _TEXT), ("digest", _BYTES), *_TOLD, ("text", _TEXT)),
        *(("furniture", _INDEXES), ("group", _TEXT), ("lines", _BYTES), ("recurring", _INDEXES), ("body", _LONG)),
    ]
)
"""Articles, each once, with what recurs at its site and the body that it has."""

BODIES = pa.schema(
    [
        *(("body", _LONG), ("lang", _TEXT), ("words", _LONG), ("text", _TEXT), ("signature", _BYTES)),
        *(("first", _LONG), ("since", _LONG), ("until", _LONG)),
    ]
)
"""Bodies with their texts; `first` is the first article of each, `since` and `until` its span."""

LINKS = pa.schema([("a", _LONG), ("b", _LONG), ("log_odds", _REAL), ("evidence", pa.list_(_REAL)), ("sketched", pa.bool_())])

ARRANGED = pa.schema(
    [
        *(("body", _LONG), ("article", _LONG), ("relation", _TEXT), ("log_odds", _REAL)),
        *(("canonical", _LONG), ("reason", _TEXT), ("quarantined", pa.bool_())),
        *(("a", _LONG), ("b", _LONG), ("evidence", pa.list_(_REAL))),
    ]
)
"""Members of clusters, told by their canonicals, and (where `body` is missing) links that only arranging asked for."""


def batches(rows: Iterable[Mapping[str, Any]], schema: Schema) -> Iterator[Batch]:
    """The rows as Spark takes them, in batches of some megabytes at most."""
    some: list[Mapping[str, Any]] = []
    characters = 0
    for row in rows:
        some.append(row)
        characters += len(row.get("text") or "")
        if len(some) == _ROWS_AT_ONCE or characters > _CHARACTERS_AT_ONCE:
            yield pa.RecordBatch.from_pylist(some, schema=schema)
            some, characters = [], 0
    if some:
        yield pa.RecordBatch.from_pylist(some, schema=schema)


def table(rows: Iterable[Mapping[str, Any]], schema: Schema) -> Rows:
    """All rows at once, for what is worked on group by group."""
    return pa.Table.from_pylist(list(rows), schema=schema)


def columns(rows: Rows | Batch, *names: str) -> Iterator[tuple[Any, ...]]:
    """Some columns of a table as Python's own values, row by row."""
    return zip(*(rows.column(name).to_pylist() for name in names), strict=True)


def read_row(file: int, record: int, outcome: Article | Skip) -> Row:
    """A row of `READ`."""
    place: Row = {"file": file, "record": record, "source": outcome.source, "origin": outcome.origin}
    if isinstance(outcome, Skip):
        return place | {"reason": outcome.reason.value, "detail": outcome.detail}
    told = article_row(outcome)
    content = blake2b(repr(sorted(told.items())).encode(), digest_size=16).digest()
    lines = line_digests(outcome.text, outcome.furniture)
    return place | told | {"digest": outcome.digest, "content": content, "group": group_name(outcome), "lines": lines}


def article_row(article: Article) -> Row:
    """What an article says, without its key and digest."""
    return {
        **{name: getattr(article, name) for name in ("url", "title", "site", "author", "lang", "text")},
        "furniture": list(article.furniture),
        "published": article.published.text if article.published else None,
        "published_epoch": article.published.epoch if article.published else None,
    }


def article(row: Mapping[str, Any]) -> Article:
    """The article of a row of `ARTICLES`; where the row is without a text, so is the article."""
    moment = None if row["published"] is None else Moment(row["published"], row["published_epoch"])
    return Article(
        source=row["source"],
        origin=row["origin"],
        digest=bytes(row["digest"]),
        text=row["text"],
        furniture=tuple(row["furniture"]),
        **{name: row[name] for name in ("url", "title", "site", "author", "lang")},
        published=moment,
    )
