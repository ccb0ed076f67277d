"""Exports in the eyes of those who read them: validators, a reader of feeds, a browser's parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]  # it is compiled, and has no types

_HERE = Path(__file__).parent
_ATOM = etree.RelaxNG(etree.parse(str(_HERE / "atom.rng")))
_JSON_FEED = jsonschema.Draft202012Validator(json.loads((_HERE / "json_feed.schema.json").read_text(encoding="utf-8")))

_ELEMENTS = {
    "div": set[str](),
    "p": {"lang"},
    "ul": {"lang"},
    "li": set[str](),
    "a": {"href", "lang", "hreflang"},
    "span": {"lang"},
}


def read_atom(content: bytes) -> Any:  # noqa: ANN401 feedparser has no types
    """What feedparser understands of a feed that is valid: a feed, and its `entries`."""
    document = etree.fromstring(content)
    assert _ATOM.validate(document), _ATOM.error_log
    ids = document.xpath("//a:entry/a:id/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert len(ids) == len(set(ids))
    for entry in document.iter("{http://www.w3.org/2005/Atom}entry"):
        assert [link.get("rel") for link in entry].count("alternate") <= 1
    read = feedparser.parse(content, sanitize_html=False)
    assert not read.bozo
    return read


def read_json_feed(content: bytes) -> dict[str, Any]:
    """A JSON Feed that is valid."""
    document: dict[str, Any] = json.loads(content)
    _JSON_FEED.validate(document)
    return document


def shown(content: str) -> str:
    """What a reader sees of an entry's HTML, which holds nothing but paragraphs, one list, and links to the web."""
    tree = html.fragment_fromstring(content, create_parent=True)
    for element in tree.iter():
        assert set(element.attrib) <= _ELEMENTS[element.tag], etree.tostring(element)
        assert element.tag != "a" or element.get("href").startswith(("https://", "http://"))
    return " ".join(str(tree.text_content()).split())
