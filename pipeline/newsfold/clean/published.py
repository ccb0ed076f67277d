"""When a page says that it was published: its linked data, its meta elements, its time elements, at last its address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from htmldate import find_date

from newsfold.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from newsfold.model import Moment

# Names of meta elements that hold the publication time, most trusted first. Most sites write the first.
_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "citation_publication_date",
    "article.published",
    "publication_date",
    "publishdate",
    "publish-date",
    "pubdate",
    "dc.date",
    "date",
)


def published(tree: HtmlElement, url: str | None, now: datetime) -> Moment | None:
    """The first publication time that the page states; the same day with a time of day is preferred to a bare day."""
    first: Moment | None = None
    for words in _stated(tree):
        found = moment(words, now)
        if found is not None:
            first = first or found
            if "T" in found.text and found.text.startswith(first.text):
                return found
    return first or moment(_searched(tree, url, now), now)


def _searched(tree: HtmlElement, url: str | None, now: datetime) -> str | None:
    """The day that htmldate finds in address and markup, for pages that do not state their time.

    Its extensive search takes any date it meets in the text, which is worse than none for finding who was first, and is slow.
    """
    return find_date(
        tree, extensive_search=False, original_date=True, url=url, min_date="1990-01-01", max_date=now.strftime("%Y-%m-%d")
    )


def _stated(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        yield from _linked_data_dates(script.text or "")
    named: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        named.setdefault(name.lower(), element.get("content") or "")
    yield from (named[name] for name in _NAMES if name in named)
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [element for element in times if element.get("pubdate") is not None or element.get("itemprop") == "datePublished"]
    # Of unmarked ones only a single one is sure not to be that of another article.
    yield from (element.get("datetime", "") for element in marked or (times if len(times) == 1 else []))


def _linked_data_dates(script: str) -> Iterator[str]:
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    # Level by level: an article's own date stands above those of what it refers to.
    level: list[Any] = [data]
    while level:
        objects = [item for item in level if isinstance(item, dict)]
        yield from (words for item in objects if isinstance(words := item.get("datePublished"), str))
        lists = [item for item in level if isinstance(item, list)] + [list(item.values()) for item in objects]
        level = [child for items in lists for child in items]
