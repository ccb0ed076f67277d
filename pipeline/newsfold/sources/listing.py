"""What a source on the network lists: feeds, sitemaps, and why one could not be read.

All fields are cleaned (NFC, no control characters, storable) and capped, all links are absolute http or https addresses, all
times are believable. Markup (`summary`, `content`) is what the publisher wrote: it is for extraction, never to be shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Moment


class FailureKind(StrEnum):
    """Why nothing could be read. The value is what the user sees."""

    EMPTY = "empty"
    HTML = "a page instead"
    OTHER = "something else"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    TIMEOUT = "timed out"
    MEMORY = "out of memory"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page leads to. `title` is what the page calls it."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """Nothing could be read. `detail` is one line for a person, or empty; `feeds` are those that a page named instead of being one."""

    kind: FailureKind
    detail: str = ""
    feeds: tuple[FoundFeed, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed; None and empty: it does not say.

    `id` is the entry's own name for itself (guid), unique in its feed if the publisher keeps the rules. `source_title` and
    `source_url` tell who really published it, where the feed collects from others; `source_url` may lead to a site or to a feed.
    `summary` and `content` are HTML.
    """

    id: str | None = None
    link: str | None = None
    title: str | None = None
    author: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    source_title: str | None = None
    source_url: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries in its own order. `dropped` counts entries beyond the most that are kept; `fault` says what is ill-formed.

    `lost` counts entries over which the parser fell; what is told of the feed is then what the others say.
    """

    title: str | None
    link: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]
    dropped: int = 0
    fault: str | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a news sitemap says of an article: title, publication time, and the publication's name and language."""

    title: str | None
    published: Moment | None
    publication: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page that a sitemap lists, or one sitemap that an index of sitemaps lists."""

    url: str
    modified: Moment | None = None
    news: News | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap (`entries`: pages) or an index of sitemaps (`children`), in its own order.

    `dropped` counts what is beyond the most that are kept or has no usable address; `fault` says what is ill-formed.
    """

    entries: tuple[SitemapEntry, ...]
    children: tuple[SitemapEntry, ...]
    dropped: int = 0
    fault: str | None = None
