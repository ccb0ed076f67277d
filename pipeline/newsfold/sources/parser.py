"""Feeds, sitemaps and pages parsed in processes that can be killed, because what strangers write can hold a parser for ever.

An author's name of 40 KB holds feedparser (6.0.14) for 7 s, one of 160 KB for minutes; its time grows with the square.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, TypeVar

from newsfold.sources import discovery, feed, sitemap
from newsfold.sources.listing import FailureKind, ParseFailure
from newsfold.workers import End, Ended, Limits, Workers

if TYPE_CHECKING:
    from newsfold.sources.listing import Feed, FoundFeed, Sitemap

    T = TypeVar("T")

# 20,000 entries take 8 s and 300 MiB, a feed of everyday size 0.05 s. Libraries keep caches, so processes are renewed.
LIMITS = Limits(processes=0, deadline_s=10.0, memory_mb=1000, recycle=1000)
# Real feeds rarely reach 1 MB. Sitemaps have their own limit, by their protocol.
_MOST_BYTES = 5_000_000
_KINDS = {End.TIMEOUT: FailureKind.TIMEOUT, End.MEMORY: FailureKind.MEMORY, End.CRASHED: FailureKind.CRASHED}


class ListingParser:
    """Parses what sources list. Used as a context manager: its end leaves no process behind. Threads may share it.

    Each call waits for its result; a parser that hangs, takes too much memory or falls over is a ParseFailure, and its process is
    replaced. Processes start with the first call.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._workers = Workers(limits, preload="newsfold.sources.preload")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._workers.__exit__(*raised)

    def parse(
        self, content: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None
    ) -> Feed | ParseFailure:
        """The feed in `content`; see `newsfold.sources.feed.parse_feed`. `now` is by default the time of the call."""
        if len(content) > _MOST_BYTES:
            return _too_large(content)
        return _outcome(self._workers.call(feed.parse_feed, content, url, content_type, now=now or datetime.now(UTC)))

    def parse_sitemap(self, content: bytes, url: str, *, now: datetime | None = None) -> Sitemap | ParseFailure:
        """The sitemap in `content`; see `newsfold.sources.sitemap.parse_sitemap`. `now` is by default the time of the call."""
        return _outcome(self._workers.call(sitemap.parse_sitemap, content, url, now=now or datetime.now(UTC)))

    def find_feeds(self, page: bytes, url: str) -> tuple[FoundFeed, ...] | ParseFailure:
        """Where the feeds of a page's site may be; see `newsfold.sources.discovery.feeds`."""
        if len(page) > _MOST_BYTES:
            return _too_large(page)
        return _outcome(self._workers.call(discovery.feeds, page, url))


def _outcome(outcome: T | Ended) -> T | ParseFailure:
    return ParseFailure(_KINDS[outcome.end], outcome.detail) if isinstance(outcome, Ended) else outcome


def _too_large(content: bytes) -> ParseFailure:
    return ParseFailure(FailureKind.TOO_LARGE, f"{len(content)} bytes, allowed are {_MOST_BYTES}")
