"""Imported once by the fork server, so that every process that parses starts with its libraries loaded."""

from __future__ import annotations

import feedparser
from lxml import html

from newsfold.sources import feed, sitemap

__all__ = ["feed", "feedparser", "html", "sitemap"]
