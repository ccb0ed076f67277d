"""Which words of two aligned sentences stand in both, so that a reader's eye falls on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.match.showing.places import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.match.showing.places import Place
    from newsfold.views.explanations import Span

# Words that weigh less stand in any two sentences ("said", "people", "year").
_TELLING = 0.1
_BETWEEN_WORDS = {"", " ", "-"}


def common_spans(a: str, b: str, langs: tuple[str | None, str | None]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where each of two sentences says what the other says too, in other forms or another order; all of it where they are equal."""
    if a == b:
        whole = ((0, len(a)),)
        return whole, whole
    read = [sentence_of(text, lang) for text, lang in zip((a, b), langs, strict=True)]
    ours, theirs = ([place for place in sentence.places if place.weight >= _TELLING] for sentence in read)
    both = {place.key for place in ours} & {place.key for place in theirs}
    return tuple(_joined(a, _held(ours, both))), tuple(_joined(b, _held(theirs, both)))


def _held(places: Iterable[Place], keys: set[str]) -> Iterator[Span]:
    return ((place.start, place.end) for place in places if place.key in keys)


def _joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, those that overlap or stand side by side made one."""
    start = end = 0
    for first, last in spans:
        if end and text[end:first] in _BETWEEN_WORDS:
            end = max(end, last)
        else:
            if end:
                yield start, end
            start, end = first, last
    if end:
        yield start, end
