import gzip
import io
import os
import socket
from hashlib import blake2b
from pathlib import Path

import pytest

from newsfold.errors import PathMissing
from newsfold.model import Fetched, Form, Reason, Skip
from newsfold.sources.local import read
from source_inputs import BINARIES, LINES, PAGE, SETTINGS, outcomes, summary


def test_a_folder_gives_its_files_in_the_order_of_their_names(tmp_path: Path):
    for name in (
        "b.html",
        "a/z.txt",
        "a/B.HTM",
        "a.md",
        "c.xhtml",
        "d.jsonl",
        "e.txt.gz",
        ".git/x.html",
        ".hidden.html",
        "f/g/h.JSONL.GZ",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = LINES if ".jsonl" in name.lower() else name.encode()
        path.write_bytes(gzip.compress(content) if name.lower().endswith(".gz") else content)

    found = outcomes(tmp_path)

    assert [(one.origin, one.form, one.content) for one in found if isinstance(one, Fetched)] == [
        ("a/B.HTM", Form.HTML, b"a/B.HTM"),
        ("a/z.txt", Form.TEXT, b"a/z.txt"),
        ("a.md", Form.MARKDOWN, b"a.md"),
        ("b.html", Form.HTML, b"b.html"),
        ("c.xhtml", Form.HTML, b"c.xhtml"),
        ("d.jsonl#a", Form.TEXT, "First."),
        ("d.jsonl#b", Form.TEXT, "Second."),
        ("e.txt.gz", Form.TEXT, b"e.txt.gz"),
        ("f/g/h.JSONL.GZ#a", Form.TEXT, "First."),
        ("f/g/h.JSONL.GZ#b", Form.TEXT, "Second."),
    ]
    assert {one.source for one in found} == {str(tmp_path)}


def test_the_digest_is_that_of_the_content_compressed_or_not(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE))
    digests = [one.digest for one in outcomes(tmp_path) if isinstance(one, Fetched)]
    assert digests == [blake2b(PAGE, digest_size=16).digest()] * 2


def test_source_and_origin_are_the_same_however_a_path_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.html").write_bytes(PAGE)
    (tmp_path / "link").symlink_to("news")
    (tmp_path / "latest.html").symlink_to("news/a.html")
    monkeypatch.chdir(tmp_path)
    expected = outcomes(tmp_path / "news")
    assert [(one.source, one.origin) for one in expected] == [(str(tmp_path / "news"), "a.html")]
    for way in ("news", "./news/", "news/../news", "link", "news/a.html", "latest.html"):
        assert outcomes(way) == expected, way
    assert outcomes("news", "./news") == expected


def test_missing_paths_are_named_at_once_and_nothing_is_read(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "broken").symlink_to("nowhere")
    paths = [tmp_path, tmp_path / "no\nwhere", tmp_path / "a.html" / "b", tmp_path / "broken", tmp_path / ("x" * 300)]
    with pytest.raises(PathMissing) as raised:
        read([*map(str, paths), "", "nul\0"], SETTINGS, io.BytesIO())
    for shown in ("no\\u000awhere", "a.html/b", "broken", "xxx", "nul\\u0000"):
        assert shown in str(raised.value)
    assert "\n" not in str(raised.value)


