"""Imported once by the fork server, so that every extraction process starts with its libraries loaded and warm."""

from __future__ import annotations

import os
from threading import Thread

# The numeric library would start a thread for each core in every process, for sums of a few hundred numbers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from newsfold.clean.language import identifier

# Unpacking the language model leaves the interpreter to others: the libraries are imported meanwhile. The thread has ended before
# any process is forked.
_loading = Thread(target=identifier)
_loading.start()

from newsfold.clean import extract, job  # noqa: E402 see above

_loading.join()

__all__ = ["extract", "job"]
