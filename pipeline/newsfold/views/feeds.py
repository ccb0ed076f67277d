"""What readers of feeds are shown: one entry a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Relation
    from newsfold.views.handing import HandedCluster


@dataclass(frozen=True, slots=True)
class News:
    """A cluster as a feed has it. `updated` is when its canonical became the canonical, or was last revised; ISO 8601."""

    cluster: HandedCluster
    updated: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A variant as an entry of a feed shows it; `title` is its title, else its origin."""

    title: str
    url: str | None
    site: str | None
    lang: str | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class Entry:
    """A cluster as an entry of a feed: its canonical article.

    `uri` is its name for ever. `published` and `updated` are RFC 3339. `summary` is one line, and `paragraphs` what is shown of the
    text; both are empty where the text was removed. `relatives` are its first variants, `more` counts the others. Nothing in it is
    hidden, and addresses are http(s) ones that can be written anywhere.
    """

    uri: str
    title: str
    url: str | None
    authors: tuple[str, ...]
    lang: str | None
    published: str | None
    updated: str
    tags: tuple[str, ...]
    summary: str
    paragraphs: tuple[str, ...]
    relatives: tuple[Relative, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name for ever, its title, its own address where it has one, and when the newest of its entries was updated."""

    uri: str
    title: str
    url: str | None
    updated: str
    entries: tuple[Entry, ...]
