"""RSS, Atom and CDF, well-formed or not, by feedparser."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.sax import SAXParseException

from newsfold.sources import fields, salvage, sniff
from newsfold.sources.listing import Feed, FeedEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsfold.model import Moment

MOST_ENTRIES = 1000
_LONGEST_BYLINE = 500
_PLAIN = "text/plain"
_XML = "application/xml; charset=utf-8"
# How RSS writes authors, which feedparser (6.0.14) gets wrong where the domain ends in more than four letters.
_MAIL_FIRST = re.compile(r"\S+@\S+\s+\((.+)\)")
_MAIL_LAST = re.compile(r"([^<]+)<\S+@[^\s>]+>")


def parse(content: bytes, url: str, content_type: str | None, now: datetime) -> Feed | None:
    """The feed, or None where feedparser finds none. See `newsfold.sources.feed.parse_feed`."""
    wide = sniff.wide_charset(content)
    if wide:  # feedparser takes a mark for a last resort, and so reads UTF-16 of any letters below U+8000 as UTF-8 with NULs
        content, content_type = content.decode(wide, "replace").removeprefix("\ufeff").encode(), _XML
    try:
        return _parsed(content, url, content_type, now)
    except MemoryError:
        raise
    except Exception as error:
        plain = salvage.in_utf_8(content)
        found = salvage.saved(plain, MOST_ENTRIES, lambda part: _parsed(part, url, _XML, now))
        if found is None:
            raise
        fault = fields.title(f"{type(error).__name__}: {error}")
        entries = tuple(entry for part in found.parts for entry in part.entries)
        return replace(found.head, entries=entries, dropped=found.dropped, fault=fault, lost=found.lost)


def _parsed(content: bytes, url: str, content_type: str | None, now: datetime) -> Feed | None:
    import feedparser  # noqa: PLC0415 costs 40 ms that only readers of feeds should pay

    # A stream, because bytes would first be tried as the name of a file. No header at all would make Latin-1 of undeclared UTF-8.
    headers = {"content-location": url, "content-type": content_type or ""}
    found = feedparser.parse(io.BytesIO(content), response_headers=headers)
    if not found.version and not found.entries:
        return None
    return Feed(
        title=_title(found.feed),
        link=fields.link(url, found.feed.get("link")),
        language=fields.language(found.feed.get("language")),
        entries=tuple(_entry(entry, url, now) for entry in found.entries[:MOST_ENTRIES]),
        dropped=max(0, len(found.entries) - MOST_ENTRIES),
        fault=_fault(found.get("bozo_exception")),
    )


def _entry(entry: Mapping[str, Any], url: str, now: datetime) -> FeedEntry:
    parts: list[Mapping[str, Any]] = entry.get("content", [])
    # feedparser copies a content to the summary where there is none.
    copied = any(part.get("value") == entry.get("summary") for part in parts)
    source: Mapping[str, Any] = entry.get("source") or {}
    return FeedEntry(
        id=fields.identifier(entry.get("id")),
        # Feedburner counts clicks at the link, and tells beside it where that leads.
        link=fields.link(url, entry.get("feedburner_origlink")) or fields.link(url, entry.get("link")),
        title=_title(entry),
        author=_author(entry),
        published=_moment(entry, "published", now),
        updated=_moment(entry, "updated", now),
        source_title=_title(source),
        source_url=fields.link(url, source.get("link")) or fields.link(url, source.get("href")),
        tags=fields.tags(tag.get("label") or tag.get("term") for tag in entry.get("tags", ())),
        summary=None if copied else _markup(entry.get("summary"), entry.get("summary_detail")),
        content=max((_markup(part.get("value"), part) or "" for part in parts), key=len, default="") or None,
    )


def _title(item: Mapping[str, Any]) -> str | None:
    detail = item.get("title_detail") or {}
    words = item.get("title")
    return fields.title(words if detail.get("type") == _PLAIN else fields.plain(words))


def _markup(value: object, detail: Mapping[str, Any] | None) -> str | None:
    return fields.escaped(value) if detail and detail.get("type") == _PLAIN else fields.markup(value)


def _author(entry: Mapping[str, Any]) -> str | None:
    stated = str(entry.get("author") or "")[:_LONGEST_BYLINE].strip()
    found = _MAIL_FIRST.fullmatch(stated) or _MAIL_LAST.fullmatch(stated)
    if found:
        return fields.name(found[1])
    return fields.names(author.get("name") for author in entry.get("authors", ())) or fields.name(stated)


def _moment(entry: Mapping[str, Any], key: str, now: datetime) -> Moment | None:
    """The time by its own words, which keep its offset; else, if they name a time of day, as feedparser understands them, in UTC."""
    words = entry.get(key) if key in entry else None  # without the look, feedparser says that one time is the other
    parsed = entry.get(f"{key}_parsed") if words else None
    found = fields.time(words, now)
    if found is None and parsed and ":" in str(words):
        return fields.time(time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed), now)
    return found


def _fault(error: object) -> str | None:
    return fields.title(f"line {error.getLineNumber()}: {error.getMessage()}") if isinstance(error, SAXParseException) else None
