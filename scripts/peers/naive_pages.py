# /// script
# dependencies = ["trafilatura", "lxml_html_clean", "datasketch", "SQLAlchemy"]
#
# [tool.bench]
# input = "pages"
# slow = true
# does = "trafilatura.bare_extraction, then as naive; one process"
# ///
"""The glue that one writes first, for pages."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import common
from naive import Folder
from trafilatura import bare_extraction
from trafilatura.settings import Document


def main() -> None:
    """Extract and take in the pages asked for."""
    with tempfile.TemporaryDirectory() as folder:
        folded = Folder(Path(folder) / "naive.db")
        for page in common.pages():
            document = bare_extraction(gzip.decompress(page.read_bytes()), with_metadata=True)
            if isinstance(document, Document) and document.text:
                folded.take_in(common.Document(page.name, document.text))
        folded.groups.tell()


if __name__ == "__main__":
    main()
