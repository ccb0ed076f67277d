"""`newsfold run` as a real process: how it starts, what it answers, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tied import tied

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

START_S = 60.0
STOP_S = 10.0
NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()"]
# An engine whose turns go wrong as the first argument says, in the place of the real one.
BROKEN = """
import os, sys, time
import newsfold.daemon.control
import newsfold.daemon.service
from newsfold.daemon.tick import Tick
from newsfold.cli.main import run
how = sys.argv.pop(1)
class Engine:
    def __init__(self, *parts):
        pass
    def tick(self):
        if how == "raises":
            raise ZeroDivisionError("https://me:sesame@quay.example/")
        print("ticks", flush=True)
        while how == "hangs":
            time.sleep(60)
        return Tick()
    def drain(self):
        raise KeyboardInterrupt
    def close(self):
        while how == "hangs at the end":
            time.sleep(60)
newsfold.daemon.service.Engine = Engine
if os.environ.get("LONGEST_STOP_S"):
    newsfold.daemon.control.LONGEST_STOP_S = float(os.environ["LONGEST_STOP_S"])
run()
"""


class Running:
    """A newsfold that runs, and the lines of its log as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)

    def said(self, event: str) -> dict[str, object]:
        """The first line about `event`, once it has come."""
        end = time.monotonic() + START_S
        while True:
            for line in self.lines:
                if line.startswith("{") and json.loads(line)["event"] == event:
                    return dict(json.loads(line))
            assert time.monotonic() < end, self.lines
            assert self.process.poll() is None, self.lines
            time.sleep(0.02)

    def all(self, event: str) -> list[dict[str, object]]:
        """All lines about `event` until now."""
        return [line for line in map(json.loads, list(self.lines)) if line["event"] == event]

    def ended(self, *numbers: signal.Signals) -> tuple[int, float]:
        """The exit code after these signals, and the seconds until it came."""
        start = time.monotonic()
        for number in numbers:
            self.process.send_signal(number)
            time.sleep(0.2 if len(numbers) > 1 else 0)
        code = self.process.wait(timeout=START_S)
        seconds = time.monotonic() - start
        self.read()
        return code, seconds

    def read(self) -> None:
        """Have all lines."""
        self._reading.join(START_S)


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A watch list without sources, a database that is not there yet, and no settings of the user."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("NEWSFOLD_DB", str(tmp_path / "news.db"))
    monkeypatch.setenv("NEWSFOLD_CLEAN__WORKERS", "1")
    (tmp_path / "newsfold").mkdir()
    (tmp_path / "newsfold" / "sources.toml").touch()
    return tmp_path


