"""`newsfold serve` as a real process: how it starts, what it says, and how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from serve.conftest import TOKEN

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()"]
START_S = 60.0
STOP_S = 8.0


@contextmanager
def serving(*arguments: str) -> Generator[tuple[subprocess.Popen[str], int]]:
    """A server that runs, and its port."""
    process = subprocess.Popen([*NEWSFOLD, "serve", "--port", "0", *arguments], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        line = process.stderr.readline()
        found = re.fullmatch(r"newsfold: listening at http://\S+:(\d+)/ \(Ctrl\+C ends it\)\n", line)
        assert found, line + process.stderr.read()
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def refused(*arguments: str) -> tuple[int, str]:
    """The exit code and the words of a server that does not start."""
    done = subprocess.run(
        [*NEWSFOLD, "serve", "--port", "0", *arguments], capture_output=True, check=False, text=True, timeout=START_S
    )
    return done.returncode, done.stderr


@contextmanager
def connected(port: int) -> Generator[HTTPConnection]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=START_S)) as connection:
        yield connection


def get(connection: HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_it_answers_over_one_connection_and_ends_when_told(database: Path):
    with serving("--db", str(database)) as (process, port), connected(port) as connection:
        assert get(connection, "/clusters?q=truce")[0] == 200
        assert "Libya talks in Malta" in get(connection, "/clusters/1")[1]
        began = time.monotonic()
        process.terminate()
        assert process.wait(STOP_S) == 0
        assert time.monotonic() - began < STOP_S


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_while_somebody_waits_for_a_page(database: Path, number: signal.Signals):
    with serving("--db", str(database)) as (process, port):
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"POST /decide HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n")
        time.sleep(0.3)
        process.send_signal(number)
        assert process.wait(STOP_S) == 0
        half.close()


def test_many_ask_at_once(database: Path):
    with serving("--db", str(database)) as (_, port):
        found: list[int] = []

        def ask() -> None:
            with connected(port) as connection:
                found.extend(get(connection, path)[0] for path in ("/", "/clusters", "/clusters/1", "/articles/1", "/pairs") * 3)

        threads = [threading.Thread(target=ask) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [200] * 150


def test_a_port_that_is_taken_is_named(database: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = refused("--db", str(database), "--port", str(port))
    assert (code, said) == (2, f"newsfold: cannot listen at 127.0.0.1:{port}: Address already in use; --port names another port\n")


def test_it_is_not_open_to_others_without_a_token(database: Path, monkeypatch: pytest.MonkeyPatch):
    code, said = refused("--db", str(database), "--host", "0.0.0.0")
    assert code == 2
    assert "set an access token (NEWSFOLD_SERVE__TOKEN, or serve.token) of 16 characters or more" in said
    monkeypatch.setenv("NEWSFOLD_SERVE__TOKEN", "short")
    assert refused("--db", str(database), "--host", "0.0.0.0") == (
        2,
        "newsfold: the access token serve.token has fewer than 16 characters\n",
    )


def test_with_a_token_it_is(database: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_SERVE__TOKEN", TOKEN)
    with serving("--db", str(database), "--host", "0.0.0.0") as (_, port), connected(port) as connection:
        assert get(connection, "/clusters")[0] == 401
        connection.request("GET", "/clusters", headers={"Authorization": f"Bearer {TOKEN}"})
        answer = connection.getresponse()
        assert (answer.status, len(answer.read()) > 1_000) == (200, True)


def test_a_database_that_is_not_there_is_told_at_once(tmp_path: Path):
    path = tmp_path / "none.db"
    assert refused("--db", str(path)) == (2, f"newsfold: no database at {path}; `newsfold ingest` makes one\n")


def test_a_name_that_leads_nowhere_is_told(database: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_SERVE__TOKEN", TOKEN)
    code, said = refused("--db", str(database), "--host", "nowhere.invalid")
    assert code == 2
    assert said.startswith("newsfold: cannot listen at nowhere.invalid:0: ")
