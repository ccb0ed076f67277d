"""Feeds as JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report import exports
from newsfold.report.feeds.content import content

if TYPE_CHECKING:
    from newsfold.report.records import Record
    from newsfold.views.feeds import Entry, Feed, Relative

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON document in UTF-8. What JSON Feed has no name for, the variants, is an item's `_newsfold`."""
    head = {"version": VERSION, "title": feed.title, "feed_url": feed.url}
    return exports.json_text(_told(head) | {"items": [_item(entry) for entry in feed.entries]}).encode()


def _item(entry: Entry) -> Record:
    return _told(
        {
            "id": entry.uri,
            "url": entry.url,
            "title": entry.title,
            "content_html": content(entry),
            "summary": entry.summary or None,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "authors": [{"name": author} for author in entry.authors] or None,
            "tags": list(entry.tags) or None,
            "language": entry.lang,
            "_newsfold": {"variants": [_variant(one) for one in entry.relatives], "more": entry.more},
        }
    )


def _variant(one: Relative) -> Record:
    facts = {"title": one.title, "url": one.url, "site": one.site, "language": one.lang}
    return _told(facts | {"relation": one.relation.value})


def _told(record: Record) -> Record:
    """Without what is not known: JSON Feed has no null."""
    return {key: value for key, value in record.items() if value is not None}
