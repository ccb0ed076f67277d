"""A small web without a network: documents by address, and a parser that runs in this process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsfold.fetch.messages import Failure, Response
from newsfold.sources import discovery, feed, sitemap
from newsfold.subscribe.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.fetch.messages import Request
    from newsfold.sources.listing import Feed, FoundFeed, ParseFailure, Sitemap

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def rss(title: str = "The Quay", *items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def page(*feeds: str, body: str = "") -> bytes:
    links = "".join(f"<link rel=alternate type=application/rss+xml href='{url}' title='By {url}'>" for url in feeds)
    return f"<!doctype html><html><head>{links}</head><body>{body}</body></html>".encode()


class Web:
    """Answers from a table: bytes, a status, a failure, or a whole answer; 404 for all else. Remembers what it was asked for."""

    def __init__(self, documents: Mapping[str, bytes | int | Failure | Response]) -> None:
        self.documents = documents
        self.asked: list[Request] = []
        self.robots: set[bool] = set()

    def fetch(self, request: Request, *, patience_s: float, obey_robots: bool) -> Response | Failure:
        assert patience_s > 0
        self.asked.append(request)
        self.robots.add(obey_robots)
        found = self.documents.get(request.url, 404)
        if isinstance(found, bytes):
            return Response(request.url, 200, found)
        return Response(request.url, found) if isinstance(found, int) else found

    @property
    def urls(self) -> list[str]:
        return [request.url for request in self.asked]


class Here:
    """The parser of listings without its processes."""

    def parse(self, content: bytes, url: str, content_type: str | None = None, /) -> Feed | ParseFailure:
        return feed.parse_feed(content, url, content_type, now=NOW)

    def parse_sitemap(self, content: bytes, url: str, /) -> Sitemap | ParseFailure:
        return sitemap.parse_sitemap(content, url, now=NOW)

    def find_feeds(self, content: bytes, url: str, /) -> tuple[FoundFeed, ...] | ParseFailure:
        return discovery.feeds(content, url)


def reader(documents: Mapping[str, bytes | int | Failure | Response]) -> tuple[Reader, Web]:
    web = Web(documents)
    return Reader(web, Here()), web
