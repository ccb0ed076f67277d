"""Markdown to plain lines, with what its front matter and first heading say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
# Only plain scalars: "key: value" with or without quotes. Lists, blocks and anchors are for people, not for us.
_PAIR = re.compile(
    r"""^([A-Za-z_]+)[ \t]*:[ \t]+(?:"([^"\\]*)"|'([^']*)'|([^\s"'\[{|>&*!#][^#\r\n]*?))[ \t]*(?:#.*)?$""", re.MULTILINE
)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown document: its lines without markup, its title, and the plain pairs of its front matter (keys in lower case)."""

    text: str
    title: str | None
    front: Mapping[str, str]


def read_markdown(source: str) -> Document:
    """The document in `source` (CommonMark with tables; YAML front matter if it is simple)."""
    matter = _FRONT.match(source)
    front = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _PAIR.finditer(matter[1])} if matter else {}
    tokens = _parser().parse(source[matter.end() :] if matter else source)
    return Document(text="\n".join(_lines(tokens)), title=front.get("title") or _heading(tokens), front=front)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _heading(tokens: Sequence[Token]) -> str | None:
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            return _plain(content)
    return None


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _plain(token)
        elif token.type in {"fence", "code_block"}:
            yield token.content
        elif token.type == "html_block":
            yield _TAG.sub("", token.content)


def _plain(inline: Token) -> str:
    """The words of a paragraph or heading; a hard break stays a break."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    words = {"text", "code_inline"}
    return "".join(child.content if child.type in words else breaks.get(child.type, "") for child in inline.children or ())
