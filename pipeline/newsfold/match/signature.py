"""The sketch of a body: MinHash over its rare words, names and numbers, by which likely rewrites are found.

Ordinary shingles do not survive a rewrite; rare words, names and numbers do (a reworded report shares a third of them with
its source, two random reports one in a hundred). The rarer a feature, the more copies of it are sketched, so that what is
estimated is a weighted likeness (Chum, Philbin, Zisserman 2008): that halves the chance pairs, which share years and places.
The look-up is made for recall, the noise is cut afterwards: b = 256 bands of r = 2 rows find a pair of likeness s with
probability 1 - (1 - s^2)^256, which is .92 at s = .1 and .10 at .02. Of what they find, pairs of which neither holds
`NOISE_CUT` of the other's features are never compared: the features are kept beside the bands, so that share is exact.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import datasketch
import numpy as np
import xxhash
from datasketch import MinHash

from newsfold.match import features, model
from newsfold.model import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from newsfold.match.features import Features
    from newsfold.model import Body

BANDS = 256
_ROWS = 2
COPY_BITS = 4
HASH_BITS = 20
_COPIES = np.uint32((1 << COPY_BITS) - 1)
# A brief holds little of a long report, so what counts is how much of either stands in the other: of the gold files' 595 true pairs
# the least is .25, and one in a hundred is below .32. Of random pairs of real news pages .45 in 100 pass band and cut.
NOISE_CUT = 0.24
# The same share by the number of features: of the 595 true pairs one is below .2, which words alone could not join; of chance
# pairs, that share three rare words, most.
COUNT_CUT = 0.15
MIN_WORDS = 25
MIN_FEATURES = 6
_SEED = 1
# A feature is sketched once for each level that its weight reaches: once at .6, eleven times at 1.
_LEVELS = np.array((0.0, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.0, 1.0, 1.0))
_PERMUTATION_SCHEME = "affine32"
# FNV-1a, over the values of a band.
_BASIS, _PRIME = np.uint32(0x811C9DC5), np.uint32(0x01000193)


def sign(features: Iterable[Features]) -> list[Signature]:
    """The signature of each body, in the order given.

    A body of fewer than `MIN_WORDS` words or `MIN_FEATURES` features is not signed: two nearly empty sets are too easily
    alike. Only its exact copies join it.
    """
    return [_signed(one.body, one.words, {key: one.weights[key] for key in one.salient}) for one in features]


def sign_bodies(bodies: Iterable[Body]) -> list[Signature]:
    """The signature of each body, in the order given, as `sign` makes it of its features; for those that are not compared now."""
    return [sign_body(body) for body in bodies]


def sign_body(body: Body) -> Signature:
    """The signature of one body, as `sign` makes it of its features."""
    return _signed(body.id, body.words, features.salient_of(body) if body.words >= MIN_WORDS else {})


def scheme_id() -> str:
    """All that decides signatures and scores, in one line: values of different schemes must never meet."""
    sketch = f"datasketch{datasketch.__version__.split('.')[0]}-{_PERMUTATION_SCHEME}-seed{_SEED}-{BANDS}x{_ROWS}-xxh32"
    sketch += f"-levels{len(_LEVELS)}-cut{NOISE_CUT}-{COUNT_CUT}"
    return f"{sketch}/features{features.VERSION}/model-{model.model_id()}"


def _signed(body: int, words: int, salient: Mapping[str, float]) -> Signature:
    if words < MIN_WORDS or len(salient) < MIN_FEATURES:
        return Signature(body=body, values=None)
    keys = _keys(salient)
    copies = keys & _COPIES
    apart = np.arange(copies.sum(), dtype=np.uint32) - np.repeat(np.cumsum(copies) - copies, copies).astype(np.uint32)
    sketch = _empty_sketch().copy()
    # One array in place of as many numbers: datasketch turns what a batch holds into one array anyway, and that saves a third.
    sketch.update_batch([np.repeat(keys - copies, copies) | apart])
    return Signature(body=body, values=np.concatenate([_bands(sketch.digest()), keys]))


@cache
def _empty_sketch() -> MinHash:
    """To be copied: drawing the permutations takes longer than signing a body."""
    return MinHash(num_perm=BANDS * _ROWS, seed=_SEED, hashfunc=_hashed, scheme=_PERMUTATION_SCHEME)


def _hashed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return hashes


def _keys(salient: Mapping[str, float]) -> NDArray[np.uint32]:
    """The sketched features, sorted: a hash in `HASH_BITS` bits, above how many copies of it are sketched.

    Short hashes let the index look a feature up in a table that stays in the processor's cache. Of two bodies with a hundred features
    each, two features that are not the same have one hash in one of a hundred pairs, which moves the share by a hundredth.
    """
    copies = np.searchsorted(_LEVELS, list(salient.values()), side="right").astype(np.uint32)
    hashes = np.array([xxhash.xxh32_intdigest(key.encode()) for key in salient], np.uint32) >> np.uint32(32 - HASH_BITS)
    keys = np.sort((hashes << np.uint32(COPY_BITS)) | copies)
    followed = np.diff(keys >> np.uint32(COPY_BITS), append=np.uint32(0)) == 0
    return np.asarray(keys[~followed], np.uint32)


def _bands(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The values of each band mixed into one key."""
    mixed = np.full(BANDS, _BASIS)
    for row in values.reshape(BANDS, _ROWS).T:
        mixed = (mixed ^ row) * _PRIME
    return mixed