def test_standard_input_is_json_lines(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(PAGE)
    found = outcomes("-", tmp_path, stdin=LINES + b"{\n")
    assert [(one.source, one.origin) for one in found] == [("-", "-#a"), ("-", "-#b"), ("-", "-#3"), (str(tmp_path), "a.html")]
    assert outcomes("-") == [Skip("-", "-", Reason.EMPTY)]


def test_inputs_that_cannot_be_used_are_skips_and_the_rest_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    Path("good.html").write_bytes(PAGE)
    Path("empty.txt").touch()
    Path("blank.txt").write_text(" \n\n", encoding="utf-8")
    Path("photo.png").write_bytes(BINARIES["png"])
    Path("noname").write_bytes(PAGE)
    Path("dump.tar.gz").write_bytes(BINARIES["gzip"])
    Path("large.html").write_bytes(b"x" * 1_000_001)
    Path("just.html").write_bytes(b"x" * 1_000_000)
    Path("bad.jsonl").write_bytes(b"{\n")
    Path("empty.jsonl").touch()
    Path("picture.jsonl").write_bytes(BINARIES["png"])
    Path("link.html").symlink_to("good.html")
    Path("broken.html").symlink_to("nowhere")
    Path("loop").symlink_to(".")
    Path("outside").symlink_to("/etc")
    os.mkfifo("pipe.html")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.html")
        found = summary(outcomes("."))
    assert found == {
        "bad.jsonl#1": (Reason.BAD_JSON, "line 1: Expecting property name enclosed in double quotes (character 2)"),
        "blank.txt": (Reason.EMPTY, ""),
        "broken.html": (Reason.LINK, ""),
        "dump.tar.gz": (Reason.NOT_TEXT, "unknown suffix .tar.gz"),
        "empty.jsonl": (Reason.EMPTY, ""),
        "empty.txt": (Reason.EMPTY, ""),
        "good.html": PAGE,
        "just.html": b"x" * 1_000_000,
        "large.html": (Reason.TOO_LARGE, "1000001 bytes, allowed are 1000000"),
        "link.html": (Reason.LINK, ""),
        "loop": (Reason.LINK, ""),
        "noname": (Reason.NOT_TEXT, "no suffix"),
        "outside": (Reason.LINK, ""),
        "photo.png": (Reason.NOT_TEXT, "unknown suffix .png"),
        "picture.jsonl": (Reason.NOT_TEXT, "looks like a PNG image"),
        "pipe.html": (Reason.NOT_A_FILE, "named pipe"),
        "socket.html": (Reason.NOT_A_FILE, "socket"),
    }


@pytest.mark.parametrize("kind", BINARIES)
def test_a_binary_with_a_text_name_is_not_text(tmp_path: Path, kind: str):
    (tmp_path / "a.html").write_bytes(BINARIES[kind])
    (skip,) = outcomes(tmp_path)
    assert isinstance(skip, Skip)
    assert skip.reason is Reason.NOT_TEXT


@pytest.mark.parametrize(
    "content",
    [
        "Zwölf Häuser".encode("latin-1"),
        "東京で地震".encode("shift-jis"),
        "東京で地震".encode("iso-2022-jp"),
        "Привет".encode("koi8-r"),
        "\ufeffWide.".encode("utf-16-le"),
        "\ufeffWide.".encode("utf-16-be"),
        "\ufeffWide.".encode("utf-32-le"),
        b"one\x00stray NUL",
    ],
)
def test_text_in_any_charset_is_text(tmp_path: Path, content: bytes):
    (tmp_path / "a.txt").write_bytes(content)
    assert summary(outcomes(tmp_path)) == {"a.txt": content}


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (PAGE, Form.HTML),
        (b"\n<!-- saved -->\n<HTML>", Form.HTML),
        ("\ufeff<html>".encode("utf-16"), Form.HTML),
        (b"Plain words, 3 < 4.", Form.TEXT),
        (b"[Agency] Plain words.", Form.TEXT),
        (LINES, None),
        (BINARIES["png"], None),
    ],
)
def test_a_file_named_by_itself_may_have_any_suffix(tmp_path: Path, content: bytes, form: Form | None):
    path = tmp_path / "saved.cgi"
    path.write_bytes(content)
    (found,) = outcomes(path)
    if form is None:
        assert isinstance(found, Skip)
        assert found.reason is Reason.NOT_TEXT
    else:
        assert isinstance(found, Fetched)
        assert (found.source, found.origin, found.form) == (str(tmp_path), "saved.cgi", form)


def test_odd_names_are_kept_losslessly(tmp_path: Path):
    root = os.fsencode(tmp_path)
    long = b"n" * 250 + b".html"
    for name in (b"caf\xe9.html", b"two\nlines.html", b"-rf.html", b"a#b.html", b"back\\slash.html", b"\x1b[2J.html", long):
        with open(os.path.join(root, name), "wb") as file:  # noqa: PTH118, PTH123 a Path takes no bytes
            file.write(PAGE)
    assert [one.origin for one in outcomes(tmp_path) if isinstance(one, Fetched)] == [
        "\\u001b[2J.html",
        "-rf.html",
        "a\\#b.html",
        "back\\\\slash.html",
        "caf\\xe9.html",
        long.decode(),
        "two\\u000alines.html",
    ]


def test_json_lines_may_be_larger_than_a_page(tmp_path: Path):
    line = b'{"text": "%s"}\n' % (b"x" * 50_000)
    (tmp_path / "a.jsonl").write_bytes(line * 50)
    assert len([one for one in outcomes(tmp_path) if isinstance(one, Fetched)]) == 50
