"""What of a body is compared, computed once a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from newsfold.match import numbers, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsfold.model import Body

# Whoever changes what features are made of, here or in words and numbers, raises this: stored scores are then refused.
VERSION = 2
# What is written without spaces: Thai and its neighbours, Chinese, Japanese.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Marks that belong to the letter before them, which Python does not count as letters.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
_LETTER = rf"(?:(?![{_UNSPACED}])[^\W\d_])"
# Numbers, with the marks of Arabic ones; runs without spaces; and words, with the apostrophe inside a Ukrainian one.
TOKEN = re.compile(
    rf"\d{{1,3}}(?:[ .,\u066b\u066c]\d{{3}})+(?!\d)|\d+(?:[.,\u066b]\d+)?|[{_UNSPACED}]+"
    rf"|{_LETTER}(?:{_LETTER}|[{_MARKS}]|(?<=[\u0400-\u04ff])['\u02bc](?=[\u0400-\u04ff]))*"
)
_HAN_NUMBER = re.compile(rf"([{numbers.HAN}]{{2,}})")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s+|[。！？]+[」』）\"')\]]*")
# Words whose full stop ends no sentence.
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "gen", "sen", "rep", "gov", "st", "prof", "col", "lt", "capt", "sgt", "jr", "no"}
    | {
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "vs",
        "dept",
        "adm",
        "maj",
        "rev",
        "hon",
        "mio",
        "mrd",
        "ca",
        "bzw",
        "nr",
    }
)
# What after a full stop makes the number before it an ordinal: "24. März", "24. maaliskuuta".
_AFTER_ORDINAL = re.compile(
    r"[a-zäöåčřžšż]|(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_DAY_DIGITS = 2
_LAST_WORD = re.compile(r"\w*$")
# Plain double quotes, for typography is folded before (`newsfold.text`), and the corner brackets of Chinese and Japanese.
_QUOTE = re.compile(r'["「」『』]')
_SALIENT = 0.6
_DETAIL = 0.6
_MARKED = 0.3
_UNCOMMON = 0.5
_NAME_WEIGHT = 0.75
_LINE_WORDS = 2
# German writes all nouns with capitals, so that only rare ones pass for names.
_CAPITAL_NOUNS = {"de", "lb"}
_RARE_NOUN = 0.8

# Key, weight, and whether it is written with a capital.
_Unit = tuple[str, float, bool]
Line = tuple[str, ...]
"""The keys of a sentence or a quote, in order."""


@dataclass(frozen=True)
class Features:
    """What of a body is compared: keys and weights of `newsfold.match.words` and `newsfold.match.numbers`.

    `weights` holds every key that weighs anything. `names` are written with capitals inside a sentence. `lines` are the sentences in
    order, quotes apart from what is around them, and `parts` the same as they are written. The rest follows from these, and is
    worked out when it is first asked for: of most bodies nothing is but `salient`, because they are never compared.
    """

    body: int
    words: int
    lang: str | None
    parts: tuple[str, ...]
    lines: tuple[Line, ...]
    weights: Mapping[str, float]
    names: frozenset[str]

    @cached_property
    def salient(self) -> frozenset[str]:
        """The rare keys: signatures are made of them."""
        return frozenset(key for key, weight in self.weights.items() if weight >= _SALIENT)

    @cached_property
    def total(self) -> float:
        """The sum of all weights."""
        return sum(self.weights.values())

    @cached_property
    def common(self) -> tuple[tuple[float, float], ...]:
        """What the words of each weight below one half weigh together."""
        together: dict[float, float] = {}
        for key, weight in self.weights.items():
            if weight < _UNCOMMON and key[0] != "#":
                together[weight] = together.get(weight, 0.0) + weight
        return tuple(sorted(together.items()))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The keys that are numbers."""
        return frozenset(key for key in self.weights if key[0] == "#")

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The lines in which each key of some weight stands."""
        places: dict[str, list[int]] = {}
        for place, line in enumerate(self.lines):
            for key in set(line):
                if self.weights.get(key, 0.0) >= _MARKED:
                    places.setdefault(key, []).append(place)
        return places

    @cached_property
    def details(self) -> frozenset[str]:
        """The rare keys that are said only once."""
        return frozenset(key for key, found in self.places.items() if self.weights[key] >= _DETAIL and len(found) == 1)

    @cached_property
    def phrases(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring words."""
        return frozenset(pair for line in self.lines for pair in pairwise(line))

    @cached_property
    def repeatable(self) -> frozenset[Line]:
        """The lines that are long enough to be told apart."""
        return frozenset(line for line in self.lines if len(line) >= _LINE_WORDS)

    @cached_property
    def heaviness(self) -> tuple[float, ...]:
        """What the keys of some weight of each line weigh together."""
        weights = self.weights
        return tuple(sum(weight for key in set(line) if (weight := weights.get(key, 0.0)) >= _MARKED) for line in self.lines)

    @cached_property
    def vague(self) -> Mapping[str, Sequence[int]]:
        """The digits that words may round to, without zeros at the end, and the lines in which they are said."""
        vague: dict[str, list[int]] = {}
        for place, part in enumerate(self.parts):
            for digits in numbers.vague(part, self.lang):
                vague.setdefault(numbers.round_digits(digits), []).append(place)
        return vague


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it stands in the text, and the weight of each of its keys."""

    text: str
    weights: Mapping[str, float]


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of a compared text, in order, each with its punctuation; no sentence goes over a line's end."""
    for line in text.split("\n"):
        start = 0
        for end in _SENTENCE_END.finditer(line):
            last = _LAST_WORD.search(line, start, end.start())
            if last is None or not _goes_on(last.group(), line, end.end()):
                yield line[start : end.end()].strip()
                start = end.end()
        if line[start:].strip():
            yield line[start:].strip()


