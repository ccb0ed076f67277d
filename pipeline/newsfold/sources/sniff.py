"""What the first bytes of an input say of it, where its name says nothing or cannot be believed."""

from __future__ import annotations

import codecs
import re

from newsfold.model import Form

HEAD = 8192  # bytes that are looked at

_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF container",
    b"%PDF-": "a PDF document",
    b"%!PS": "a PostScript document",
    b"{\\rtf": "an RTF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
_WIDE_MARKS = (  # the longer marks first, because the last begins like the second
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text has; tab, line feed, form feed, carriage return and escape (ISO-2022-JP) do occur.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B}) + b"\x7f"
_STRAY = 2  # that many may have slipped into a short text,
_STRAY_SHARE = 0.02  # and that share into a long one; compressed data has a tenth of them
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p)\b", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype\s+html|<html\b", re.IGNORECASE)
_PAGE_FIRST = re.compile(rf"(?:\s|<\?[^>]*>|<!--.*?-->)*+(?:{_PAGE.pattern})", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(r'\s*[\[{]\s*["\[{]')


def not_text(head: bytes) -> str | None:
    """Why `head` cannot be the beginning of a text, in a few words; None if it can."""
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return f"looks like {name}"
    if wide_charset(head) is not None:
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "binary" if controls > max(_STRAY, len(head) * _STRAY_SHARE) else None


def form_of(head: bytes) -> Form | None:
    """How a text of unknown kind is to be read; None for JSON, which must be named as JSON Lines to be read."""
    start = head.decode(wide_charset(head) or "utf-8", errors="replace").removeprefix("\ufeff")
    if _JSON.match(start):
        return None
    return Form.HTML if _HTML.search(start) else Form.TEXT


def text_of(content: bytes) -> str:
    """The beginning of a text of unknown charset, as far as markup goes: without marks, and without white space before it."""
    start = content[:HEAD].decode(wide_charset(content) or "utf-8", errors="replace")
    # Without a mark, wide characters show by their NULs.
    return start.replace("\0", "").removeprefix("\ufeff").lstrip()


def is_page(text: str) -> bool:
    """Whether the first element or the document type of `text` is that of an HTML page."""
    return _PAGE_FIRST.match(text) is not None


def has_page(text: str) -> bool:
    """Whether an HTML page seems to begin somewhere in `text`."""
    return _PAGE.search(text) is not None


def wide_charset(head: bytes) -> str | None:
    """UTF-16 or UTF-32, if `head` begins with its mark."""
    return next((charset for mark, charset in _WIDE_MARKS if head.startswith(mark)), None)
