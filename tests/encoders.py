"""A hand-written encoder: a sentence is where its words point, and it counts how often it is asked."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match.encoder import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class WordEncoder:
    name = DEFAULT  # so that it has weights
    id = "words-1"
    dimensions = 32
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        self.asked += sentences
        return np.array([self._vector(sentence) for sentence in sentences], np.float32)

    def _vector(self, sentence: str) -> NDArray[np.float64]:
        total = np.full(self.dimensions, 1e-3)
        for word in sentence.lower().split():
            seed = int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big")
            total += np.random.default_rng(seed).normal(size=self.dimensions)
        return np.asarray(total / np.linalg.norm(total))
