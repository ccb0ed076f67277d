"""One fetched input to one cleaned article. A pure function: the same input at the same time gives the same article.

What a source says of an input (its hints) outranks what the input says of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.utils import load_html

from newsfold.address import host, web_address
from newsfold.clean.boilerplate import furniture
from newsfold.clean.charset import decode
from newsfold.clean.language import language
from newsfold.clean.markdown import read_markdown
from newsfold.clean.page import Page, read_page
from newsfold.dates import moment
from newsfold.lines import clean_line, clean_text, printable, unwrap
from newsfold.model import Article, Form, Reason, Skip

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

    from newsfold.model import Fetched

_LONGEST_TITLE = 500
_LONGEST_NAME = 200
# Below this many characters a precise extraction has rather missed the article than found a short one.
_SHORT = 500
_NOTHING = Page(title=None, author=None, published=None, url=None, site=None, lang=None)


def clean(fetched: Fetched, now: datetime) -> Article | Skip:
    """The article in `fetched`, or Skip(NO_TEXT). `now` (aware) bounds the dates that are believed."""
    content = fetched.content if isinstance(fetched.content, str) else decode(fetched.content, fetched.content_type)
    raw, page = _READERS[fetched.form](content, now)
    text = clean_text(raw)
    if not text:
        return Skip(source=fetched.source, origin=fetched.origin, reason=Reason.NO_TEXT)
    return _article(fetched, text, page, now)


def _article(fetched: Fetched, text: str, page: Page, now: datetime) -> Article:
    hints = fetched.hints
    url = web_address(hints.url) or page.url
    site = clean_line(hints.site or host(url) or page.site, _LONGEST_NAME)
    title = clean_line(hints.title, _LONGEST_TITLE) or clean_line(page.title, _LONGEST_TITLE)
    return Article(
        source=fetched.source,
        origin=fetched.origin,
        digest=fetched.digest,
        text=text,
        furniture=furniture(text.split("\n"), title=title, site=site),
        url=url,
        title=title,
        site=site,
        author=clean_line(hints.author, _LONGEST_NAME) or clean_line(page.author, _LONGEST_NAME),
        published=moment(hints.published, now) or page.published,
        lang=language(hints.lang, text, page.lang),
    )


def _html(content: str, now: datetime) -> tuple[str, Page]:
    tree = load_html(content)
    if tree is None:
        return "", _NOTHING
    # Precision scores best on real pages (scripts/pages); where it finds next to nothing, the balanced way may find the article.
    text = _extracted(tree, precise=True)
    if len(text) < _SHORT:
        text = max(text, _extracted(tree, precise=False), key=len)
    return text, read_page(tree, now) if text else _NOTHING


def _extracted(tree: HtmlElement, *, precise: bool) -> str:
    found = bare_extraction(tree, favor_precision=precise, include_comments=False)
    # The other type is that of a deprecated option.
    return (found.text or "") if isinstance(found, Document) else ""


def _text(content: str, now: datetime) -> tuple[str, Page]:  # noqa: ARG001 the readers share a signature
    return unwrap(content), _NOTHING


def _markdown(content: str, now: datetime) -> tuple[str, Page]:
    document = read_markdown(printable(content))
    front = document.front
    page = Page(
        title=document.title,
        author=front.get("author"),
        published=moment(front.get("date") or front.get("published"), now),
        url=web_address(front.get("url")),
        site=None,
        lang=front.get("lang"),
    )
    return document.text, page


_READERS = {Form.HTML: _html, Form.TEXT: _text, Form.MARKDOWN: _markdown}
