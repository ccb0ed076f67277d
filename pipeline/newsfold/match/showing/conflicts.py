"""Figures on which two texts disagree: aligned sentences that say different figures of what is the same thing.

It is looked for with care, for a conflict that is none misleads: the word or sign beside the figure must be the same, and stand
beside no other figure of either sentence; the words around must be alike; neither figure may stand anywhere in the other text; and
a figure is not in conflict with one that it may be rounded from.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING

from newsfold.match.showing.places import sentence_of
from newsfold.match.showing.quantities import figures_in
from newsfold.views.explanations import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.match.showing.places import Reading
    from newsfold.match.showing.quantities import Figure
    from newsfold.views.explanations import Passage, Span

# Sentences of this likeness are about the same thing whatever stands near the figures.
_ALIKE = 0.4
# So much may a figure differ from what it is rounded to.
_ROUNDED = 0.07
# So many figures of a sentence are looked at.
_MOST = 50
# Shown are so many words to either side, as far as they end within so many characters; where nothing parts words, a few characters.
_WORDS_SHOWN, _WIDE, _NARROW = 4, 32, 12
_WORD = re.compile(r"\S+")


def conflicts(passages: Iterable[Passage], a: Reading, b: Reading) -> tuple[Conflict, ...]:
    """The conflicts of aligned passages, in the order of A."""
    return tuple(found for passage in passages if passage.a and passage.b for found in _of_passage(passage, a, b))


def _of_passage(passage: Passage, a: Reading, b: Reading) -> Iterator[Conflict]:
    ours, theirs = _own(passage.a or "", a, b), _own(passage.b or "", b, a)
    for one, other in product(ours, theirs):
        beside, near = one.beside & other.beside, one.near & other.near
        if beside and not _rounded(one.key, other.key) and (passage.likeness >= _ALIKE or near - beside):
            (first, ours_at), (second, theirs_at) = _snippet(passage.a or "", one), _snippet(passage.b or "", other)
            yield Conflict(first, second, ours_at, theirs_at)


def _own(sentence: str, text: Reading, other: Reading) -> list[Figure]:
    """The figures of a sentence that the other text does not say, beside what stands beside no other figure of the sentence."""
    figures = list(islice(figures_in(sentence_of(sentence, text.lang)), _MOST))
    said = Counter(key for figure in figures for key in figure.beside)
    alone = frozenset(key for key, count in said.items() if count == 1)
    return [replace(figure, beside=figure.beside & alone) for figure in figures if figure.key not in other.features.numbers]


def _rounded(one: str, other: str) -> bool:
    """Whether one of two keys has fewer digits that say nearly the same: 11 of 115, 4 of 38, and 1 of 96."""
    fewer, more = sorted((key[1:].rstrip("0") for key in (one, other)), key=len)
    exact, round_ = float(f"0.{more}"), float(f"0.{fewer}")
    return len(fewer) < len(more) and min(abs(round_ - exact), abs(10 * round_ - exact)) <= _ROUNDED * exact


def _snippet(text: str, figure: Figure) -> tuple[str, Span]:
    """A few words around a figure, and where it stands in them."""
    start, end = _begin(text, figure.start), _end(text, figure.end)
    left, right = "…" if start else "", "…" if end < len(text) else ""
    shift = len(left) - start
    return f"{left}{text[start:end]}{right}", (figure.start + shift, figure.end + shift)


def _begin(text: str, at: int) -> int:
    words = [word.start() for word in _WORD.finditer(text, max(0, at - _WIDE), at)]
    whole = [start for start in words if start == 0 or text[start - 1].isspace()]
    return min(whole[-_WORDS_SHOWN:], default=max(0, at - _NARROW))


def _end(text: str, at: int) -> int:
    words = [word.end() for word in _WORD.finditer(text, at, at + _WIDE)]
    whole = [end for end in words if end == len(text) or text[end].isspace()]
    return max(whole[:_WORDS_SHOWN], default=min(len(text), at + _NARROW))
