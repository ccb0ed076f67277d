"""The names and rare words that two texts have in common, and those that only one of them has, as they write them.

What counts as the same is what the comparison takes for the same: the keys of `newsfold.match.words`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.match.showing.phrases import keys_of, outermost, runs, shared_phrases, spellings
from newsfold.match.showing.writing import MONTHS, WEEKDAYS, alike, commonest, heaviest, without_grammar
from newsfold.views.explanations import Mention, Mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from newsfold.match.showing.phrases import Phrase
    from newsfold.match.showing.places import Reading

_PARTICLES = (
    "al|el|as|ar|bin|bint|ibn|ben|abu|de|del|della|di|da|do|dos|das|du|la|le|les|y|en|sur|sous|van|von|der|den|ter|zu"
    "|de la|de los|van der|van den|von der"
)
# What may stand between the words of one name: a space, a hyphen, the point of a title, initials, particles.
_IN_NAMES = re.compile(rf"[ \-'·]|\. |(?: \w\.)+ |[ \-](?:{_PARTICLES})[ \-]| [dDO]'")
# What belongs to a word of Cyrillic letters with an apostrophe inside; but not to "Libya's", nor to the "Fas'tan" of Turkish.
_CYRILLIC_BEFORE, _CYRILLIC_BEHIND = re.compile(r"[\u0400-\u04ff]+'$"), re.compile(r"(?:'[\u0400-\u04ff]{2,})+")
# What a hyphen or apostrophe ties to a name: "Jin-woo", "O'Rourke".
_NAME_BEFORE, _NAME_BEHIND = re.compile(r"\b[DO]'$"), re.compile(r"(?:-[^\W\d_]{2,})+")
# So many characters are looked at for it.
_TIED = 20
# What weighs so much belongs to a rare word at its side, where nothing parts words.
_WEIGHTY = 0.3


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is looked for: phrases of `keys` with a wanted one among them, what joins them, and how they are written."""

    wanted: AbstractSet[str]
    keys: AbstractSet[str]
    joins: Callable[[str], bool]
    written: Callable[[str, int, int], str]


def names(a: Reading, b: Reading) -> Mentions:
    """Names, those of several words together. A name of one text that the other knows only as a plain word is in no list."""
    capital = (
        (a.features.names | b.features.names) & _capital(a) & _capital(b) & a.features.weights.keys() & b.features.weights.keys()
    )
    common = (a.features.names & b.features.names) | capital
    ours, theirs = a.features.names - b.features.weights.keys(), b.features.names - a.features.weights.keys()
    return Mentions(
        _common(a, b, _Kind(common, common, _joins_names, _whole_name)),
        heaviest(Mention(text, None, weight) for text, weight in _alone(a, ours)),
        heaviest(Mention(None, text, weight) for text, weight in _alone(b, theirs)),
    )


def rare_words(a: Reading, b: Reading) -> tuple[Mention, ...]:
    """The rare words that both say beside names and figures; of what is written without spaces the longest stretches in common."""
    known = a.features.names | b.features.names | a.features.numbers
    rare = (a.features.salient & b.features.salient) - known
    weighty = {key for key in a.features.weights.keys() & b.features.weights.keys() if a.features.weights[key] >= _WEIGHTY} - known
    return _common(a, b, _Kind(rare, rare | weighty, _joins_characters, _as_written))


def _common(a: Reading, b: Reading, kind: _Kind) -> tuple[Mention, ...]:
    ours, theirs = runs(a, kind.keys, kind.joins), runs(b, kind.keys, kind.joins)
    phrases = {phrase for phrase in shared_phrases(ours, theirs) if not kind.wanted.isdisjoint(phrase)}
    first, second = spellings(ours, phrases, kind.written), spellings(theirs, phrases, kind.written)
    told = {phrase: alike(forms, second[phrase]) for phrase, forms in first.items()}
    return heaviest(
        Mention(*both, min(_weight(phrase, a), _weight(phrase, b)))
        for phrase, both in told.items()
        if all(both) and not _dated(both)
    )


def _alone(text: Reading, keys: AbstractSet[str]) -> Iterator[tuple[str, float]]:
    found = runs(text, keys, _joins_names)
    for phrase, forms in spellings(found, outermost(map(keys_of, found)), _whole_name).items():
        if not _dated(forms):
            yield commonest(forms), _weight(phrase, text)


def _joins_names(between: str) -> bool:
    return bool(_IN_NAMES.fullmatch(between))


def _joins_characters(between: str) -> bool:
    return not between


def _capital(text: Reading) -> set[str]:
    """Keys that are always written with a capital, if only at the beginning of a sentence."""
    written = [(place.key, sentence.text[place.start].isupper()) for sentence in text.sentences for place in sentence.places]
    return {key for key, capital in written if capital} - {key for key, capital in written if not capital}


def _as_written(sentence: str, start: int, end: int) -> str:
    return without_grammar(_tied(sentence, start, end, _CYRILLIC_BEFORE, _CYRILLIC_BEHIND))


def _whole_name(sentence: str, start: int, end: int) -> str:
    name = _tied(sentence, start, end, _CYRILLIC_BEFORE, _CYRILLIC_BEHIND)
    return name if len(name) > end - start else _tied(sentence, start, end, _NAME_BEFORE, _NAME_BEHIND)


def _tied(sentence: str, start: int, end: int, before: re.Pattern[str], behind: re.Pattern[str]) -> str:
    """A stretch with what belongs to it on either side."""
    left, right = before.search(sentence[max(0, start - _TIED) : start]), behind.match(sentence, end)
    return (left.group() if left else "") + sentence[start : right.end() if right else end]


def _dated(forms: Iterable[str]) -> bool:
    """Whether it is all days and months, which are no names to a person; a day of the month is shown as a figure."""
    return all(word in MONTHS | WEEKDAYS for form in forms for word in form.title().split())


def _weight(phrase: Phrase, text: Reading) -> float:
    return sum(text.features.weights[key] for key in phrase)
