"""What changed between two revisions of one text: paragraph by paragraph, and within a changed paragraph word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PARAGRAPHS = 400
"""How many paragraphs of each text are compared; the time grows with their square."""

_MOST_PAIRS = 1_000_000  # of words, over all paragraphs; hostile ones take a tenth of a second
_ALIKE = 0.4  # paragraphs that share less are shown as one gone and one come, whose words would only be a patchwork
_WORD = re.compile(r"\s+|[^\s\w]|\w+")


class Kind(StrEnum):
    """What became of a paragraph. The value is the class that pages give it."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and whether the other text has them not."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it was and as it is: `old` is empty for one that came, `new` for one that has gone."""

    kind: Kind
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All paragraphs of both texts in their order; `cut`: the texts are longer than what was compared."""

    paragraphs: tuple[Paragraph, ...]
    cut: bool

    @property
    def changes(self) -> int:
        """How many paragraphs are not the same."""
        return sum(paragraph.kind is not Kind.SAME for paragraph in self.paragraphs)


def difference(old: str, new: str) -> Difference:
    """What makes `new` of `old`, texts with one paragraph a line."""
    before, after = old.splitlines(), new.splitlines()
    cut = max(len(before), len(after)) > MOST_PARAGRAPHS
    before, after = before[:MOST_PARAGRAPHS], after[:MOST_PARAGRAPHS]
    found: list[Paragraph] = []
    compare = _Comparing()
    for tag, a, a_end, b, b_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += (Paragraph(Kind.SAME, whole, whole) for line in before[a:a_end] for whole in [(Piece(line, changed=False),)])
        else:
            found += _replaced(before[a:a_end], after[b:b_end], compare)
    return Difference(tuple(found), cut)


def _replaced(before: Sequence[str], after: Sequence[str], compare: _Comparing) -> Iterator[Paragraph]:
    """Paragraphs that stand in one place, in their order."""
    for old, new in zip_longest(before, after):
        words = None if old is None or new is None else compare.words(old, new)
        if words:
            yield Paragraph(Kind.CHANGED, *words)
            continue
        if old is not None:
            yield Paragraph(Kind.GONE, (Piece(old, changed=True),), ())
        if new is not None:
            yield Paragraph(Kind.COME, (), (Piece(new, changed=True),))


class _Comparing:
    """Compares words, as long as the time allows it."""

    def __init__(self) -> None:
        self._left = _MOST_PAIRS

    def words(self, old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
        """The pieces of two paragraphs; None where they have too little in common, or no time is left."""
        before, after = _WORD.findall(old), _WORD.findall(new)
        self._left -= len(before) * len(after)
        if self._left < 0:
            return None
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() < _ALIKE:
            return None
        codes = matcher.get_opcodes()
        one = tuple(Piece("".join(before[a:b]), changed=tag != "equal") for tag, a, b, _, _ in codes if a < b)
        other = tuple(Piece("".join(after[a:b]), changed=tag != "equal") for tag, _, _, a, b in codes if a < b)
        return one, other
