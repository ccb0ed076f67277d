"""Sitemaps and indexes of sitemaps, with the extension for news.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from newsfold.address import web_address
from newsfold.sources import fields, markup, sniff
from newsfold.sources.listing import FailureKind, News, ParseFailure, Sitemap, SitemapEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

# The protocol's own.
MOST_ENTRIES = 50_000
MOST_BYTES = 52_428_800
_GZIP = b"\x1f\x8b"
_ROOTS = frozenset({"urlset", "sitemapindex"})
_ITEMS = frozenset({"url", "sitemap"})
_ITEM_DEPTH = 2
_CHUNK = 1 << 20


def parse_sitemap(content: bytes, url: str, *, now: datetime) -> Sitemap | ParseFailure:
    """The sitemap that `content` (XML or one address a line, gzipped or not) holds; `url` is whence it came.

    Of an ill-formed one what can be read is kept, of a long one the first 50,000. `now` (aware) bounds the dates that are believed.
    """
    inflated = _inflated(content)
    if inflated is None:
        return ParseFailure(FailureKind.TOO_LARGE, f"more than {MOST_BYTES} bytes")
    plain, fault = inflated
    if not plain.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        return ParseFailure(FailureKind.EMPTY, fault or "")
    head = sniff.text_of(plain)
    if sniff.is_page(head):
        return ParseFailure(FailureKind.HTML)
    return _xml(plain, url, now, fault) if head.startswith("<") else _text(plain, fault)


def _inflated(content: bytes) -> tuple[bytes, str | None] | None:
    """The content without its compression, and what is wrong with that; None if it is more than is read."""
    if not content.startswith(_GZIP):
        return (content, None) if len(content) <= MOST_BYTES else None
    plain = bytearray()
    while content.startswith(_GZIP):  # a file may be put together from several
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            while content and not member.eof:
                plain += member.decompress(content, _CHUNK)
                if len(plain) > MOST_BYTES:
                    return None
                content = member.unconsumed_tail
        except zlib.error as error:
            return bytes(plain), f"bad gzip: {error}"
        if not member.eof:
            return bytes(plain), "bad gzip: it ends too early"
        content = member.unused_data
    return bytes(plain), None


def _text(content: bytes, fault: str | None) -> Sitemap | ParseFailure:
    """One address a line, in UTF-8."""
    lines = content.decode("utf-8-sig", "replace").split()
    found = [SitemapEntry(address) for line in lines if (address := web_address(line))]
    if not found:
        return ParseFailure(FailureKind.OTHER, "neither XML nor addresses")
    kept = tuple(found[:MOST_ENTRIES])
    return Sitemap(entries=kept, children=(), dropped=len(lines) - len(kept), fault=fault)


def _xml(content: bytes, url: str, now: datetime, fault: str | None) -> Sitemap | ParseFailure:
    try:
        listed, ill_formed = markup.read(content, lambda: _Listed(url, now))
    except markup.Refused as refused:
        return ParseFailure(FailureKind.REFUSED, str(refused))
    if listed.root not in _ROOTS:
        return ParseFailure(FailureKind.OTHER, f"its outermost element is {listed.root}" if listed.root else ill_formed or "")
    return Sitemap(tuple(listed.entries), tuple(listed.children), listed.dropped, fault or ill_formed)


class _Listed:
    """Collects what a sitemap lists, element by element."""

    def __init__(self, url: str, now: datetime) -> None:
        self.root: str | None = None
        self.entries: list[SitemapEntry] = []
        self.children: list[SitemapEntry] = []
        self.dropped = 0
        self._url = url
        self._now = now
        self._said: dict[tuple[str, ...], str] = {}

    def start(self, path: Sequence[str], _attributes: Mapping[str, str]) -> None:
        if self.root is None:
            self.root = fields.name(path[0])
        if path[-1] in _ITEMS:
            self._said = {}

    def end(self, path: Sequence[str], text: str) -> None:
        if len(path) == _ITEM_DEPTH and path[-1] in _ITEMS:
            self._take(self.children if path[-1] == "sitemap" else self.entries)
        else:
            # By the elements around it: pictures and films on the page have addresses, titles and dates too.
            self._said.setdefault(tuple(path[_ITEM_DEPTH:]), text)

    def _take(self, kept: list[SitemapEntry]) -> None:
        address = fields.link(self._url, self._said.get(("loc",)))
        if address is None or len(kept) == MOST_ENTRIES:
            self.dropped += 1
            return
        kept.append(SitemapEntry(address, fields.time(self._said.get(("lastmod",), "").strip(), self._now), self._news()))

    def _news(self) -> News | None:
        said = {path[1:]: text for path, text in self._said.items() if path[:1] == ("news",)}
        return _news(said, self._now) if said else None


def _news(said: Mapping[tuple[str, ...], str], now: datetime) -> News:
    return News(
        title=fields.title(said.get(("title",))),
        published=fields.time(said.get(("publication_date",), "").strip(), now),
        publication=fields.name(said.get(("publication", "name"))),
        language=fields.language(said.get(("publication", "language"))),
    )
