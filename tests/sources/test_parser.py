from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from newsfold.sources.feed import parse_feed
from newsfold.sources.listing import FailureKind, Feed, FeedEntry, FoundFeed, ParseFailure, Sitemap, SitemapEntry
from newsfold.sources.parser import LIMITS, ListingParser
from newsfold.workers import Limits

URL = "https://quay.example/feed"
NOW = datetime(2026, 3, 10, tzinfo=UTC)
SHARED = Path(__file__).parents[2].parent / "shared" / "feeds"
CONTENT_TYPE = re.compile(rb"Header:\s*Content-type:\s*([^\r\n]+)", re.IGNORECASE)


def rss(inside: str) -> bytes:
    return f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()


FINE = rss("<item><title>Crane</title></item>")
FALLS = rss("<item><psc:chapters version='1.1'><psc:chapter/></psc:chapters></item>").replace(
    b"<rss", b"<rss xmlns:psc='http://podlove.org/simple-chapters'"
)
READ = Feed(None, None, None, (FeedEntry(title="Crane"),))


def test_feeds_sitemaps_and_pages_are_parsed_as_they_would_be_here():
    # A process that ends by itself, after its share, tells what it ran.
    with ListingParser(Limits(processes=1, deadline_s=30.0, memory_mb=1000, recycle=1)) as parser:
        assert parser.parse(FINE, URL, "application/rss+xml", now=NOW) == parse_feed(FINE, URL, None, now=NOW) == READ
        assert parser.parse(b"", URL) == ParseFailure(FailureKind.EMPTY)
        assert parser.parse_sitemap(b"https://quay.example/a", URL) == Sitemap((SitemapEntry("https://quay.example/a"),), ())
        assert parser.parse_sitemap(b"", URL, now=NOW) == ParseFailure(FailureKind.EMPTY)
        found = parser.find_feeds(b"<link rel=alternate type=application/rss+xml href=/rss>", URL)
        assert isinstance(found, tuple)
        assert found[0] == FoundFeed("https://quay.example/rss")


def test_what_is_too_large_is_not_even_handed_on():
    with ListingParser() as parser:
        large = b"<" * 5_000_001
        too_large = ParseFailure(FailureKind.TOO_LARGE, "5000001 bytes, allowed are 5000000")
        assert (parser.parse(large, URL), parser.find_feeds(large, URL)) == (too_large, too_large)
        assert parser._workers._pool is None


def test_hostile_feeds_cost_only_themselves():
    with ListingParser(Limits(processes=1, deadline_s=1.0, memory_mb=1000, recycle=100)) as parser:
        parser._workers.start()
        outcomes = [
            parser.parse(rss(f"<item><author>{'a' * 160_000}</author></item>"), URL),  # minutes, in one regular expression
            parser.parse(FINE, URL),
            parser.parse(rss("<a>" * 400_000), URL),
            parser.parse(FINE, URL),
            parser.parse(FALLS, URL),
            parser.parse(FINE, URL),
        ]
    timeout = ParseFailure(FailureKind.TIMEOUT, "1 s")
    crashed = outcomes.pop(4)
    assert isinstance(crashed, ParseFailure)
    assert (crashed.kind, crashed.detail.partition(":")[0]) == (FailureKind.CRASHED, "TypeError")
    assert outcomes == [timeout, READ, timeout, READ, READ]


def test_a_feed_that_takes_all_memory_costs_only_itself():
    with ListingParser(Limits(processes=1, deadline_s=60.0, memory_mb=20, recycle=100)) as parser:
        outcomes = [parser.parse(rss("<item><title>t</title></item>" * 100_000), URL), parser.parse(FINE, URL)]
    assert outcomes == [ParseFailure(FailureKind.MEMORY), READ]


def test_a_bomb_of_entities_is_over_soon_and_stays_small():
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    bomb = f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{laughs}]>".encode() + rss("<item><title>&l11;</title></item>")
    with ListingParser() as parser:
        found = parser.parse(bomb, URL)
    assert isinstance(found, Feed)
    assert len(found.entries[0].title or "") <= 500


def alone(content: bytes, content_type: str | None) -> int:
    headers = {"content-location": URL, "content-type": content_type or ""}
    return min(1000, len(feedparser.parse(io.BytesIO(content), response_headers=headers).entries))


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the test feeds of feedparser")
def test_of_feeds_that_keep_no_rules_every_entry_is_kept():
    contents = [path.read_bytes() for path in sorted(SHARED.rglob("*.xml"))]
    types = [found[1].decode().strip() if (found := CONTENT_TYPE.search(content[:2000])) else None for content in contents]
    with ListingParser(LIMITS) as parser, ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(parser.parse, contents, [URL] * len(contents), types))
    kept = [len(outcome.entries) if isinstance(outcome, Feed) else 0 for outcome in outcomes]
    assert kept == [alone(content, kind) for content, kind in zip(contents, types, strict=True)]
    assert {outcome.kind for outcome in outcomes if isinstance(outcome, ParseFailure)} <= {FailureKind.HTML, FailureKind.OTHER}
    assert sum(kept) > 1000
