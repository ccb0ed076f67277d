# /// script
# dependencies = ["datasketch", "xxhash"]
#
# [tool.bench]
# input = "text"
# does = "MinHash.generator with xxhash, MinHashLSH; no store, nothing verified"
# ///
"""datasketch as fast as its documentation shows."""

from __future__ import annotations

from itertools import tee

from common import PERMUTATIONS, THRESHOLD, Groups, documents, shingles
from datasketch import MinHash, MinHashLSH
from xxhash import xxh32_intdigest


def main() -> None:
    """Sign all, then look up and insert each."""
    groups = Groups()
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    read, signed = tee(documents())
    tokens = ([shingle.encode() for shingle in shingles(document.text)] for document in signed)
    sketches = MinHash.generator(tokens, num_perm=PERMUTATIONS, hashfunc=xxh32_intdigest)
    for document, sketch in zip(read, sketches, strict=True):
        groups.join(document.id, map(str, index.query(sketch)))
        index.insert(document.id, sketch, check_duplication=False)
    groups.tell()


if __name__ == "__main__":
    main()
