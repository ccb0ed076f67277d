"""A whole store moved into another database, of whichever kind, and compared with it row by row before it counts."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import cast, delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import REGCLASS

from newsfold.errors import NotEmpty, StoreError
from newsfold.store import search
from newsfold.store.migrate import IDENTITY
from newsfold.store.rows import select_in, select_pairs
from newsfold.store.tables import articles, meta, metadata
from newsfold.store.turns import turns
from newsfold.views.keeping import Copied, CopiedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Table

    from newsfold.store.rows import AnyRow
    from newsfold.store.store import Store

_FETCHED = 100  # rows that are fetched at once, so at most so many texts are held
_ROWS, _BYTES = 1_000, 4 << 20  # of a portion, that is written or compared in one statement
_OVERHEAD = 32  # bytes of a value beside its content, about
_SHOWN = 60  # characters of a value that is told
_OF_EMPTY = (IDENTITY, "scheme")  # what is noted in a database before anything is stored in it
_MODULUS = 1 << 64


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two databases: the one that is read, in one state, and the one that is written, in one transaction."""

    source: Connection
    target: Connection
    source_name: str
    target_name: str


def copy(source: Store, target: Store, progress: Callable[[int, int], None]) -> Copied:
    """Copy all that `source` holds into `target`, which is open for writing and empty, and compare the two row by row.

    One state of `source` is copied, whoever writes meanwhile, and all of it in one transaction: whatever interrupts it leaves `target`
    empty. What follows from the rest, the index of the search, is made anew. The copy has the identity of the original, for it is the
    same store. `progress` is told how much is done, of how much. Raises NotEmpty, and StoreError with the first row that is not the same
    in both.
    """
    with source.one_state(), source._reading() as read, target._writing() as written:  # noqa: SLF001 this is a part of the store
        pair = _Pair(read, written, source._name, target._name)  # noqa: SLF001 as above
        _check(pair)
        counts = {table.name: _count(read, table) for table in _tables()}
        told = _Told(progress, 2 * sum(counts.values()))
        written.execute(delete(meta))
        for table in _tables():
            _copy(pair, table, told)
        _restart_sequences(written)
        tables = (_compared(pair, table, told) for table in _tables())
        return Copied(pair.source_name, pair.target_name, tuple(sorted(tables, key=attrgetter("name"))))


class _Told:
    """Tells how many rows were dealt with, of how many."""

    def __init__(self, progress: Callable[[int, int], None], whole: int) -> None:
        self._progress = progress
        self._whole = whole
        self._done = 0

    def __call__(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._whole)


def _tables() -> list[Table]:
    """All tables, those first that others refer to. What writers tell each other says nothing about what is stored."""
    return [table for table in metadata.sorted_tables if table is not turns]


def _check(pair: _Pair) -> None:
    noted = select(literal(1)).where(meta.c.key.not_in(_OF_EMPTY))
    held = [select(literal(1)).select_from(table) for table in _tables() if table is not meta]
    if any(pair.target.execute(statement.limit(1)).first() for statement in (noted, *held)):
        message = f"the database {pair.target_name} holds something already; name one that is empty, or that is not there yet"
        raise NotEmpty(message)


def _copy(pair: _Pair, table: Table, told: _Told) -> None:
    for portion in _portions(pair.source, table):
        pair.target.execute(insert(table), [row._asdict() for row in portion])
        if table is articles:
            search.index(pair.target, [row.id for row in portion])
        told(len(portion))


def _portions(connection: Connection, table: Table) -> Iterator[list[AnyRow]]:
    """All rows of a table by its primary key, some at a time: as many as memory holds easily, however long their texts are."""
    portion: list[AnyRow] = []
    size = 0
    statement = select(table).order_by(*table.primary_key)
    for row in connection.execute(statement, execution_options={"yield_per": _FETCHED}):
        portion.append(row)
        size += sum(_OVERHEAD + (len(value) if isinstance(value, str | bytes | list) else 0) for value in row)
        if len(portion) == _ROWS or size >= _BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _restart_sequences(connection: Connection) -> None:
    """Let PostgreSQL go on counting above the ids that were copied; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables():
        for column in table.primary_key:
            sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            newest = connection.execute(select(func.max(column))).scalar() if sequence else None
            if newest is not None:
                connection.execute(select(func.setval(cast(sequence, REGCLASS), newest)))


def _compared(pair: _Pair, table: Table, told: _Told) -> CopiedTable:
    """Looks every row of one database up in the other. With as many rows there, none is missing here either.

    They are looked up, and not read side by side, because two databases need not sort texts alike.
    """
    rows = content = 0
    for portion in _portions(pair.source, table):
        found = {_key(table, row): row for row in _same_keys(pair.target, table, portion)}
        for row in portion:
            digest = _digest(row)
            other = found.get(_key(table, row))
            if other is None or _digest(other) != digest:
                raise StoreError(_difference(pair, table, row, other))
            content = (content + digest) % _MODULUS
        rows += len(portion)
        told(len(portion))
    there = _count(pair.target, table)
    if there != rows:
        message = f"the copy is not what was copied, and is not kept: {table.name} has {rows:,} rows in {pair.source_name}, and {there:,} in {pair.target_name}"
        raise StoreError(message)
    return CopiedTable(table.name, rows, f"{content:016x}")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _same_keys(connection: Connection, table: Table, portion: Sequence[AnyRow]) -> Iterator[AnyRow]:
    """The rows of a table that have the primary keys of `portion`. No table has a key of more than two columns."""
    keys = [_key(table, row) for row in portion]
    columns = tuple(table.primary_key)
    if len(columns) == 1:
        return select_in(connection, select(table), columns[0], (key for (key,) in keys))
    first, second = columns
    return select_pairs(connection, select(table), (first, second), ((one, two) for one, two in keys))


def _key(table: Table, row: AnyRow) -> tuple[Any, ...]:
    return tuple(row._mapping[column] for column in table.primary_key)  # noqa: SLF001 SQLAlchemy's public name


def _digest(row: AnyRow) -> int:
    """Of all values of a row, each with its type: 1 is not 1.0, nor True."""
    return int.from_bytes(blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _difference(pair: _Pair, table: Table, row: AnyRow, other: AnyRow | None) -> str:
    key = ", ".join(f"{column.name} {value!r:.{_SHOWN}}" for column, value in zip(table.primary_key, _key(table, row), strict=True))
    which = f"the copy is not what was copied, and is not kept: the row of {table.name} with {key}"
    if other is None:
        return f"{which} is not in {pair.target_name}"
    names = [column.name for column in table.columns]
    name, one, two = next(three for three in zip(names, row, other, strict=True) if repr(three[1]) != repr(three[2]))
    return f"{which} has {name} {one!r:.{_SHOWN}} in {pair.source_name}, and {two!r:.{_SHOWN}} in {pair.target_name}"
