"""The second opinion on pairs that their words leave undecided, with the sentence vectors that it needs."""

from __future__ import annotations

from collections import OrderedDict
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match import meaning
from newsfold.model import SentenceVectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from newsfold.match.encoder import Encoder
    from newsfold.model import Body, Link
    from newsfold.store.store import Store

_CACHED = 2000  # bodies, each about 10 KB
STAGE = "meaning"


class Opinion:
    """Asks an encoder about undecided pairs. Sentences of a body are encoded once; `fresh` are the vectors to be stored.

    `seconds` is where its time is booked.
    """

    def __init__(self, store: Store, encoder: Encoder, seconds: dict[str, float]) -> None:
        self._store = store
        self._encoder = encoder
        self._weights = meaning.shipped(encoder.name)
        self._seconds = seconds
        self._unstored: dict[int, Body] = {}
        self._cache: OrderedDict[int, NDArray[np.int8]] = OrderedDict()
        self._fresh: dict[int, NDArray[np.int8]] = {}

    def expect(self, bodies: Iterable[Body]) -> None:
        """Bodies that may be asked about though they are not stored yet; those of the last call are stored by now."""
        self._unstored = {body.id: body for body in bodies}

    def judge(self, links: Sequence[Link]) -> list[Link]:
        """The links, with the second opinion in those of undecided pairs in a language that the encoder knows."""
        start = perf_counter()
        asked = {body for link in links if meaning.fade(link.log_odds) > 0 for body in (link.a, link.b)}
        known = self._vectors(asked)
        judged = [meaning.revised(link, self._opinion(link, known)) for link in links]
        self._seconds[STAGE] = self._seconds.get(STAGE, 0.0) + perf_counter() - start
        return judged

    def fresh(self) -> tuple[SentenceVectors, ...]:
        """The vectors made since the last call."""
        fresh, self._fresh = self._fresh, {}
        return tuple(SentenceVectors(body, self._encoder.id, values) for body, values in sorted(fresh.items()))

    def _opinion(self, link: Link, known: dict[int, NDArray[np.int8]]) -> float | None:
        if meaning.fade(link.log_odds) == 0 or link.a not in known or link.b not in known:
            return None
        values = meaning.evidence(known[link.a], known[link.b])
        return None if values is None else self._weights.opinion(values)

    def _vectors(self, asked: Collection[int]) -> dict[int, NDArray[np.int8]]:
        """The vectors of bodies: from memory, from the store, else made now. Bodies in other languages are missing."""
        known = {body: self._cache[body] for body in asked if body in self._cache}
        stored = self._store.vectors(asked - known.keys(), self._encoder.id)
        known |= {body: np.frombuffer(raw, np.int8).reshape(-1, self._encoder.dimensions) for body, raw in stored.items()}
        made = {body.id: self._made(body) for body in self._bodies(asked - known.keys()) if body.lang in self._encoder.languages}
        self._fresh |= made
        known |= made
        self._remember(known)
        return known

    def _bodies(self, ids: Collection[int]) -> list[Body]:
        unstored = [self._unstored[body] for body in ids if body in self._unstored]
        return [*unstored, *self._store.bodies(ids - self._unstored.keys()).values()]

    def _made(self, body: Body) -> NDArray[np.int8]:
        # Each body by itself: how sentences are put into batches shows in the last digits.
        return meaning.quantised(self._encoder.encode(meaning.sentences(body)))

    def _remember(self, vectors: dict[int, NDArray[np.int8]]) -> None:
        for body, values in vectors.items():
            self._cache[body] = values
            self._cache.move_to_end(body)
        while len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
