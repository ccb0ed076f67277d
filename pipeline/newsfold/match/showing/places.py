"""Where the keys of a text stand in it, so that they can be shown as they are written there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from newsfold.match.features import features_of, sentences_of, split_sentences
from newsfold.match.numbers import HAN
from newsfold.match.tokens import TOKEN
from newsfold.model import Body

if TYPE_CHECKING:
    from newsfold.match.features import Features

# A foreign word, or a number, inside a run of characters without spaces.
_PARTS = re.compile(rf"[\u30a1-\u30fa\u30fc-\u30fe]{{2,}}|[{HAN}]{{2,}}")


@dataclass(frozen=True, slots=True)
class Place:
    """A word or figure at `start` to `end` of its sentence (code points, the end exclusive), with its key and the key's weight."""

    key: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in the text, and its places in order."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A body read for showing: what of it is compared, and where that stands."""

    lang: str | None
    features: Features
    sentences: tuple[Sentence, ...]


def reading_of(body: Body) -> Reading:
    """All that showing needs to know of a body."""
    return Reading(body.lang, features_of(body), tuple(sentence_of(text, body.lang) for text in split_sentences(body.text)))


@lru_cache(maxsize=1 << 12)
def sentence_of(sentence: str, lang: str | None) -> Sentence:
    """A sentence with its places: by their start, the longer first. Where nothing parts words they may overlap."""
    places: list[Place] = []
    for token in TOKEN.finditer(sentence):
        start = token.start()
        for part in _PARTS.finditer(token.group()):
            places += _places(sentence, start, token.start() + part.start(), lang)
            places += _places(sentence, token.start() + part.start(), token.start() + part.end(), lang)
            start = token.start() + part.end()
        places += _places(sentence, start, token.end(), lang)
    return Sentence(sentence, tuple(sorted(places, key=lambda place: (place.start, -place.end))))


def _places(sentence: str, start: int, end: int, lang: str | None) -> list[Place]:
    """A stretch that stands for one key is its place; of several keys each stands wherever its characters do."""
    stretch = sentence[start:end]
    keys = _keys(stretch, lang)
    if len(keys) == 1:
        return [Place(*keys[0], start, end)]
    return [
        Place(key, weight, start + found.start(), start + found.end())
        for key, weight in keys
        for found in re.finditer(re.escape(key), stretch)
    ]


@lru_cache(maxsize=1 << 14)
def _keys(stretch: str, lang: str | None) -> tuple[tuple[str, float], ...]:
    """The keys and weights that a stretch of text has by itself."""
    read = sentences_of(Body(id=0, lang=lang, text=stretch, words=1))
    return tuple((key, weight) for sentence in read for key, weight in sentence.weights.items())
