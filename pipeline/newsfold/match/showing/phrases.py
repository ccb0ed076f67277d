"""Words that stand side by side, taken together: first names with their surnames, and what is written without spaces."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from newsfold.match.showing.places import Place, Reading

# The keys of a phrase in order.
Phrase = tuple[str, ...]
# A stretch of a text, and the places of the wanted keys that stand side by side in it.
Run = tuple[str, tuple["Place", ...]]
_LONGEST = 12


def runs(text: Reading, keys: AbstractSet[str], joins: Callable[[str], bool]) -> list[Run]:
    """All places of the keys, at most twelve together where `joins` holds for what stands between any two."""
    found: list[Run] = []
    for sentence in text.sentences:
        held: list[Place] = []
        for place in sentence.places:
            if place.key in keys:
                if held and (len(held) == _LONGEST or not joins(sentence.text[held[-1].end : place.start])):
                    found.append((sentence.text, tuple(held)))
                    held = []
                held.append(place)
        if held:
            found.append((sentence.text, tuple(held)))
    return found


def shared_phrases(ours: Sequence[Run], theirs: Sequence[Run]) -> set[Phrase]:
    """The longest phrases that stand in both texts; a word that has no company in common is a phrase by itself."""
    return outermost([*_parts_of(ours, _windows(theirs)), *_parts_of(theirs, _windows(ours))])


def outermost(phrases: Iterable[Phrase]) -> set[Phrase]:
    """The phrases that are no part of another."""
    kept = set(phrases)
    return kept - {phrase[first:last] for phrase in kept for first, last in _cuts(len(phrase)) if last - first < len(phrase)}


def spellings(
    found: Iterable[Run], phrases: Collection[Phrase], written: Callable[[str, int, int], str]
) -> dict[Phrase, Counter[str]]:
    """How often each phrase is written in which way, in the order of the text. `written` takes a sentence, a start and an end."""
    forms: dict[Phrase, Counter[str]] = {}
    for sentence, places in found:
        for first, last in _cuts(len(places)):
            phrase = tuple(place.key for place in places[first:last])
            if phrase in phrases:
                end = max(place.end for place in places[first:last])
                forms.setdefault(phrase, Counter())[written(sentence, places[first].start, end)] += 1
    return forms


def keys_of(run: Run) -> Phrase:
    """The phrase that a run is."""
    return tuple(place.key for place in run[1])


def _windows(found: Iterable[Run]) -> set[Phrase]:
    return {keys[first:last] for keys in map(keys_of, found) for first, last in _cuts(len(keys))}


def _parts_of(found: Iterable[Run], there: AbstractSet[Phrase]) -> Iterator[Phrase]:
    """Each run from left to right in the longest parts that the other text has; every key stands somewhere in it."""
    for keys in map(keys_of, found):
        start = 0
        while start < len(keys):
            end = next(end for end in range(len(keys), start, -1) if keys[start:end] in there)
            yield keys[start:end]
            start = end


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    return ((first, last) for first in range(length) for last in range(first + 1, length + 1))
