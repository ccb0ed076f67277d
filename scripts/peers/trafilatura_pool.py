# /// script
# dependencies = ["trafilatura", "lxml_html_clean"]
#
# [tool.bench]
# input = "pages"
# does = "trafilatura.bare_extraction with its metadata, options as newsfold's, in a pool of as many processes; nothing else"
# ///
"""The limit: extraction alone."""

from __future__ import annotations

import gzip
import multiprocessing
import os
from functools import partial
from typing import TYPE_CHECKING

from common import pages

if TYPE_CHECKING:
    from pathlib import Path


def extract(page: Path, *, metadata: bool) -> int:
    """How many characters a page has."""
    from trafilatura import bare_extraction  # noqa: PLC0415 the pool's processes load it side by side
    from trafilatura.settings import Document  # noqa: PLC0415 as above

    content = gzip.decompress(page.read_bytes())
    document = bare_extraction(content, with_metadata=metadata, favor_precision=True, include_comments=False)
    return len(document.text or "") if isinstance(document, Document) else 0


def main(*, metadata: bool = True) -> None:
    """Extract the pages asked for."""
    with multiprocessing.get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        for _ in pool.imap(partial(extract, metadata=metadata), pages()):
            pass


if __name__ == "__main__":
    main()
