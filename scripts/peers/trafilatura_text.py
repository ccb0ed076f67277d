# /// script
# dependencies = ["trafilatura", "lxml_html_clean"]
#
# [tool.bench]
# input = "pages"
# does = "as trafilatura_pool, but the text alone: newsfold, too, reads metadata by itself"
# ///
"""The limit without metadata."""

from __future__ import annotations

from trafilatura_pool import main

if __name__ == "__main__":
    main(metadata=False)
