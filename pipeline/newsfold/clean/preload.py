"""Imported once by the fork server, so that every extraction process starts with its libraries loaded and warm."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from threading import Thread

# The numeric library would start a thread for each core in every process, for sums of a few hundred numbers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from newsfold.clean.language import identifier

# Unpacking the language model leaves the interpreter to others: the libraries are imported meanwhile. The thread has ended before
# any process is forked.
_loading = Thread(target=identifier)
_loading.start()

from newsfold.clean import extract, job  # noqa: E402 see above
from newsfold.model import Fetched, Form  # noqa: E402

_loading.join()

# So short a page goes all ways of extraction, and its language is asked of the model: what the libraries make at first use (0.2 s)
# is made here, once for all processes.
_SENTENCE = "<p>Der Hafen verliert vor dem Winter seinen ältesten Kran, wie der Rat am Montag nach langer Debatte beschloss.</p>"
_PAGE = f'<html><head><link rel="canonical" href="https://a.example/2026/03/02/kran"></head><body>{2 * _SENTENCE}</body></html>'
extract.clean(Fetched("preload", "page", b"", Form.HTML, _PAGE), datetime.now(UTC))

__all__ = ["extract", "job"]
