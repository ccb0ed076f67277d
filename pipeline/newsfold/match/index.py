"""Which bodies share a band of their sketches: an index of flat arrays, rebuilt from stored signatures at every start.

A band is `rows` neighbouring values of a signature; two bodies that agree on a whole band are candidates. Their signatures are
then compared in full, and pairs whose estimated Jaccard similarity is below `cut` are dropped before any text is looked at
(Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4). Whether two bodies are candidates depends on the two
alone, so the order of arrival cannot matter.

Bodies are kept in runs. In a run every band's keys are sorted, so that a batch is looked up by binary search; small runs are
folded into larger ones as they gather, like a log-structured merge tree. Measured at 64 bands, a dictionary of buckets costs
20 KB a body and falls to 1,600 bodies a second, which is why datasketch's own index is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

_GROWTH = 4  # a run is folded into the one before it unless that one is this many times larger
_PAIRS_AT_ONCE = 200_000  # pairs whose signatures are compared in one step; bounds the memory of a look-up to about 400 MB


@dataclass(frozen=True, slots=True)
class _Run:
    """The keys of `size` bodies, band by band: `keys[band]` sorted, `place[band]` the row of `Index._values` of each key."""

    keys: NDArray[np.uint64]
    place: NDArray[np.int32]

    @property
    def size(self) -> int:
        return int(self.keys.shape[1])


class Index:
    """Signatures of bodies, looked up by bands. `bands` x `rows` values of each signature are used; the rest must be none."""

    def __init__(self, *, bands: int, rows: int, cut: float) -> None:
        self._bands, self._rows, self._cut = bands, rows, cut
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._values: NDArray[np.uint32] = np.empty((0, bands * rows), np.uint32)
        self._size = 0
        self._place: dict[int, int] = {}
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        return len(self._place)

    def add(self, ids: Sequence[int], values: NDArray[np.uint32]) -> None:
        """Takes in bodies that are not in the index yet; `values` is (len(ids), bands * rows). Raises ValueError otherwise."""
        known = [body for body in ids if body in self._place]
        if known or values.shape != (len(ids), self._bands * self._rows):
            message = f"already in the index: {known}" if known else f"signatures of a wrong shape: {values.shape}"
            raise ValueError(message)
        if not len(ids):
            return
        start = self._size
        self._reserve(start + len(ids))
        self._ids[start : start + len(ids)] = ids
        self._values[start : start + len(ids)] = values
        self._size += len(ids)
        self._place.update(zip(ids, range(start, self._size), strict=True))
        self._runs.append(self._run(np.arange(start, self._size, dtype=np.int32)))
        self._fold_runs()

    def remove(self, ids: Collection[int]) -> None:
        """Forgets bodies; those that are not in the index are passed over."""
        for body in ids:
            place = self._place.pop(body, None)
            if place is not None:
                self._ids[place] = -1

    def neighbours(self, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Every candidate pair (a, b), a < b, with at least one end in `ids`, each once. All of `ids` must be in the index."""
        rows = np.array([self._place[body] for body in ids], np.int32)
        keys = self._band_keys(self._values[rows])
        found = [self._look_up(run, rows, keys) for run in self._runs]
        pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)
        for first in range(0, len(pairs), _PAIRS_AT_ONCE):
            yield from self._alike(pairs[first : first + _PAIRS_AT_ONCE])

    def _alike(self, pairs: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        left, right = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
        alive = (self._ids[left] >= 0) & (self._ids[right] >= 0)
        left, right = left[alive], right[alive]
        jaccard = (self._values[left] == self._values[right]).mean(axis=1)
        for a, b in zip(self._ids[left[jaccard >= self._cut]], self._ids[right[jaccard >= self._cut]], strict=True):
            yield (int(a), int(b)) if a < b else (int(b), int(a))

    def _look_up(self, run: _Run, rows: NDArray[np.int32], keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Pairs (lower row, higher row) packed in 64 bits, one for every band that a query shares with a body of the run."""
        packed: list[NDArray[np.uint64]] = []
        for band in range(self._bands):
            low = np.searchsorted(run.keys[band], keys[band], side="left")
            high = np.searchsorted(run.keys[band], keys[band], side="right")
            count = high - low
            query = np.repeat(rows, count)
            offset = np.arange(len(query)) - np.repeat(np.cumsum(count) - count, count)
            other = run.place[band][np.repeat(low, count) + offset]
            unlike = query != other
            a, b = np.minimum(query, other)[unlike], np.maximum(query, other)[unlike]
            packed.append((a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64))
        return np.unique(np.concatenate(packed))

    def _band_keys(self, values: NDArray[np.uint32]) -> NDArray[np.uint64]:
        """(bands, bodies): the values of one band mixed into 64 bits (FNV-1a over 32-bit words)."""
        shaped = values.reshape(len(values), self._bands, self._rows).astype(np.uint64)
        keys = np.full((len(values), self._bands), 0xCBF29CE484222325, np.uint64)
        for row in range(self._rows):
            keys = (keys ^ shaped[:, :, row]) * np.uint64(0x100000001B3)
        return np.ascontiguousarray(keys.T)

    def _run(self, rows: NDArray[np.int32]) -> _Run:
        keys = self._band_keys(self._values[rows])
        order = np.argsort(keys, axis=1, kind="stable")
        return _Run(np.take_along_axis(keys, order, axis=1), rows[order])

    def _fold_runs(self) -> None:
        sizes = [run.size for run in self._runs]
        for place, (before, after) in enumerate(pairwise(sizes)):
            if before < _GROWTH * after:
                rows = np.concatenate([run.place[0] for run in self._runs[place:]])
                alive = np.sort(rows[self._ids[rows] >= 0])
                self._runs[place:] = [self._run(alive)]
                return

    def _reserve(self, size: int) -> None:
        if size > len(self._ids):
            room = max(size, 2 * len(self._ids), 1024)
            self._ids = np.concatenate([self._ids, np.full(room - len(self._ids), -1, np.int64)])
            grown = np.empty((room, self._values.shape[1]), np.uint32)
            grown[: self._size] = self._values[: self._size]
            self._values = grown