@contextmanager
def running(*arguments: str, command: list[str] = NEWSFOLD) -> Generator[Running]:
    with subprocess.Popen(
        tied([*command, "run", *arguments]), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        newsfold = Running(process)
        try:
            yield newsfold
        finally:
            process.kill()
            newsfold.read()


def asked(where: object, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{where}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_stops_when_it_is_told_to():
    with running() as newsfold:
        newsfold.said("watching")
        assert newsfold.said("the watch list is empty")["do"] == "newsfold sources add ADDRESS, then reload"
        code, seconds = newsfold.ended(signal.SIGINT)
        assert (code, json.loads(newsfold.lines[-1])["event"]) == (0, "stopped")
        assert seconds < STOP_S


def test_it_stops_though_it_has_only_just_started():
    with running("--health", "0") as newsfold:
        newsfold.said("health told")
        code, seconds = newsfold.ended(signal.SIGTERM)
        assert code == 0
        assert seconds < STOP_S


@pytest.mark.parametrize(("how", "longest_s"), [("hangs", ""), ("hangs at the end", "0.5")])
def test_it_stops_whatever_it_is_doing(how: str, longest_s: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LONGEST_STOP_S", longest_s)
    with running(command=[sys.executable, "-c", BROKEN, how]) as newsfold:
        assert newsfold.process.stdout
        assert newsfold.process.stdout.readline() == "ticks\n"
        code, seconds = newsfold.ended(signal.SIGTERM)
        assert code == 0
        assert seconds < STOP_S


def test_a_second_signal_ends_it_at_once():
    with running(command=[sys.executable, "-c", BROKEN, "hangs"]) as newsfold:
        assert newsfold.process.stdout
        newsfold.process.stdout.readline()
        code, seconds = newsfold.ended(signal.SIGTERM, signal.SIGTERM)
        assert code == 130
        assert seconds < STOP_S / 2


def test_a_fault_of_newsfold_ends_it_with_its_traceback_in_the_log_and_no_secret():
    with running(command=[sys.executable, "-c", BROKEN, "raises"]) as newsfold:
        code, _ = newsfold.ended()
        logged = [json.loads(line) for line in newsfold.lines]
        assert (code, logged[-1]["event"]) == (70, "a fault of newsfold")
        assert logged[-1]["exception"].splitlines()[-1] == "ZeroDivisionError: https://[redacted]@quay.example/"
        assert "sesame" not in "".join(newsfold.lines)


def test_it_answers_when_it_is_asked_how_it_does(surroundings: Path):
    with running("--health", "127.0.0.1:0") as newsfold:
        where = newsfold.said("health told")["at"]
        assert asked(where, "/healthz") == (200, "ok\n")
        newsfold.said("watching")
        end = time.monotonic() + START_S
        while asked(where, "/readyz") != (200, "ok\n"):
            assert time.monotonic() < end
            time.sleep(0.1)
        turns = re.compile(r"^newsfold_tick_seconds_count ([0-9.]+)$", re.MULTILINE)
        while float(turns.findall(asked(where, "/metrics")[1])[0]) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        (surroundings / "newsfold" / "sources.toml").write_text('[sources.in]\nkind = "folder"\nfolder = "in"\n', encoding="utf-8")
        newsfold.process.send_signal(signal.SIGHUP)
        assert newsfold.said("watch list read")["sources"] == 1
        (surroundings / "newsfold" / "sources.toml").write_text("[sources", encoding="utf-8")
        newsfold.process.send_signal(signal.SIGHUP)
        newsfold.said("watch list refused, the one before is kept")
        assert newsfold.ended(signal.SIGTERM)[0] == 0


def test_it_tells_the_service_manager_each_stage(surroundings: Path, monkeypatch: pytest.MonkeyPatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(surroundings / "notify"))
        manager.settimeout(START_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(surroundings / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "1000000")
        with running() as newsfold:
            heard = [manager.recv(4096).decode() for _ in range(4)]
            newsfold.process.send_signal(signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(manager.recv(4096).decode())
            assert heard[:2] == ["READY=1\nSTATUS=watching 0 sources", "STATUS=watching 0 sources"]
            assert set(heard[2:-1]) == {"WATCHDOG=1"}
            assert newsfold.process.wait(timeout=START_S) == 0


@pytest.fixture
def sources(surroundings: Path) -> Path:
    """A folder with an article, and a feed whose place and header are secret and that cannot be had."""
    (surroundings / "in").mkdir()
    (surroundings / "in" / "crane.txt").write_text("The crane fell into the harbour of Rotterdam. " * 30, encoding="utf-8")
    path = surroundings / "newsfold" / "sources.toml"
    path.write_text(
        """
        [sources.collected]
        kind = "folder"
        folder = "../in"
        [sources.secret]
        kind = "feed"
        url = "http://127.0.0.1:81/feed?token=open-sesame-1"
        headers = { "X-Harbour" = "open-sesame-2" }
        """,
        encoding="utf-8",
    )
    return path


def test_it_takes_in_what_its_sources_hold_and_logs_each_reading_without_secrets(sources: Path):
    with running() as newsfold:
        assert newsfold.said("watching")["sources"] == 2
        stored = newsfold.said("batch stored")
        assert (stored["new"], stored["skipped"], stored["clusters"]) == (1, 0, 1)
        while not {"collected", "secret"} <= {reading["source"] for reading in newsfold.all("source read")}:
            time.sleep(0.05)
        readings = {str(reading["source"]): reading for reading in newsfold.all("source read")}
        assert [(readings[key]["outcome"], "fault" in readings[key]) for key in ("collected", "secret")] == [
            ("changed", False),
            ("failed", True),
        ]
        reported = subprocess.run(
            [*NEWSFOLD, "report", "--all", "--format", "json"], capture_output=True, text=True, check=True, timeout=START_S
        )
        assert [cluster["canonical"]["origin"] for cluster in json.loads(reported.stdout)["clusters"]] == ["crane.txt"]
        newsfold.process.send_signal(signal.SIGHUP)
        newsfold.said("watch list read")
        assert newsfold.ended(signal.SIGTERM)[0] == 0
        assert "sesame" not in "".join(newsfold.lines)
        assert "sesame" in sources.read_text(encoding="utf-8")


def test_one_round_asks_what_is_due_and_says_when_nothing_is(sources: Path):
    def once(*arguments: str) -> str:
        command = [*NEWSFOLD, "run", "--once", "--sources", str(sources), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=START_S)
        assert "sesame" not in done.stderr
        return done.stdout

    first = json.loads(once("--format", "json"))
    assert (first["asked"], first["failed"], first["articles"]["new"], first["clusters"]) == (2, 1, 1, 1)
    assert [fault["source"] for fault in first["faults"]] == ["secret"]
    assert once().startswith("Nothing is due before 20")
    assert once("--all").startswith("Asked 2 of 2 sources in ")


def test_a_round_that_is_interrupted_says_so():
    interrupted = subprocess.run(
        [sys.executable, "-c", BROKEN, "is interrupted", "run", "--once"],
        capture_output=True,
        text=True,
        check=False,
        timeout=START_S,
    )
    assert (interrupted.returncode, interrupted.stdout) == (130, "")
    assert interrupted.stderr.startswith("newsfold: interrupted")


def test_a_database_has_one_writer(surroundings: Path):
    (surroundings / "report.txt").write_text("The crane fell into the harbour. " * 30, encoding="utf-8")
    with running() as newsfold:
        newsfold.said("watching")
        holder = f"is in use by process {newsfold.process.pid}; try again later\n"
        for arguments in (["run"], ["run", "--once"], ["ingest", str(surroundings / "report.txt")]):
            second = subprocess.run([*NEWSFOLD, *arguments], capture_output=True, text=True, check=False, timeout=START_S)
            assert (second.returncode, second.stdout) == (75, "")
            assert second.stderr.splitlines(keepends=True)[-1].endswith(holder)
        waiting = subprocess.Popen(tied([*NEWSFOLD, "ingest", "--wait", "60", "-q", str(surroundings / "report.txt")]))
        time.sleep(2.0)
        assert waiting.poll() is None
        assert newsfold.ended(signal.SIGTERM)[0] == 0
        assert waiting.wait(timeout=START_S) == 0


def test_it_does_what_people_decide_meanwhile(surroundings: Path, sources: Path):
    other = "A lorry struck the railway bridge at Millbrook for the ninth time. " * 30
    (surroundings / "in" / "bridge.txt").write_text(other, encoding="utf-8")

    def together() -> bool:
        command = [*NEWSFOLD, "report", "--all", "--format", "json"]
        reported = subprocess.run(command, capture_output=True, text=True, check=True, timeout=START_S)
        return len(json.loads(reported.stdout)["clusters"]) == 1

    with running("--sources", str(sources)) as newsfold:
        assert newsfold.said("batch stored")["new"] == 2
        assert not together()
        command = [*NEWSFOLD, "same", "crane.txt", "bridge.txt", "--by", "ana", "--format", "json"]
        decided = subprocess.run(command, capture_output=True, text=True, check=True, timeout=START_S)
        assert json.loads(decided.stdout)["applied"] is False
        applied = newsfold.said("decisions applied")
        assert (applied["through"], applied["clusters"], together()) == (1, 1, True)
        subprocess.run([*NEWSFOLD, "undo", "--by", "ana"], capture_output=True, check=True, timeout=START_S)
        end = time.monotonic() + START_S
        while together():
            assert time.monotonic() < end
        assert newsfold.ended(signal.SIGTERM)[0] == 0


def test_without_a_watch_list_it_says_what_to_do(surroundings: Path):
    (surroundings / "newsfold" / "sources.toml").unlink()
    for arguments in (["run"], ["run", "--once"]):
        refused = subprocess.run([*NEWSFOLD, *arguments], capture_output=True, text=True, check=False, timeout=START_S)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == (
            f"newsfold: there is no watch list {surroundings}/newsfold/sources.toml; `newsfold sources add ADDRESS` makes one\n"
        )
    assert [path.name for path in surroundings.iterdir()] == ["newsfold"]
