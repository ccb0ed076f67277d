"""A process that has a database open several times keeps reading what others write."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newsfold.errors import NotOurs
from newsfold.store.store import Store
from store_builders import AT, sample_changes

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
sys.path[:0] = sys.argv[3:]
from newsfold.store.store import Store
from store_builders import AT, make_article, make_changes, make_filed
number = int(sys.argv[2])
with Store.open(sys.argv[1], write=True) as store:
    store.apply(make_changes([make_filed(number, make_article(f"{number}.html", f"Number {number}."))], first_cluster=number), AT)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    return path


def write(database: Path, number: int) -> None:
    """Stores one article more, in a process of its own, which ends."""
    paths = [str(ROOT / "pipeline"), str(ROOT / "tests")]
    subprocess.run([sys.executable, "-c", WRITER, str(database), str(number), *paths], check=True, timeout=60)


def test_a_session_that_ends_takes_no_lock_from_another(database: Path):
    with closing(Store.open(str(database))) as reader:
        counted = [reader.counts()["articles"]]
        Store.open(str(database)).close()
        for number in (100, 101):
            write(database, number)
            counted.append(reader.counts()["articles"])
            with closing(Store.open(str(database))) as other:
                counted.append(other.counts()["articles"])
        assert database.with_name("news.db-wal").exists(), "the log stays while somebody reads"
    assert counted == [6, 7, 7, 8, 8]


def test_another_file_under_the_same_name_is_looked_into(database: Path, tmp_path: Path):
    with closing(Store.open(str(database))):
        other = tmp_path / "other"
        other.write_bytes(b"no database" * 20)
        other.replace(database)
        with pytest.raises(NotOurs):
            Store.open(str(database))


def test_a_file_that_was_closed_is_looked_into_again(database: Path):
    Store.open(str(database)).close()
    with database.open("r+b") as file:
        file.write(b"no database")
    with pytest.raises(NotOurs):
        Store.open(str(database))
