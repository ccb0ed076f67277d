"""`newsfold db copy`, on real databases of both kinds."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from keeping_builders import STORIES, folded
from newsfold.cli.main import app
from newsfold.store.dump import dump_text
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Store.open(str(tmp_path / "news.db"), write=True, scheme="s") as store:
        folded(store, STORIES[:4])
    return tmp_path / "news.db"


@pytest.fixture
def newsfold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, list(map(str, arguments)))

    return call


@pytest.fixture
def empty(database: str) -> str:
    Store.open(database, write=True).close()
    return database


def dumped(place: str | Path) -> str:
    with Store.open(str(place)) as store:
        return dump_text(store)


def test_a_store_moves_and_comes_back_and_every_table_is_told(
    newsfold: Callable[..., Result], path: Path, empty: str, tmp_path: Path
):
    there = newsfold("db", "copy", path, empty)
    assert (there.exit_code, there.stderr) == (0, "")
    lines = there.stdout.splitlines()
    assert lines[0].split() == ["Table", "Rows", "Content"]
    assert lines[2].split()[:2] == ["articles", "4"]
    assert "each compared with its original" in " ".join(lines)
    back = newsfold("db", "copy", empty, tmp_path / "back.db", "--format", "json")
    told = json.loads(back.stdout)
    assert (told["from"], told["to"]) == (empty, str(tmp_path / "back.db"))
    assert {"name": "articles", "rows": 4, "content": lines[2].split()[2]} in told["tables"]
    assert dumped(path) == dumped(empty) == dumped(tmp_path / "back.db")
    assert newsfold("db", "check", "--db", tmp_path / "back.db").exit_code == 0


def test_quietly_it_says_nothing(newsfold: Callable[..., Result], path: Path, empty: str):
    assert newsfold("db", "copy", path, empty, "-q").output == ""


def test_a_target_that_holds_something_is_refused(newsfold: Callable[..., Result], path: Path, empty: str):
    assert newsfold("db", "copy", path, empty).exit_code == 0
    before = dumped(empty)
    again = newsfold("db", "copy", path, empty)
    assert (again.exit_code, "holds something already" in again.stderr, dumped(empty)) == (2, True, before)
    itself = newsfold("db", "copy", path, path)
    assert (itself.exit_code, "holds something already" in itself.stderr) == (2, True)


def test_where_there_is_nothing_to_copy_nothing_is_made(newsfold: Callable[..., Result], tmp_path: Path):
    result = newsfold("db", "copy", tmp_path / "none.db", tmp_path / "to.db")
    assert (result.exit_code, "no database at" in result.stderr, list(tmp_path.iterdir())) == (2, True, [])


def test_a_copy_that_is_not_what_was_copied_is_a_failure_of_the_database(
    newsfold: Callable[..., Result], path: Path, tmp_path: Path
):
    target = tmp_path / "to.db"
    Store.open(str(target), write=True).close()
    connection = sqlite3.connect(target)
    connection.execute("CREATE TRIGGER spoil AFTER INSERT ON articles BEGIN UPDATE articles SET title = 'x' WHERE id = 3; END")
    connection.commit()
    connection.close()
    result = newsfold("db", "copy", path, target)
    assert (result.exit_code, result.stdout) == (74, "")
    assert "the row of articles with id 3 has title " in result.stderr
    with Store.open(str(target)) as store:
        assert store.counts()["articles"] == 0


def test_while_somebody_else_writes_to_the_target_it_waits_for_nobody(newsfold: Callable[..., Result], path: Path, tmp_path: Path):
    with Store.open(str(tmp_path / "to.db"), write=True):
        assert newsfold("db", "copy", path, tmp_path / "to.db").exit_code == 75
