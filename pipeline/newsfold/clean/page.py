"""What a page says of itself: title, author, publication time, address, site and language, from its parsed tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.etree import XPath
from trafilatura.metadata import examine_meta, extract_meta_json, extract_title, extract_url

from newsfold.address import host, web_address
from newsfold.clean.furniture_words import BYLINES
from newsfold.clean.published import published

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement
    from trafilatura.settings import Document

    from newsfold.model import Moment

# trafilatura's own search copies and prunes the whole tree: a tenth of all time, for names that are right less often.
# The plain tests stand first: most elements fail them, and are spared the making of strings.
_AUTHOR = XPath(
    "(//*[@rel='author' or @itemprop='author'"
    " or contains(@class, 'author') and (contains(concat(' ', @class, ' '), ' author ')"
    " or contains(concat(' ', @class, ' '), ' author-name '))"
    " or contains(@class, 'byline') and contains(concat(' ', @class, ' '), ' byline ')])[position() <= 3]"
)
_BY = re.compile(rf"\A(?:{BYLINES})[ :]+", re.IGNORECASE)
_LONGEST_BYLINE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A page's own words about itself, not yet cleaned or capped."""

    title: str | None
    author: str | None
    published: Moment | None
    url: str | None
    site: str | None
    lang: str | None


def read_page(tree: HtmlElement, now: datetime) -> Page:
    """The metadata of a parsed page. `tree` is left as it is; `now` bounds the dates that are believed."""
    found = _stated(tree)
    url = web_address(found.url or extract_url(tree))
    return Page(
        title=found.title or extract_title(tree),
        # One word there is an account or the site's name.
        author=found.author if found.author and " " in found.author else _byline(tree),
        published=published(tree, url, now),
        url=url,
        site=host(url) or found.sitename,
        lang=tree.get("lang"),
    )


def _stated(tree: HtmlElement) -> Document:
    """Meta elements and linked data; only the former where the latter is of a shape that trafilatura stumbles over."""
    try:
        return extract_meta_json(tree, examine_meta(tree))
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return examine_meta(tree)


def _byline(tree: HtmlElement) -> str | None:
    for element in _AUTHOR(tree):
        words = " ".join(element.text_content().split())
        if words and len(words) <= _LONGEST_BYLINE:
            return _BY.sub("", words, count=1) or None
    return None
