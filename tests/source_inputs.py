"""Inputs for the tests of `newsfold.sources`, and a short way to read them."""

import gzip
import io
from pathlib import Path

from newsfold.model import Fetched, Skip
from newsfold.settings import ReadSettings
from newsfold.sources.local import read

SETTINGS = ReadSettings(max_bytes=1_000_000, max_line_bytes=100_000, batch=1)
PAGE = b"<!DOCTYPE html><html><body><p>A page.</p></body></html>"
LINES = b'{"id": "a", "text": "First."}\n{"id": "b", "text": "Second."}\n'
BINARIES = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "zip": b"PK\x03\x04\x14\x00\x00\x00",
    "gzip": gzip.compress(PAGE),
    "noise": bytes(range(256)) * 40,
}


def outcomes(*paths: str | Path, stdin: bytes = b"", settings: ReadSettings = SETTINGS) -> list[Fetched | Skip]:
    return list(read([str(path) for path in paths], settings, io.BytesIO(stdin)))


def summary(found: list[Fetched | Skip]) -> dict[str, object]:
    """Origin -> what became of it: the content, or reason and detail."""
    assert len({(outcome.source, outcome.origin) for outcome in found}) == len(found)
    return {one.origin: (one.reason, one.detail) if isinstance(one, Skip) else one.content for one in found}
