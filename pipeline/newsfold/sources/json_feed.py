"""JSON Feed 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from newsfold.sources import fields
from newsfold.sources.listing import FailureKind, Feed, FeedEntry, ParseFailure
from newsfold.sources.syndication import MOST_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime


def parse(content: bytes, url: str, now: datetime) -> Feed | ParseFailure:
    """The feed. See `newsfold.sources.feed.parse_feed`. Items that are no objects are counted as dropped."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as error:  # ValueError: JSON, charset, or a number of thousands of digits
        return ParseFailure(FailureKind.OTHER, fields.title(f"bad JSON: {error}") or "")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return ParseFailure(FailureKind.OTHER, "JSON, but no JSON Feed")
    kept = [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)][:MOST_ENTRIES]
    return Feed(
        title=fields.title(feed.get("title")),
        link=fields.link(url, feed.get("home_page_url")),
        language=fields.language(feed.get("language")),
        entries=tuple(_entry(item, url, now) for item in kept),
        dropped=len(items) - len(kept),
    )


def _entry(item: dict[str, Any], url: str, now: datetime) -> FeedEntry:
    return FeedEntry(
        id=fields.identifier(item.get("id")),
        # An item without a page of its own is about the one that it names.
        link=fields.link(url, item.get("url")) or fields.link(url, item.get("external_url")),
        title=fields.title(item.get("title")),
        author=_author(item),
        published=fields.time(item.get("date_published"), now),
        updated=fields.time(item.get("date_modified"), now),
        tags=fields.tags(_list(item.get("tags"))),
        summary=fields.escaped(item.get("summary")),
        content=fields.markup(item.get("content_html")) or fields.escaped(item.get("content_text")),
    )


def _author(item: dict[str, Any]) -> str | None:
    """The authors' names; `author` is what version 1.0 knew."""
    authors = [*_list(item.get("authors")), item.get("author")]
    return fields.names(author.get("name") for author in authors if isinstance(author, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
