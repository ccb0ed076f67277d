"""What a list shows of an article: its title, and the passage of its text that answers a query, both with the answer marked."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from newsfold.store.terms import Reading
from newsfold.views.browsing import Marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsfold.store.terms import Term
    from newsfold.views.browsing import Marks

LOOKED_AT = 10_000
"""So many characters of a text are looked at."""

_LENGTH = 240  # characters of an excerpt, about three lines
_BEFORE = 60  # of them before the first mark
_LEFT_OUT = "…"


def marked(text: str, terms: Sequence[Term]) -> Marked:
    """A whole text, what answers `terms` marked."""
    return Marked(text, _marks(text, terms))


def excerpt(text: str, terms: Sequence[Term]) -> Marked:
    """The passage of `text` that answers most of `terms`, else its beginning, on one line."""
    line = " ".join(text[:LOOKED_AT].split())
    marks = _marks(line, terms)
    start, end = _passage(line, marks)
    lead = _LEFT_OUT if start > 0 else ""
    tail = _LEFT_OUT if end < len(line) or len(text) > LOOKED_AT else ""
    shift = len(lead) - start
    inside = ((max(first, start), min(last, end)) for first, last in marks if first < end and last > start)
    return Marked(f"{lead}{line[start:end]}{tail}", tuple((first + shift, last + shift) for first, last in inside))


def _marks(text: str, terms: Sequence[Term]) -> Marks:
    if not terms:
        return ()
    reading = Reading(text)
    spans = sorted(reading.span(*ends) for term in terms for ends in _found(reading.words, term))
    marks: list[tuple[int, int]] = []
    for first, last in spans:
        if marks and first <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], last))
        else:
            marks.append((first, last))
    return tuple(marks)


def _found(words: Sequence[str], term: Term) -> Iterator[tuple[int, int]]:
    """Where a term stands, by the indexes of its first and its last word."""
    before, last = list(term.words[:-1]), term.words[-1]
    for at, word in enumerate(words[len(before) :]):
        if (word == last or (term.begins and word.startswith(last))) and words[at : at + len(before)] == before:
            yield at, at + len(before)


def _passage(line: str, marks: Marks) -> tuple[int, int]:
    """The window that holds most marks, the first of several, from the beginning of a word to the end of one."""
    if not marks:
        return 0, _end(line, _LENGTH)
    ends = [last for _, last in marks]
    starts = [max(0, first - _BEFORE) for first, _ in marks]
    held = [bisect_right(ends, start + _LENGTH) - number for number, start in enumerate(starts)]
    best = held.index(max(held))
    start = starts[best]
    if start > 0:
        start = max(start, line.find(" ", start, marks[best][0]) + 1)
    return start, _end(line, start + _LENGTH)


def _end(line: str, limit: int) -> int:
    """Where a word ends, not long before `limit`; `limit` itself where no space is near."""
    if limit >= len(line):
        return len(line)
    space = line.rfind(" ", limit - _BEFORE, limit + 1)
    return limit if space < 0 else space
