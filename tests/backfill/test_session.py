"""What is said where Spark cannot be started."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newsfold.backfill import session
from newsfold.errors import SparkMissing

if TYPE_CHECKING:
    from pathlib import Path

NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()", "backfill"]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session, "find_spec", {"pyarrow": 1, "pandas": 1}.get)
    with pytest.raises(SparkMissing, match=r"not installed \(pyspark\); pip install 'newsfold\[spark\]'"):
        session.check()


def test_a_missing_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkMissing, match="needs Java 17 or later, and none is on the path"):
        session.check()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkMissing, match=r"JAVA_HOME .* has none"):
        session.check()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    session.check()


@pytest.mark.usefixtures("java")
def test_a_java_that_does_not_start_is_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    child = subprocess.run([*NEWSFOLD, ".", "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr.splitlines()[-1][:39]) == (2, "newsfold: Java does not start Spark: [J")


@pytest.mark.usefixtures("java")
def test_a_master_that_does_not_answer_is_named(tmp_path: Path):
    # Spark would try for a minute; what it is told here is wrong on its face.
    child = subprocess.run(
        [*NEWSFOLD, ".", "--out", str(tmp_path / "out"), "--master", "spark://nowhere"], capture_output=True, text=True, check=False
    )
    assert child.returncode == 2
    assert "newsfold: no Spark answers at spark://nowhere" in child.stderr.splitlines()[-1]


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["."], "where to? Name a folder (--out DIR), a new database (--db PATH|URL), or both"),
        ([".", "--out", "out", "--conf", "spark.ui.enabled"], "--conf spark.ui.enabled: wanted is KEY=VALUE"),
        ([".", "--db", "news.db", "--master", "yarn"], "name a folder that every executor can read and write: --work DIR"),
    ],
)
def test_wrong_use_is_told_before_anything_starts(words: list[str], said: str, tmp_path: Path):
    child = subprocess.run([*NEWSFOLD, *words], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (child.returncode, child.stderr) == (2, f"newsfold: {said}\n")
    assert list(tmp_path.iterdir()) == []
