"""What was found at a place, in the few words that a person is told. Pure, but for the look into a folder."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from newsfold.fetch.messages import Failure
from newsfold.fetch.target import redacted
from newsfold.model import Skip
from newsfold.sources.listing import FeedEntry
from newsfold.sources.walk import walk
from newsfold.views.sources import Listed, Trouble

if TYPE_CHECKING:
    from newsfold.fetch.messages import Response
    from newsfold.model import Moment
    from newsfold.sources.listing import Feed, ParseFailure, Sitemap, SitemapEntry

_FOUND = range(200, 300)
_MEANING = {401: "a login is needed", 403: "forbidden", 404: "not found", 410: "gone", 429: "too many requests"}
_FIRST_SERVER_ERROR = 500
_MOST_FILES = 100_000


def answered(url: str, answer: Response | Failure) -> Response | Trouble:
    """The answer if it holds a document, else why it does not."""
    if isinstance(answer, Failure):
        return Trouble(redacted(url), _line(answer.kind.value, answer.detail))
    if answer.status in _FOUND:
        return answer
    meaning = _MEANING.get(answer.status, "a fault of the server" if answer.status >= _FIRST_SERVER_ERROR else "")
    return Trouble(redacted(url), _line(f"status {answer.status}", meaning))


def misunderstood(url: str, failure: ParseFailure) -> Trouble:
    """Why a document could not be understood."""
    return Trouble(redacted(url), _line(failure.kind.value, failure.detail))


def of_feed(place: str, feed: Feed) -> Listed:
    """A feed; the newest of its entries that say when they are from, else its first."""
    newest = max(feed.entries, key=lambda entry: _epoch(_when(entry)), default=FeedEntry())
    return Listed(
        "feed",
        place,
        title=feed.title,
        entries=len(feed.entries) + feed.dropped,
        newest=newest.title or newest.link,
        published=_text(_when(newest)),
        remark=_remark(feed.fault),
    )


def of_sitemap(place: str, sitemap: Sitemap) -> Listed:
    """A sitemap or an index of sitemaps; the newest of what it lists that says when it is from, else the first."""
    listed = sitemap.entries or sitemap.children
    newest = max(listed, key=lambda entry: _epoch(_changed(entry)), default=None)
    return Listed(
        "sitemap",
        place,
        entries=len(listed) + sitemap.dropped,
        noun="page" if listed is sitemap.entries else "sitemap",
        newest=_name(newest) if newest else None,
        published=_text(_changed(newest)) if newest else None,
        remark=_remark(sitemap.fault),
    )


def of_local(kind: str, path: str) -> Listed | Trouble:
    """A folder and the files in it, of which 100,000 are counted, or an archive."""
    if not os.path.isdir(path):  # noqa: PTH112 names that are not UTF-8 stay as they are
        readable = kind == "warc" and os.access(path, os.R_OK)
        return Listed(kind, path, entries=1, noun="archive") if readable else Trouble(path, "no such folder, or it cannot be read")
    found = list(islice(walk(path), _MOST_FILES))
    for item in found:
        if isinstance(item, Skip) and item.origin == ".":
            return Trouble(path, _line(item.reason.value, item.detail))
    remark = "" if len(found) < _MOST_FILES else "no more were counted"
    return Listed(kind, path, entries=sum(not isinstance(item, Skip) for item in found), noun="file", remark=remark)


def _line(what: str, detail: str) -> str:
    return f"{what}: {detail}" if detail else what


def _remark(fault: str | None) -> str:
    return f"ill-formed: {fault}" if fault else ""


def _when(entry: FeedEntry) -> Moment | None:
    return entry.published or entry.updated


def _changed(entry: SitemapEntry) -> Moment | None:
    return (entry.news.published if entry.news else None) or entry.modified


def _name(entry: SitemapEntry) -> str:
    return (entry.news.title if entry.news else None) or entry.url


def _epoch(when: Moment | None) -> int:
    return when.epoch if when else 0


def _text(when: Moment | None) -> str | None:
    return when.text if when else None
