"""Which bodies share a band of their sketches: an index of flat arrays, rebuilt from stored signatures at every start.

A band is some values of a MinHash; two bodies that agree on a whole band are candidates (Broder 1997; Leskovec, Rajaraman, Ullman,
Mining of Massive Datasets, 3.4). How much of the features of either stands in the other is then counted exactly, and pairs
that share less than `cut` are dropped before any text is looked at. Whether two bodies are neighbours depends on the two alone,
so the order of arrival cannot matter; except in a flood, see `Index.neighbours`.

Bodies are kept in runs. In a run every band's keys are sorted, so that a batch is looked up by binary search; small runs are
folded into larger ones as they gather, like a log-structured merge tree. Measured at 64 bands, a dictionary of buckets costs
20 KB a body and falls to 1,600 bodies a second, which is why datasketch's own index is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match.growing import Growing
from newsfold.match.signature import COPY_BITS, HASH_BITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

NEAR_COPY = 0.8
"""The weighted likeness of features from which two bodies are near copies."""

_GROWTH = 4  # a run is folded into the one before it unless that one is this many times larger
_LOOKED_UP_AT_ONCE = 256  # bodies; bounds the memory of a look-up: a body shares bands with up to 3 % of a store
# Bands shared with others, all together, from which a body is in a flood: it is looked up by itself, and not everybody is weighed.
_FLOOD = 16_384
# In a flood, who shares so much of the bands is taken for a near copy, or for nearer than chance, by that alone.
_COPIED, _BEYOND_CHANCE = 1 / 2, 1 / 10
_COPIES = np.uint32((1 << COPY_BITS) - 1)


@dataclass(frozen=True, slots=True)
class _Run:
    """The keys of some bodies, band by band: `keys[band]` sorted, `place[band]` the row of each key's body in the index."""

    keys: NDArray[np.uint32]
    place: NDArray[np.int32]

    @classmethod
    def of(cls, keys: NDArray[np.uint32], place: NDArray[np.int32]) -> _Run:
        """A run of keys in any order."""
        order = np.argsort(keys, axis=1, kind="stable")
        return cls(np.take_along_axis(keys, order, axis=1), np.take_along_axis(place, order, axis=1))

    @property
    def size(self) -> int:
        return int(self.keys.shape[1])

    def find(self, keys: NDArray[np.uint32]) -> _Found:
        """Where the band keys of some bodies (bands x bodies) stand."""
        low, high = np.empty(keys.shape, np.int64), np.empty(keys.shape, np.int64)
        for band, own in enumerate(self.keys):
            low[band] = np.searchsorted(own, keys[band], side="left")
            high[band] = np.searchsorted(own, keys[band], side="right")
        return _Found(self.place, low, high)


@dataclass(frozen=True, slots=True)
class _Found:
    """In `place[band]`, from `low` to `high`, stand the rows that share that band with some bodies; both are (bands x bodies)."""

    place: NDArray[np.int32]
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    def hits(self) -> NDArray[np.int64]:
        """How many bands each body shares with others, all together."""
        hits: NDArray[np.int64] = np.sum(self.high - self.low, axis=0)
        return hits

    def shared(self, column: int) -> list[NDArray[np.int32]]:
        """The rows that share bands with one body, band by band."""
        ends = zip(self.place, self.low[:, column].tolist(), self.high[:, column].tolist(), strict=True)
        return [rows[low:high] for rows, low, high in ends if low < high]

    def packed(self, columns: NDArray[np.int64]) -> NDArray[np.uint64]:
        """(column, row that shares one of its bands), packed in 64 bits, for each of some bodies and each band."""
        low = self.low[:, columns] + np.arange(len(self.place))[:, None] * self.place.shape[1]
        count = (self.high - self.low)[:, columns].ravel()
        column = np.repeat(np.tile(columns.astype(np.uint64) << np.uint64(32), len(self.place)), count)
        offset = np.arange(len(column)) - np.repeat(np.cumsum(count) - count, count)
        rows: NDArray[np.uint64] = self.place.ravel()[np.repeat(low.ravel(), count) + offset].astype(np.uint64)
        return column | rows


