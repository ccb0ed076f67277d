"""OPML 2.0, in which readers of feeds exchange their lists: http://opml.org/spec2.opml. Nested outlines are tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from newsfold.sources import fields, markup
from newsfold.sources.listing import FailureKind, ParseFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MOST = 10_000
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>{}</title></head>
  <body>"""


@dataclass(frozen=True, slots=True)
class OutlinedFeed:
    """A feed of an outline. `link` is its site; `tags` are the names of the outlines around it, then its categories."""

    url: str
    title: str | None = None
    link: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The feeds of an outline. `unusable` are what it gives as addresses of feeds and are none; `dropped` counts feeds beyond the most."""

    feeds: tuple[OutlinedFeed, ...]
    unusable: tuple[str, ...] = ()
    dropped: int = 0


def parse_opml(content: bytes) -> Outline | ParseFailure:
    """The feeds of an outline in their order, at most 10,000. One that stands in several places comes once, with all their tags."""
    try:
        outline, fault = markup.read(content, _Outline)
    except markup.Refused as refused:
        return ParseFailure(FailureKind.REFUSED, str(refused))
    if not outline.feeds and (fault or outline.root != "opml"):
        return ParseFailure(FailureKind.OTHER, fault or "no OPML")
    return Outline(tuple(outline.feeds.values()), tuple(outline.unusable), outline.dropped)


def write_opml(title: str, feeds: Iterable[OutlinedFeed]) -> str:
    """The feeds as an outline, each below its first tag; further tags become its categories. `parse_opml` gives the same feeds back.

    Feeds come in the order in which their first tags come first, those without tags first. Tags hold no comma and no slash.
    """
    grouped: dict[str, list[OutlinedFeed]] = {"": []}
    for feed in feeds:
        grouped.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = (line for tag, members in grouped.items() for line in _group(tag, members))
    return "\n".join([_HEAD.format(escape(title)), *lines, "  </body>", "</opml>", ""])


def _group(tag: str, feeds: Sequence[OutlinedFeed]) -> Iterator[str]:
    if not tag:
        yield from (f"    {_outline(feed)}" for feed in feeds)
        return
    yield f"    <outline text={quoteattr(tag)}>"
    yield from (f"      {_outline(feed)}" for feed in feeds)
    yield "    </outline>"


def _outline(feed: OutlinedFeed) -> str:
    title = feed.title or feed.url
    said = {
        "type": "rss",
        "text": title,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.link,
        "category": ",".join(feed.tags[1:]),
    }
    return f"<outline {' '.join(f'{name}={quoteattr(value)}' for name, value in said.items() if value)}/>"


class _Outline:
    """Collects the feeds of an outline, element by element."""

    def __init__(self) -> None:
        self.root: str | None = None
        self.feeds: dict[str, OutlinedFeed] = {}
        self.unusable: dict[str, None] = {}
        self.dropped = 0
        self._names: list[str | None] = []

    def start(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        self.root = self.root or path[0]
        if path[-1] != "outline":
            return
        said = {name.lower(): value for name, value in attributes.items()}
        title = fields.title(said.get("title")) or fields.title(said.get("text"))
        self._find(title, said)
        self._names.append(title)

    def end(self, path: Sequence[str], _text: str) -> None:
        if path[-1] == "outline":
            self._names.pop()

    def _find(self, title: str | None, said: Mapping[str, str]) -> None:
        given = fields.identifier(said.get("xmlurl"))
        if given is None:
            return
        url = fields.link("", said["xmlurl"])
        if url and (url in self.feeds or len(self.feeds) < _MOST):
            self._take(url, title, said)
        elif url or len(self.unusable) == _MOST:
            self.dropped += 1
        else:
            self.unusable[given] = None

    def _take(self, url: str, title: str | None, said: Mapping[str, str]) -> None:
        before = self.feeds.get(url)
        categories = said.get("category", "").replace("/", ",").split(",")
        tags = fields.tags([*(before.tags if before else ()), *filter(None, self._names), *categories])
        named = title if title != url else None
        if before is None:
            self.feeds[url] = OutlinedFeed(url, named, fields.link("", said.get("htmlurl")), tags)
        else:
            self.feeds[url] = OutlinedFeed(url, before.title or named, before.link, tags)
