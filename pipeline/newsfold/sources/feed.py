"""Feeds: RSS, Atom and CDF by feedparser, JSON Feed by our own reader. Bytes to values; nothing is opened.

Hostile feeds can hold feedparser for minutes (an author's name of 40 KB: 7 s) or take all memory, so whoever reads feeds of
others calls `newsfold.sources.parser`, which does this in processes that can be killed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.sources import json_feed, sniff, syndication
from newsfold.sources.discovery import declared_feeds
from newsfold.sources.listing import FailureKind, Feed, ParseFailure

if TYPE_CHECKING:
    from datetime import datetime


def parse_feed(content: bytes, url: str, content_type: str | None, *, now: datetime) -> Feed | ParseFailure:
    """The feed that `content` holds, with links resolved against `url`, whence it came.

    Of an ill-formed feed the entries that can be read are kept, of a long one the first 1,000. `content_type` is the header's value:
    it helps with the charset, and decides nothing else, for it is often wrong. `now` (aware) bounds the dates that are believed.
    Raises what feedparser (6.0.14) raises, if nothing can be saved: see `newsfold.sources.salvage`.
    """
    if not content.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        return ParseFailure(FailureKind.EMPTY)
    head = sniff.text_of(content)
    if head.startswith("{"):
        return json_feed.parse(content, url, now)
    if sniff.is_page(head):
        return _page(content, url)
    feed = syndication.parse(content, url, content_type, now)
    if feed is not None:
        return feed
    return _page(content, url) if sniff.has_page(head) else ParseFailure(FailureKind.OTHER, "neither RSS, Atom nor JSON Feed")


def _page(content: bytes, url: str) -> ParseFailure:
    return ParseFailure(FailureKind.HTML, feeds=declared_feeds(content, url))
