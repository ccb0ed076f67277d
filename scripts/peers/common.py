"""What all peers have in common, so that they are compared alike: the same documents, shingles and threshold, the same way to tell.

`python NAME.py FILE COUNT` reads the first COUNT lines of FILE, and writes the ids of each group as a line of JSON.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

THRESHOLD = 0.7
"""Likeness (Jaccard) from which on two documents are taken for one: the lowest that the peers' documentation recommends."""
PERMUTATIONS = 128
SHINGLE = 3
BANDS, ROWS = 16, 8
"""For peers that want to be told: half of the pairs of likeness (1/16)^(1/8) = .71 share a band."""
_WORD = re.compile(r"\w+")


class Document(NamedTuple):
    """One line of the input."""

    id: str
    text: str


def asked() -> tuple[Path, int]:
    """The file or folder to read, and how many of its documents."""
    return Path(sys.argv[1]), int(sys.argv[2])


def documents() -> Iterator[Document]:
    """The documents asked for, one after the other."""
    path, count = asked()
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, count):
            row = json.loads(line)
            yield Document(row["id"], row["text"])


def pages() -> list[Path]:
    """The pages asked for, gzipped."""
    folder, count = asked()
    return sorted(folder.glob("*.gz"))[:count]


def shingles(text: str) -> set[str]:
    """The word shingles of a text, in lower case."""
    words = _WORD.findall(text.lower())
    return {" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))}


class Groups:
    """Documents that were found alike, and those alike to them in turn (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def join(self, one: str, others: Iterable[str]) -> None:
        """Put `one` and the others into one group."""
        for other in others:
            self._parents[self._first(other)] = self._first(one)

    def tell(self) -> None:
        """Write the groups of two and more."""
        members: dict[str, list[str]] = {}
        for one in self._parents:
            members.setdefault(self._first(one), []).append(one)
        for group in members.values():
            if len(group) > 1:
                print(json.dumps(group))

    def _first(self, one: str) -> str:
        parent = self._parents.setdefault(one, one)
        while parent != one:
            self._parents[one] = self._parents[parent]
            one, parent = parent, self._parents[parent]
        return one
