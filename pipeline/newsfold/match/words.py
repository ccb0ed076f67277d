"""What a word is worth when two texts are compared: its key, under which it matches others, and its weight.

A key is the word's stem; for rare words in Latin letters it is their skeleton of consonants, so that Zelenskiy, Zelenskyy
and Zelensky are one word. A weight is in [0, 1] and tells how rare the word is in its language in general, by `wordfreq`:
never by the texts at hand, so that a pair's likeness depends on nothing but the pair. Weights are multiples of 1/256, so
that their sums are exact and do not depend on the order of adding.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import Stemmer
import wordfreq

if TYPE_CHECKING:
    from collections.abc import Callable

# A word of Zipf frequency 6 (a thousand in a million) weighs nothing, one of 1.5 (three in a hundred million) weighs 1.
_COMMON, _SPAN = 6.0, 4.5
_STEPS = 256
# Rarer words than this are matched by their skeleton, if that has enough letters left to tell words apart.
_RARE = 0.55
_SKELETON_LETTERS = 3
# Languages written without spaces that have a word list, and the longest word looked for there.
_UNSPACED = {"zh", "ja"}
_LONGEST_UNSPACED = 5
# Where a language has no stemmer, so many letters of a word stand for it.
_PREFIX = 5
# Where a language has no word list, a word of so many letters above two weighs 1.
_LONG = 9
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_LISTS = {"no": "nb", "hr": "sh", "bs": "sh", "sr": "sh"}
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|كال|فال|لل|ال)(?=\w{3})")
_DOUBLE = re.compile(r"(.)\1+")
_LATIN = re.compile(r"[a-z]+")
_SOUNDS = (("ph", "f"), ("ck", "k"), ("kh", "h"), ("gh", "g"), ("ch", "s"), ("sh", "s"), ("zh", "z"), ("th", "t"), ("dh", "d"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "x": "ks", "z": "s", "j": "s"} | dict.fromkeys("aeiouywh"))


def word(token: str, lang: str | None) -> tuple[str, float]:
    """The key and the weight of one word, in lower case or not."""
    lower = token.lower()
    weight = _weight(lower, lang)
    plain = _plain(_stem(lower, lang))
    if weight >= _RARE and _LATIN.fullmatch(plain):
        bones = skeleton(plain)
        if len(bones) >= _SKELETON_LETTERS:
            return "~" + bones, weight
    return plain, weight


def unspaced(run: str, lang: str | None) -> list[tuple[str, float]]:
    """The keys and weights of a run of characters written without spaces, in order.

    The longest words that the list of the language holds, from left to right; and where characters are left alone, as in names,
    each of them and every two neighbours.
    """
    lang = lang if lang in _UNSPACED else "zh"
    listed = _frequencies(lang) or {}
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


def skeleton(word: str) -> str:
    """The consonants of a word in plain Latin letters, spellings of one sound made equal; it begins with "a" for a vowel."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    bones = _DOUBLE.sub(r"\1", word.translate(_LETTERS))
    return "a" + bones if word[:1] in "aeiouyw" else bones


def _characters(pair: str, lang: str) -> tuple[str, float]:
    """One or two characters; a pair that no word of the list holds is as rare as its characters would meet by chance."""
    zipf = _character_zipf(lang)
    apart = sum(zipf.get(character, _COMMON - _SPAN) for character in pair) - 9.0 * (len(pair) - 1)
    return pair, _of_zipf(zipf.get(pair, apart))


def _of_zipf(zipf: float) -> float:
    return round(min(1.0, max(0.0, (_COMMON - zipf) / _SPAN)) * _STEPS) / _STEPS


def _weight(lower: str, lang: str | None) -> float:
    frequencies = _frequencies(_LISTS.get(lang, lang)) if lang else None
    if frequencies is None:
        return round(min(1.0, max(0.0, (len(lower) - 2) / _LONG)) * _STEPS) / _STEPS
    frequency = frequencies.get(lower)
    return _of_zipf(wordfreq.freq_to_zipf(frequency)) if frequency else 1.0


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


def _stem(lower: str, lang: str | None) -> str:
    if lang == "ar":
        lower = _ARABIC_PREFIX.sub("", lower)
    if lang not in _STEMMERS:
        return lower[:_PREFIX]
    return _stemmer(_STEMMERS[lang])(lower)


def _plain(stem: str) -> str:
    if stem.isascii():
        return stem
    return "".join(mark for mark in unicodedata.normalize("NFD", stem) if not unicodedata.combining(mark))
