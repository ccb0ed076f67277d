# /// script
# dependencies = ["gaoya"]
#
# [tool.bench]
# input = "text"
# does = "MinHashStringIndex in bulk on all cores, candidates checked by their sketches; no store"
# ///
"""gaoya, which splits the words and makes the shingles itself."""

from __future__ import annotations

from common import BANDS, ROWS, SHINGLE, THRESHOLD, Groups, documents
from gaoya.minhash import MinHashStringIndex  # type: ignore[import-not-found]  # it is installed for this script alone


def main() -> None:
    """Insert all, then look up all."""
    read = list(documents())
    texts = [document.text for document in read]
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE, SHINGLE),
        id_container="smallvec",
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    groups = Groups()
    for document, found in zip(read, index.par_bulk_query(texts), strict=True):
        groups.join(document.id, [read[one].id for one in found])
    groups.tell()


if __name__ == "__main__":
    main()
