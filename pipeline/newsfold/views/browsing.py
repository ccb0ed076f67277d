"""What people see who browse the store: lists of clusters with what they are narrowed to, single articles, pairs to be decided.

The overview is in `newsfold.views.overviews`. All of it is read by methods of `newsfold.store.store.Store`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from newsfold.model import Relation
    from newsfold.views.clusters import ArticleView

Marks: TypeAlias = tuple[tuple[int, int], ...]
"""The passages of a text that answer a query: (start, end) in characters, in their order, none touching another."""


class Order(StrEnum):
    """How a list of clusters is ordered. The value is what addresses of live pages carry."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of clusters is narrowed to; what is not given narrows nothing.

    A cluster is listed if one of its articles fulfils all of it at once. `query` is what a person typed: every word of it (a word*
    begins one), every "phrase in quotes", and none of what follows a minus sign. `since` (inclusive) and `until` (exclusive) are UTC
    seconds of the article's publication, else of when it was first seen. `site` and `language` (ISO 639-1) are as the article has
    them, `source` is the key of a watched source, or the folder from which an article came; `tag` is as a source wrote it, in any
    case. `min_size` counts the cluster's articles, exact copies included.
    """

    query: str = ""
    since: int | None = None
    until: int | None = None
    site: str | None = None
    source: str | None = None
    language: str | None = None
    tag: str | None = None
    min_size: int = 1


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the passages that answer a query. It is plain text: whoever shows it escapes it."""

    text: str
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cluster in a list, by the article for which it is listed.

    `article` is the newest of its articles that fulfil the filter, or the best where the best are asked for; `relation` is what it
    is to `canonical`, None where it is the canonical itself. `size` counts the cluster's articles, `sites` the sites they are from.
    `title` is the article's (else its origin), and `excerpt` the passage of its text that answers the query, else its beginning;
    cut at words, with "…" where something was left out. `moment` is the time (UTC seconds) by which it is listed.
    """

    cluster: int
    size: int
    sites: int
    canonical: ArticleView
    article: ArticleView
    relation: Relation | None
    moment: int
    title: Marked
    excerpt: Marked


@dataclass(frozen=True, slots=True)
class HitPage:
    """One page of a list. `previous` and `following` lead to the pages beside it (for `Store.browse`), None where there is none.

    `found` counts the articles that fulfil the filter; `more` says that there are more than were counted. `of_newest`: the best
    were looked for only among so many of the articles that came last, because too many fulfil the filter; None: among all.
    """

    hits: tuple[Hit, ...]
    previous: str | None
    following: str | None
    found: int
    more: bool = False
    of_newest: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list further: a site, language, source or tag, and how many articles it would leave."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The most frequent of each, most articles first.

    `counted` articles were looked at: all that fulfil the filter (`whole`), or only the newest of very many.
    """

    sites: tuple[Facet, ...]
    languages: tuple[Facet, ...]
    sources: tuple[Facet, ...]
    tags: tuple[Facet, ...]
    counted: int
    whole: bool


@dataclass(frozen=True, slots=True)
class UndecidedPair:
    """Two articles whose log-odds lie near the threshold, and on which no person decided.

    `a` and `b` each show one of the two texts; `together`: both stand in one cluster now. `log_odds` is the pair's.
    """

    a: ArticleView
    b: ArticleView
    cluster_a: int
    cluster_b: int
    log_odds: float
    threshold: float

    @property
    def together(self) -> bool:
        """Whether both stand in one cluster now."""
        return self.cluster_a == self.cluster_b


@dataclass(frozen=True, slots=True)
class UndecidedPage:
    """Pairs, the one nearest to the threshold first. `following` leads to the next page (for `Store.undecided`)."""

    pairs: tuple[UndecidedPair, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision of an article. `changed` is when newsfold took it in, `published` what it said of itself; both ISO 8601.

    `text` is the whole cleaned text, one paragraph a line, also what is furniture; empty if it was removed to make room.
    """

    revision: int
    title: str | None
    published: str | None
    changed: str
    text: str


@dataclass(frozen=True, slots=True)
class CopyView:
    """An exact copy of an article, in short."""

    id: int
    origin: str
    url: str | None
    title: str | None
    site: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article whole.

    `revisions` are all that are kept, the oldest first and the one that counts last; `furniture` are the indexes of that one's
    lines that are left out of what is compared.
    `relation` is what it is to the canonical of its cluster, None where it is the canonical itself. `copies` are its exact copies,
    the first published first, at most as many as were asked for of `copy_count`. `emptied` is when its text was removed (ISO 8601).
    `source` is what it was read from; `listed_by` are the keys of the watched sources that listed it.
    """

    article: ArticleView
    source: str
    cluster: int
    canonical: int
    relation: Relation | None
    revisions: tuple[RevisionView, ...]
    furniture: tuple[int, ...]
    emptied: str | None
    copies: tuple[CopyView, ...]
    copy_count: int
    listed_by: tuple[str, ...]
    tags: tuple[str, ...]
