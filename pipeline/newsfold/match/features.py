"""What of a body is compared, computed once a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from newsfold.match import numbers, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsfold.model import Body

# Whoever changes what features are made of, here or in words and numbers, raises this: stored scores are then refused.
VERSION = 1
# What is written without spaces: Thai and its neighbours, Chinese, Japanese.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Marks that belong to the letter before them, which Python does not count as letters.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
_LETTER = rf"(?:(?![{_UNSPACED}])[^\W\d_])"
_TOKEN = re.compile(rf"\d{{1,3}}(?:[ .,]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?|[{_UNSPACED}]+|{_LETTER}(?:{_LETTER}|[{_MARKS}])*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s+|[。！？]+[」』）\"')\]]*")  # noqa: RUF001 the full stops of Chinese and Japanese
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
    }
)
_LAST_WORD = re.compile(r"\w*$")
# Plain double quotes, for typography is folded before (`newsfold.text`), and the corner brackets of Chinese and Japanese.
_QUOTE = re.compile(r'["「」『』]')
_SALIENT = 0.55
_DETAIL = 0.6
_MARKED = 0.3
_NAME_WEIGHT = 0.75
_LINE_WORDS = 2
# German writes all nouns with capitals, so that only rare ones pass for names.
_CAPITAL_NOUNS = {"de", "lb"}
_RARE_NOUN = 0.8

# Key, weight, and whether it is written with a capital.
_Unit = tuple[str, float, bool]
Line = tuple[str, ...]
"""The keys of a sentence or a quote, in order."""


@dataclass(frozen=True, slots=True)
class Features:
    """What of a body is compared: keys and weights of `newsfold.match.words` and `newsfold.match.numbers`.

    `weights` holds every key that weighs anything, `total` their sum. `names` are written with capitals inside a sentence;
    `salient` are rare, and signatures are made of them; `details` are rare and said only once. `phrases` are pairs of neighbouring
    words. `lines` are the sentences in order, quotes apart from what is around them; `repeatable` are those long enough to be told
    apart; `places` says in which lines each key of some weight stands, and `heaviness` what those keys of each line weigh together.
    """

    body: int
    words: int
    weights: Mapping[str, float]
    total: float
    names: frozenset[str]
    numbers: frozenset[str]
    salient: frozenset[str]
    details: frozenset[str]
    phrases: frozenset[tuple[str, str]]
    lines: tuple[Line, ...]
    repeatable: frozenset[Line]
    places: Mapping[str, Sequence[int]]
    heaviness: tuple[float, ...]


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
            if last is None or not _abbreviated(last.group()):
                yield line[start : end.end()].strip()
                start = end.end()
        if line[start:].strip():
            yield line[start:].strip()


def _abbreviated(word: str) -> bool:
    """Whether a full stop after this word is rather part of it: an initial, or one of the usual abbreviations."""
    return (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATIONS


def sentences_of(body: Body) -> list[Sentence]:
    """The sentences of a body, in order, for showing how two texts align."""
    read = ((text, _units(text, body.lang)) for text in split_sentences(body.text))
    return [Sentence(text, {key: weight for key, weight, _ in units}) for text, units in read]


def features_of(body: Body) -> Features:
    """All that comparing needs to know of a body; a pure function of it."""
    read = [_units(part, body.lang) for sentence in split_sentences(body.text) for part in _QUOTE.split(sentence) if part]
    weights = {key: weight for part in read for key, weight, _ in part if weight}
    names = _names(read, weights, body.lang)
    for key in names:
        weights[key] = max(weights.get(key, 0.0), _NAME_WEIGHT)
    lines = tuple(tuple(key for key, _, _ in part) for part in read)
    places = _places(lines, weights)
    return Features(
        body=body.id,
        words=body.words,
        weights=weights,
        total=sum(weights.values()),
        names=names,
        numbers=frozenset(key for key in weights if key[0] == "#"),
        salient=frozenset(key for key, weight in weights.items() if weight >= _SALIENT),
        details=frozenset(key for key, found in places.items() if weights[key] >= _DETAIL and len(found) == 1),
        phrases=frozenset(pair for line in lines for pair in pairwise(line)),
        lines=lines,
        repeatable=frozenset(line for line in lines if len(line) >= _LINE_WORDS),
        places=places,
        heaviness=tuple(sum(weight for key in set(line) if (weight := weights.get(key, 0.0)) >= _MARKED) for line in lines),
    )


def _places(lines: tuple[Line, ...], weights: Mapping[str, float]) -> dict[str, list[int]]:
    """The lines in which each key of some weight stands."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        for key in set(line):
            if weights.get(key, 0.0) >= _MARKED:
                places.setdefault(key, []).append(place)
    return places


def _names(read: list[list[_Unit]], weights: Mapping[str, float], lang: str | None) -> frozenset[str]:
    """Keys written with a capital inside a sentence, and nowhere without."""
    names = {key for part in read for key, _, capital in part[1:] if capital}
    if lang in _CAPITAL_NOUNS:
        return frozenset(key for key in names if weights.get(key, 0.0) >= _RARE_NOUN)
    return frozenset(names - {key for part in read for key, _, capital in part if not capital})


def _units(sentence: str, lang: str | None) -> list[_Unit]:
    units: list[_Unit] = []
    for token in _TOKEN.findall(sentence):
        if _IS_UNSPACED.match(token):
            units += [(key, weight, False) for key, weight in words.unspaced(token, lang)]
        else:
            units += _read(token, lang)
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
