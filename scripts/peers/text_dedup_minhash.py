# /// script
# requires-python = ">=3.12"
# dependencies = ["text-dedup"]
#
# [tool.bench]
# input = "text"
# does = "python -m text_dedup.minhash on all cores, candidates checked by their shingles; writes the rest as a data set"
# ///
"""text-dedup as it is run by its documentation: by a config.toml."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from common import PERMUTATIONS, SHINGLE, THRESHOLD, Groups, asked, documents

CONFIG = """
[input]
input_type = "local_files"
file_type = "json"

[input.read_arguments]
path = "json"
data_files = "{path}"
split = "train[:{count}]"

[algorithm]
algorithm_name = "minhash"
text_column = "text"
seed = 42
batch_size = 10000
num_perm = {permutations}
threshold = {threshold}
false_positive_weight = 0.5
false_negative_weight = 0.5
hash_bits = 64
ngram_size = {shingle}
check_false_positive = true

[output]
output_dir = "output"
clean_cache = false
save_clusters = true

[debug]
enable_profiling = false
"""


def main() -> None:
    """Run it, and read the clusters that it saved."""
    path, count = asked()
    with tempfile.TemporaryDirectory() as folder:
        config = CONFIG.format(path=path.resolve(), count=count, permutations=PERMUTATIONS, threshold=THRESHOLD, shingle=SHINGLE)
        (Path(folder) / "config.toml").write_text(config, encoding="utf-8")
        environment = os.environ | {"HF_HOME": folder, "HF_HUB_OFFLINE": "1"}  # or a later run would find what an earlier one kept
        subprocess.run(
            [sys.executable, "-m", "text_dedup.minhash"], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        clusters: dict[int, int] = pickle.loads((Path(folder) / "output" / "clusters.pickle").read_bytes())  # noqa: S301 its own
    names = [document.id for document in documents()]
    groups = Groups()
    for place, first in clusters.items():
        groups.join(names[first], [names[place]])
    groups.tell()


if __name__ == "__main__":
    main()
