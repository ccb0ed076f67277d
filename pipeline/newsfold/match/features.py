"""What of a body is compared, computed once a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from newsfold.match import numbers
from newsfold.match.tokens import Unit, units, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsfold.model import Body

# Whoever changes what features are made of, here or in tokens, words and numbers, raises this: stored scores are then refused.
VERSION = 2
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
# A word with so many letters is no abbreviation, so no more of it need be looked at.
_TOO_LONG = max(map(len, _ABBREVIATIONS)) + 1
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

_KEY = attrgetter("key")
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
            if weight < _UNCOMMON and not key.startswith("#"):
                together[weight] = together.get(weight, 0.0) + weight
        return tuple(sorted(together.items()))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The keys that are numbers."""
        return frozenset([key for key in self.weights if key.startswith("#")])

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The lines in which each key of some weight stands."""
        marked = {key for key, weight in self.weights.items() if weight >= _MARKED}
        places: dict[str, Sequence[int]] = {}
        several: dict[str, list[int]] = {}
        for place, line in enumerate(self.lines):
            # Most keys stand in one line: all those of a line share this.
            here = (place,)
            for key in marked.intersection(line):
                found = places.setdefault(key, here)
                if found is not here:
                    several.setdefault(key, [*found]).append(place)
        return places | several

    @cached_property
    def details(self) -> frozenset[str]:
        """The rare keys that are said only once."""
        weights = self.weights
        return frozenset([key for key, found in self.places.items() if len(found) == 1 and weights[key] >= _DETAIL])

    @cached_property
    def phrases(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring words."""
        # By way of a set: a copy is a quarter smaller than what grew.
        return frozenset({*chain.from_iterable(map(pairwise, self.lines))})

    @cached_property
    def repeatable(self) -> frozenset[Line]:
        """The lines that are long enough to be told apart."""
        return frozenset([line for line in self.lines if len(line) >= _LINE_WORDS])

    @cached_property
    def heaviness(self) -> Sequence[float]:
        """What the keys of some weight of each line weigh together."""
        heaviness = [0.0] * len(self.lines)
        for key, found in self.places.items():
            for place in found:
                heaviness[place] += self.weights[key]
        return heaviness

    @cached_property
    def vague(self) -> Mapping[str, Sequence[int]]:
        """The digits that words may round to, without zeros at the end, and the lines in which they are said."""
        vague: dict[str, list[int]] = {}
        for place, digits in numbers.vague(self.parts, self.lang):
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
            if not _goes_on(line[max(start, end.start() - _TOO_LONG) : end.start()], line, end.end()):
                yield line[start : end.end()].strip()
                start = end.end()
        if line[start:].strip():
            yield line[start:].strip()


def _goes_on(before: str, line: str, after: int) -> bool:
    """Whether a full stop after these characters is rather part of their last word: an initial, a usual abbreviation, the number of a day."""
    if len(before) == _TOO_LONG and before.isalnum():
        return False
    word = _LAST_WORD.findall(before)[0]
    if word.isdigit():
        return len(word) <= _DAY_DIGITS and _AFTER_ORDINAL.match(line, after) is not None
    return (len(word) == 1 and word.isupper()) or word.lower() in _ABBREVIATIONS


def sentences_of(body: Body) -> list[Sentence]:
    """The sentences of a body, in order, for showing how two texts align."""
    vocabulary = vocabulary_of(body.lang)
    read = ((text, units(text, vocabulary)) for text in split_sentences(body.text))
    return [Sentence(text, {unit.key: unit.weight for unit in found}) for text, found in read]


def features_of(body: Body) -> Features:
    """All that comparing needs to know of a body; a pure function of it."""
    parts = _parts(body.text)
    read = _read(parts, body.lang)
    weights, names = _weighed(read, body.lang)
    lines = tuple([tuple(map(_KEY, part)) for part in read])
    return Features(body.id, body.words, body.lang, parts, lines, weights, names)


def salient_of(body: Body) -> dict[str, float]:
    """The keys and weights of `Features.salient` alone, in half the time."""
    weights, _ = _weighed(_read(_parts(body.text), body.lang), body.lang)
    return {key: weight for key, weight in weights.items() if weight >= _SALIENT}


def _parts(text: str) -> tuple[str, ...]:
    return tuple([part for sentence in split_sentences(text) for part in _QUOTE.split(sentence) if part])


def _read(parts: Iterable[str], lang: str | None) -> list[list[Unit]]:
    vocabulary = vocabulary_of(lang)
    return [units(part, vocabulary) for part in parts]


def _weighed(read: list[list[Unit]], lang: str | None) -> tuple[dict[str, float], frozenset[str]]:
    """The weight of each key that weighs anything, and the names."""
    weights = {unit.key: unit.weight for part in read for unit in part if unit.weight}
    names = _names(read, weights, lang)
    for key in names:
        weights[key] = max(weights.get(key, 0.0), _NAME_WEIGHT)
    return weights, names


def _names(read: list[list[Unit]], weights: Mapping[str, float], lang: str | None) -> frozenset[str]:
    """Keys written with a capital inside a sentence, and nowhere without."""
    inside = set[Unit]().union(*[part[1:] for part in read])
    names = {unit.key for unit in inside if unit.capital}
    if lang in _CAPITAL_NOUNS:
        return frozenset(key for key in names if weights.get(key, 0.0) >= _RARE_NOUN)
    first = [part[0] for part in read if part]
    return frozenset(names.difference([unit.key for unit in inside.union(first) if not unit.capital]))
