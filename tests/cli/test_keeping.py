"""`newsfold db` and `newsfold prune`, on a real database."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from keeping_builders import STORIES, folded
from newsfold.cli import asking, progress
from newsfold.cli.main import app
from newsfold.match.scheme import scheme_id
from newsfold.model import Moment
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

DAY = 86_400
OF_OLD = [replace(one, published=Moment("x", 1_772_000_000)) for one in STORIES[:3]]
YOUNG = replace(STORIES[40], published=Moment("y", int(time.time())))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Store.open(str(tmp_path / "news.db"), write=True, scheme=scheme_id(None)) as store:
        folded(store, [*OF_OLD, YOUNG])
    return tmp_path / "news.db"


@pytest.fixture
def newsfold(path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(path.parent / "no-config"))
    monkeypatch.setenv("NEWSFOLD_DB", str(path))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, list(map(str, arguments)))

    return call


def test_a_good_database_has_nothing_wrong(newsfold: Callable[..., Result]):
    for arguments, said in (
        (("check",), "Nothing is wrong ("),
        (("check", "--quiet"), ""),
        (("check", "-f", "json"), '"findings": []'),
    ):
        result = newsfold("db", *arguments)
        assert result.exit_code == 0
        assert said in result.stdout


def test_what_is_wrong_is_told_line_by_line_with_exit_code_1(newsfold: Callable[..., Result], path: Path):
    connection = sqlite3.connect(path)
    connection.execute("UPDATE clusters SET size = 9 WHERE size > 1")
    connection.commit()
    connection.close()
    result = newsfold("db", "check", "-q")
    assert (result.exit_code, result.stdout) == (1, "clusters: cluster 1 says that it has 9 articles, and has 3\n")
    told = json.loads(newsfold("db", "check", "--format", "json").stdout)
    assert told["findings"] == [{"rule": "clusters", "detail": "cluster 1 says that it has 9 articles, and has 3"}]


def test_a_backup_is_made_also_while_somebody_writes(newsfold: Callable[..., Result], path: Path):
    with Store.open(str(path), write=True):
        result = newsfold("db", "backup", path.parent / "copy.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"{path.parent / 'copy.db'} holds the database, " in result.stderr
    again = newsfold("db", "backup", path.parent / "copy.db")
    assert (again.exit_code, "is there already; --force overwrites it" in again.stderr) == (2, True)
    told = json.loads(newsfold("db", "backup", path.parent / "copy.db", "--force", "--format", "json").stdout)
    assert told == {"path": str(path.parent / "copy.db"), "size": (path.parent / "copy.db").stat().st_size}
    assert newsfold("--db", path.parent / "copy.db", "db", "check").exit_code == 0
    assert newsfold("db", "backup", path.parent / "no" / "copy.db", "-q").exit_code == 74


def test_compacting_says_before_what_it_needs_and_waits_for_nobody(newsfold: Callable[..., Result], path: Path):
    result = newsfold("db", "compact")
    assert result.exit_code == 0
    assert "are needed in" in result.stderr.splitlines()[0]
    assert " before, " in result.stderr.splitlines()[-1]
    told = json.loads(newsfold("db", "compact", "-q", "-f", "json").stdout)
    assert told["after"] == path.stat().st_size
    assert newsfold("db", "compact", "-q").output == ""
    with Store.open(str(path), write=True):
        assert newsfold("db", "compact").exit_code == 75


def test_what_it_holds_is_shown(newsfold: Callable[..., Result], path: Path):
    shown = newsfold("db", "stats").stdout
    assert shown.startswith(f"{path}\n  size")
    assert "  articles    4\n" in shown
    told = json.loads(newsfold("db", "stats", "-f", "json").stdout)
    assert (told["articles"]["count"], told["schema"]) == (4, "0008")


@pytest.mark.parametrize("command", [("check",), ("backup", "copy.db"), ("compact",), ("stats",)])
def test_no_command_makes_a_database_that_is_not_there(newsfold: Callable[..., Result], tmp_path: Path, command: tuple[str, ...]):
    result = newsfold("db", *command, "--db", tmp_path / "none.db")
    assert (result.exit_code, "no database at" in result.stderr, (tmp_path / "none.db").exists()) == (2, True, False)


def test_without_a_command_it_tells_which_there_are(newsfold: Callable[..., Result]):
    result = newsfold("db")
    assert (result.exit_code, "backup" in result.stderr) == (2, True)


def test_what_is_old_is_removed_once_it_was_looked_at(newsfold: Callable[..., Result]):
    assert newsfold("prune", "--older-than", "30d", "--dry-run").stdout == "Would remove 3 articles in 1 cluster\n"
    told = json.loads(newsfold("prune", "--older-than", "30d", "--texts", "--dry-run", "-f", "json").stdout)
    assert told == {"clusters": 0, "articles": 0, "emptied_clusters": 1, "texts": 3}
    assert newsfold("prune", "--older-than", "30d", "--texts").stdout == "Removed the texts of 3 articles in 1 cluster\n"
    assert newsfold("prune", "--older-than", "30d").stdout == "Removed 3 articles in 1 cluster\n"
    assert newsfold("prune", "--older-than", "30d").stdout == "Removed nothing: no cluster is old enough\n"
    assert newsfold("prune", "--older-than", "30d", "-q").output == ""
    assert newsfold("db", "check").exit_code == 0
    gone = newsfold("report", "1")
    assert (gone.exit_code, "cluster 1 was removed on" in gone.stderr) == (2, True)
    assert "removed with all its articles" in newsfold("history", "1").stdout


def test_the_settings_say_what_is_old_where_the_options_do_not(newsfold: Callable[..., Result], monkeypatch: pytest.MonkeyPatch):
    for arguments, said in ((("prune",), "by the settings everything is kept"), (("prune", "--texts"), "go with --older-than")):
        result = newsfold(*arguments)
        assert (result.exit_code, said in result.stderr) == (2, True)
    assert "--older-than 'soon' is no date" in newsfold("prune", "--older-than", "soon").stderr
    monkeypatch.setenv("NEWSFOLD_RETENTION__KEEP_TEXTS_DAYS", "30")
    assert newsfold("prune", "--dry-run").stdout == "Would remove the texts of 3 articles in 1 cluster\n"


def test_publication_alone_may_tell_the_age(newsfold: Callable[..., Result], path: Path):
    connection = sqlite3.connect(path)
    connection.execute("UPDATE articles SET first_seen = '2999-01-01T00:00:00+00:00', changed = '2999-01-01T00:00:00+00:00'")
    connection.commit()
    connection.close()
    assert newsfold("prune", "--older-than", "30d", "--dry-run").stdout == "Would remove nothing: no cluster is old enough\n"
    assert (
        newsfold("prune", "--older-than", "30d", "--by-publication", "--dry-run").stdout == "Would remove 3 articles in 1 cluster\n"
    )


def test_at_a_terminal_it_asks_first(newsfold: Callable[..., Result], monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def agreed(question: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(asking, "somebody", lambda: True)
    monkeypatch.setattr(asking, "agreed", agreed)
    assert "nothing was removed" in newsfold("prune", "--older-than", "30d").stderr
    assert newsfold("prune", "--older-than", "30d").stdout == "Removed 3 articles in 1 cluster\n"
    assert asked == ["Remove 3 articles in 1 cluster?"] * 2
    assert newsfold("prune", "--older-than", "30d", "--yes").exit_code == 0
    assert len(asked) == 2


def test_the_copying_is_shown_at_a_terminal(monkeypatch: pytest.MonkeyPatch):
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    shown: list[str] = []
    for stream in (Terminal(), StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress.measuring("Copying", quiet=False) as told:
            told(1, 2)
        shown.append(stream.getvalue())
    assert "Copying" in shown[0]
    assert shown[1] == ""
