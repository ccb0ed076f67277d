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
_ID_BITS = 63


def count_words(text: str) -> int:
    """How many words a text has; in Chinese and Japanese, how many characters."""
    return len(_WORD.findall(text))


def fold_line(line: str) -> str:
    """One line as it is compared: NFKC, plain quotes and dashes, no invisible characters, single spaces. Case is kept."""
    # Neither concerns ASCII, of which most lines are, and both take long.
    plain = line if line.isascii() else unicodedata.normalize("NFKC", line).translate(_TYPOGRAPHY)
    return " ".join(plain.split())


def compared(text: str, furniture: Collection[int]) -> str:
    """The lines of `text` that are compared: those whose index is not in `furniture`, folded, empty ones left out."""
    kept = (fold_line(line) for index, line in enumerate(text.split("\n")) if index not in furniture)
    return "\n".join(line for line in kept if line)


def body_of(text: str, furniture: Collection[int], lang: str | None) -> Body:
    """The `Body` of an article's text. Equal language and compared text give an equal id, everywhere and always."""
    words = compared(text, furniture)
    digest = blake2b(f"{lang or ''}\n{words}".encode(), digest_size=8).digest()
    return Body(id=int.from_bytes(digest, "big") >> (64 - _ID_BITS), lang=lang, text=words, words=count_words(words))
