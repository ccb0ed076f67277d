"""Two texts side by side, sentence by sentence, for a person who asks why they stand together or apart."""

from __future__ import annotations

from collections import Counter
from math import fsum
from typing import TYPE_CHECKING

from newsfold.match.features import Sentence, sentences_of
from newsfold.views import Alignment, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsfold.model import Body

_SAME = 0.9
_REWORDED = 0.2


def align(a: Body, b: Body) -> tuple[Passage, ...]:
    """Every sentence of both texts exactly once, in the reading order of A.

    The likeliest pairs of sentences are joined first, each sentence once. A word counts the less the more sentences say it: what
    the whole text is about tells nothing of one sentence. What is only in B follows the sentence before it in B.
    `likeness` is the weight of the words that both sentences hold against the mean weight of the two, in [0, 1].
    """
    ours, theirs = _topical(sentences_of(a)), _topical(sentences_of(b))
    partners = _partners(ours, theirs)
    taken = {there for there, _ in partners.values()}
    leftovers: dict[int, list[int]] = {}
    anchor = -1
    here_of = {there: here for here, (there, _) in partners.items()}
    for there in range(len(theirs)):
        anchor = here_of.get(there, anchor)
        if there not in taken:
            leftovers.setdefault(anchor, []).append(there)
    return tuple(_passages(ours, theirs, partners, leftovers))


def _topical(sentences: Sequence[Sentence]) -> list[Sentence]:
    said = Counter(key for sentence in sentences for key in sentence.weights)
    return [
        Sentence(sentence.text, {key: weight / said[key] for key, weight in sentence.weights.items()}) for sentence in sentences
    ]


def _passages(
    ours: Sequence[Sentence],
    theirs: Sequence[Sentence],
    partners: Mapping[int, tuple[int, float]],
    leftovers: Mapping[int, Sequence[int]],
) -> Iterator[Passage]:
    for here in range(-1, len(ours)):
        if here in partners:
            there, likeness = partners[here]
            kind = Alignment.SAME if likeness >= _SAME else Alignment.REWORDED
            yield Passage(kind, ours[here].text, theirs[there].text, likeness)
        elif here >= 0:
            yield Passage(Alignment.ONLY_A, ours[here].text, None, 0.0)
        for there in leftovers.get(here, ()):
            yield Passage(Alignment.ONLY_B, None, theirs[there].text, 0.0)


def _partners(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> dict[int, tuple[int, float]]:
    """For sentences of A that have one, the sentence of B they align with, and how alike they are."""
    likely = sorted(
        (-likeness, here, there)
        for here, one in enumerate(ours)
        for there, other in enumerate(theirs)
        if (likeness := _likeness(one, other)) >= _REWORDED
    )
    partners: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for negative, here, there in likely:
        if here not in partners and there not in taken:
            partners[here] = there, -negative
            taken.add(there)
    return partners


def _likeness(one: Sentence, other: Sentence) -> float:
    if one.text == other.text:
        return 1.0
    both = fsum(min(weight, other.weights[key]) for key, weight in one.weights.items() if key in other.weights)
    mean = (fsum(one.weights.values()) + fsum(other.weights.values())) / 2
    return round(both / mean, 3) if mean else 0.0
