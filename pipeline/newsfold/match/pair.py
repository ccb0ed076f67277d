"""The evidence that two texts are one report: a few figures that a person can check, none of which knows of other texts.

Each is symmetric. All but the last ask how much of the one text stands in the other, and take the text of which more does: a
brief, a rewrite that leaves something out, and a copy that carries a second story are all covered one way. What tells a
rewrite from an independent report of the same event is that it holds little of its own.

Sentences and quotes that stand word by word in both texts are often a site's template, or an official's words, which every
report of the event quotes. So what two texts share in nothing but such lines counts only a little: a true rewrite shares as
much in the rest, and of a copy there is no rest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.match.numbers import round_digits, roundings
from newsfold.match.words import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from newsfold.match.features import Features, Line

    _Near = Mapping[int, Mapping[int, float]]

TERMS = (
    ("words", "share of all that is said, by the weight of its words, that stands in both texts, beyond chance"),
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
# A number is said of something if the sentences with it, or those beside them, share so much more than it.
_CONTEXT = 0.3
_MARK_AND_DIGIT = 2
_NOTHING: Mapping[int, float] = {}


def evidence(a: Features, b: Features) -> tuple[float, ...]:
    """One value for each of `TERMS`; the same whichever text comes first."""
    verbatim = a.repeatable & b.repeatable
    scale = _Scale(_stale(a, b, verbatim))
    shared = {key: min(a.weights[key], b.weights[key]) for key in a.weights.keys() & b.weights.keys()}
    total = min(a.total - scale.loss(a.weights), b.total - scale.loss(b.weights))
    # What a text is too short or too plain to show is taken from its words, and of a text without words from the whole.
    words = _beyond_chance(_share(scale.weight(shared, shared), total, float(a.lines == b.lines)), a, b)
    near = _near(a, b, shared)
    turned = _turned(near)
    ours, theirs = _cover(a, near, verbatim), _cover(b, turned, verbatim)
    return (
        words,
        _share(scale.count(a.salient & b.salient), scale.fewer(a.salient, b.salient), words),
        _drawn(scale.count(a.names & b.names), scale.fewer(a.names, b.names), _EVEN, _SEEN_NAMES),
        _numbers(a, b, scale, shared, (near, turned)),
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
        if not self.stale:
            return sum(map(weights.__getitem__, keys))
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


def _beyond_chance(share: float, a: Features, b: Features) -> float:
    """The share of the lesser text beyond what a text as long as the other one would hold of it whatever it is about (Cohen's kappa)."""
    total = min(a.total, b.total)
    if not total:
        return share
    lesser = [(one, other) for one, other in ((a, b), (b, a)) if one.total == total]
    expected = max(sum(weight * chance(one, other.words) for one, weight in text.common) for text, other in lesser) / total
    return max(0.0, (share - expected) / (1 - expected))


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


def _near(a: Features, b: Features, shared: Mapping[str, float]) -> dict[int, dict[int, float]]:
    """For each line of `a` the weight that it shares with lines of `b`; pairs of lines that share nothing are left out."""
    near: dict[int, dict[int, float]] = {}
    for key in shared.keys() & a.places.keys() & b.places.keys():
        for here in a.places[key]:
            row = near.setdefault(here, {})
            for there in b.places[key]:
                row[there] = row.get(there, 0.0) + shared[key]
    return near


def _numbers(a: Features, b: Features, scale: _Scale, shared: Mapping[str, float], near: tuple[_Near, _Near]) -> float:
    """The share of the numbers that both texts say of something; `near` is from the one text and from the other.

    Two kinds count neither way: a number that both have with nothing else in common around it, which is chance, as in numbered
    lists; and one that the other text rounds, in digits or in words, for other reporting of an event rounds as rewrites do.
    """
    common = a.numbers & b.numbers
    chance = {key for key in common if not _in_context(a.places.get(key, ()), b.places.get(key, ()), shared[key], near[0])}
    ours, theirs = a.numbers - common, b.numbers - common
    rounded = _rounded(ours, a, theirs, b, near[0]), _rounded(theirs, b, ours, a, near[1])
    fewer = min(scale.weight(one.numbers - chance - left, one.weights) for one, left in zip((a, b), rounded, strict=True))
    return _drawn(scale.weight(common - chance, shared), fewer, _EVEN, _SEEN_NUMBERS)


def _rounded(numbers: AbstractSet[str], text: Features, others: AbstractSet[str], other: Features, near: _Near) -> set[str]:
    """Those numbers of a text that the other text rounds in the same context, in digits or in words."""
    said: dict[str, list[int]] = {}
    for key in others:
        if len(key) > _MARK_AND_DIGIT:
            said.setdefault(round_digits(key[1:]), []).extend(other.places.get(key, ()))
    found: set[str] = set()
    for key in numbers:
        places: list[Sequence[int]] = [said[digits] for digits in roundings(key) if digits in said]
        places += [other.vague[digits] for digits in {*roundings(key), round_digits(key[1:])} if digits in other.vague]
        if any(_in_context(text.places.get(key, ()), there, 0.0, near) for there in places):
            found.add(key)
    return found


def _in_context(ours: Sequence[int], theirs: Sequence[int], weight: float, near: _Near) -> bool:
    """Whether one of our lines and one of theirs, or those beside them, share more than something said in both, which weighs `weight`."""
    for here in ours:
        for there in theirs:
            for line in (here - 1, here, here + 1):
                for other in (there - 1, there, there + 1):
                    own = weight if (line, other) == (here, there) else 0.0
                    if near.get(line, {}).get(other, 0.0) >= own + _CONTEXT:
                        return True
    return False


def _turned(near: _Near) -> dict[int, dict[int, float]]:
    back: dict[int, dict[int, float]] = {}
    for here, row in near.items():
        for there, weight in row.items():
            back.setdefault(there, {})[here] = weight
    return back


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
        best, place = 0.0, 0
        for there, shared in found.get(here, _NOTHING).items():
            if shared > best or (shared == best and there < place):
                best, place = shared, there
        whole += weight
        covered += best
        if best >= max(_COVERED * weight, _COVERED_WEIGHT):
            places.append(place)
    return _Passages(whole, covered, _tau(places) * min(1.0, len(places) / _SEVERAL_PASSAGES))


def _tau(places: list[int]) -> float:
    ordered = 0
    before: list[int] = []
    for place in places:
        ordered += bisect_left(before, place) - (len(before) - bisect_right(before, place))
        insort(before, place)
    return _share(2 * ordered, len(places) * (len(places) - 1), 0.0)
