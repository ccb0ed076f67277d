"""What a line, a word and a compared text are, for every room that needs to agree on it."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

from newsfold.model import Body

if TYPE_CHECKING:
    from collections.abc import Collection

# Scripts written without spaces: each character counts as a word of its own, which is close enough for "is it long enough?".
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_]+(?:['’\-][^\W_]+)*")  # noqa: RUF001
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"'}  # noqa: RUF001
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "…": "..."}  # noqa: RUF001
    | {"\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None}
)
# For ASCII alone: what may stand inside a word becomes a stroke, what stands in none a space.
_ASCII_WORDS = bytes(byte if chr(byte).isalnum() and byte < 128 else ord("-" if byte in b"'-" else " ") for byte in range(256))  # noqa: PLR2004
_ID_BITS = 63


def count_words(text: str) -> int:
    """How many words a text has; in Chinese and Japanese, how many characters."""
    return count_ascii_words(text.encode()) if text.isascii() else len(_WORD.findall(text))


def count_ascii_words(text: bytes) -> int:
    """How many words a text of ASCII characters has, in a sixth of the time: single strokes join what they stand between."""
    return len(text.translate(_ASCII_WORDS).replace(b"--", b" ").replace(b"-", b"").split())


def fold_line(line: str) -> str:
    """One line as it is compared: NFKC, plain quotes and dashes, no invisible characters, single spaces. Case is kept."""
    if line.isascii():
        # Of most lines nothing changes, and that is told sooner than their words are parted and joined.
        return line if line.isprintable() and "  " not in line and line == line.strip() else " ".join(line.split())
    return " ".join(unicodedata.normalize("NFKC", line).translate(_TYPOGRAPHY).split())


def compared(text: str, furniture: Collection[int]) -> str:
    """The lines of `text` that are compared: those whose index is not in `furniture`, folded, empty ones left out."""
    kept = (fold_line(line) for index, line in enumerate(text.split("\n")) if index not in furniture)
    return "\n".join(line for line in kept if line)


def body_of(text: str, furniture: Collection[int], lang: str | None) -> Body:
    """The `Body` of an article's text. Equal language and compared text give an equal id, everywhere and always."""
    words = compared(text, furniture)
    digest = blake2b(f"{lang or ''}\n{words}".encode(), digest_size=8).digest()
    # By lines, for one foreign letter would make counting slow for the whole text.
    count = sum(map(count_words, words.split("\n")))
    return Body(id=int.from_bytes(digest, "big") >> (64 - _ID_BITS), lang=lang, text=words, words=count)
