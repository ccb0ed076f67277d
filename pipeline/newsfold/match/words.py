"""What a word is worth when two texts are compared: its key, under which it matches others, and its weight.

A key is the word's stem; for rare words it is their skeleton of consonants, so that Zelenskiy, Zelenskyy and Zelensky are one
word, and so are the spellings that a foreign name has in Cyrillic, Arabic or Katakana. A weight is in [0, 1] and tells how rare
the word is in its language in general, by `wordfreq`: never by the texts at hand, so that a pair's likeness depends on nothing but the pair. All forms of a word are taken together.
Weights are multiples of 1/256, so that their sums are exact and do not depend on the order of adding.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from math import exp
from typing import TYPE_CHECKING

import Stemmer
import wordfreq

from newsfold.match.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A word of Zipf frequency 6 (a thousand in a million) weighs nothing, one of 1.5 (three in a hundred million) weighs 1.
_COMMON, _SPAN = 6.0, 4.5
_STEPS = 256
_FORMS = 0.4  # so much higher is the Zipf frequency of a stem than that of its forms, more or less
_ZIPF_OF_ONE = 9.0  # of a word that is all of a text
# Rarer words than this are matched by their skeleton.
_RARE = 0.6
# Languages written without spaces that have a word list, and the longest word looked for there.
_UNSPACED = {"zh", "ja"}
_LONGEST_UNSPACED = 5
# Where a language has no stemmer, so many letters of a word stand for it. Of Turkish words too (Can et al. 2008): the Snowball stemmer
# takes only the endings of nouns.
_PREFIX, _PREFIXES = 5, {"uk": 4}
# Where a language has no word list, a word of so many letters above two weighs 1.
_LONG = 9
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil",
}  # fmt: skip
_LISTS = {"no": "nb", "hr": "sh", "bs": "sh", "sr": "sh"}
# Letters that Unicode does not take apart.
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"})
_KATAKANA = re.compile(r"([\u30a1-\u30fa\u30fc-\u30fe]{2,})")
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|كال|فال|لل|ال)(?=\w{3})")


def word(token: str, lang: str | None) -> tuple[str, float]:
    """The key and the weight of one word, in lower case or not."""
    lower = token.lower()
    plain = _plain(_stem(lower, lang))
    weight = _weight(lower, plain, lang)
    bones = skeleton(plain if plain.isascii() else _unprefixed(lower, lang)) if weight >= _RARE else None
    return ("~" + bones if bones else plain), weight


def chance(weight: float, words: int) -> float:
    """How likely a word of this weight stands in a text of so many words on anything at all (Poisson)."""
    return 1 - exp(-words * _rate(weight))


@cache
def _rate(weight: float) -> float:
    """How many words in one are of this weight; there are not many weights."""
    zipf = _COMMON - _SPAN * weight + _FORMS
    return float(10 ** (zipf - _ZIPF_OF_ONE))


def unspaced(run: str, lang: str | None) -> list[tuple[str, float]]:
    """The keys and weights of a run of characters written without spaces, in order.

    The longest words that the list of the language holds, from left to right; and where characters are left alone, as in names,
    each of them and every two neighbours. Katakana are not parted: what is written in them is one foreign word.
    """
    lang = lang if lang in _UNSPACED else "zh"
    listed = _frequencies(lang) or {}
    pieces: list[tuple[str, float]] = []
    for part in _KATAKANA.split(run):
        pieces += [_katakana(part, listed)] if _KATAKANA.match(part) else _listed(part, lang, listed)
    return pieces


def _katakana(word: str, listed: Mapping[str, float]) -> tuple[str, float]:
    weight = _of_zipf(wordfreq.freq_to_zipf(listed[word])) if word in listed else 1.0
    return ("~" + (skeleton(word) or word) if weight >= _RARE else word), weight


def _listed(run: str, lang: str, listed: Mapping[str, float]) -> list[tuple[str, float]]:
    pieces: list[tuple[str, float]] = []
    start, alone = 0, False
    while start < len(run):
        sizes = range(min(_LONGEST_UNSPACED, len(run) - start), 1, -1)
        size = next((size for size in sizes if run[start : start + size] in listed), 1)
        piece = run[start : start + size]
        if size == 1 and alone:
            pieces.append(_characters(run[start - 1 : start + 1], lang))
        pieces.append((piece, _of_zipf(wordfreq.freq_to_zipf(listed[piece]))) if size > 1 else _characters(piece, lang))
        start, alone = start + size, size == 1
    return pieces


def _characters(pair: str, lang: str) -> tuple[str, float]:
    """One or two characters; a pair that no word of the list holds is as rare as its characters would meet by chance."""
    zipf = _character_zipf(lang)
    apart = sum(zipf.get(character, _COMMON - _SPAN) for character in pair) - _ZIPF_OF_ONE * (len(pair) - 1)
    return pair, _of_zipf(zipf.get(pair, apart))


def _of_zipf(zipf: float) -> float:
    return round(min(1.0, max(0.0, (_COMMON - zipf) / _SPAN)) * _STEPS) / _STEPS


def _weight(lower: str, stem: str, lang: str | None) -> float:
    frequencies = _stem_frequencies(_LISTS.get(lang, lang)) if lang else None
    if frequencies is None:
        return round(min(1.0, max(0.0, (len(lower) - 2) / _LONG)) * _STEPS) / _STEPS
    frequency = frequencies.get(stem)
    return _of_zipf(wordfreq.freq_to_zipf(frequency) - _FORMS) if frequency else 1.0


@cache
def _stem_frequencies(lang: str) -> dict[str, float] | None:
    """How often each stem of a language is said in any of its forms: else all forms of an inflected language would pass for rare."""
    listed = _frequencies(lang)
    if listed is None:
        return None
    stems: dict[str, float] = {}
    for entry, frequency in listed.items():
        stem = _plain(_stem(entry, lang))
        stems[stem] = stems.get(stem, 0.0) + frequency
    return stems


@cache
def _frequencies(lang: str) -> dict[str, float] | None:
    """The words of a language that are more than one in a million: rarer ones weigh 1 all the same, and ten times as many load slowly."""
    if lang not in wordfreq.available_languages("small"):
        return None
    frequencies: dict[str, float] = wordfreq.get_frequency_dict(lang, wordlist="small")
    return frequencies


@cache
def _character_zipf(lang: str) -> dict[str, float]:
    """Zipf frequencies of characters and of pairs of characters, from the words that hold them."""
    counts: dict[str, float] = {}
    for entry, frequency in (_frequencies(lang) or {}).items():
        for start in range(len(entry)):
            for part in {entry[start], entry[start : start + 2]}:
                counts[part] = counts.get(part, 0.0) + frequency
    return {part: wordfreq.freq_to_zipf(frequency) for part, frequency in counts.items()}


@cache
def _stemmer(name: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
    return stem


def _unprefixed(lower: str, lang: str | None) -> str:
    return _ARABIC_PREFIX.sub("", lower) if lang == "ar" else lower


def _stem(lower: str, lang: str | None) -> str:
    lower = _unprefixed(lower, lang)
    if lang not in _STEMMERS:
        return lower[: _PREFIXES.get(lang or "", _PREFIX)]
    return _stemmer(_STEMMERS[lang])(lower)


def _plain(stem: str) -> str:
    if stem.isascii():
        return stem
    return "".join(mark for mark in unicodedata.normalize("NFD", stem.translate(_UNDECOMPOSED)) if not unicodedata.combining(mark))
