"""Bytes to text, always the same way and never with an error.

Order of trust: a byte order mark; UTF-16 that shows by its NULs; UTF-8, where the bytes prove it; the charset that the server names;
the one that the page declares; a guess. A text that is nearly all right in one of them is taken with its few wrong bytes replaced:
one bad byte must not turn every accent of a page into two other letters. Browsers believe the server before the bytes
(https://html.spec.whatwg.org/#determining-the-character-encoding); but a server whose setting is older than its pages names Latin-1,
and text in any other charset is not UTF-8 by chance.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 20_000
_FEWEST_PAIRS = 10
# The charsets that are used on the web, by Python's names, and what those labels mean there that mean something else elsewhere:
# https://encoding.spec.whatwg.org/#names-and-labels. Any other label is not believed: codecs such as "utf-7" and "idna" are traps.
_USED = frozenset(
    (
        *(
            "utf-8",
            "cp866",
            "cp874",
            "cp932",
            "cp949",
            "koi8-r",
            "koi8-u",
            "mac-roman",
            "mac-cyrillic",
            "gb18030",
            "big5",
            "big5hkscs",
        ),
        *("euc_jp", "iso2022_jp", "hz", *(f"cp125{page}" for page in range(9)), *(f"iso8859-{part}" for part in range(2, 17))),
    )
)
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Charsets of seven bits look like UTF-8 to the end, so here the declaration is believed first.
_SEVEN_BIT = frozenset({"iso2022_jp", "hz"})
_REPLACED = "\ufffd"
_TOLERATED = 0.02


def decode(content: bytes, content_type: str | None = None) -> str:
    """The text of `content`. Bytes that fit no charset become U+FFFD. `content_type` is the header that came with it, if one did."""
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(charset, "replace")
    wide = _wide(content)
    if wide:
        return content.decode(wide, "replace")
    named = [_declared((content_type or "").encode("ascii", "replace")), _declared(content)]
    order = sorted(["utf-8", *filter(None, named)], key=lambda charset: charset not in _SEVEN_BIT)
    readings = (reading for charset in order if (reading := _tolerable(content, charset)) is not None)
    found = next(readings, None)
    return content.decode(_guess(content), "replace") if found is None else found


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: text of any European language then has a NUL at nearly every second byte."""
    sample = content[:400]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if min(even, odd) * 10 > half or max(even, odd) * 2 < half or half < _FEWEST_PAIRS:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content, 0, _HEAD_BYTES)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    meant = _MEANT.get(name, name)
    return meant if meant in _USED else None


def _tolerable(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except UnicodeError:
        text = content.decode(charset, "replace")
    foreign = sum(1 for character in text if character > "\x7f")
    return text if text.count(_REPLACED) <= _TOLERATED * foreign else None


def _guess(content: bytes) -> str:
    best = from_bytes(content[:_SAMPLE_BYTES]).best()
    return best.encoding if best else "cp1252"
