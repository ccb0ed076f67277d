"""Articles as Parquet: typed columns, compressed by zstd, some thousands of rows in a group."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from io import RawIOBase
from typing import TYPE_CHECKING, Any

from newsfold.errors import UsageError
from newsfold.report import handed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _typeshed import ReadableBuffer

    from newsfold.report.records import Record
    from newsfold.views.handing import Told

_ROWS = 10_000
_CHARACTERS = 8_000_000  # of texts in one group


def parquet(told: Iterable[Told], *, text: bool) -> Iterator[bytes]:
    """A file with one row an article, piece by piece; its columns are the keys of `newsfold.report.handed`, and `published_utc`.

    Raises UsageError where pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        message = "Parquet is an extra that is not installed; pip install 'newsfold[parquet]'"
        raise UsageError(message)
    import pyarrow as pa  # noqa: PLC0415 an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = _schema(pa, text=text)
    pieces = _Pieces()
    with pq.ParquetWriter(pieces, schema, compression="zstd") as writer:
        for group in _groups(told, text=text):
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield pieces.taken()
    yield pieces.taken()


class _Pieces(RawIOBase):
    """A file to write to, from which the bytes are taken again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: ReadableBuffer, /) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _groups(told: Iterable[Told], *, text: bool) -> Iterator[list[Record]]:
    group: list[Record] = []
    characters = 0
    for one in told:
        group.append(_row(one, text=text))
        characters += len(one.text or "")
        if len(group) == _ROWS or characters > _CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _row(told: Told, *, text: bool) -> Record:
    one = told.article
    times = {"first_seen": one.first_seen, "changed": one.changed}
    seen = [
        {"source": sighting.source, "first_seen": sighting.first_seen and datetime.fromisoformat(sighting.first_seen)}
        for sighting in one.sightings
    ]
    return (
        handed.article(told, text=text)
        | {name: datetime.fromisoformat(at) for name, at in times.items()}
        | {"published_utc": None if one.epoch is None else datetime.fromtimestamp(one.epoch, UTC), "sightings": seen}
    )


def _schema(pa: Any, *, text: bool) -> Any:  # noqa: ANN401 the library has no types
    number, string, time = pa.int64(), pa.string(), pa.timestamp("ms", tz="UTC")
    types = {
        **dict.fromkeys(("id", "cluster", "copy_of"), number),
        **dict.fromkeys(("revision", "words"), pa.int32()),
        "log_odds": pa.float64(),
        **dict.fromkeys(("first_seen", "changed"), time),
        "tags": pa.list_(string),
        "sightings": pa.list_(pa.struct([("source", string), ("first_seen", time)])),
    }
    fields = [(key, types.get(key, string)) for key in handed.KEYS]
    fields.insert(handed.KEYS.index("published") + 1, ("published_utc", time))
    return pa.schema(fields + ([("text", string)] if text else []))