class Index:
    """Signatures of bodies, looked up by bands.

    A signature is `bands` band keys, then its features as `newsfold.match.signature` makes them. Of each body's neighbours at most
    `copies` that are near copies of it are told, those with the smallest ids, and at most `others` others, the likest: whoever has
    more is in a flood, and one that stands with some of it stands with all.
    """

    def __init__(self, *, bands: int, cut: float, copies: int, others: int) -> None:
        self._bands, self._cut, self._copies, self._others = bands, cut, copies, others
        self._ids = Growing(np.int64)
        self._features = Growing(np.uint32)
        self._ends = Growing(np.int64)
        self._weights = Growing(np.int64)
        self._place: dict[int, int] = {}
        self._runs: list[_Run] = []
        self._table = np.zeros(1 << HASH_BITS, np.uint8)

    def __len__(self) -> int:
        return len(self._place)

    def add(self, signatures: Mapping[int, NDArray[np.uint32]]) -> None:
        """Takes in the signatures of bodies. Raises ValueError for those that are in the index, or without features."""
        if wrong := [body for body, values in signatures.items() if body in self._place or len(values) <= self._bands]:
            message = f"already in the index, or without features: {wrong}"
            raise ValueError(message)
        if not signatures:
            return
        start = len(self._ids)
        features = [values[self._bands :] for values in signatures.values()]
        sizes = np.array([len(some) for some in features])
        flat = np.concatenate(features)
        self._ids.extend(np.array(list(signatures), np.int64))
        self._ends.extend(np.cumsum(sizes) + len(self._features))
        self._weights.extend(np.add.reduceat((flat & _COPIES).astype(np.int64), np.cumsum(sizes) - sizes))
        self._features.extend(flat)
        self._place.update(zip(signatures, range(start, len(self._ids)), strict=True))
        rows = np.arange(start, len(self._ids), dtype=np.int32)
        keys = np.ascontiguousarray(np.stack([values[: self._bands] for values in signatures.values()]).T)
        self._runs.append(_Run.of(keys, np.broadcast_to(rows, keys.shape)))
        self._fold_runs()

    def remove(self, ids: Collection[int]) -> None:
        """Forgets bodies; those that are not in the index are passed over."""
        for body in ids:
            place = self._place.pop(body, None)
            if place is not None:
                self._ids.all[place] = -1

    def neighbours(self, signatures: Mapping[int, NDArray[np.uint32]]) -> Iterator[tuple[int, int]]:
        """Every pair of neighbours (a, b), a < b, with at least one end among bodies of the index, each pair once."""
        for body, others in self.neighbours_of(signatures):
            yield from ((body, other) if body < other else (other, body) for other in others)

    def neighbours_of(self, signatures: Mapping[int, NDArray[np.uint32]]) -> Iterator[tuple[int, list[int]]]:
        """Each of some bodies of the index, in the order in which they came to it, with its neighbours.

        Near copies come first, by id, then the others, the likest first. A pair of which both ends are asked for is told with the
        one that came later: so the first bodies of a flood are told all that stood there before it.
        """
        asked = np.zeros(len(self._ids), bool)
        asked[[self._place[body] for body in signatures]] = True
        by_row = iter(sorted((self._place[body], values[: self._bands]) for body, values in signatures.items()))
        while some := dict(islice(by_row, _LOOKED_UP_AT_ONCE)):
            for row, (others, bands) in zip(some, self._sharing(np.stack(list(some.values()), axis=1)), strict=True):
                kept = (self._ids.all[others] >= 0) & (others != row) & ~(asked[others] & (others > row))
                near = others[kept] if bands is None else self._worth_weighing(others[kept], bands[kept])
                yield int(self._ids.all[row]), self._told(row, near)

    def are_near_copies(self, pairs: Iterable[tuple[int, int]]) -> list[bool]:
        """For each pair of bodies in the index, whether one is nearly the other."""
        told: list[bool] = []
        for a, b in pairs:
            other = np.array([self._place[b]])
            shared = self._shared(self._place[a], other)
            told.append(bool(self._likeness(self._place[a], other, shared)[0] >= NEAR_COPY))
        return told

    def _told(self, row: int, others: NDArray[np.int64]) -> list[int]:
        """The neighbours, by id, among `others`, which share a band with the body in `row`."""
        shared = self._shared(row, others)
        weights = np.minimum(self._weights.all[others], self._weights.all[row])
        enough = shared >= self._cut * weights
        others, shared = others[enough], shared[enough]
        near = self._likeness(row, others, shared) >= NEAR_COPY
        ids = self._ids.all[others]
        copies = np.sort(ids[near])[: self._copies]
        # The cosine is fair to briefs, unlike the likeness, and to long texts, unlike the share of the lesser.
        cosines = shared[~near] / np.sqrt(self._weights.all[others[~near]])
        rest = ids[~near][np.lexsort((ids[~near], -cosines))[: self._others]]
        return [*copies.tolist(), *rest.tolist()]

    def _shared(self, row: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many copies of features the body in `row` shares with each of `others`."""
        if not len(others):
            return np.empty(0, np.int64)
        ends = self._ends.all
        own = self._features.all[ends[row - 1] if row else 0 : ends[row]]
        starts = np.where(others > 0, ends[others - 1], 0)
        sizes = ends[others] - starts
        firsts = np.cumsum(sizes) - sizes
        flat = self._features.all[np.arange(int(sizes.sum())) + np.repeat(starts - firsts, sizes)]
        self._table[own >> COPY_BITS] = own & _COPIES
        common = np.minimum(self._table[flat >> COPY_BITS], (flat & _COPIES).astype(np.uint8))
        self._table[own >> COPY_BITS] = 0
        return np.add.reduceat(common, firsts, dtype=np.int64)

    def _likeness(self, row: int, others: NDArray[np.int64], shared: NDArray[np.int64]) -> NDArray[np.float64]:
        likeness: NDArray[np.float64] = shared / (self._weights.all[others] + self._weights.all[row] - shared)
        return likeness

    def _sharing(self, keys: NDArray[np.uint32]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64] | None]]:
        """For each of some bodies with these band `keys` (bands x bodies) the rows that share a band with it, itself too.

        Where it is in a flood, also how many bands each of them shares.
        """
        found = [run.find(keys) for run in self._runs]
        flooded = sum((one.hits() for one in found), np.zeros(keys.shape[1], np.int64)) > _FLOOD
        pairs = np.unique(np.concatenate([one.packed(np.flatnonzero(~flooded)) for one in found]))
        edges = np.searchsorted(pairs, np.arange(keys.shape[1] + 1, dtype=np.uint64) << np.uint64(32))
        for column, (low, high) in enumerate(pairwise(edges)):
            if flooded[column]:
                bands = np.bincount(np.concatenate([rows for one in found for rows in one.shared(column)]))
                others = np.flatnonzero(bands)
                yield others, bands[others]
            else:
                yield (pairs[low:high] & np.uint64(0xFFFFFFFF)).astype(np.int64), None

    def _worth_weighing(self, others: NDArray[np.int64], bands: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of `others`, which share so many bands with a body in a flood, those that may be told: not everybody need be weighed."""
        share, ids = bands / self._bands, self._ids.all[others]
        copies = np.flatnonzero(share >= _COPIED)
        near = np.flatnonzero((share >= _BEYOND_CHANCE) & (share < _COPIED))
        copies = copies[np.argsort(ids[copies])[: self._copies]]
        near = near[np.lexsort((ids[near], -bands[near]))[: self._others]]
        kept: NDArray[np.int64] = others[np.concatenate([copies, near, np.flatnonzero(share < _BEYOND_CHANCE)])]
        return kept

    def _fold_runs(self) -> None:
        sizes = [run.size for run in self._runs]
        for place, (before, after) in enumerate(pairwise(sizes)):
            if before < _GROWTH * after:
                keys = np.concatenate([run.keys for run in self._runs[place:]], axis=1)
                rows = np.concatenate([run.place for run in self._runs[place:]], axis=1)
                alive = self._ids.all[rows] >= 0
                self._runs[place:] = [_Run.of(keys[alive].reshape(self._bands, -1), rows[alive].reshape(self._bands, -1))]
                return
