"""The evidence that two texts are one report: a few figures that a person can check, none of which knows of other texts.

Each is symmetric. All but the last ask how much of the one text stands in the other, and take the text of which more does: a
brief, a rewrite that leaves something out, and a copy that carries a second story are all covered one way. What tells a
rewrite from an independent report of the same event is that it holds little of its own.

Sentences and quotes that stand word by word in both texts are often a site's template, or an official's words, which every
report of the event quotes. So what two texts share in nothing but such lines counts only a little: a true rewrite shares as
much in the rest, and of a copy there is no rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from newsfold.match.features import Features, Line

TERMS = (
    ("words", "share of all that is said, by the weight of its words, that stands in both texts"),
    ("rare words", "share of the rare words, names and numbers"),
    ("names", "share of the names, against one half"),
    ("numbers", "share of the numbers, against one half"),
    ("details", "share of the rare words said only once, against three tenths"),
    ("passages", "how well each sentence is covered by a single sentence of the other text"),
    ("phrases", "share of the pairs of neighbouring words"),
    ("order", "whether what both say comes in the same order"),
)
# Kinds of evidence that a text may lack altogether are shares drawn towards an even value, as if so much more had been seen
# there (Laplace's rule): one number in common is a hint, ten are proof, and none is 0, which is neutral.
_EVEN, _SEEN_NAMES, _SEEN_NUMBERS = 0.5, 2, 1.25
_EVEN_DETAILS, _SEEN_DETAILS = 0.3, 3
_SEVERAL_PASSAGES = 6
# A sentence of less weight is too slight to look for; a passage counts for the order if so much of a sentence is covered.
_SLIGHT = 1.0
_COVERED, _COVERED_WEIGHT = 0.25, 1.2
# How much counts what is shared in nothing but verbatim lines; a power of two, so that sums stay exact.
_STALE = 0.125


def evidence(a: Features, b: Features) -> tuple[float, ...]:
    """One value for each of `TERMS`; the same whichever text comes first."""
    verbatim = a.repeatable & b.repeatable
    scale = _Scale(_stale(a, b, verbatim))
    shared = {key: min(weight, b.weights[key]) for key, weight in a.weights.items() if key in b.weights}
    total = min(a.total - scale.loss(a.weights), b.total - scale.loss(b.weights))
    # What a text is too short or too plain to show is taken from its words, and of a text without words from the whole.
    words = _share(scale.weight(shared, shared), total, float(a.lines == b.lines))
    ours, theirs = _passages(a, b, shared, verbatim)
    return (
        words,
        _share(scale.count(a.salient & b.salient), scale.fewer(a.salient, b.salient), words),
        _drawn(scale.count(a.names & b.names), scale.fewer(a.names, b.names), _EVEN, _SEEN_NAMES),
        _drawn(
            scale.weight(a.numbers & b.numbers, shared),
            min(scale.weight(a.numbers, a.weights), scale.weight(b.numbers, b.weights)),
            _EVEN,
            _SEEN_NUMBERS,
        ),
        max(_details(a, b, scale), _details(b, a, scale)),
        max(_share(ours.covered, ours.whole, words), _share(theirs.covered, theirs.whole, words)),
        _share(len(a.phrases & b.phrases), min(len(a.phrases), len(b.phrases)), words),
        (ours.order + theirs.order) / 2,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """How much keys weigh, and how many they are, those in `stale` counting only `_STALE` of themselves."""

    stale: AbstractSet[str]

    def weight(self, keys: Iterable[str], weights: Mapping[str, float]) -> float:
        return sum(weights[key] * _STALE if key in self.stale else weights[key] for key in keys)

    def loss(self, weights: Mapping[str, float]) -> float:
        """What the discount takes from the sum of all weights."""
        return sum(weights.get(key, 0.0) for key in self.stale) * (1 - _STALE)

    def count(self, keys: AbstractSet[str]) -> float:
        return len(keys) - len(keys & self.stale) * (1 - _STALE)

    def fewer(self, a: AbstractSet[str], b: AbstractSet[str]) -> float:
        return min(self.count(a), self.count(b))


def _stale(a: Features, b: Features, verbatim: AbstractSet[Line]) -> AbstractSet[str]:
    """The keys that both texts share in nothing but the verbatim lines."""
    if not verbatim:
        return frozenset()
    ours, theirs = ({key for line in one.lines if line not in verbatim for key in line} for one in (a, b))
    return {key for line in verbatim for key in line} - (ours & theirs)


def _share(part: float, whole: float, of_nothing: float) -> float:
    return part / whole if whole else of_nothing


def _drawn(part: float, whole: float, even: float, seen: float) -> float:
    """The share, drawn towards `even` as by `seen` more; less `even`, so that nothing seen is 0."""
    return (part + even * seen) / (whole + seen) - even


def _details(a: Features, b: Features, scale: _Scale) -> float:
    return _drawn(scale.count(a.details & b.weights.keys()), scale.count(a.details), _EVEN_DETAILS, _SEEN_DETAILS)


@dataclass(frozen=True, slots=True)
class _Passages:
    """How the lines of one text stand in the other.

    Of the weight of the `whole` so much is `covered` by the one line of the other text that covers most of each line. `order`:
    Kendall's tau of the places of what is covered, in [-1, 1], drawn towards 0 where little is.
    """

    whole: float
    covered: float
    order: float


def _passages(a: Features, b: Features, shared: Mapping[str, float], verbatim: AbstractSet[Line]) -> tuple[_Passages, _Passages]:
    """How the lines of `a` stand in `b`, and those of `b` in `a`."""
    ours: dict[int, dict[int, float]] = {}
    theirs: dict[int, dict[int, float]] = {}
    for key in shared.keys() & a.places.keys() & b.places.keys():
        for here in a.places[key]:
            for there in b.places[key]:
                row, column = ours.setdefault(here, {}), theirs.setdefault(there, {})
                row[there] = column[here] = row.get(there, 0.0) + shared[key]
    return _cover(a, ours, verbatim), _cover(b, theirs, verbatim)


def _cover(text: Features, found: Mapping[int, Mapping[int, float]], verbatim: AbstractSet[Line]) -> _Passages:
    """`found`: for each line the weight that it shares with lines of the other text."""
    whole = covered = 0.0
    places: list[int] = []
    for here, weight in enumerate(text.heaviness):
        if weight < _SLIGHT:
            continue
        if text.lines[here] in verbatim:
            whole += weight * _STALE
            covered += weight * _STALE
            continue
        best, place = max(((best, -there) for there, best in found.get(here, {}).items()), default=(0.0, 0))
        whole += weight
        covered += best
        if best >= max(_COVERED * weight, _COVERED_WEIGHT):
            places.append(-place)
    return _Passages(whole, covered, _tau(places) * min(1.0, len(places) / _SEVERAL_PASSAGES))


def _tau(places: list[int]) -> float:
    ordered = sum((later > sooner) - (later < sooner) for index, later in enumerate(places) for sooner in places[:index])
    return _share(2 * ordered, len(places) * (len(places) - 1), 0.0)
