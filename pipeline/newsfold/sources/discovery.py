"""From a page to the feeds of its site: those it declares, those it links, and addresses worth a try. Pure: nothing is fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsfold.address import host
from newsfold.sources import fields
from newsfold.sources.listing import FoundFeed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_MOST = 50
# https://html.spec.whatwg.org/multipage/links.html#rel-alternate and https://www.jsonfeed.org/version/1.1/#discovery. "text/xml" and
# "application/json" are declared too, but as often for what is no feed (oEmbed, the WordPress API): their addresses must look like one.
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_OTHER_TYPES = frozenset({"application/json", "application/xml", "text/xml", ""})
_FEED_ADDRESS = re.compile(r"(?:^|[/._?&=-])(?:rss2?|atom|feeds?|rdf)(?:$|[/._?&=-])|\.(?:rss|atom|rdf)$", re.IGNORECASE)
# A page that explains feeds, or somebody else's button to follow one, has such an address too.
_NO_FEED = re.compile(r"\.(?:html?|php|aspx?|png|svg|gif|jpe?g|css|js|pdf)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentari|réaction|forum", re.IGNORECASE)
# Where the common systems put their feed, the most common first: WordPress, Ghost and Hugo, Drupal, Blogger, Jekyll, Squarespace.
_GUESSES = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/index.xml",
    "/atom.xml",
    "/feeds/posts/default",
    "/feed.json",
    "/?format=rss",
)


def feeds(page: bytes, url: str) -> tuple[FoundFeed, ...]:
    """Where the feeds of the site may be to which the page at `url` belongs, the most promising first.

    First what the page declares, feeds of comments last; then what it links that looks like a feed of the same site; last, where
    sites usually have one. None twice; what is no feed shows when it is read.
    """
    tree = _tree(page)
    found = (*_declared(tree, url), *_linked(tree, url), *_guessed(url))
    return _distinct(found)


def declared_feeds(page: bytes, url: str) -> tuple[FoundFeed, ...]:
    """The feeds that the page at `url` declares, feeds of comments last."""
    return _distinct(_declared(_tree(page), url))


def _tree(page: bytes) -> HtmlElement | None:
    from lxml.etree import ParserError  # noqa: PLC0415 heavy
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    # Undeclared bytes would be read as Latin-1.
    parser = HTMLParser(encoding="utf-8" if _is_utf8(page) else None, no_network=True, huge_tree=False)
    try:
        return document_fromstring(page, parser=parser)
    except ParserError:  # nothing but white space and comments
        return None


def _is_utf8(page: bytes) -> bool:
    try:
        page.decode()
    except UnicodeDecodeError:
        return False
    return True


def _declared(tree: HtmlElement | None, url: str) -> list[FoundFeed]:
    if tree is None:
        return []
    base = _base(tree, url)
    found = [
        FoundFeed(address, fields.title(link.get("title")))
        for link in tree.iter("link")
        if "alternate" in link.get("rel", "").lower().split()
        and (address := fields.link(base, link.get("href")))
        and _is_feed(link.get("type", ""), address)
    ]
    return sorted(found, key=lambda feed: bool(_COMMENTS.search(f"{feed.url} {feed.title or ''}")))


def _is_feed(kind: str, address: str) -> bool:
    media = kind.partition(";")[0].strip().lower()
    return media in _FEED_TYPES or (media in _OTHER_TYPES and _FEED_ADDRESS.search(_after_host(address)) is not None)


def _linked(tree: HtmlElement | None, url: str) -> Iterator[FoundFeed]:
    if tree is None:
        return
    base, own = _base(tree, url), host(url)
    for anchor in tree.iter("a"):
        address = fields.link(base, anchor.get("href"))
        if address is None or not _is_of(host(address), own) or _NO_FEED.search(urlsplit(address).path):
            continue
        if _FEED_ADDRESS.search(_after_host(address)):
            yield FoundFeed(address, fields.title(anchor.text_content()) or fields.title(anchor.get("title")))


def _guessed(url: str) -> Iterator[FoundFeed]:
    yield from (FoundFeed(address) for guess in _GUESSES if (address := fields.link(url, guess)))


def _base(tree: HtmlElement, url: str) -> str:
    stated = next((element.get("href") for element in tree.iter("base")), None)
    return fields.link(url, stated) or url


def _after_host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _is_of(name: str | None, own: str | None) -> bool:
    """Whether one host is the other's, or stands below it: feeds.quay.example for quay.example."""
    return bool(name and own) and (name == own or f".{name}".endswith(f".{own}") or f".{own}".endswith(f".{name}"))


def _distinct(found: Iterable[FoundFeed]) -> tuple[FoundFeed, ...]:
    first: dict[str, FoundFeed] = {}
    for feed in found:
        first.setdefault(feed.url, feed)
    return tuple(first.values())[:_MOST]
