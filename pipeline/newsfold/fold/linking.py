"""Linking: which pairs of bodies are alike. Sketches propose, the texts decide."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match.features import Features, features_of
from newsfold.match.index import Index
from newsfold.match.model import compare
from newsfold.match.signature import BANDS, NOISE_CUT, ROWS, sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from newsfold.fold.opinion import Opinion
    from newsfold.model import Body, Link, Signature
    from newsfold.store.store import Store

_CACHED_FEATURES = 1000  # about 110 KB each
_COMPARED_AT_ONCE = (
    1000  # pairs; by chance a batch may be near to a large part of the store, of which memory cannot hold the features
)
_INDEX_AT_ONCE = 10_000
_LOOKED_UP_AT_ONCE = 1000


class Linker:
    """Signs bodies and compares those whose sketches are near; holds the index, built from the store's signatures.

    `opinion` is asked about pairs that words leave undecided, where there is one.
    """

    def __init__(self, store: Store, floor: float, opinion: Opinion | None = None) -> None:
        self._store = store
        self._floor = floor
        self._opinion = opinion
        self._index = Index(bands=BANDS, rows=ROWS, cut=NOISE_CUT)
        self._cache: OrderedDict[int, Features] = OrderedDict()
        ids: list[int] = []
        values: list[bytes] = []
        for body, signature in store.signatures():
            if signature is not None:
                ids.append(body)
                values.append(signature)
            if len(ids) == _INDEX_AT_ONCE:
                self._add(ids, np.frombuffer(b"".join(values), "<u4"))
                ids, values = [], []
        self._add(ids, np.frombuffer(b"".join(values), "<u4"))

    def link(self, bodies: Sequence[Body], gone: Collection[int]) -> tuple[list[Signature], list[Link]]:
        """Signatures of new `bodies`, and the links between each of them and whatever else is near.

        Pairs whose log-odds are not above the floor count as not compared, and are left out. `gone` bodies are forgotten first.
        """
        features = [features_of(body) for body in bodies]
        signatures = list(sign(features))
        signed = {signature.body: signature.values for signature in signatures if signature.values is not None}
        self._index.remove(gone)
        self._remember(features)
        if self._opinion is not None:
            self._opinion.expect(bodies)
        if not signed:
            return signatures, []
        self._add(list(signed), np.stack(list(signed.values())))
        new = {one.body: one for one in features}
        pairs = self._index.neighbours(list(signed))
        return signatures, [link for link in self._compared(pairs, new, sketched=True) if link.log_odds > self._floor]

    def compare(self, pairs: Iterable[tuple[int, int]]) -> list[Link]:
        """The links of pairs of stored bodies that no sketch brought together."""
        return list(self._compared(pairs, {}, sketched=False))

    def _compared(self, pairs: Iterable[tuple[int, int]], new: Mapping[int, Features], *, sketched: bool) -> Iterator[Link]:
        """The links of pairs of bodies that are stored or among `new`. Pairs that share a body are best given together."""
        rest = iter(pairs)
        while chunk := list(islice(rest, _COMPARED_AT_ONCE)):
            wanted = {body for pair in chunk for body in pair}
            features = {**self.features(wanted - new.keys()), **new}
            links = [replace(compare(features[a], features[b]), sketched=sketched) for a, b in chunk]
            yield from links if self._opinion is None else self._opinion.judge(links)

    def candidates(self, bodies: Collection[int]) -> Iterator[tuple[int, int]]:
        """Every pair (a, b), a < b, of stored bodies that their sketches bring together, with an end in `bodies`; each once."""
        signed = [body for body, signature in self._store.signatures() if signature is not None and body in bodies]
        for first in range(0, len(signed), _LOOKED_UP_AT_ONCE):
            chunk = signed[first : first + _LOOKED_UP_AT_ONCE]
            # A pair with its other end in an earlier part was told with that one.
            yield from ((a, b) for a, b in self._index.neighbours(chunk) if a >= chunk[0] or a not in bodies)

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """The features of bodies, from memory or from the store's texts."""
        wanted = set(ids)
        found = {body: self._cache[body] for body in wanted if body in self._cache}
        missing = [features_of(body) for body in self._store.bodies(wanted - found.keys()).values()]
        self._remember(missing)
        return found | {features.body: features for features in missing}

    def _add(self, ids: Sequence[int], values: np.ndarray[tuple[int, ...], np.dtype[np.uint32]]) -> None:
        self._index.add(ids, values.reshape(len(ids), BANDS * ROWS))

    def _remember(self, features: Iterable[Features]) -> None:
        for one in features:
            self._cache[one.body] = one
            self._cache.move_to_end(one.body)
        while len(self._cache) > _CACHED_FEATURES:
            self._cache.popitem(last=False)
