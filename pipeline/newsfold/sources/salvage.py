"""What can be saved of a feed over which its parser falls: all entries but those at fault.

feedparser (6.0.14) raises for one of 500 of its own test feeds in which some bytes were changed: over places on the globe that are none,
over numbers that are none, over charsets that no text has. One such entry must not cost the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_NAME = rb"(?:[A-Za-z_][\w.-]{0,50}:)?(?:item|entry)"
_START = re.compile(rb"<" + _NAME + rb"(?=[\s/>])")
_END = re.compile(rb"</" + _NAME + rb"\s*>")
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,500}\?>")
_PLAIN_HEAD = b"<rss version='2.0'><channel>"  # where that of the feed itself is at fault; entries of Atom are understood there too
_MOST_WRONG = 0.02  # of the letters that are not ASCII; with more of them, it is another charset than UTF-8


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """What was read of each part of a feed, in its order: of the `head` without entries, and of the `parts` with them.

    `lost` entries could not be read, `dropped` ones were too many.
    """

    head: T
    parts: tuple[T, ...]
    lost: int
    dropped: int


def in_utf_8(content: bytes) -> bytes:
    """The document in UTF-8, without a declaration that says otherwise: the one that it has may be what is at fault."""
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") > _MOST_WRONG * sum(character > "\x7f" for character in text):
        text = content.decode("cp1252", "replace")
    return _DECLARATION.sub("", text).encode()


def saved(content: bytes, most: int, read: Callable[[bytes], T | None]) -> Saved[T] | None:
    """What `read` makes of the parts of a feed in UTF-8, and of its first `most` entries; None if that is nothing, though it has some.

    Where `read` raises or finds nothing it is called again for each half, down to the single entry at fault. What it raises is lost
    with that, but for MemoryError.
    """
    head, entries, tail = _taken_apart(content)
    for begin in (head, _PLAIN_HEAD):
        whole = _attempt(read, begin + tail)
        if whole is not None:
            parts, lost = _halves(entries[:most], partial(_between, read, begin, tail))
            is_nothing = not parts and (entries or begin != head)
            return None if is_nothing else Saved(whole, tuple(parts), lost, len(entries[most:]))
    return None


def _between(read: Callable[[bytes], T | None], head: bytes, tail: bytes, entries: Sequence[bytes]) -> T | None:
    return _attempt(read, head + b"".join(entries) + tail)


def _halves(entries: Sequence[bytes], read: Callable[[Sequence[bytes]], T | None]) -> tuple[list[T], int]:
    """What is read of as many entries at once as can be, and how many cannot be read."""
    found = read(entries) if entries else None
    if found is not None:
        return [found], 0
    if len(entries) <= 1:
        return [], len(entries)
    middle = len(entries) // 2
    (first, lost), (second, more) = _halves(entries[:middle], read), _halves(entries[middle:], read)
    return [*first, *second], lost + more


def _attempt(read: Callable[[bytes], T | None], document: bytes) -> T | None:
    try:
        return read(document)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 whatever it is: the entry is counted as lost
        return None


def _taken_apart(content: bytes) -> tuple[bytes, list[bytes], bytes]:
    """What stands before the entries, the entries, and what stands after them; what stands between them is left out."""
    starts = [found.start() for found in _START.finditer(content)]
    pieces = [content[start:end] for start, end in pairwise([*starts, len(content)])]
    ends = [max((found.end() for found in _END.finditer(piece)), default=len(piece)) for piece in pieces]
    entries = [piece[:end] for piece, end in zip(pieces, ends, strict=True)]
    return content[: starts[0]] if starts else content, entries, pieces[-1][ends[-1] :] if pieces else b""
