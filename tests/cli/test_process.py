"""The commands as real processes: what only the outside sees."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()"]
TESTS = Path(__file__).parents[1]

_PLAIN = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")

# A store with so many clusters that their report does not fit into a pipe.
MANY = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from report.samples import CLUSTERS
from contextlib import contextmanager
from types import SimpleNamespace
class Store:
    @classmethod
    @contextmanager
    def open(cls, url):
        yield cls()
    def report(self, **asked):
        return list(CLUSTERS) * 300
sys.modules["newsfold.store.store"] = SimpleNamespace(Store=Store)
from newsfold.cli.main import run
run()
"""
# An ingestion that takes a while, to be watched on a terminal.
SLOW = """
import sys, time
sys.path.insert(0, sys.argv.pop(1))
from report.samples import SUMMARY
from types import SimpleNamespace
def ingest(paths, settings, *, stdin, progress, wait_s):
    for _ in range(3):
        progress(500)
        time.sleep(0 if "--quiet" in sys.argv else 0.55)
    return SUMMARY
sys.modules["newsfold.ingest"] = SimpleNamespace(ingest=ingest)
from newsfold.cli.main import run
run()
"""


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*NEWSFOLD, *arguments], capture_output=True, check=False, env=os.environ | environment, timeout=60)


def test_help_and_version():
    shown = _run("--help")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.startswith(b"Usage: ")
    assert _run("--version").stdout == b"newsfold 0.1.0\n"


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from newsfold.cli.main import app; app(['--help'], standalone_mode=False); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60).stderr.decode()
    heavy = ("sqlalchemy", "alembic", "numpy", "trafilatura", "datasketch", "wordfreq", "pydantic", "rich", "pebble", "py3langid")
    assert [name for name in heavy if f"'{name}'" in loaded] == []


def test_wrong_use_from_outside():
    result = _run("report", "--format", "xml")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"newsfold: ")


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path):
    for form, unbuffered in (("table", ""), ("json", "1")):
        script = f'"$0" -c "$1" "$2" report -n 9999 --format {form} | head -1; echo "${{PIPESTATUS[0]}}" >&2'
        command = ["bash", "-c", script, sys.executable, MANY, str(TESTS)]
        environment = os.environ | {"HOME": str(tmp_path), "PYTHONUNBUFFERED": unbuffered}
        result = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=60)
        assert (result.stdout.count(b"\n"), result.stderr) == (1, b"141\n")


def test_json_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path):
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONIOENCODING": "latin-1", "COLUMNS": "80"}
    command = [sys.executable, "-c", MANY, str(TESTS), "report", "-n", "3", "--format"]
    shown = subprocess.run([*command, "json"], capture_output=True, check=True, env=environment, timeout=60)
    assert json.loads(shown.stdout.decode())["clusters"][0]["variants"][2]["title"].startswith("利比亚")
    table = subprocess.run([*command, "table"], capture_output=True, check=True, env=environment, timeout=60).stdout
    assert b"harrowwire.example \xb7 2 copies" in table


@pytest.mark.parametrize(("options", "seen"), [([], True), (["--quiet"], False)], ids=["plain", "quiet"])
def test_progress_is_shown_on_a_terminal_only(tmp_path: Path, options: list[str], *, seen: bool):
    terminal, end = pty.openpty()
    environment = os.environ | {"HOME": str(tmp_path), "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-c", SLOW, str(TESTS), "ingest", "x", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=end, env=environment)
    os.close(end)
    told = _drained(terminal)
    assert process.wait(timeout=60) == 1
    assert process.stdout
    with process.stdout as results:
        assert b"Reading" not in results.read()
    assert (re.search(r"Reading 1,500 · [0-9,]+/s", _PLAIN.sub("", told)) is not None) is seen
    assert "3 inputs could not be used" in told


def _drained(terminal: int) -> str:
    data = b""
    try:
        while chunk := os.read(terminal, 65_536):
            data += chunk
    except OSError:  # Linux: the other end has closed
        pass
    os.close(terminal)
    return data.decode()


def test_a_fault_of_newsfold_shows_its_traceback_and_has_an_exit_code_of_its_own():
    code = "import sys; from newsfold.cli import main; main.app = lambda: 1 / 0; main.run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert done.returncode == 70
    assert b"ZeroDivisionError" in done.stderr
