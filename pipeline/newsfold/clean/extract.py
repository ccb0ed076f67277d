"""One fetched input to one cleaned article. A pure function: the same input at the same time gives the same article.

What a source says of an input (its hints) outranks what the input says of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import ElementDefaultClassLookup, XPath
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction
from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.utils import HTML_PARSER, load_html

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

    from newsfold.model import Fetched

_LONGEST_TITLE = 500
_LONGEST_NAME = 200
# Below this many characters a precise extraction has rather missed the article than found a short one.
_SHORT = 500
# Nor has it found the whole where the page's paragraphs hold more than three times as much. Anywhere else the second opinions of other
# extractors, which cost as much again, change nothing on real pages: they are only taken over where they bring twice the text.
_SURE_SHARE = 1 / 3
_PARAGRAPHS = XPath("//p//text()", smart_strings=False)
_NOTHING = Page(title=None, author=None, published=None, url=None, site=None, lang=None)

# By default lxml asks a function in Python for the class of every element that is touched, a tenth of all time. Forms and inputs,
# which have classes of their own there, are of no interest here.
HTML_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity)
)


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
    text = _article_text(tree)
    return text, read_page(tree, now) if text else _NOTHING


def _article_text(tree: HtmlElement) -> str:
    """The article's text. Each way costs as much again as the one before, and is only gone where that found too little to be sure."""
    text = _extracted(tree, precise=True, alone=True)
    if len(text) >= max(_SHORT, _SURE_SHARE * sum(map(len, _PARAGRAPHS(tree)))):
        return text
    text = _extracted(tree, precise=True, alone=False)
    # Precision scores best on real pages (scripts/pages); where it finds next to nothing, the balanced way may find the article.
    return text if len(text) >= _SHORT else max(text, _extracted(tree, precise=False, alone=False), key=len)


def _extracted(tree: HtmlElement, *, precise: bool, alone: bool) -> str:
    """What trafilatura takes for the article, with or without its precise rules; `alone`: without asking other extractors."""
    found = bare_extraction(tree, fast=alone, favor_precision=precise, include_comments=False)
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
