# /// script
# dependencies = ["daft", "numpy", "pyarrow"]
#
# [tool.bench]
# input = "text"
# does = "read_json, normalize and minhash on all cores, bands of our own in numpy; no store, nothing verified"
# ///
"""daft, which reads, splits the words and signs itself, and leaves what follows to its user."""

from __future__ import annotations

import daft  # type: ignore[import-not-found]  # it is installed for this script alone
import numpy as np
from common import BANDS, PERMUTATIONS, ROWS, SHINGLE, Groups, asked
from daft.functions import minhash, normalize  # type: ignore[import-not-found]  # as above


def main() -> None:
    """Sign all, then group those that share a band."""
    path, count = asked()
    words = normalize(daft.col("text"), remove_punct=True, lowercase=True, white_space=True)
    sketch = minhash(words, num_hashes=PERMUTATIONS, ngram_size=SHINGLE, hash_function="xxhash")
    signed = daft.read_json(str(path)).limit(count).select("id", sketch.alias("sketch")).to_arrow().combine_chunks()
    names: list[str] = signed["id"].to_pylist()
    sketches = signed["sketch"].combine_chunks().flatten().to_numpy().reshape(len(names), PERMUTATIONS)
    groups = Groups()
    for band in range(BANDS):
        rows = np.ascontiguousarray(sketches[:, band * ROWS : (band + 1) * ROWS]).view(f"V{ROWS * sketches.itemsize}").ravel()
        _, first, same = np.unique(rows, return_index=True, return_inverse=True)
        for place in np.flatnonzero(first[same] != np.arange(len(names))).tolist():
            groups.join(names[first[same[place]]], [names[place]])
    groups.tell()


if __name__ == "__main__":
    main()
