"""Figures as they are written, with what they count."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsfold.match.numbers import han
from newsfold.match.showing.writing import MONTHS, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsfold.match.showing.places import Place, Sentence

# A word that weighs nothing counts something if it has so many letters ("people"); shorter ones do not ("of", "were").
_NOUN_LETTERS = 5
# From this weight on, a word near a figure says what the figure is about; so many words to either side are near.
_TELLING = 0.1
_NEAR = 6
_YEAR = re.compile(r"19[89]\d|20[0-5]\d")
# What belongs to a figure behind it: signs, and the minutes of a time of day.
_SIGN = re.compile(r" ?[%‰٪$€£¥₴₽₹₩₺]| per cent\b|:\d\d\b")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_PART = re.compile(r"\d:|[^\W\d_]-")
# With the point of an ordinal, as in "24. März".
_SIDE_BY_SIDE = {"", " ", "-", ". "}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `start` to `end` of its sentence, its signs included; `written` is it with the word that it counts.

    `value` is its digits with a point before the decimal ones and no other marks; of one written in words what its key keeps.
    `unit` is the first letter of what it counts, if that stands at its side. `beside` holds what stands next to it: keys of the word
    that it counts and of the one before it, and signs. `near` are the keys of telling words around it.
    """

    key: str
    value: str
    start: int
    end: int
    written: str
    unit: str
    beside: frozenset[str]
    near: frozenset[str]


def figures_in(sentence: Sentence) -> Iterator[Figure]:
    """The figures of a sentence in order, but for the minutes of a time of day, and parts of words ("F-16", "ninety-six")."""
    for at, place in enumerate(sentence.places):
        if is_figure(place) and not _PART.fullmatch(sentence.text, max(0, place.start - 2), place.start):
            yield _figure(sentence.text, sentence.places, at)


def is_figure(place: Place) -> bool:
    """Whether a place holds a figure that counts."""
    return place.key.startswith("#") and place.weight > 0


def _figure(text: str, places: Sequence[Place], at: int) -> Figure:
    place = places[at]
    start, end = _with_signs(text, place)
    behind = places[at + 1 : at + 1 + _NEAR]
    before = _before(text, places[at - 1] if at else None, start, end)
    dated = before is not None and text[before.start : before.end] in MONTHS
    value = _value(text[place.start : place.end]) or place.key[1:]
    year = _YEAR.fullmatch(value) and place.end - place.start == len(value)
    counts = end == place.end and not dated and not year
    unit = _unit(text, behind, end) if counts else None
    signs = (text[start : place.start], text[place.end : end].strip())
    around = (*places[max(0, at - _NEAR) : at], *behind)
    return Figure(
        key=place.key,
        value=value,
        start=start,
        end=end,
        written=text[before.start if before and dated else start : unit.end if unit else end],
        unit=text[unit.start].lower() if unit else "",
        beside=frozenset({*signs, before.key if before else "", unit.key if unit else ""} - {""}),
        near=frozenset(other.key for other in around if other.weight >= _TELLING and not is_figure(other)),
    )


def _value(written: str) -> str | None:
    digits = "".join(str(unicodedata.digit(character)) if character.isdigit() else "." for character in written)
    if not written[0].isdigit():
        return han(written)
    return digits.replace(".", "") if _GROUPED.fullmatch(digits) else digits


def _with_signs(text: str, place: Place) -> tuple[int, int]:
    signed = place.start > 0 and unicodedata.category(text[place.start - 1]) == "Sc"
    sign = _SIGN.match(text, place.end)
    return place.start - signed, sign.end() if sign else place.end


def _unit(text: str, behind: Sequence[Place], end: int) -> Place | None:
    """What is counted: the next word, if it stands at the figure's side and is more than grammar."""
    place = next((place for place in behind if place.start >= end), None)
    if place is None or place.key.startswith("#") or text[end : place.start] not in _SIDE_BY_SIDE:
        return None
    if place.start == end:
        written = counted(text[end : place.end])
        return replace(place, key=written, end=end + len(written))
    grammar = not place.weight and place.end - place.start < _NOUN_LETTERS
    return None if grammar else place


def _before(text: str, place: Place | None, start: int, end: int) -> Place | None:
    """The place before a figure if it is a telling word, as in "March 24"; with commas around, "Bae Jin-woo, 54, said"."""
    if place is None or place.weight < _TELLING or place.key.startswith("#"):
        return None
    age = text[place.end : start] == ", " and text[end : end + 1] == ","
    return place if age or text[place.end : start] in _SIDE_BY_SIDE else None
