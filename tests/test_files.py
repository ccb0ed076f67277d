from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsfold import files
from newsfold.errors import NotWritten, UsageError
from newsfold.files import put, replacing


@pytest.fixture(params=["without a name", "with a name of its own"], autouse=True)
def nameless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "with a name of its own":
        monkeypatch.setattr(files, "_NAMELESS", 0)


def test_a_file_is_replaced_when_all_is_written(tmp_path: Path):
    path = tmp_path / "export.csv"
    put(path, "old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert _held(tmp_path) == {"export.csv": "new"}


@pytest.mark.parametrize("before", [None, "old"])
@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt])
def test_whatever_is_raised_leaves_the_file_as_it_was(tmp_path: Path, before: str | None, raised: type[BaseException]):
    path = tmp_path / "export.csv"
    if before:
        put(path, before)
    with pytest.raises(raised), replacing(path) as file:  # noqa: PT012 it is the block that raises
        file.write(b"half")
        raise raised
    assert _held(tmp_path) == ({"export.csv": before} if before else {})


def test_a_full_disk_is_told_and_leaves_the_file_as_it_was(tmp_path: Path):
    path = tmp_path / "export.csv"
    put(path, "old")
    with pytest.raises(NotWritten, match=r"cannot write .*export\.csv: No space left on device"), replacing(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert _held(tmp_path) == {"export.csv": "old"}


def test_a_file_keeps_its_mode_and_a_new_one_gets_what_the_umask_leaves(tmp_path: Path):
    before = os.umask(0o027)
    try:
        put(tmp_path / "ours", "")
        put(tmp_path / "mine", "", mode=0o600)
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("ours", "mine")] == [0o640, 0o600]
    (tmp_path / "ours").chmod(0o444)
    put(tmp_path / "ours", "new")
    assert ((tmp_path / "ours").read_text(), (tmp_path / "ours").stat().st_mode & 0o777) == ("new", 0o444)


def test_a_link_stays_one_and_a_name_may_be_as_long_as_names_may_be(tmp_path: Path):
    place = tmp_path / ("n" * 255)
    (tmp_path / "link").symlink_to(place)
    put(tmp_path / "link", "new")
    assert ((tmp_path / "link").is_symlink(), place.read_text()) == (True, "new")


def test_what_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(NotWritten, match="No such file or directory"):
        put(tmp_path / "none" / "x", "")
    with pytest.raises(NotWritten, match="Not a directory"):
        put(Path("/dev/null/x"), "")
    with pytest.raises(NotWritten, match="File name too long"):
        put(tmp_path / ("n" * 256), "")
    with pytest.raises(UsageError, match="/dev/null is not a regular file"):
        put(Path("/dev/null"), "")
    with pytest.raises(UsageError, match="is not a regular file"):
        put(tmp_path, "")
    with pytest.raises(UsageError, match=r"can hold only UTF-8, and '\\ud800' is none"):
        put(tmp_path / "x", "\ud800")
    assert _held(tmp_path) == {}


def test_a_process_that_is_killed_leaves_the_file_as_it_was(tmp_path: Path):
    put(tmp_path / "export.csv", "old")
    script = """
import os, signal, sys
from pathlib import Path
from newsfold import files
files._NAMELESS = int(sys.argv[2])
with files.replacing(Path(sys.argv[1])) as file:
    file.write(b"half" * 100_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, tmp_path / "export.csv", str(files._NAMELESS)], check=False)
    assert killed.returncode == -signal.SIGKILL
    held = _held(tmp_path)
    assert held.pop("export.csv") == "old"
    assert (held == {}) if files._NAMELESS else all(name.startswith(".") for name in held)


def _held(folder: Path) -> dict[str, str]:
    return {child.name: child.read_text() for child in folder.iterdir()}
