"""Parquet files: each row is a document, with the columns that a line of JSON Lines has as its keys."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsfold.model import Hints, Reason
from newsfold.sources.jsonl import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.model import Fetched, Skip
    from newsfold.settings import ReadSettings
    from newsfold.sources.entry import Entry

_SUFFIX = ".parquet"
_COLUMNS = ("id", "text", "html", *(field.name for field in fields(Hints)))
_ROWS_AT_ONCE = 256


def is_parquet(entry: Entry) -> bool:
    """Whether an ordinary file is named as Parquet is."""
    return entry.path.lower().endswith(_SUFFIX) and os.path.isfile(entry.path) and not os.path.islink(entry.path)  # noqa: PTH113, PTH114 as in `newsfold.sources`


def read_parquet(entry: Entry, settings: ReadSettings) -> Iterator[Fetched | Skip]:
    """A Fetched or a Skip for each row, as `newsfold.sources.jsonl.documents` makes them; other columns are passed over."""
    try:
        with pq.ParquetFile(entry.path) as file:
            named = [name for name in _COLUMNS if name in file.schema_arrow.names]
            rows = _Rows(file, named)
            yield from documents(rows, source=entry.source, file=entry.origin, max_line_bytes=settings.max_line_bytes)
    except OSError as error:
        yield entry.failed(error)
    except pa.ArrowException as error:
        yield entry.skip(Reason.BAD_DOCUMENT, " ".join(str(error).split()))


class _Rows:
    """The rows of a file as lines of JSON."""

    def __init__(self, file: Any, named: list[str]) -> None:  # noqa: ANN401 the library has no types
        batches = file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=named)
        self._lines = (_line(row) for batch in batches for row in batch.to_pylist())
        self._rest = b""

    def readline(self, size: int, /) -> bytes:
        """The next row with a line end, or the first `size` bytes of it; empty at the end of the file."""
        line = self._rest or next(self._lines, b"")
        self._rest = line[size:]
        return line[:size]


def _line(row: dict[str, Any]) -> bytes:
    told = {name: value for name, value in row.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, default=_written).encode() + b"\n"


def _written(value: object) -> str:
    """Times are columns of their own type in Parquet."""
    return value.isoformat() if isinstance(value, date) else str(value)
