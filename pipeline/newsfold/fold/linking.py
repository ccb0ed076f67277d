"""Linking: which pairs of bodies are alike. Sketches propose, the texts decide.

New bodies are compared with their neighbours in rounds, the nearest first, all bodies of a batch together: so a flood of copies
costs each of them some comparisons, and not one with every other copy.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from newsfold.cluster.flood import BOUNDS
from newsfold.cluster.threshold import DEFAULT
from newsfold.fold.crowd import ENOUGH, Crowd
from newsfold.match.features import Features, features_of
from newsfold.match.index import Index
from newsfold.match.model import compare
from newsfold.match.signature import BANDS, NOISE_CUT, sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from newsfold.fold.opinion import Opinion
    from newsfold.model import Body, Link, Signature
    from newsfold.store.store import Store

_CACHED_FEATURES = 1000  # about 110 KB each
_COMPARED_AT_ONCE = (
    1000  # pairs; by chance a batch may be near to a large part of the store, of which memory cannot hold the features
)
_INDEX_AT_ONCE = 10_000
# Neighbours of one body that are compared with it at most, near copies and others: as many copies as the largest component has
# that depends on its bodies alone, and far more others than stories have rewrites.
_COPIES, _OTHERS = BOUNDS.core, 500
_LOOKED_UP_AT_ONCE = 1000


class Linker:
    """Signs bodies and compares those whose sketches are near; holds the index, built from the store's signatures.

    `opinion` is asked about pairs that words leave undecided, where there is one. In components of more than `bound` bodies new
    ones are not compared with all of their neighbours.
    """

    def __init__(self, store: Store, floor: float, opinion: Opinion | None = None, *, bound: int = BOUNDS.core) -> None:
        self._store = store
        self._floor = floor
        self._opinion = opinion
        self._bound = bound
        self._made: Index | None = None
        self._cache: OrderedDict[int, Features] = OrderedDict()

    @property
    def _index(self) -> Index:
        """The index of all stored signatures, made when it is first asked: arranging alone needs none."""
        if self._made is None:
            self._made = Index(bands=BANDS, cut=NOISE_CUT, copies=_COPIES, others=_OTHERS)
            signed = self._signatures()
            while some := dict(islice(signed, _INDEX_AT_ONCE)):
                self._made.add(some)
        return self._made

    def link(self, bodies: Sequence[Body], gone: Collection[int], *, united: bool = False) -> tuple[list[Signature], list[Link]]:
        """Signatures of new `bodies`, and the links between each of them and whatever else is near; in a flood, the nearest of it.

        Pairs whose log-odds are not above the floor count as not compared, and are left out. `gone` bodies are forgotten first: those
        without an article, and those without a text. `united`: clusters may hold bodies of several components, see `Crowd`.
        """
        features = [features_of(body) for body in bodies]
        signatures = list(sign(features))
        signed = {signature.body: signature.values for signature in signatures if signature.values is not None}
        self._index.remove(gone)
        for body in gone:
            self._cache.pop(body, None)
        self._remember(features)
        if self._opinion is not None:
            self._opinion.expect(bodies)
        if not signed:
            return signatures, []
        self._index.add(signed)
        near = dict(self._index.neighbours_of(signed))
        crowd = Crowd(self._store, self._bound, united=united)
        return signatures, list(self._sketched(near, {one.body: one for one in features}, crowd))

    def _sketched(self, near: Mapping[int, Sequence[int]], new: Mapping[int, Features], crowd: Crowd) -> Iterator[Link]:
        """The links above the floor of `new` bodies with what is near to each, the nearest first."""
        first, last = 0, ENOUGH
        while near:
            asked: dict[tuple[int, int], list[int]] = {}
            for body, others in near.items():
                for other in others[first:last]:
                    asked.setdefault((min(body, other), max(body, other)), []).append(body)
            for link in self._compared(asked, new, sketched=True):
                # Not the threshold in force: a higher one has the same components, and one that is lowered may rise again.
                if link.log_odds > DEFAULT:
                    for body in asked[link.a, link.b]:
                        crowd.join(body, link.a + link.b - body)
                if link.log_odds > self._floor:
                    yield link
            satisfied = crowd.satisfied()
            near = {body: others for body, others in near.items() if len(others) > last and body not in satisfied}
            first, last = last, 2 * last

    def compare(self, pairs: Iterable[tuple[int, int]]) -> list[Link]:
        """The links of pairs of stored bodies that no sketch brought together; none for bodies whose texts were removed."""
        return list(self._compared(pairs, {}, sketched=False))

    def _compared(self, pairs: Iterable[tuple[int, int]], new: Mapping[int, Features], *, sketched: bool) -> Iterator[Link]:
        """The links of pairs of bodies that are stored or among `new`. Pairs that share a body are best given together."""
        rest = iter(pairs)
        while chunk := list(islice(rest, _COMPARED_AT_ONCE)):
            wanted = {body for pair in chunk for body in pair}
            features = {**self.features(wanted - new.keys()), **new}
            worded = [(a, b) for a, b in chunk if a in features and b in features]
            links = [replace(compare(features[a], features[b]), sketched=sketched) for a, b in worded]
            yield from links if self._opinion is None else self._opinion.judge(links)

    def candidates(self, bodies: Collection[int]) -> Iterator[tuple[int, int]]:
        """Every pair (a, b), a < b, of stored bodies that their sketches bring together, with an end in `bodies`; each once."""
        signed = ((body, values) for body, values in self._signatures() if body in bodies)
        while some := dict(islice(signed, _LOOKED_UP_AT_ONCE)):
            # Signatures come by id, so a pair with its other end in an earlier part was told with that one.
            first = min(some)
            yield from ((a, b) for a, b in self._index.neighbours(some) if a >= first or a not in bodies)

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """The features of bodies, from memory or from the store's texts. Those whose texts were removed are missing."""
        wanted = set(ids)
        found = {body: self._cache[body] for body in wanted if body in self._cache}
        missing = [features_of(body) for body in self._store.bodies(wanted - found.keys()).values()]
        self._remember(missing)
        return found | {features.body: features for features in missing}

    def _signatures(self) -> Iterator[tuple[int, NDArray[np.uint32]]]:
        """The stored signatures, by body."""
        return ((body, np.frombuffer(values, "<u4")) for body, values in self._store.signatures() if values is not None)

    def _remember(self, features: Iterable[Features]) -> None:
        for one in features:
            self._cache[one.body] = one
            self._cache.move_to_end(one.body)
        while len(self._cache) > _CACHED_FEATURES:
            self._cache.popitem(last=False)
