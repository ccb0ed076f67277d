r"""Origins: how inputs are named, so that every name is unique, printable and can be turned back into what it was.

Escaping, for file names and document ids alike: a backslash becomes `\\`; a byte that is not UTF-8 `\xNN`; a character that
nobody could see (controls, line breaks, direction marks, zero-width characters) `\uNNNN` or `\UNNNNNNNN`. In paths `#` becomes
`\#`, because `FILE#ID` names a document inside a file. An ordinary name stays as it is.
"""

from __future__ import annotations

import re
from hashlib import blake2b

# Written out, because str.isprintable changes with Python's version, and origins are keys.
_ESCAPED = re.compile(
    r"[\\\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
_RAW_BYTES = range(0xDC80, 0xDD00)  # where Python's surrogateescape puts the bytes 0x80 to 0xFF
_RAW_BYTE_BASE = 0xDC00
_LAST_SHORT = 0xFFFF


def escaped(name: str) -> str:
    """`name` in characters that can be stored and printed. No two names have the same escaped form."""
    return _ESCAPED.sub(_escape, name)


def path_origin(path: str) -> str:
    """The origin of a file, or the name of a source: its path, escaped."""
    return escaped(path).replace("#", "\\#")


def document_origin(file: str, name: str) -> str:
    """The origin of a document inside a file. `file` is an origin, `name` the document's id or line number."""
    return f"{file}#{escaped(name)}"


class Names:
    """Origins of one file's documents, no two alike."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._taken: set[int] = set()  # hashes: a file may hold millions of ids

    def take(self, name: str | None, number: int) -> str:
        """`FILE#NAME`, or `FILE#NUMBER` without a name; `@NUMBER` is added as long as that is taken."""
        chosen = name or str(number)
        while (key := _hash(chosen)) in self._taken:
            chosen = f"{chosen}@{number}"
        self._taken.add(key)
        return document_origin(self._file, chosen)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\\":
        return "\\\\"
    code = ord(character)
    if code in _RAW_BYTES:
        return f"\\x{code - _RAW_BYTE_BASE:02x}"
    return f"\\u{code:04x}" if code <= _LAST_SHORT else f"\\U{code:08x}"


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
