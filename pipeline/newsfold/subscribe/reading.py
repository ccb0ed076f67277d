"""What a place lists at this moment: asked for once, understood, and not stored."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsfold.fetch.client import Client, Limits
from newsfold.fetch.clock import SystemClock
from newsfold.fetch.courier import Courier, Manners
from newsfold.fetch.messages import Request
from newsfold.fetch.target import redacted, spelled
from newsfold.sources.listing import FailureKind, Feed, ParseFailure, Sitemap
from newsfold.sources.parser import ListingParser
from newsfold.subscribe.describing import answered, misunderstood, of_feed, of_local, of_sitemap
from newsfold.views.sources import Listed, Trouble

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsfold.fetch.messages import Failure, Response
    from newsfold.settings import WatchSettings
    from newsfold.sources.listing import FoundFeed
    from newsfold.sources.watchlist import Source

_PATIENCE_S = 120.0  # how long a place waits for its turn at a host, beside the time that the others take
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"


class Fetching(Protocol):
    """What fetches; see `newsfold.fetch.courier.Courier`."""

    def fetch(self, request: Request, *, patience_s: float, obey_robots: bool) -> Response | Failure:
        """The answer to `request`, in its turn."""
        ...


class Parsing(Protocol):
    """What understands; see `newsfold.sources.parser.ListingParser`."""

    def parse(self, content: bytes, url: str, content_type: str | None = None, /) -> Feed | ParseFailure:
        """The feed in `content`."""
        ...

    def parse_sitemap(self, content: bytes, url: str, /) -> Sitemap | ParseFailure:
        """The sitemap in `content`."""
        ...

    def find_feeds(self, page: bytes, url: str, /) -> tuple[FoundFeed, ...] | ParseFailure:
        """Where the feeds of a page's site may be."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """A page where a feed was looked for: `url` is where it came from, `declared` are the feeds that it names."""

    url: str
    content: bytes
    declared: tuple[FoundFeed, ...]


class Reader:
    """Reads what is at places; robots.txt is not asked, for the user names them. Threads may share it."""

    def __init__(self, fetching: Fetching, parsing: Parsing, *, patience_s: float = _PATIENCE_S) -> None:
        self._fetching = fetching
        self._parsing = parsing
        self._patience_s = patience_s

    def look(self, url: str, allowed: frozenset[str] = frozenset()) -> Listed | Page | Trouble:
        """What `url` leads to: a feed or a sitemap, or else a page. `allowed` is as in `newsfold.fetch.messages.Request`."""
        answer = self._asked(Request(url, accept=_ACCEPT, allowed=allowed))
        if isinstance(answer, Trouble):
            return answer
        place = answer.moved_to or url
        feed = self._parsing.parse(answer.body, answer.url, answer.content_type)
        if isinstance(feed, Feed):
            return of_feed(place, feed)
        if feed.kind is FailureKind.HTML:
            return Page(answer.url, answer.body, feed.feeds)
        if feed.kind is not FailureKind.OTHER:
            return misunderstood(url, feed)
        sitemap = self._parsing.parse_sitemap(answer.body, answer.url)
        # Any text in which an address stands could pass for a list of pages.
        if isinstance(sitemap, Sitemap) and sitemap.dropped <= len(sitemap.entries) + len(sitemap.children):
            return of_sitemap(place, sitemap)
        return Trouble(redacted(url), "neither a feed nor a sitemap nor a page")

    def candidates(self, page: Page) -> tuple[FoundFeed, ...]:
        """Where the feeds of the page's site may be, those that it declares first."""
        found = self._parsing.find_feeds(page.content, page.url)
        return page.declared if isinstance(found, ParseFailure) else found

    def page(self, url: str, allowed: frozenset[str] = frozenset()) -> Listed | Trouble:
        """The page at `url`, to be watched itself."""
        answer = self._asked(Request(url, allowed=allowed))
        return answer if isinstance(answer, Trouble) else _page(answer.moved_to or url)

    def read(self, source: Source) -> Listed | Trouble:
        """What a source of the watch list has now, understood as its kind says."""
        if source.url is None:
            return of_local(source.kind, source.folder or "")
        allowed = frozenset(filter(None, map(spelled, source.allow_private)))
        answer = self._asked(Request(source.url, accept=_ACCEPT, headers=tuple(source.headers.items()), allowed=allowed))
        if isinstance(answer, Trouble):
            return answer
        if source.kind == "page":
            return _page(source.url)
        if source.kind == "sitemap":
            sitemap = self._parsing.parse_sitemap(answer.body, answer.url)
            return of_sitemap(source.url, sitemap) if isinstance(sitemap, Sitemap) else misunderstood(source.url, sitemap)
        feed = self._parsing.parse(answer.body, answer.url, answer.content_type)
        return of_feed(source.url, feed) if isinstance(feed, Feed) else misunderstood(source.url, feed)

    def _asked(self, request: Request) -> Response | Trouble:
        return answered(request.url, self._fetching.fetch(request, patience_s=self._patience_s, obey_robots=False))


@contextmanager
def reader(settings: WatchSettings, *, places: int = 1) -> Generator[Reader]:
    """A reader of so many places on the network, guarded and with manners. No process of it outlives it."""
    client = Client(Limits(settings.deadline_s, settings.max_bytes), settings.contact)
    manners = Manners(settings.per_host, settings.gap_s, settings.longest_gap_s)
    with ListingParser() as parser:
        # All of them may lie at one host.
        yield Reader(Courier(client, manners, SystemClock()), parser, patience_s=_PATIENCE_S + places * settings.gap_s)


def _page(place: str) -> Listed:
    return Listed("page", place, entries=1, noun="page")