def _goes_on(word: str, line: str, after: int) -> bool:
    """Whether a full stop after this word is rather part of it: an initial, a usual abbreviation, the number of a day."""
    if word.isdigit():
        return len(word) <= _DAY_DIGITS and _AFTER_ORDINAL.match(line, after) is not None
    return (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATIONS


def sentences_of(body: Body) -> list[Sentence]:
    """The sentences of a body, in order, for showing how two texts align."""
    read = ((text, _units(text, body.lang)) for text in split_sentences(body.text))
    return [Sentence(text, {key: weight for key, weight, _ in units}) for text, units in read]


def features_of(body: Body) -> Features:
    """All that comparing needs to know of a body; a pure function of it."""
    parts = tuple(part for sentence in split_sentences(body.text) for part in _QUOTE.split(sentence) if part)
    read = [_units(part, body.lang) for part in parts]
    weights = {key: weight for part in read for key, weight, _ in part if weight}
    names = _names(read, weights, body.lang)
    for key in names:
        weights[key] = max(weights.get(key, 0.0), _NAME_WEIGHT)
    lines = tuple(tuple(key for key, _, _ in part) for part in read)
    return Features(body.id, body.words, body.lang, parts, lines, weights, names)


def _names(read: list[list[_Unit]], weights: Mapping[str, float], lang: str | None) -> frozenset[str]:
    """Keys written with a capital inside a sentence, and nowhere without."""
    names = {key for part in read for key, _, capital in part[1:] if capital}
    if lang in _CAPITAL_NOUNS:
        return frozenset(key for key in names if weights.get(key, 0.0) >= _RARE_NOUN)
    return frozenset(names - {key for part in read for key, _, capital in part if not capital})


def _units(sentence: str, lang: str | None) -> list[_Unit]:
    units: list[_Unit] = []
    for token in TOKEN.findall(sentence):
        if _IS_UNSPACED.match(token):
            units += _unspaced(token, lang)
        else:
            units += _read(token, lang)
    return units


def _unspaced(run: str, lang: str | None) -> list[_Unit]:
    """The units of a run of characters written without spaces; a word in Katakana passes for one with a capital."""
    units: list[_Unit] = []
    for part in _HAN_NUMBER.split(run):
        digits = numbers.han(part) if _HAN_NUMBER.fullmatch(part) else None
        if digits is not None:
            units.append((*numbers.number(digits), False))
        elif part:
            units += [(key, weight, key[0] == "~") for key, weight in words.unspaced(part, lang)]
    return units


@lru_cache(maxsize=1 << 17)
def _read(token: str, lang: str | None) -> tuple[_Unit, ...]:
    """What one token stands for: its key, weight, and whether it is written with a capital; nothing for a single letter."""
    if token[0].isdigit():
        return ((*numbers.number(token), False),)
    digits = numbers.spelled(token, lang)
    if digits is not None:
        return ((*numbers.number(digits), False),)
    return ((*words.word(token, lang), token[0].isupper()),) if len(token) > 1 else ()
