import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "trafilatura",
    "lxml",
    "py3langid",
    "datasketch",
    "numpy",
    "scipy",
    "wordfreq",
    "Stemmer",
    "sqlalchemy",
    "alembic",
    "pebble",
    "markdown_it",
    "pydantic",
    "apscheduler",
    "stamina",
    "structlog",
    "prometheus_client",
    "feedparser",
    "fastwarc",
    "courlan",
    "httpcore2",
    "protego",
    "http.server",
    "rich.table",
    "rich.progress",
}
COMMANDS = {
    "import newsfold": "import newsfold",
    "newsfold --help": "from newsfold.cli.main import run; sys.argv = ['newsfold', '--help']; run()",
    "newsfold --version": "from newsfold.cli.main import run; sys.argv = ['newsfold', '--version']; run()",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_short_command_imports_nothing_heavy(command: str, tmp_path: Path):
    code = f"import atexit, sys; atexit.register(lambda: print('\\n', *sys.modules, file=sys.stderr)); {COMMANDS[command]}"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    imported = set(child.stderr.split())
    assert "newsfold" in imported
    assert not imported & HEAVY
