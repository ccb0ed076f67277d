"""Text cleaning: any string to lines that can be stored, compared and shown."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but the tab, and the code points of the basic plane that are no characters.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# The same for text that is all ASCII, which a table cleans ten times faster.
_ASCII_CONTROL = dict.fromkeys(code for code in range(0x80) if _CONTROL.match(chr(code)))
_NARROWEST_WRAP = 50
_WIDEST_WRAP = 100
# Fewer breaks prove nothing: the one after the longest line is forced in any text.
_FEWEST_FORCED = 3
_FORCED_SHARE = 0.66


def clean_text(text: str) -> str:
    """Lines stripped, with single spaces, without control characters, in NFC; empty lines dropped. Encodes to UTF-8. Idempotent."""
    # Of what splitlines splits at, only breaks are left by then.
    return "\n".join(line for part in printable(text).splitlines() if (line := _spaced(part)))


def clean_line(text: str | None, most: int) -> str | None:
    """`text` cleaned as one line of at most `most` characters, or None if nothing is left."""
    if text is None:
        return None
    # A cap first, so that a field of a megabyte costs no more than its head.
    return _spaced(_BREAK.sub(" ", printable(text[: 4 * most])))[:most].rstrip() or None


def unwrap(text: str) -> str:
    """Hard-wrapped paragraphs joined to one line each; any other text as it is.

    Text is hard-wrapped if nearly every line break inside a paragraph stands where the next word would not have fitted.
    Only such breaks are removed: a list or a verse inside the text keeps its lines.
    """
    lines = [line.strip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return text
    breaks = [_forced(line, following, width) for line, following in pairwise(lines) if line and following]
    if sum(breaks) < max(_FEWEST_FORCED, _FORCED_SHARE * len(breaks)):
        return text
    joined = [lines[0]]
    for line, following in pairwise(lines):
        if line and following and _forced(line, following, width):
            joined[-1] += f" {following}"
        else:
            joined.append(following)
    return "\n".join(joined)


def _forced(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def printable(text: str) -> str:
    """`text` without control characters (tabs and line breaks stay), surrogate pairs joined, lone surrogates replaced by U+FFFD."""
    if text.isascii():
        return text.translate(_ASCII_CONTROL)
    return _CONTROL.sub("", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _spaced(line: str) -> str:
    return unicodedata.normalize("NFC", " ".join(line.split()))
