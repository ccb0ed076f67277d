"""One part of the index: the signatures of some bodies as flat arrays, with a list for each feature of the bodies that have it.

How many features two bodies share is counted over these lists; the few that share enough are weighed exactly. Measured on 50,000
texts of 500 words, of which any two share .3 features on average, a look-up takes .3 ms, where looking 256 bands up took 2.5: so
weak a likeness is a band in common with one text in thirty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from newsfold.match.signature import COPY_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from newsfold.match.candidacy import Candidacy
    from newsfold.model import Span

_COPIES = np.uint32((1 << COPY_BITS) - 1)
_ROWS_AT_ONCE = 4096  # that share enough by number, and are weighed at once: 4 MiB of bands


@dataclass(frozen=True, slots=True)
class Asked:
    """A body that is looked up: its signature, its span, and what of them is used again and again."""

    features: NDArray[np.uint32]
    bands: NDArray[np.uint32]
    weight: int
    span: Span

    @classmethod
    def of(cls, values: NDArray[np.uint32], span: Span, bands: int) -> Self:
        """What is asked with a signature of so many `bands`."""
        features = values[bands:]
        return cls(features, values[:bands], int((features & _COPIES).sum()), span)


@dataclass(frozen=True, slots=True)
class Near:
    """The candidates of one body: their ids, their weights, and how many copies of features each shares with it."""

    ids: NDArray[np.int64]
    weights: NDArray[np.int64]
    shared: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[Near]) -> Self:
        """Several of the same body, each candidate once, by id."""
        ids, first = np.unique(np.concatenate([part.ids for part in parts]), return_index=True)
        weights, shared = (np.concatenate([getattr(part, name) for part in parts])[first] for name in ("weights", "shared"))
        return cls(ids, weights, shared)

    def among(self, kept: NDArray[Any]) -> Near:
        """Those of them that are chosen by `kept`, an index of numpy's."""
        return Near(self.ids[kept], self.weights[kept], self.shared[kept])


@dataclass(frozen=True, slots=True)
class Run:
    """Some bodies: `ids` (-1: forgotten), `weights` in copies, numbers of features, spans, bands; how many features they `need` to share.

    `flat` are the features of all of them with their copies, each body's up to its `ends`. `features` are those that any of them has,
    sorted; `holders[starts[i]:starts[i + 1]]` are the rows that have `features[i]`.
    """

    ids: NDArray[np.int64]
    weights: NDArray[np.int64]
    counts: NDArray[np.int64]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    bands: NDArray[np.uint32]
    needs: NDArray[np.uint16]
    flat: NDArray[np.uint32]
    ends: NDArray[np.int64]
    features: NDArray[np.uint32]
    starts: NDArray[np.int64]
    holders: NDArray[np.int32]

    @classmethod
    def of(cls, bodies: Sequence[tuple[int, Asked]], candidacy: Candidacy) -> Self:
        """A run of these bodies."""
        counts = np.array([len(one.features) for _, one in bodies], np.int64)
        flat = np.concatenate([one.features for _, one in bodies])
        return cls(
            np.array([body for body, _ in bodies], np.int64),
            np.array([one.weight for _, one in bodies], np.int64),
            counts,
            np.array([one.span.since for _, one in bodies], np.int64),
            np.array([one.span.until for _, one in bodies], np.int64),
            np.stack([one.bands for _, one in bodies]),
            candidacy.needs(counts),
            flat,
            np.cumsum(counts),
            *_lists(flat, counts),
        )

    @classmethod
    def merged(cls, runs: Sequence[Run]) -> Self:
        """The bodies of several runs that were not forgotten, in one."""
        alive = np.concatenate([run.ids for run in runs]) >= 0

        def all_of(name: str) -> NDArray[Any]:
            kept: NDArray[Any] = np.concatenate([getattr(run, name) for run in runs])[alive]
            return kept

        counts = all_of("counts")
        begun = np.cumsum([0, *(len(run.flat) for run in runs)])
        starts = np.concatenate([run.ends - run.counts + first for run, first in zip(runs, begun, strict=False)])[alive]
        flat = np.concatenate([run.flat for run in runs])[_places(starts, counts)]
        weights, since, until, needs = all_of("weights"), all_of("since"), all_of("until"), all_of("needs")
        lists = _lists(flat, counts)
        return cls(all_of("ids"), weights, counts, since, until, all_of("bands"), needs, flat, np.cumsum(counts), *lists)

    @property
    def size(self) -> int:
        """How many bodies it holds, forgotten ones too."""
        return len(self.ids)

    def forget(self, bodies: NDArray[np.int64]) -> None:
        """Bodies that are not in the run are passed over."""
        self.ids[np.isin(self.ids, bodies)] = -1

    def near(self, one: Asked, candidacy: Candidacy) -> Near:
        """The candidates of a body; itself too, if it is here."""
        rows = self._sharing(one, candidacy)
        rows = rows[candidacy.are_near(self.since[rows], self.until[rows], one.span) & (self.ids[rows] >= 0)]
        parts = [self._weighed(rows[first : first + _ROWS_AT_ONCE], one, candidacy) for first in range(0, len(rows), _ROWS_AT_ONCE)]
        return Near(*(np.concatenate([np.empty(0, np.int64), *some]) for some in zip(*parts, strict=True))) if parts else NOTHING

    def _sharing(self, one: Asked, candidacy: Candidacy) -> NDArray[np.int64]:
        """The rows that share so many features with a body as candidates must."""
        hashes = one.features >> np.uint32(COPY_BITS)
        place = np.minimum(np.searchsorted(self.features, hashes), len(self.features) - 1)
        place = place[self.features[place] == hashes]
        lists = zip(self.starts[place].tolist(), self.starts[place + 1].tolist(), strict=True)
        held = [self.holders[start:end] for start, end in lists]
        if not held:
            return np.empty(0, np.int64)
        shared = np.bincount(np.concatenate(held), minlength=self.size).astype(np.uint16)
        return np.flatnonzero(shared >= np.minimum(self.needs, candidacy.needs(np.array([len(hashes)]))))

    def _weighed(self, rows: NDArray[np.int64], one: Asked, candidacy: Candidacy) -> tuple[NDArray[np.int64], ...]:
        """Of `rows` the ids, weights and shared copies of those that share a band, and weight enough, with a body."""
        rows = rows[(self.bands[rows] == one.bands).any(axis=1)]
        flat = self.flat[_places(self.ends[rows] - self.counts[rows], self.counts[rows])]
        hashes = one.features >> np.uint32(COPY_BITS)
        place = np.minimum(np.searchsorted(hashes, flat >> np.uint32(COPY_BITS)), len(hashes) - 1)
        common = np.minimum(flat, one.features[place]) & _COPIES
        sums = np.cumsum(np.where(hashes[place] == flat >> np.uint32(COPY_BITS), common, 0), dtype=np.int64)
        shared = np.diff(sums[np.cumsum(self.counts[rows]) - 1], prepend=0)
        kept = shared >= candidacy.weight * np.minimum(self.weights[rows], one.weight)
        return self.ids[rows[kept]], self.weights[rows[kept]], shared[kept]


NOTHING = Near(*(np.empty(0, np.int64) for _ in range(3)))


def _places(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of `starts` so many places from there on."""
    places: NDArray[np.int64] = np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return places


def _lists(flat: NDArray[np.uint32], counts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32]]:
    """The different features of bodies that have so many each, where the list of each begins and the last ends, and all lists."""
    hashes = flat >> np.uint32(COPY_BITS)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    holders = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
    return hashes[starts], np.append(starts, len(hashes)), holders
