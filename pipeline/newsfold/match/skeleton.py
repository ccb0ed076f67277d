"""The consonants of a rare word: what stays the same however a foreign name is spelled.

Zelenskiy, Zelenskyy and Zelensky are one skeleton; so are Хельсет and Гельсет, ميلوييفيتش and ميلوييفتش, ヴァレリー and バレリ. Words of one
skeleton need not be one word, so short skeletons are none: Latin ones of three consonants and more tell rare words apart well
enough (measured), those of Cyrillic and Arabic, which write fewer letters or more endings, of four.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Callable

_DOUBLE = re.compile(r"(.)\1+")
_LATIN, _CYRILLIC = re.compile(r"[a-z]+"), re.compile(r"[\u0400-\u04ff'’]+")
_ARABIC, _KATAKANA = re.compile(r"[\u0621-\u064a\u0671-\u06d3]+"), re.compile(r"[\u30a1-\u30fe]+")
_FEWEST = {"latin": 3, "cyrillic": 4, "arabic": 4, "katakana": 3}

_LATIN_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("kh", "h"),
    ("gh", "g"),
    ("ch", "s"),
    ("sh", "s"),
    ("zh", "z"),
    ("th", "t"),
    ("dh", "d"),
)
_LATIN_LETTERS = str.maketrans({"c": "k", "q": "k", "x": "ks", "z": "s", "j": "s"} | dict.fromkeys("aeiouywh"))
_CYRILLIC_SOUNDS = (("дж", "з"), ("дз", "з"), ("кс", "кс"))
_CYRILLIC_LETTERS = str.maketrans(
    {"г": "х", "ґ": "х", "ж": "з", "щ": "ш", "ч": "ш", "ц": "с"} | dict.fromkeys("аеёиіїєйоуыэюяьъ'’")
)
_ARABIC_LETTERS = str.maketrans(
    {"غ": "ج", "گ": "ج", "ق": "ك", "ڤ": "ف", "ث": "ت", "ذ": "د", "ظ": "ز"} | dict.fromkeys("اأإآٱويىءئؤة")
)
_KATAKANA_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"), ("ティ", "チ"), ("ディ", "デ"))
_KATAKANA_LETTERS = str.maketrans(dict.fromkeys("ーッァィゥェォャュョ・"))


def skeleton(word: str) -> str | None:
    """The skeleton of a word in lower case without accents; None for one too short, or of another script."""
    if _LATIN.fullmatch(word):
        bones = _bones(word, _LATIN_SOUNDS, _LATIN_LETTERS)
        return _long_enough("a" + bones if word[0] in "aeiouyw" else bones, "latin")
    if _CYRILLIC.fullmatch(word):
        return _long_enough(_bones(_russian()(word), _CYRILLIC_SOUNDS, _CYRILLIC_LETTERS), "cyrillic")
    if _ARABIC.fullmatch(word):
        return _long_enough(_bones(word, (), _ARABIC_LETTERS), "arabic")
    if _KATAKANA.fullmatch(word):
        return _long_enough(_bones(word, _KATAKANA_SOUNDS, _KATAKANA_LETTERS), "katakana")
    return None


def _bones(word: str, sounds: tuple[tuple[str, str], ...], letters: dict[int, str | None]) -> str:
    for spelling, sound in sounds:
        word = word.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", word.translate(letters))


def _long_enough(bones: str, script: str) -> str | None:
    return bones if len(bones) >= _FEWEST[script] else None


@cache
def _russian() -> Callable[[str], str]:
    """Takes endings from names in any Cyrillic language well enough."""
    stem: Callable[[str], str] = Stemmer.Stemmer("russian").stemWord
    return stem
