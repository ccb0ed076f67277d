"""Lines that recur across the articles of one group (a site's): its furniture, where no pattern tells.

A line recurs if enough articles of the group have it that also say something of their own. An article says something of its own
if enough words stand in lines that no other article of the group has: several versions of one story share most of their lines,
and are no evidence of furniture. The state is a pure function of the set of articles, whatever the order in which they came.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xxhash

from newsfold.text import count_words, fold_line

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS_MASK = 0xFFFF
"""What of a digest is the line's number of words."""

OWN_WORDS = 40
"""From so many words on that no other article of the group has, an article says something of its own."""

_FEWEST = 2
_DIGITS = re.compile(r"\d+")  # "Updated 10:15", "12 comments": a line of furniture with other figures is the same line
# The same for ASCII: lower case, and each digit a zero; runs of zeros are shortened after that.
_ASCII_FOLDED = bytes(ord("0") if chr(byte) in "0123456789" else ord(chr(byte).lower()) for byte in range(128)) + bytes(128)


def line_digests(text: str, furniture: Collection[int]) -> bytes:
    """One little-endian uint64 a line of `text`, in order: 48 bits of hash of the folded line, 16 bits its number of words.

    Lines that differ in their figures alone have the same digest.

    A line whose index is in `furniture` has 0: it is known already.
    """
    lines = text.split("\n")
    values = (0 if index in furniture else _value(line) for index, line in enumerate(lines))
    return struct.pack(f"<{len(lines)}Q", *values)


def _value(line: str) -> int:
    folded = _DIGITS.sub("0", fold_line(line).casefold())
    return xxhash.xxh64_intdigest(folded.encode()) & ~WORDS_MASK | min(count_words(folded), WORDS_MASK)


@dataclass(slots=True)
class _Shared:
    """A line that several articles have, and how many of them say something of their own."""

    holders: set[int]
    speaking: int


class Group:
    """The articles of one group by the digests of their lines.

    `least` articles with at least `own_words` words of their own make a line recur. To put an article costs time in proportion
    to its lines and to the articles whose own words that changes, not to the group.
    """

    def __init__(self, least: int, own_words: int = OWN_WORDS) -> None:
        if least < _FEWEST:
            message = f"a line cannot recur in {least} article"
            raise ValueError(message)
        self._least = least
        self._own_words = own_words
        self._lines: dict[int, tuple[int, ...]] = {}
        self._own: dict[int, int] = {}
        # Most lines have one holder: kept apart, they cost a fraction of the memory.
        self._single: dict[int, int] = {}
        self._shared: dict[int, _Shared] = {}
        self._touched: set[int] = set()

    def __len__(self) -> int:
        return len(self._lines)

    def put(self, article_id: int, digests: bytes) -> None:
        """Adds the article, or replaces its lines; `digests` is from `line_digests`."""
        lines = struct.unpack(f"<{len(digests) // 8}Q", digests)
        if self._lines.get(article_id) == lines:
            return
        self.drop(article_id)
        self._lines[article_id] = lines
        self._own[article_id] = 0
        for value in self._distinct(article_id):
            self._hold(value, article_id)
        self._touched.add(article_id)

    def drop(self, article_id: int) -> None:
        """Removes the article, if it is there."""
        if article_id not in self._lines:
            return
        for value in self._distinct(article_id):
            self._release(value, article_id)
        del self._lines[article_id], self._own[article_id]
        self._touched.discard(article_id)

    def recurring(self, article_id: int) -> tuple[int, ...]:
        """The indexes of the article's lines that recur now. Raises KeyError if it was never put."""
        return tuple(index for index, value in enumerate(self._lines[article_id]) if self._recurs(value))

    def take_touched(self) -> frozenset[int]:
        """The articles whose recurring lines may have changed since the last call."""
        touched = frozenset(self._touched)
        self._touched.clear()
        return touched

    def _recurs(self, value: int) -> bool:
        shared = self._shared.get(value)
        return shared is not None and shared.speaking >= self._least

    def _distinct(self, article_id: int) -> dict[int, None]:
        return dict.fromkeys(value for value in self._lines[article_id] if value)

    def _speaks(self, article_id: int) -> bool:
        return self._own[article_id] >= self._own_words

    def _hold(self, value: int, article_id: int) -> None:
        shared = self._shared.get(value)
        if shared is not None:
            shared.holders.add(article_id)
            self._count(shared, int(self._speaks(article_id)))
        elif value in self._single:
            other = self._single.pop(value)
            both = {other, article_id}
            self._shared[value] = _Shared(both, sum(map(self._speaks, both)))
            self._touched.update(both if self._recurs(value) else ())
            self._gain(other, -(value & WORDS_MASK))
        else:
            self._single[value] = article_id
            self._gain(article_id, value & WORDS_MASK)

    def _release(self, value: int, article_id: int) -> None:
        shared = self._shared.get(value)
        if shared is None:
            del self._single[value]
            self._gain(article_id, -(value & WORDS_MASK))
            return
        self._count(shared, -int(self._speaks(article_id)))
        shared.holders.remove(article_id)
        if len(shared.holders) == 1:
            (other,) = shared.holders
            self._touched.update(shared.holders if self._recurs(value) else ())
            del self._shared[value]
            self._single[value] = other
            self._gain(other, value & WORDS_MASK)

    def _gain(self, article_id: int, words: int) -> None:
        """`words` more (or fewer) of the article's own; all its shared lines hear of it if that gives or takes its voice."""
        before = self._speaks(article_id)
        self._own[article_id] += words
        change = int(self._speaks(article_id)) - int(before)
        if change:
            for value in self._distinct(article_id):
                shared = self._shared.get(value)
                if shared is not None and article_id in shared.holders:
                    self._count(shared, change)

    def _count(self, shared: _Shared, change: int) -> None:
        before = shared.speaking >= self._least
        shared.speaking += change
        if before != (shared.speaking >= self._least):
            self._touched.update(shared.holders)
