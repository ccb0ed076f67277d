from __future__ import annotations

import gzip
import tracemalloc
import zlib
from hashlib import blake2b
from typing import TYPE_CHECKING

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.model import Fetched, Form, Hints, Reason, Skip
from source_inputs import PAGE, SETTINGS, outcomes, summary

if TYPE_CHECKING:
    from pathlib import Path

CRANE = "https://quay.example/crane"


def record(
    address: str = CRANE,
    body: bytes = PAGE,
    *headers: str,
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    """One record as a crawler writes it. Without headers it says that it is HTML."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",)), "", ""]).encode()
    block = head + body
    fields = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{blake2b(address.encode(), digest_size=8).hexdigest()}>",
        "WARC-Date: 2026-03-02T09:15:00Z",
        f"WARC-Target-URI: {address}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join([*fields, "", ""]).encode() + block + b"\r\n\r\n"


def archived(folder: Path, *records: bytes, name: str = "a.warc") -> dict[str, object]:
    """Origin -> what became of it, of an archive of these records."""
    (folder / name).write_bytes(b"".join(map(gzip.compress, records) if name.endswith(".gz") else records))
    return summary(outcomes(folder / name))


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def test_an_archive_in_a_folder_gives_its_pages(tmp_path: Path):
    crawl = [
        record("dns:quay.example", kind="warcinfo"),
        record(kind="request"),
        record(),
        record(f"{CRANE}#2", b"Words.", "Content-Type: text/plain"),
    ]
    (tmp_path / "b.warc.gz").write_bytes(b"".join(map(gzip.compress, crawl)))
    (tmp_path / "a.warc").write_bytes(b"".join(crawl))
    (tmp_path / "c.html").write_bytes(PAGE)
    digest = blake2b(PAGE, digest_size=16).digest()
    found = outcomes(tmp_path)
    assert [(one.origin, one.form) for one in found if isinstance(one, Fetched)] == [
        (f"a.warc#{CRANE}", Form.HTML),
        (f"a.warc#{CRANE}#2", Form.TEXT),
        (f"b.warc.gz#{CRANE}", Form.HTML),
        (f"b.warc.gz#{CRANE}#2", Form.TEXT),
        ("c.html", Form.HTML),
    ]
    assert found[0] == Fetched(
        str(tmp_path), f"a.warc#{CRANE}", digest, Form.HTML, PAGE, Hints(url=CRANE), "text/html; charset=utf-8"
    )
    assert [one.digest for one in found if isinstance(one, Fetched)][::2] == [digest] * 3


def test_packing_anew_changes_no_name(tmp_path: Path):
    records = [record(), record(body=b"<p>again"), record("https://quay.example/rope"), record(body=b"<p>and again")]
    plain = archived(tmp_path, *records, name="a.warc")
    apart = archived(tmp_path, *records, name="b.warc.gz")
    (tmp_path / "c.warc.gz").write_bytes(gzip.compress(b"".join(records)))
    together = summary(outcomes(tmp_path / "c.warc.gz"))
    assert plain == {
        f"a.warc#{CRANE}": PAGE,
        f"a.warc#{CRANE}@2": b"<p>again",
        "a.warc#https://quay.example/rope": PAGE,
        f"a.warc#{CRANE}@4": b"<p>and again",
    }
    assert (
        [name.partition("#")[2] for name in plain]
        == [name.partition("#")[2] for name in apart]
        == [name.partition("#")[2] for name in together]
    )
    assert [*plain.values()] == [*apart.values()] == [*together.values()]


def test_an_address_that_is_too_long_gives_way_to_the_record_s_name(tmp_path: Path):
    address = f"https://quay.example/{'a' * 2000}"
    (found,) = archived(tmp_path, record(address)).keys()
    assert found.startswith("a.warc#<urn:uuid:")


CODED = {
    "as it is": record(),
    "gzip": record(CRANE, gzip.compress(PAGE), "Content-Type: text/html", "Content-Encoding: gzip"),
    "x-gzip": record(CRANE, gzip.compress(PAGE), "Content-Type: text/html", "Content-Encoding: X-GZIP"),
    "deflate": record(CRANE, zlib.compress(PAGE), "Content-Type: text/html", "Content-Encoding: deflate"),
    "br": record(CRANE, brotli.compress(PAGE), "Content-Type: text/html", "Content-Encoding: br"),
    "chunked": record(CRANE, chunked(PAGE), "Content-Type: text/html", "Transfer-Encoding: chunked"),
    "chunked gzip": record(
        CRANE, chunked(gzip.compress(PAGE)), "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Type: text/html"
    ),
    "undone, but still said": record(
        CRANE, PAGE, "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Type: text/html"
    ),
    "chunks undone": record(
        CRANE, gzip.compress(PAGE), "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Type: text/html"
    ),
    "identity": record(CRANE, PAGE, "Content-Encoding: identity", "Content-Type: TEXT/HTML"),
    "no type": record(CRANE, PAGE, "Server: x"),
}


@pytest.mark.parametrize("coding", CODED)
def test_a_page_is_decoded(tmp_path: Path, coding: str):
    assert archived(tmp_path, CODED[coding]) == {f"a.warc#{CRANE}": PAGE}


UNFIT = {
    "image": (record(CRANE, b"\x89PNG", "Content-Type: image/png"), Reason.NOT_TEXT, "image/png"),
    "image that says HTML": (record(CRANE, b"\x89PNG"), Reason.NOT_TEXT, "looks like a PNG image"),
    "unknown coding": (
        record(CRANE, zlib.compress(PAGE), "Content-Type: text/html", "Content-Encoding: gzip"),
        Reason.NOT_TEXT,
        "binary",
    ),
    "JSON": (record(CRANE, b'{"a": 1}', "Server: x"), Reason.NOT_TEXT, "looks like JSON"),
    "not found": (record(status="404 Not Found"), Reason.BAD_DOCUMENT, "HTTP status 404"),
    "no HTTP": (record(status="x").replace(b"HTTP/1.1 x", b"crane fell"), Reason.BAD_DOCUMENT, "HTTP status None"),
    "no HTTP at all": (
        record().replace(b"Content-Type: application/http; msgtype=response", b"X: y"),
        Reason.BAD_DOCUMENT,
        "HTTP status None",
    ),
    "headers": (
        record(CRANE, PAGE, f"X: {'x' * 40_000}"),
        Reason.BAD_DOCUMENT,
        "bad HTTP headers: Maximum header length exceeded.",
    ),
    "empty": (record(body=b" \n"), Reason.EMPTY, ""),
    "large": (record(body=b"x" * 2_000_000), Reason.TOO_LARGE, "2000059 bytes, allowed are 1000000"),
    "just too large": (record(body=b"x" * 1_000_001), Reason.TOO_LARGE, "more than 1000000 bytes"),
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_a_page_that_cannot_be_used_is_a_skip_and_the_next_goes_in(tmp_path: Path, unfit: str):
    content, reason, detail = UNFIT[unfit]
    assert archived(tmp_path, content, record("https://quay.example/rope")) == {
        f"a.warc#{CRANE}": (reason, detail),
        "a.warc#https://quay.example/rope": PAGE,
    }


def test_an_archive_may_be_larger_than_a_page(tmp_path: Path):
    records = [record(f"https://quay.example/{number}", b"<p>" + b"x" * 500_000) for number in range(5)]
    assert len(archived(tmp_path, *records)) == 5


def test_bombs_are_never_held(tmp_path: Path):
    bomb = gzip.compress(b"x" * 60_000_000)
    (tmp_path / "a.warc.gz").write_bytes(
        gzip.compress(record("https://quay.example/1", bomb, "Content-Type: text/html", "Content-Encoding: gzip"))
        + gzip.compress(record("https://quay.example/2", b"x" * 60_000_000), 1)
        + gzip.compress(b"\r\n" * 30_000_000, 1)
        + gzip.compress(record())
    )
    tracemalloc.start()
    try:
        found = summary(outcomes(tmp_path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == {
        "a.warc.gz#https://quay.example/1": (Reason.TOO_LARGE, "more than 1000000 bytes"),
        "a.warc.gz#https://quay.example/2": (Reason.TOO_LARGE, "60000059 bytes, allowed are 1000000"),
        f"a.warc.gz#{CRANE}": PAGE,
    }
    assert peak < 10_000_000


WHOLE = [record(f"https://quay.example/{number}") for number in range(3)]
PLAIN, PACKED = b"".join(WHOLE), b"".join(map(gzip.compress, WHOLE))
TOO_EARLY = "Compressed file ended before the end-of-stream marker was reached"
DAMAGED = {
    "plain, cut in a page": ("a.warc", PLAIN[:-20], 2, "#https://quay.example/2", Reason.BAD_DOCUMENT, "cut short: 39 of 55 bytes"),
    "plain, rubbish between": (
        "a.warc",
        WHOLE[0] + b"rubbish\r\n" * 9 + WHOLE[1],
        1,
        "",
        Reason.BAD_DOCUMENT,
        "damaged after record 1: Invalid WARC header",
    ),
    "plain, no archive": ("a.warc", b"rubbish", 0, "", Reason.BAD_DOCUMENT, "damaged after record 0: Invalid WARC header"),
    "packed, cut": (
        "a.warc.gz",
        PACKED[:-20],
        2,
        "",
        Reason.BAD_GZIP,
        TOO_EARLY,
    ),
    "packed, cut at the start of a page": (
        "a.warc.gz",
        PACKED[:-200],
        2,
        "",
        Reason.BAD_GZIP,
        TOO_EARLY,
    ),
    "packed, cut in the headers of a page": ("a.warc.gz", gzip.compress(PLAIN, 0)[:-100], 2, "", Reason.BAD_GZIP, TOO_EARLY),
    "packed, rubbish at the end": ("a.warc.gz", PACKED + b"rubbish", 3, "", Reason.BAD_GZIP, "Not a gzipped file (b'ru')"),
    "not packed": ("a.warc.gz", PLAIN, 0, "", Reason.BAD_GZIP, "Not a gzipped file (b'WA')"),
    "empty": ("a.warc", b"", 0, "", Reason.EMPTY, "no response record"),
    "packed, empty": ("a.warc.gz", b"", 0, "", Reason.EMPTY, "no response record"),
    "only requests": ("a.warc", record(kind="request"), 0, "", Reason.EMPTY, "no response record"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_is_before_a_damage_goes_in_and_one_skip_tells_of_the_rest(tmp_path: Path, damage: str):
    name, content, kept, rest, reason, detail = DAMAGED[damage]
    (tmp_path / name).write_bytes(content)
    assert summary(outcomes(tmp_path)) == {
        **{f"{name}#https://quay.example/{number}": PAGE for number in range(kept)},
        f"{name}{rest}": (reason, detail),
    }


def test_an_error_of_the_system_is_not_the_archive_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.warc.gz").write_bytes(PACKED)
    monkeypatch.setattr(gzip.GzipFile, "read1", fails)
    assert summary(outcomes(tmp_path)) == {"a.warc.gz": (Reason.UNREADABLE, "Input/output error")}


def test_an_error_of_the_system_in_the_middle_of_a_record_is_not_the_archive_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = gzip.decompress(PACKED)
    pieces = [content[: content.index(b"\r\n\r\n") + 4]]

    def fails_then(*_: object) -> bytes:
        if pieces:
            return pieces.pop()
        raise OSError(5, "Input/output error")

    (tmp_path / "a.warc.gz").write_bytes(PACKED)
    monkeypatch.setattr(gzip.GzipFile, "read1", fails_then)
    assert summary(outcomes(tmp_path)) == {"a.warc.gz": (Reason.UNREADABLE, "Input/output error")}


@given(st.data())
def test_an_archive_with_any_bytes_changed_is_read_to_some_end(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    packed = data.draw(st.booleans())
    content = bytearray(PACKED if packed else PLAIN)
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1, max_size=4)):
        content[at] = byte
    path = tmp_path_factory.mktemp("a") / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    found = outcomes(path)
    assert found
    assert len({(one.source, one.origin) for one in found}) == len(found)
    assert all(isinstance(one, Fetched | Skip) for one in found)


def test_the_same_archive_twice_is_the_same(tmp_path: Path):
    (tmp_path / "a.warc").write_bytes(record() + record(body=b"<p>again") + PLAIN[:-20])
    assert outcomes(tmp_path, settings=SETTINGS) == outcomes(tmp_path)
