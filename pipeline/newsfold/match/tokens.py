"""What the words, numbers and characters of a text stand for, looked up rather than worked out where it was before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from sys import intern

from newsfold.match import numbers, words

# What is written without spaces: Thai and its neighbours, Chinese, Japanese.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Marks that belong to the letter before them, which Python does not count as letters.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
_LETTER = rf"[^\W\d_{_UNSPACED}]"
# Words, with the apostrophe inside a Ukrainian one; numbers, with the marks of Arabic ones; and runs without spaces.
TOKEN = re.compile(
    rf"{_LETTER}+(?:(?:[{_MARKS}]+|(?<=[\u0400-\u04ff])['\u02bc](?=[\u0400-\u04ff])){_LETTER}*)*"
    rf"|\d{{1,3}}(?:[ .,\u066b\u066c]\d{{3}})+(?!\d)|\d+(?:[.,\u066b]\d+)?|[{_UNSPACED}]+"
)
# For ASCII: digits become a zero, and all but letters and digits a space.
_PARTED = bytes(byte if chr(byte).isalpha() else ord("0") if chr(byte).isdigit() else ord(" ") for byte in range(128)) + bytes(128)
_HAN_NUMBER = re.compile(rf"([{numbers.HAN}]{{2,}})")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# So many tokens of a language are remembered, and as many that were looked up before those: about 20 MB each.
_REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """What a token stands for, and whether it is written with a capital.

    Units are told apart by identity, which makes sets of them fast: a token has the same one wherever it stands.
    """

    key: str
    weight: float
    capital: bool


def units(sentence: str, vocabulary: Vocabulary) -> list[Unit]:
    """What the tokens of a sentence or a part of one stand for, in order."""
    if sentence.isascii() or not _IS_UNSPACED.search(sentence):
        return list(filter(None, map(vocabulary.__getitem__, tokens(sentence))))
    found: list[Unit] = []
    for token in TOKEN.findall(sentence):
        if _IS_UNSPACED.match(token):
            found += _unspaced(token, vocabulary.lang)
        elif (unit := vocabulary[token]) is not None:
            found.append(unit)
    return found


def tokens(sentence: str) -> list[str]:
    """What `TOKEN` finds; in ASCII without digits, as most sentences are, in a quarter of the time."""
    if sentence.isascii():
        parted = sentence.encode().translate(_PARTED)
        if b"0" not in parted:
            return parted.decode().split()
    found: list[str] = TOKEN.findall(sentence)
    return found


def _unspaced(run: str, lang: str | None) -> list[Unit]:
    """The units of a run of characters written without spaces; a word in Katakana passes for one with a capital."""
    found: list[Unit] = []
    for part in _HAN_NUMBER.split(run):
        digits = numbers.han(part) if _HAN_NUMBER.fullmatch(part) else None
        if digits is not None:
            found.append(Unit(*_interned(*numbers.number(digits)), capital=False))
        elif part:
            found += [Unit(*_interned(*piece), capital=piece[0][0] == "~") for piece in words.unspaced(part, lang)]
    return found


class Vocabulary(dict[str, Unit | None]):
    """What each token of a language stands for, worked out when it is first looked up; None for a single letter.

    A dictionary, for most of what is looked up was before. A full one is put aside, and what is asked for again is taken over from there.
    """

    def __init__(self, lang: str | None) -> None:
        super().__init__()
        self.lang = lang
        self._aside: dict[str, Unit | None] = {}

    def __missing__(self, token: str) -> Unit | None:
        if len(self) >= _REMEMBERED:
            self._aside = self.copy()
            self.clear()
        self[token] = unit = self._aside[token] if token in self._aside else _unit(token, self.lang)
        return unit


@cache
def vocabulary_of(lang: str | None) -> Vocabulary:
    """The vocabulary of a language; one a process."""
    return Vocabulary(lang)


def _unit(token: str, lang: str | None) -> Unit | None:
    digits = token if token[0].isdigit() else numbers.spelled(token, lang)
    if digits is not None:
        return Unit(*_interned(*numbers.number(digits)), capital=False)
    return Unit(*_interned(*words.word(token, lang)), capital=token[0].isupper()) if len(token) > 1 else None


def _interned(key: str, weight: float) -> tuple[str, float]:
    """Equal keys of different tokens and texts share their memory, and are found equal at once."""
    return intern(key), weight
