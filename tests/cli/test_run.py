"""`newsfold run`: what it asks of the daemon, and what becomes of what that answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TextIO

import pytest
import structlog
from typer.testing import CliRunner

import newsfold.daemon.once
import newsfold.daemon.service
from newsfold.cli.main import app
from newsfold.errors import SettingsError, StoreBusy
from newsfold.report import records
from report.test_round import ROUND

if TYPE_CHECKING:
    from typer.testing import Result

    from newsfold.daemon.health import Address
    from newsfold.settings import Settings
    from newsfold.views.runs import Round


@dataclass
class Daemon:
    """What stands behind the command."""

    fault: Exception | None = None
    round: Round = ROUND
    asked: list[object] = field(default_factory=list[object])

    def watch(self, settings: Settings, _stream: TextIO, health: Address | None, *, quiet: bool) -> None:
        self.asked.append((settings.watch.sources, settings.db, str(health), quiet))
        if self.fault:
            raise self.fault

    def once(self, settings: Settings, _stream: TextIO, *, everything: bool) -> Round:
        self.asked.append((settings.watch.sources, settings.db, everything))
        if self.fault:
            raise self.fault
        return self.round


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Daemon:
    stand_in = Daemon()
    monkeypatch.setattr(newsfold.daemon.service, "watch", stand_in.watch)
    monkeypatch.setattr(newsfold.daemon.once, "once", stand_in.once)
    monkeypatch.setenv("NEWSFOLD_DB", "environment.db")
    return stand_in


def called(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["run", "--sources", "list.toml", *arguments])


def test_without_more_it_watches_for_years(daemon: Daemon):
    assert [called().exit_code, called("--health", "8787", "--quiet", "--db", "own.db").exit_code] == [0, 0]
    assert daemon.asked == [("list.toml", "environment.db", "None", False), ("list.toml", "own.db", "127.0.0.1:8787", True)]


def test_once_ends_with_what_was_done_and_what_to_do_next(daemon: Daemon):
    result = called("--once", "--db", "own.db")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Asked 4 of 5 sources in 12.3 s\n")
    assert result.stdout.endswith("\nNext\n  newsfold report --db own.db\n")
    assert json.loads(called("--once", "--all", "--format", "json", "--quiet").stdout) == records.round_(ROUND)
    assert called("--once", "--quiet").stdout == ""
    daemon.round = replace(ROUND, asked=0, entries_taken=0)
    assert called("--once").stdout.endswith("\nNext\n  newsfold run --once --all --sources list.toml\n")
    assert daemon.asked == [
        ("list.toml", "own.db", False),
        ("list.toml", "environment.db", True),
        *[("list.toml", "environment.db", False)] * 2,
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all"], "--all goes with --once"),
        (["--once", "--health", "8787"], "--health is for a newsfold that keeps running"),
        (["--health", "here"], "--health 'here' is no address"),
    ],
)
def test_what_does_not_go_together_is_wrong_use(daemon: Daemon, arguments: list[str], said: str):
    result = called(*arguments)
    assert (result.exit_code, result.stdout, daemon.asked) == (2, "", [])
    assert result.stderr.startswith(f"newsfold: {said}")


@pytest.mark.parametrize("once", [["--once"], []])
@pytest.mark.parametrize(("fault", "code"), [(SettingsError("no list"), 2), (StoreBusy("in use"), 75)])
def test_what_is_raised_on_purpose_is_one_line_and_its_code(daemon: Daemon, once: list[str], fault: Exception, code: int):
    daemon.fault = fault
    result = called(*once)
    assert (result.exit_code, result.stderr) == (code, f"newsfold: {fault}\n")


def test_a_fault_of_newsfold_is_logged_and_ends_it_with_70(daemon: Daemon):
    daemon.fault = ZeroDivisionError("by nothing")
    with structlog.testing.capture_logs() as logged:
        result = called()
    assert (result.exit_code, result.stderr) == (70, "")
    assert logged == [{"event": "a fault of newsfold", "exc_info": True, "log_level": "error"}]
