"""The figures that two texts have in common, and those that only one of them has, each with what it counts.

The comparison goes by digits alone, without zeros at the end, and by what stands in the sentences around. To be shown as one, two
figures must say more. Where their values are the same: that there are three digits and more, or that they count the same, or what
begins with one letter ("62 million", "62 mln"), or that like words stand near, or that the sentences align or are next to such, as far
as these do not say otherwise. Where they are not: that the sentences align, and that they count something else ("2.3 billion",
"2,300 million").
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from newsfold.match.showing.quantities import figures_in
from newsfold.match.showing.writing import alike, commonest, heaviest
from newsfold.views.explanations import Mention, Mentions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from newsfold.match.showing.places import Reading
    from newsfold.match.showing.quantities import Figure
    from newsfold.views.explanations import Passage

    # A figure, and the number of the sentence in which it stands.
    _Said = tuple[Figure, int]
    _Pair = tuple[int, int]

_ENOUGH_DIGITS = 3
# A figure is looked for in so many places of each text.
_MOST_PLACES = 50


def figures(a: Reading, b: Reading, passages: Iterable[Passage]) -> Mentions:
    """What of the figures is in common and what is not."""
    ours, theirs = _figures(a), _figures(b)
    aligned = dict(_aligned(a, b, passages))
    both = {key: same for key in ours if key in theirs and (same := _same(ours[key], theirs[key], aligned))}
    return Mentions(
        heaviest(Mention(*alike(*forms), a.features.weights[key]) for key, forms in both.items()),
        heaviest(Mention(text, None, a.features.weights[key]) for key, text in _others(ours, both)),
        heaviest(Mention(None, text, b.features.weights[key]) for key, text in _others(theirs, both)),
    )


def _others(said: Mapping[str, Sequence[_Said]], both: Collection[str]) -> Iterator[tuple[str, str]]:
    return ((key, commonest(Counter(figure.written for figure, _ in places))) for key, places in said.items() if key not in both)


def _figures(text: Reading) -> dict[str, list[_Said]]:
    said: dict[str, list[_Said]] = {}
    for at, sentence in enumerate(text.sentences):
        for figure in figures_in(sentence):
            said.setdefault(figure.key, []).append((figure, at))
    return said


def _aligned(a: Reading, b: Reading, passages: Iterable[Passage]) -> Iterator[tuple[_Pair, bool]]:
    """Which sentences align, and whether by more than one word or figure; of sentences said more than once the last."""
    ours, theirs = ({sentence.text: at for at, sentence in enumerate(text.sentences)} for text in (a, b))
    for passage in passages:
        if passage.a is not None and passage.b is not None:
            yield (ours[passage.a], theirs[passage.b]), passage.a == passage.b or len(passage.a_spans) > 1


def _same(
    ours: Sequence[_Said], theirs: Sequence[_Said], aligned: Mapping[_Pair, bool]
) -> tuple[Counter[str], Counter[str]] | None:
    """How both texts write a figure where they say it of one thing; None where they do not."""
    pairs = product(ours[:_MOST_PLACES], theirs[:_MOST_PLACES])
    same = [(one, other) for (one, here), (other, there) in pairs if _one_thing(one, other, (here, there), aligned)]
    return (Counter(one.written for one, _ in same), Counter(other.written for _, other in same)) if same else None


def _one_thing(one: Figure, other: Figure, places: _Pair, aligned: Mapping[_Pair, bool]) -> bool:
    here, there = places
    beside, near = one.beside & other.beside, one.near & other.near
    if one.value != other.value:
        return aligned.get(places, False) and not beside
    if len(one.value) >= _ENOUGH_DIGITS or beside:
        return True
    if one.unit == other.unit != "" and (near or places in aligned):
        return True
    around = (places, (here - 1, there), (here + 1, there), (here, there - 1), (here, there + 1))
    joined = any(aligned.get(pair, False) for pair in around)
    if one.unit and other.unit:
        return joined and (bool(near) or len(one.value) > 1)
    return joined or bool((one.beside | one.near) & (other.beside | other.near)) or not (one.beside or other.beside)
