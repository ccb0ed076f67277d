"""How large a database is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from newsfold.errors import UsageError
from newsfold.store.store import Store
from newsfold.store.tables import REVISION, metadata
from store_builders import AT, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "a.db"), write=True, scheme="s") as opened:
        yield opened


def test_an_empty_database_has_no_times(store: Store, tmp_path: Path) -> None:
    found = store.stats()
    assert (found.path, found.schema, found.scheme) == (str(tmp_path / "a.db"), REVISION, "s")
    assert (found.articles, found.first_seen, found.last_seen, found.oldest, found.newest) == (0, None, None, None, None)


def test_every_table_has_its_rows_and_bytes_and_the_largest_comes_first(store: Store) -> None:
    store.apply(sample_changes(), AT)
    store.set_threshold(1.5)
    found = store.stats()
    assert {table.name for table in found.tables} == {*metadata.tables, "search"}
    rows = {table.name: table.rows for table in found.tables}
    assert (rows["articles"], rows["search"], rows["skips"], rows["tombstones"]) == (6, 6, 1, 0)
    sizes = [table.size or 0 for table in found.tables]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 < found.size - found.free - sum(sizes) < 0.2 * found.size  # the schema itself
    assert (found.threshold, found.emptied, found.first_seen, found.last_seen) == (1.5, 0, AT, AT)
    assert (found.oldest, found.newest) == ("1970-01-01T00:01:30+00:00", "1970-01-01T00:05:10+00:00")
    assert found.wal + store.file().stat().st_size == store.size()


def test_where_sqlite_cannot_measure_tables_their_rows_are_told(store: Store) -> None:
    def without(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> tuple[str, object]:
        return statement.replace("dbstat", "no_such_table"), parameters

    event.listen(store._engine, "before_cursor_execute", without, retval=True)
    found = store.stats()
    assert {table.size for table in found.tables} == {None}
    assert [table.name for table in found.tables if table.rows] == ["meta"]


def test_a_database_in_memory_is_no_file() -> None:
    with Store.open(":memory:", write=True) as store:
        for ask in (store.file, store.size, store.stats):
            with pytest.raises(UsageError, match=":memory: is no file of SQLite's"):
                ask()
