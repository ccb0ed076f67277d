"""One way of writing out of many, for what two texts write differently or a text not always alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from newsfold.views.explanations import Mention

# English alone writes these with capitals.
MONTHS = frozenset({
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
})  # fmt: skip
WEEKDAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
# What is grammar at the edge of a stretch of Chinese or Japanese.
_GRAMMAR = "的了在为為是与與和被将將从從对對把至等于於往向以及因就也都而之其有" + "".join(map(chr, range(0x3041, 0x3097))) + "・"
# And behind what is counted: "since", "in", "among".
_AROUND = "来來中内內"


def alike(ours: Counter[str], theirs: Counter[str]) -> tuple[str, str]:
    """How each of two texts writes it; where they have a way in common, both times that one."""
    shared = commonest(ours & theirs) if ours & theirs else ""
    return shared or commonest(ours), shared or commonest(theirs)


def commonest(forms: Counter[str]) -> str:
    """The commonest way of writing, the first of several; all in capitals, or with a small word tied on, only if there is no other."""
    return max(forms, key=lambda form: (not form.isupper(), not _tied(form), forms[form]))


def heaviest(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The heaviest first, else in the order of the text."""
    return tuple(sorted(mentions, key=lambda mention: -mention.weight))


def _tied(form: str) -> bool:
    """Whether a word without a capital is tied to the form, as in "Tripoli-based"."""
    return any(part[:1].islower() for part in form.split("-")[1:])


def without_grammar(text: str) -> str:
    """A stretch of Chinese or Japanese without the grammar at its edges; empty where it is nothing else."""
    return text.strip(_GRAMMAR)


def counted(text: str) -> str:
    """What a figure counts, of a stretch of Chinese or Japanese that begins with it."""
    return text[:1] + text[1:].rstrip(_GRAMMAR + _AROUND)
