"""The figures of an overview of the whole store: how much there is, since when, who publishes first and who copies whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.clusters import ArticleView


class Span(StrEnum):
    """How long each period of a plot over time is: a day, a week that begins on Monday, or a calendar month, all in UTC."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is. `clusters` counts those of one article too, `stories` those of two and more.

    Of the articles, `copies` are word for word what another one in their cluster says, or all but that, and `rewrites` any other
    variant of a canonical; the others are canonicals. `revisions` are the older ones that are kept.
    """

    articles: int
    clusters: int
    stories: int
    copies: int
    rewrites: int
    sites: int
    languages: int
    revisions: int
    skips: int


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a plot over time, which begins at `start` (UTC seconds): articles and clusters whose time lies in it.

    An article's time is that of its publication, else of when it was first seen; a cluster's is its canonical's.
    """

    start: int
    articles: int
    clusters: int


@dataclass(frozen=True, slots=True)
class SizeClass:
    """How many clusters have from `smallest` to `largest` articles (None: any more), exact copies included."""

    smallest: int
    largest: int | None
    clusters: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A story that was rewritten often: its canonical, and how many articles it has in all, of them rewrites, of how many sites."""

    cluster: int
    canonical: ArticleView
    size: int
    rewrites: int
    sites: int


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """How a site does. `first`: stories of several sites that it published before all others.

    `copies` and `rewrites` are as in `Counts`. `median_lag_s` is the time from the canonical's publication to its own variants'
    (seconds, below 0 where it came before), over those of which both are dated; None without such.
    """

    site: str
    articles: int
    first: int
    copies: int
    rewrites: int
    median_lag_s: int | None


@dataclass(frozen=True, slots=True)
class Borrowing:
    """Who copies whom: `site` has variants of stories whose canonical is of `origin_site`, another one. The lag is as in `SiteFigures`."""

    site: str
    origin_site: str
    copies: int
    rewrites: int
    median_lag_s: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The store at the moment `at` (UTC seconds).

    `periods` are all from the first to the last, empty ones too; `earlier` counts the articles before the first: a few that are by
    far the oldest would leave no room for the others. `sites` are those of most articles, `rewritten` the stories with most rewrites,
    `borrowings` the pairs with most variants, each at most as many as were asked for.
    """

    at: int
    counts: Counts
    span: Span
    periods: tuple[Period, ...]
    sizes: tuple[SizeClass, ...]
    rewritten: tuple[Rewritten, ...]
    sites: tuple[SiteFigures, ...]
    borrowings: tuple[Borrowing, ...]
    earlier: int = 0
