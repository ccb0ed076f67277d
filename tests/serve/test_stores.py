"""Stores that are lent to threads, of a database that may change underneath."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsfold.errors import NotFound, StoreBusy, StoreError, TooNew
from newsfold.serve.stores import Stores
from newsfold.store.store import Store
from store_builders import AT, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    return path


def articles(stores: Stores) -> int:
    with stores.reading() as store:
        return store.counts()["articles"]


def test_a_store_is_lent_again_and_never_to_two_at_once(database: Path):
    with closing(Stores(str(database))) as stores:
        with stores.reading() as one, stores.reading() as other:
            assert one is not other
        with stores.reading() as again:
            assert again in {one, other}


def test_threads_read_at_once(database: Path):
    counted: list[int] = []
    with closing(Stores(str(database))) as stores:
        threads = [threading.Thread(target=lambda: counted.extend(articles(stores) for _ in range(20))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counted == [6] * 120


def test_what_is_not_found_spoils_no_store(database: Path):
    with closing(Stores(str(database))) as stores:
        with stores.reading() as one, pytest.raises(NotFound):
            one.cluster(99)
        with pytest.raises(NotFound), stores.reading() as two:
            two.cluster(99)
        with stores.reading() as again:
            assert again is two


def test_a_database_that_was_replaced_is_read_anew(database: Path, tmp_path: Path):
    with closing(Stores(str(database))) as stores:
        assert articles(stores) == 6
        other = tmp_path / "other.db"
        with Store.open(str(other), write=True) as store:
            store.apply(make_changes([make_filed(1, make_article("a.html", "Only one."))]), AT)
        other.replace(database)
        assert articles(stores) == 1


def test_a_database_that_has_gone_is_told_and_found_again(database: Path, tmp_path: Path):
    with closing(Stores(str(database))) as stores:
        assert articles(stores) == 6
        shutil.move(database, tmp_path / "away.db")
        with pytest.raises(StoreError, match="has gone"):
            articles(stores)
        database.touch()
        with pytest.raises(StoreError, match="no database"):
            articles(stores)
        shutil.move(tmp_path / "away.db", database)
        assert articles(stores) == 6


def test_a_database_that_a_newer_newsfold_upgraded_is_not_misread(database: Path):
    with closing(Stores(str(database))) as stores:
        assert articles(stores) == 6
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("ALTER TABLE articles RENAME TO stories")
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        with pytest.raises(StoreError):
            articles(stores)
        with pytest.raises(TooNew):
            articles(stores)


def test_one_that_is_locked_is_busy_and_then_read(database: Path):
    with closing(Stores(f"sqlite:///{database}?timeout=0.05")) as stores:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreBusy):
                articles(stores)
        assert articles(stores) == 6


def test_a_database_in_memory_has_no_place():
    with closing(Stores(":memory:")) as stores:
        assert articles(stores) == 0
