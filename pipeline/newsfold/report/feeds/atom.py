"""Feeds as Atom (RFC 4287).

Made with the standard library: python-feedgen knows no language of an entry and holds the whole twice, and its last release is of 2023.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from newsfold.report.feeds.content import content

if TYPE_CHECKING:
    from newsfold.views.feeds import Entry, Feed, Relative

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AUTHOR = "newsfold"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8."""
    root = Element("feed", {"xmlns": ATOM})
    _add(root, "id", feed.uri)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _author(root, _AUTHOR)
    _add(root, "generator", _AUTHOR)
    if feed.url:
        _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    for entry in feed.entries:
        _entry(root, entry)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(root: Element, entry: Entry) -> None:
    element = _add(root, "entry", **({_LANG: entry.lang} if entry.lang else {}))
    _add(element, "id", entry.uri)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated)
    if entry.published:
        _add(element, "published", entry.published)
    for author in entry.authors:
        _author(element, author)
    if entry.url:
        _add(element, "link", rel="alternate", href=entry.url)
    for one in entry.relatives:
        _related(element, one)
    for tag in entry.tags:
        _add(element, "category", term=tag)
    if entry.summary:
        _add(element, "summary", entry.summary)
    _add(element, "content", content(entry), type="html")


def _related(element: Element, one: Relative) -> None:
    if one.url:
        _add(element, "link", rel="related", href=one.url, title=one.title, **({"hreflang": one.lang} if one.lang else {}))


def _author(element: Element, name: str) -> None:
    _add(_add(element, "author"), "name", name)


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    said = {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    child = SubElement(parent, name, said)
    child.text = None if text is None else _NOT_XML.sub("\ufffd", text)
    return child
