# /// script
# dependencies = ["rensa"]
#
# [tool.bench]
# input = "text"
# does = "RMinHash of 1,000 documents at once, RMinHashLSH; no store, nothing verified"
# ///
"""rensa with its sketches of full sets, in batches."""

from __future__ import annotations

from itertools import islice

from common import BANDS, PERMUTATIONS, THRESHOLD, Groups, documents, shingles
from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found]  # it is installed for this script alone

SEED = 42
BATCH = 1_000


def main() -> None:
    """Sign, insert and look up, batch by batch."""
    groups = Groups()
    names: list[str] = []
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    reading = documents()
    while batch := list(islice(reading, BATCH)):
        tokens = [list(shingles(document.text)) for document in batch]
        sketches = RMinHash.from_token_sets(tokens, num_perm=PERMUTATIONS, seed=SEED)
        index.insert_many(sketches, start_key=len(names))
        names += [document.id for document in batch]
        for document, found in zip(batch, index.query_all(sketches), strict=True):
            groups.join(document.id, [names[one] for one in found])
    groups.tell()


if __name__ == "__main__":
    main()
