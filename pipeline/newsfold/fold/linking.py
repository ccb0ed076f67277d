"""Linking: which pairs of bodies are alike. Sketches propose, the texts decide.

New bodies are compared with their neighbours in rounds, the nearest first, all bodies of a batch together: so a flood of copies
costs each of them some comparisons, and not one with every other copy.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from newsfold.cluster.flood import BOUNDS
from newsfold.cluster.threshold import DEFAULT
from newsfold.fold.crowd import ENOUGH, Crowd
from newsfold.machine import memory_bytes
from newsfold.match.features import Features, features_of
from newsfold.match.index import Index, pairs
from newsfold.match.model import compare
from newsfold.match.signature import sign_bodies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from newsfold.fold.filing import Filing
    from newsfold.fold.opinion import Opinion
    from newsfold.match.candidacy import Candidacy
    from newsfold.model import Body, Link, Signature, Span
    from newsfold.store.store import Store
    from newsfold.store.turns import Heard

    Pair = tuple[int, int]

_CACHED_FEATURES = 1000  # about 85 KB each
_LOOKED_UP_AT_ONCE = 1000
_COMPARED_AT_ONCE = (
    1000  # pairs; by chance a batch may be near to a large part of the store, of which memory cannot hold the features
)
# Neighbours of one body that are compared with it at most, near copies and others: as many copies as the largest component has
# that depends on its bodies alone, and far more others than stories have rewrites.
COPIES, OTHERS = BOUNDS.core, 500
# What bodies take in memory while they are looked up, and how much of the machine's they may take all together.
_BYTES_A_BODY, _PART_OF_MEMORY = 1700, 1 / 4


@dataclass(frozen=True, slots=True)
class Linked:
    """New signatures, the links that they led to, and the ends of links that no sketch brings together any more."""

    signatures: tuple[Signature, ...] = ()
    links: tuple[Link, ...] = ()
    parted: tuple[tuple[int, int], ...] = ()


class Linker:
    """Signs bodies and compares those whose sketches are near; holds the index of the store's signatures.

    `candidacy` says which are near. `opinion` is asked about pairs that words leave undecided, where there is one. In components of more than `bound` bodies new
    ones are not compared with all of their neighbours.
    """

    def __init__(
        self, store: Store, floor: float, candidacy: Candidacy, opinion: Opinion | None = None, *, bound: int = BOUNDS.core
    ) -> None:
        self._store = store
        self._floor = floor
        self._opinion = opinion
        self._bound = bound
        self._candidacy = candidacy
        self._index = self._empty_index()
        self._fresh: Mapping[int, Body] = {}
        self._cache: OrderedDict[int, Features] = OrderedDict()

    def link(self, filing: Filing, emptied: Collection[int] = (), *, united: bool = False) -> Linked:
        """Signatures of new bodies, and the links between each of them and whatever else is near; in a flood, the nearest of it.

        Bodies that stand at other times than before are looked up anew. Pairs whose log-odds are not above the floor count as not
        compared, and are left out. Those without an article any more are forgotten first, and those `emptied`, whose text goes.
        `united`: clusters may hold bodies of several components, see `Crowd`.
        """
        gone = {*filing.gone, *emptied}
        for body in gone:
            self._cache.pop(body, None)
        self._fresh = {body.id: body for body in filing.bodies}
        if self._opinion is not None:
            self._opinion.expect(filing.bodies)
        signatures = self._signed(filing)
        stored = self._store.signatures_of(filing.spans.keys() - self._fresh.keys())
        moved = {body: (_values(signature), filing.spans[body]) for body, (signature, _) in stored.items()}
        signed = {one.body: (one.values, filing.spans[one.body]) for one in signatures if one.values is not None}
        near = self._unmet(self._index.take_in(signed | moved, gone), {body: span for body, (_, span) in stored.items()})
        links = tuple(self._sketched(near, Crowd(self._store, self._bound, united=united)))
        return Linked(signatures, links, self._parted({body: span for body, (_, span) in moved.items()}))

    def hear(self, heard: Heard) -> None:
        """Takes over which bodies other writers changed."""
        self._fresh = {}
        if heard.afresh:
            self._index = self._empty_index()
            self._cache.clear()
            return
        for body in heard.gone:
            self._cache.pop(body, None)
        stored = self._store.signatures_of(heard.bodies)
        came = {body: (_values(signature), span) for body, (signature, span) in stored.items()}
        self._index.renew(came, heard.gone | heard.bodies)

    def _signed(self, filing: Filing) -> tuple[Signature, ...]:
        """The signatures of the new bodies, in their order."""
        made = filing.signatures
        rest = sign_bodies([body for body in filing.bodies if body.id not in made])
        known = {**made, **{signature.body: signature for signature in rest}}
        return tuple(known[body.id] for body in filing.bodies)

    def _unmet(self, told: Mapping[int, list[int]], stood: Mapping[int, Span]) -> dict[int, list[int]]:
        """The neighbours of bodies, but of stored ones only those that did not lie near before. `stood`: when these stood before."""
        then = {**self._store.spans({other for body in stood for other in told[body]}), **stood}
        met = {
            body: {other for other in told[body] if other in then and self._candidacy.is_near(span, then[other])}
            for body, span in stood.items()
        }
        return {body: [other for other in others if other not in met.get(body, ())] for body, others in told.items()}

    def _parted(self, moved: Mapping[int, Span]) -> tuple[Pair, ...]:
        """The stored pairs of bodies that stand otherwise now, which sketches brought together and which no longer lie near."""
        pairs = [(link.a, link.b) for link in self._store.links_of(moved) if link.sketched]
        spans = {**self._store.spans({body for pair in pairs for body in pair}), **moved}
        return tuple(sorted((a, b) for a, b in pairs if not self._candidacy.is_near(spans[a], spans[b])))

    def _empty_index(self) -> Index:
        room = int(_PART_OF_MEMORY * memory_bytes() / _BYTES_A_BODY)
        return Index(self._candidacy, copies=COPIES, others=OTHERS, stored=_Stored(self._store), room=room)

    def _sketched(self, near: Mapping[int, Sequence[int]], crowd: Crowd) -> Iterator[Link]:
        """The links above the floor of bodies with what is near to each, the nearest first."""
        first, last = 0, ENOUGH
        while near:
            asked: dict[tuple[int, int], list[int]] = {}
            for body, others in near.items():
                for other in others[first:last]:
                    asked.setdefault(_pair(body, other), []).append(body)
            for link in self._compared(asked, sketched=True):
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
        return list(self._compared(pairs, sketched=False))

    def _compared(self, pairs: Iterable[Pair], *, sketched: bool) -> Iterator[Link]:
        """The links of pairs of bodies that are stored or new. Pairs that share a body are best given together."""
        rest = iter(pairs)
        while chunk := list(islice(rest, _COMPARED_AT_ONCE)):
            features = self.features(body for pair in chunk for body in pair)
            worded = [(a, b) for a, b in chunk if a in features and b in features]
            links = [replace(compare(features[a], features[b]), sketched=sketched) for a, b in worded]
            yield from links if self._opinion is None else self._opinion.judge(links)

    def candidates(self, bodies: Collection[int]) -> Iterator[Pair]:
        """Every pair (a, b), a < b, of stored bodies that their sketches bring together, with an end in `bodies`; each once."""
        index = self._empty_index()
        asked = sorted(bodies)
        for first in range(0, len(asked), _LOOKED_UP_AT_ONCE):
            part = self._store.signatures_of(asked[first : first + _LOOKED_UP_AT_ONCE])
            some = {body: (_values(signature), span) for body, (signature, span) in sorted(part.items())}
            # What was asked before is told with that one, and what is asked together with the later.
            before = set(asked[:first])
            yield from ((a, b) for a, b in pairs(index.take_in(some)) if a not in before and b not in before)

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """The features of bodies, from memory or from their texts. Those whose texts were removed are missing."""
        wanted = set(ids)
        found = {body: self._cache[body] for body in wanted if body in self._cache}
        missing = wanted - found.keys()
        fresh = [self._fresh[body] for body in missing & self._fresh.keys()]
        made = [features_of(body) for body in (*fresh, *self._store.bodies(missing - self._fresh.keys()).values())]
        self._remember(made)
        return found | {features.body: features for features in made}

    def _remember(self, features: Iterable[Features]) -> None:
        for one in features:
            self._cache[one.body] = one
            self._cache.move_to_end(one.body)
        while len(self._cache) > _CACHED_FEATURES:
            self._cache.popitem(last=False)


class _Stored:
    """The store, as the index reads it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def signatures(self, span: Span | None) -> Iterator[tuple[int, NDArray[np.uint32], Span]]:
        return ((body, _values(signature), stands) for body, signature, stands in self._store.signatures(span))

    def ends(self) -> Span | None:
        return self._store.ends()


def _pair(body: int, other: int) -> Pair:
    return (min(body, other), max(body, other))


def _values(signature: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signature, "<u4")
