"""Stretches of two sentences that are marked, so that a reader's eye falls on them: what differs, or what both have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsfold.views.explanations import Span

# A word, or one character of a script without spaces, or a run of anything else.
_TOKEN = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W぀-ヿ㐀-䶿一-鿿]+|[\W]+")
# Sentences are short; beyond this the comparison, which is quadratic, is not worth its time.
_MOST_TOKENS = 600


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence: its text, and whether it is marked."""

    text: str
    marked: bool


def compare(a: str, b: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both sentences as runs that join to them again, marked where the other has something else.

    Case is not a change; overlong sentences are one unmarked run each.
    """
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    if max(len(left), len(right)) > _MOST_TOKENS:
        return (Run(a, marked=False),), (Run(b, marked=False),)
    folded = [token.casefold() for token in left], [token.casefold() for token in right]
    blocks = SequenceMatcher(None, *folded, autojunk=False).get_matching_blocks()
    return (
        _runs(left, [range(block.a, block.a + block.size) for block in blocks]),
        _runs(right, [range(block.b, block.b + block.size) for block in blocks]),
    )


def at_spans(text: str, spans: Sequence[Span]) -> tuple[Run, ...]:
    """A text as runs that join to it again, marked at the spans; these are in order and do not overlap."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return tuple(Run(text[start:end], at % 2 == 1) for at, (start, end) in enumerate(pairwise(edges)) if end > start)


def marked(runs: Sequence[Run], plain: Callable[[str], str], mark: Callable[[str], str]) -> str:
    """The runs as one text, each written by the function for its kind."""
    return "".join(mark(run.text) if run.marked else plain(run.text) for run in runs)


def _runs(tokens: Sequence[str], same: Sequence[range]) -> tuple[Run, ...]:
    kept = {index for block in same for index in block}
    flags = [index not in kept and not token.isspace() for index, token in enumerate(tokens)]
    flags = _bridged(tokens, flags)
    runs: list[Run] = []
    for token, flag in zip(tokens, flags, strict=True):
        if runs and runs[-1].marked == flag:
            runs[-1] = Run(runs[-1].text + token, flag)
        else:
            runs.append(Run(token, flag))
    return tuple(runs)


def _bridged(tokens: Sequence[str], flags: Sequence[bool]) -> list[bool]:
    """Flags in which the space between two changed words is changed as well, so that they are marked as one."""
    return [
        flag or (token.isspace() and 0 < at < len(flags) - 1 and flags[at - 1] and flags[at + 1])
        for at, (token, flag) in enumerate(zip(tokens, flags, strict=True))
    ]
