"""Two texts side by side, sentence by sentence, for a person who asks why they stand together or apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.match.features import sentences_of
from newsfold.match.showing.marking import common_spans
from newsfold.match.showing.partners import partners
from newsfold.views.explanations import Alignment, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsfold.model import Body

_SAME = 0.9


def align(a: Body, b: Body) -> tuple[Passage, ...]:
    """Every sentence of both texts exactly once, in the reading order of A; each beside the one that says the same.

    What is only in B follows the sentence before it in B. Passages are the same from a likeness of 0.9 on.
    """
    read = sentences_of(a), sentences_of(b)
    ours, theirs = ([sentence.text for sentence in sentences] for sentences in read)
    joined = partners(*read)
    here_of = {there: here for here, (there, _) in joined.items()}
    leftovers: dict[int, list[str]] = {}
    anchor = -1
    for there, sentence in enumerate(theirs):
        if there in here_of:
            anchor = here_of[there]
        else:
            leftovers.setdefault(anchor, []).append(sentence)
    return tuple(_passages(ours, theirs, joined, leftovers, (a.lang, b.lang)))


def _passages(
    ours: Sequence[str],
    theirs: Sequence[str],
    joined: Mapping[int, tuple[int, float]],
    leftovers: Mapping[int, Sequence[str]],
    langs: tuple[str | None, str | None],
) -> Iterator[Passage]:
    for here in range(-1, len(ours)):
        if here in joined:
            there, likeness = joined[here]
            kind = Alignment.SAME if likeness >= _SAME else Alignment.REWORDED
            yield Passage(kind, ours[here], theirs[there], likeness, *common_spans(ours[here], theirs[there], langs))
        elif here >= 0:
            yield Passage(Alignment.ONLY_A, ours[here], None, 0.0)
        for sentence in leftovers.get(here, ()):
            yield Passage(Alignment.ONLY_B, None, sentence, 0.0)
