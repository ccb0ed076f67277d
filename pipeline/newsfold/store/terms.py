"""What a word is to the search, alike for texts that are indexed, for queries, and for the marks in what is shown; and queries.

A word is a run of letters and digits, without regard to case, accents, vowel points and width. Characters of scripts that are
written without spaces, and of Korean, whose particles are joined to the word, are words each: a longer word of theirs is a phrase.

What the index holds was prepared by `searchable`. Whoever changes that must empty the index in a migration (it is filled again
afterwards), for an article is taken out of the index by the words with which it went in.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

_LONGEST = 1_000  # characters of a query that are read
_TERMS = 32
_BEGINS = 3  # letters: fewer begin so many words that finding them all takes long; and a character that is a word begins no other

# Signs above and below letters that may be left out or written: accents, and the vowels of Hebrew and Arabic. Those of other scripts
# are what tells words apart.
_SIGNS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# Thai, Lao, Burmese and Khmer; Japanese and Chinese; Korean.
_ALONE = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U000323af]"
)
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})  # noqa: RUF001 what Unicode does not take apart
_ASCII = 0x80
_FOREIGN = re.compile("[^\x00-\x7f]")
_SELDOM = 8  # where fewer than one byte in so many is beyond ASCII, looking for these is four times as fast as translating all
WORD = re.compile("[0-9a-z\x80-\U0010ffff]+")
"""A word of what `searchable` gave."""

_PART = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+?))(?P<begins>\*?)(?=[\s"]|$)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query: these words one after the other, of which the last only `begins` a word."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked for: articles that have all of `wanted` and none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


class _Table(dict[int, str]):
    """What each character becomes. It is filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code >= _ASCII:
            plain = _SIGNS.sub("", unicodedata.normalize("NFKD", character.casefold())).translate(_LETTERS)
            made = "".join(map(_kept, unicodedata.normalize("NFC", plain)))
        else:
            made = character.lower()
        self[code] = made
        return made


def _kept(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Cf":  # soft hyphens, joiners
        return ""
    if not character.isalnum() and category[0] != "M":
        return " "
    return f" {character} " if _ALONE.match(character) else character


_TABLE = _Table()


def searchable(text: str) -> str:
    """`text` so prepared that its words are the runs of ASCII letters, ASCII digits and anything beyond ASCII."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text)
    if len(composed.encode(errors="replace")) - len(composed) < len(composed) // _SELDOM:
        return _FOREIGN.sub(lambda found: _TABLE[ord(found[0])], composed.lower())
    return composed.translate(_TABLE)


def words(text: str) -> list[str]:
    """The words of a text, in their order."""
    return WORD.findall(searchable(text))


class Reading:
    """The `words` of a text, and where they stand in it. Of text that is not composed (NFC) some words may be missing."""

    def __init__(self, text: str) -> None:
        plain = text.isascii()
        self._found = list(WORD.finditer(text.lower() if plain else text.translate(_TABLE)))
        self.words = [found[0] for found in self._found]
        # Where what each character became ends.
        self._ends = None if plain else list(accumulate(map(len, map(_TABLE.__getitem__, map(ord, text)))))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words from the one with the index `first` to that with the index `last` stand: (start, end) in characters."""
        start, end = self._found[first].start(), self._found[last].end()
        return (start, end) if self._ends is None else (bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1)


def parse(query: str) -> Query | None:
    """What a person typed, as far as it has words; None where it is blank.

    Every word is wanted, and every "phrase in quotes"; what follows a minus sign is not. A word* of three letters and more begins one,
    as does the last word of a "phrase"*. Everything else is taken as it stands: a word with signs in it (A-1, it's) is a phrase. At
    most 1,000 characters and 32 terms are read.
    """
    if not query.strip():
        return None
    sides: tuple[dict[Term, None], dict[Term, None]] = ({}, {})
    for part in _PART.finditer(query[:_LONGEST].translate(_QUOTES)):
        found = tuple(words(part["word"] or part["phrase"] or ""))
        if found and len(sides[0]) + len(sides[1]) < _TERMS:
            begins = bool(part["begins"]) and len(found[-1]) >= _BEGINS
            sides[bool(part["no"])][Term(found, begins)] = None
    return Query(tuple(sides[0]), tuple(sides[1]))
