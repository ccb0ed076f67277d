"""Which sentences of two texts say the same.

Measured on 96 pairs of a report and its rewrite, against the 986 pairs of sentences that a sentence encoder takes for each other's
nearest: 87 % of those are found, and 76 % of what is joined is among them (F1 0.81). Without the second round F1 is 0.80, and 79 % of
the spun sentences are found rather than 67 %; by likeness alone, without neighbours and places, it is 0.79.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsfold.match.features import Sentence

    _Pair = tuple[int, int]

# A pair of sentences is joined if its standing is above this.
_JOINED = 0.3
# Sentences of little weight are alike by chance: as if each had so much more that the other has not.
_SLACK = 0.5
_FAINT = 0.05
# What a neighbouring pair on each side adds to a pair's standing, as a share of its own likeness.
_SUPPORT = 0.25
_BEFORE = ((-1, -1), (-1, 0), (0, -1), (-1, -2), (-2, -1))
# What the same place in both texts adds, and how far places may differ before they count against.
_PLACE, _MOVED = 0.1, 0.2
# Texts are in one order if so many neighbours are, of so many sentences at least; then those between them need be less alike.
_IN_ORDER, _FEWEST, _BETWEEN = 0.9, 3, 0.12
# Words in so many pairs of sentences tell nothing, and would make long texts slow.
_EVERYWHERE = 10_000
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """The sentences of a text; `weights` of the keys of each, and their sum in `whole`."""

    sentences: Sequence[str]
    weights: Sequence[Mapping[str, float]]
    whole: Sequence[float]


def partners(a: Sequence[Sentence], b: Sequence[Sentence]) -> dict[int, tuple[int, float]]:
    """For each sentence of A that has one, the sentence of B that says the same, by their numbers, and how alike they are.

    Equal sentences are joined first, then the likeliest: those that share the weightiest words, whose neighbours do so too, and
    that stand in like places. If what is joined then stands in the same order in both texts, sentences left over between the same
    neighbours are joined though they share less. A word counts the less the more sentences say it: what the whole text is about
    tells nothing of one sentence. Likeness is the weight of what both hold against the mean weight of the two, in [0, 1].
    """
    ours, theirs = _text(a), _text(b)
    shared = _shared(ours.weights, theirs.weights)
    alike = {
        (here, there): weight / ((ours.whole[here] + theirs.whole[there]) / 2 + _SLACK) for (here, there), weight in shared.items()
    }
    joined: dict[int, int] = {}
    _join(joined, _equal(ours.sentences, theirs.sentences))
    _join(joined, _standing(ours, theirs, alike))
    _join(joined, _between(joined, alike, len(ours.sentences), len(theirs.sentences)))
    found: dict[int, tuple[int, float]] = {}
    for here, there in joined.items():
        mean = (ours.whole[here] + theirs.whole[there]) / 2
        equal = ours.sentences[here] == theirs.sentences[there]
        found[here] = there, 1.0 if equal else min(1.0, round(shared[here, there] / mean, _DECIMALS))
    return found


def _text(sentences: Sequence[Sentence]) -> _Text:
    said = Counter(key for sentence in sentences for key in sentence.weights)
    weights = [{key: weight / sqrt(said[key]) for key, weight in sentence.weights.items() if weight} for sentence in sentences]
    return _Text([sentence.text for sentence in sentences], weights, [sum(held.values()) for held in weights])


def _join(joined: dict[int, int], pairs: Iterable[_Pair]) -> None:
    """Join those pairs, in turn, of which neither sentence is joined."""
    taken = set(joined.values())
    for here, there in pairs:
        if here not in joined and there not in taken:
            joined[here] = there
            taken.add(there)


def _equal(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[_Pair]:
    """Sentences that are the same to the letter, the first with the first."""
    places: dict[str, list[int]] = {}
    for there, sentence in enumerate(theirs):
        places.setdefault(sentence, []).append(there)
    for here, sentence in enumerate(ours):
        if places.get(sentence):
            yield here, places[sentence].pop(0)


def _shared(ours: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]) -> dict[_Pair, float]:
    """The weight of what two sentences share, of all pairs that share anything."""
    places: dict[str, list[int]] = {}
    for there, held in enumerate(theirs):
        for key in held:
            places.setdefault(key, []).append(there)
    said = Counter(key for held in ours for key in held)
    shared: dict[_Pair, float] = {}
    for here, held in enumerate(ours):
        for key, weight in held.items():
            found = places.get(key, ())
            if len(found) * said[key] <= _EVERYWHERE:
                for there in found:
                    shared[here, there] = shared.get((here, there), 0.0) + min(weight, theirs[there][key])
    return shared


def _standing(ours: _Text, theirs: _Text, alike: Mapping[_Pair, float]) -> list[_Pair]:
    """Pairs of sentences that may be joined, the likeliest first."""
    standing: list[tuple[float, _Pair]] = []
    for (here, there), likeness in alike.items():
        if likeness >= _FAINT:
            before = max(alike.get((here + back, there + down), 0.0) for back, down in _BEFORE)
            after = max(alike.get((here - back, there - down), 0.0) for back, down in _BEFORE)
            moved = abs((here + 0.5) / len(ours.sentences) - (there + 0.5) / len(theirs.sentences))
            standing.append((likeness + _SUPPORT * (before + after) + _PLACE * (_MOVED - moved), (here, there)))
    return _ranked((rank, pair) for rank, pair in standing if rank >= _JOINED)


def _between(joined: Mapping[int, int], alike: Mapping[_Pair, float], ours: int, theirs: int) -> list[_Pair]:
    """Pairs left over between joined ones, the likeliest first; none where the texts are not in one order."""
    places = [joined[here] for here in sorted(joined)]
    rising = sum(later > sooner for sooner, later in pairwise(places))
    if len(places) < _FEWEST or rising < _IN_ORDER * (len(places) - 1):
        return []
    low, high = [-1] * ours, [theirs] * ours
    for here in range(1, ours):
        low[here] = joined.get(here - 1, low[here - 1])
    for here in range(ours - 2, -1, -1):
        high[here] = joined.get(here + 1, high[here + 1])
    return _ranked(
        (likeness, (here, there))
        for (here, there), likeness in alike.items()
        if likeness >= _BETWEEN and low[here] < there < high[here]
    )


def _ranked(pairs: Iterable[tuple[float, _Pair]]) -> list[_Pair]:
    """The highest first; rounded, so that the order of adding does not tell."""
    return [pair for _, pair in sorted((-round(rank, 2 * _DECIMALS), pair) for rank, pair in pairs)]
