import gzip
import io
import os
import shutil
import socket
import tempfile
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsfold.model import Fetched, Reason, Skip
from newsfold.sources import files
from newsfold.sources.entry import READ_ERRORS, Entry
from newsfold.sources.local import read
from source_inputs import LINES, PAGE, SETTINGS, outcomes, summary

NOBODY = 65534


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are the owner's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Permissions mean nothing to root, so root becomes nobody for the while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    yield
    if root:
        os.seteuid(0)


def test_special_files_named_by_themselves_do_not_hold_us(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to("round")
    assert summary(outcomes(tmp_path / "pipe", "/dev/null", tmp_path / "round")) == {
        "pipe": (Reason.NOT_A_FILE, "named pipe"),
        "null": (Reason.NOT_A_FILE, "device"),
        "round": (Reason.LINK, ""),
    }


def read_after_the_look(name: str) -> list[Fetched | Skip]:
    """What `read_file` does once the first look has found a regular file."""
    entry = Entry("/s", name, name)
    try:
        return list(files._read(entry, files._kind(name), SETTINGS))
    except READ_ERRORS as error:
        return [entry.failed(error)]


def test_what_took_a_files_place_since_it_was_looked_at_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_bytes(PAGE)
    Path("link.html").symlink_to("a.html")
    os.mkfifo("pipe.html")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.html")
        seen = [read_after_the_look(name) for name in ("link.html", "pipe.html", "socket.html", "gone.html")]
    assert seen == [
        [Skip("/s", "link.html", Reason.LINK)],
        [Skip("/s", "pipe.html", Reason.NOT_A_FILE, "named pipe")],
        [Skip("/s", "socket.html", Reason.NOT_A_FILE)],
        [Skip("/s", "gone.html", Reason.VANISHED)],
    ]


def test_a_folder_deeper_than_a_path_may_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(25):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    os.chdir(tmp_path)
    (tmp_path / "z.html").write_bytes(PAGE)
    deep, page = outcomes(tmp_path)
    assert isinstance(deep, Skip)
    assert (deep.reason, deep.detail) == (Reason.UNREADABLE, "File name too long")
    assert page.origin == "z.html"


def test_files_and_folders_that_may_not_be_read(public: Path, request: pytest.FixtureRequest):
    for name in ("closed.html", "open.html", "locked/a.html", "blind/a.html"):
        (public / name).parent.mkdir(exist_ok=True)
        (public / name).write_bytes(PAGE)
    (public / "closed.html").chmod(0o000)
    (public / "locked").chmod(0o000)
    (public / "blind").chmod(0o444)  # its names may be seen, its files not reached
    request.getfixturevalue("ordinary_user")
    denied = (Reason.UNREADABLE, "Permission denied")
    assert summary(outcomes(public)) == {
        "blind/a.html": denied,
        "closed.html": denied,
        "locked": denied,
        "open.html": PAGE,
    }
    assert summary(outcomes(public / "locked")) == {".": denied}
    assert summary(outcomes(public / "locked" / "a.html")) == {"a.html": denied}


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose reading fails")
def test_an_error_while_reading_is_a_skip():
    failed = (Reason.UNREADABLE, "Input/output error")
    assert summary(outcomes("/proc/self/mem"))["mem"] == failed
    with Path("/proc/self/mem").open("rb") as stdin:
        assert list(read(["-"], SETTINGS, stdin)) == [Skip("-", "-", *failed)]


def test_what_vanishes_between_listing_and_reading(tmp_path: Path):
    for name in ("a.html", "b.html", "c/d.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    found = read([str(tmp_path)], SETTINGS, io.BytesIO())
    first = next(found)
    (tmp_path / "b.html").unlink()
    shutil.rmtree(tmp_path / "c")
    assert summary([first, *found]) == {"a.html": PAGE, "b.html": (Reason.VANISHED, ""), "c": (Reason.VANISHED, "")}


def test_a_page_that_changes_while_it_is_read(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_bytes(b"x" * 8_000_000)
    settings = SETTINGS.model_copy(update={"max_bytes": 10_000_000})
    stop = threading.Event()

    def touch() -> None:
        while not stop.is_set():
            os.utime(path)

    thread = threading.Thread(target=touch)
    thread.start()
    try:
        seen = {
            str(outcome.reason) if isinstance(outcome, Skip) else "read"
            for _ in range(30)
            for outcome in outcomes(path, settings=settings)
        }
    finally:
        stop.set()
        thread.join()
    assert Reason.CHANGED_WHILE_READ in seen


def test_json_lines_that_grow_while_they_are_read(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    found = read([str(path)], SETTINGS, io.BytesIO())
    first = next(found)
    with path.open("ab") as file:
        file.write(b'{"id": "c", "text": "Third."}\n')
    assert summary([first, *found])["a.jsonl"] == (Reason.CHANGED_WHILE_READ, "")


def test_a_sparse_file_of_five_gigabytes_costs_nothing(tmp_path: Path):
    for name in ("a.html", "b.txt.gz"):
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, 5_000_000_000)
    too_large = (Reason.TOO_LARGE, "5000000000 bytes, allowed are 1000000")
    assert summary(outcomes(tmp_path)) == {"a.html": too_large, "b.txt.gz": too_large}


def test_gzip_bombs_are_never_held(tmp_path: Path):
    bomb = gzip.compress(b"x" * 60_000_000, 1)
    (tmp_path / "a.html.gz").write_bytes(bomb)
    (tmp_path / "b.jsonl.gz").write_bytes(bomb + gzip.compress(b"\n" + LINES))
    tracemalloc.start()
    try:
        found = summary(outcomes(tmp_path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == {
        "a.html.gz": (Reason.TOO_LARGE, "more than 1000000 bytes"),
        "b.jsonl.gz#1": (Reason.TOO_LARGE, "line 1 has more than 100000 bytes"),
        "b.jsonl.gz#a": "First.",
        "b.jsonl.gz#b": "Second.",
    }
    assert peak < 5_000_000


def damaged(content: bytes) -> dict[str, bytes]:
    whole = gzip.compress(content)
    return {
        "truncated": whole[:-12],
        "wrong sum": whole[:-8] + b"\0\0\0\0" + whole[-4:],
        "no gzip": content,
        "trailing": whole + b"rubbish",
        "broken inside": whole[:12] + b"\xff\xff\xff\xff" + whole[16:],
    }


@pytest.mark.parametrize("damage", damaged(b""))
def test_a_damaged_gzip_file_is_one_skip(tmp_path: Path, damage: str):
    (tmp_path / "a.html.gz").write_bytes(damaged(PAGE)[damage])
    (tmp_path / "b.jsonl.gz").write_bytes(damaged(LINES)[damage])
    found = {one.origin: one.reason for one in outcomes(tmp_path) if isinstance(one, Skip)}
    assert found == {"a.html.gz": Reason.BAD_GZIP, "b.jsonl.gz": Reason.BAD_GZIP}


def test_the_lines_before_a_damage_go_in(tmp_path: Path):
    lines = b"".join(b'{"id": %d, "text": "%s"}\n' % (number, os.urandom(300).hex().encode()) for number in range(2000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-200_000])
    *before, last = outcomes(tmp_path)
    assert isinstance(last, Skip)
    assert (last.origin, last.reason) == ("a.jsonl.gz", Reason.BAD_GZIP)
    assert len(before) > 1000
    assert [one.origin for one in before if isinstance(one, Fetched)] == [f"a.jsonl.gz#{number}" for number in range(len(before))]
