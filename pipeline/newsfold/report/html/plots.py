"""The plots of an overview and of a cluster, each with the figures that it is made of, as a table for whoever prefers one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from math import sqrt
from typing import TYPE_CHECKING

from newsfold.report import figures
from newsfold.report.html.drawing import chart, drawn, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from newsfold.views.overviews import Borrowing, Overview, Period, SiteFigures, SizeClass

_MOST_BARS = 60  # beyond that many, each is too thin to be told from its neighbour
_MOST_SITES = 10
_MOST_BORROWERS = 8
_LABELS = 5


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with its title; `columns` and `rows` say the same in words and numbers, the first column naming each row."""

    title: str
    picture: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def overview_plots(overview: Overview) -> list[Plot]:
    """The plots of an overview, without those that would be empty."""
    plots = [
        over_time(overview.periods, overview.span.value),
        sizes(overview.sizes),
        firsts(overview.sites),
        borrowings(overview.borrowings),
    ]
    return [plot for plot in plots if plot is not None]


def over_time(periods: Sequence[Period], span: str) -> Plot | None:
    """Articles and the stories that they tell, period by period; None without any."""
    if not periods:
        return None
    days = [f"{datetime.fromtimestamp(period.start, UTC):%Y-%m-%d}" for period in periods]
    bars = len(periods) <= _MOST_BARS
    plot = chart("Bar", **_AXIS) if bars else chart("Line", **_AXIS, show_dots=False, fill=True)
    plot.x_labels = days
    plot.x_labels_major = days[:: -(-len(days) // _LABELS)]
    plot.y_labels = _scale(max(period.articles for period in periods))
    plot.add("articles", [period.articles for period in periods])
    plot.add("clusters", [period.clusters for period in periods])
    most = max(periods, key=lambda period: period.articles)
    alt = (
        f"Articles and clusters by {span}, from {days[0]} to {days[-1]}. "
        f"The most articles, {most.articles:,}, in the {span} of {days[periods.index(most)]}."
    )
    rows = tuple((day, f"{period.articles:,}", f"{period.clusters:,}") for day, period in zip(days, periods, strict=True))
    return Plot(
        f"Articles and clusters by {span}", drawn(plot, alt, "over-time"), (span.capitalize(), "Articles", "Clusters"), rows
    )


def sizes(classes: Sequence[SizeClass]) -> Plot | None:
    """How many stories were told how often; None where none was told twice. Single articles are only in the table."""
    told = [one for one in classes if one.smallest > 1]
    if not any(one.clusters for one in told):
        return None
    plot = chart("Bar", show_legend=False)
    plot.x_labels = [_size(one) for one in told]
    plot.y_labels = _scale(max(one.clusters for one in told))
    plot.add("clusters", [one.clusters for one in told])
    alt = "Clusters by size: " + ", ".join(f"{one.clusters:,} of {_size(one)}" for one in told) + " articles."
    rows = tuple((_size(one), f"{one.clusters:,}") for one in classes)
    return Plot("Cluster sizes", drawn(plot, alt, "sizes"), ("Articles", "Clusters"), rows)


def firsts(sites: Sequence[SiteFigures]) -> Plot | None:
    """Which sites published stories of several sites first; None where none did."""
    ahead = sorted((site for site in sites if site.first), key=lambda site: (-site.first, site.site))
    if not ahead:
        return None
    shown = ahead[:_MOST_SITES]
    plot = chart("HorizontalBar", show_legend=False, height=60 + 24 * len(shown))
    plot.x_labels = [label(site.site) for site in reversed(shown)]
    plot.y_labels = _scale(shown[0].first)
    plot.add("first", [site.first for site in reversed(shown)])
    alt = "Stories that a site published before all others: " + _told((label(site.site), site.first) for site in shown)
    rows = tuple(
        (site.site, f"{site.first:,}", f"{site.articles:,}", f"{site.rewrites:,}", f"{site.copies:,}", _lag(site.median_lag_s))
        for site in sites
    )
    columns = ("Site", "First", "Articles", "Rewrites", "Copies", "Median lag")
    return Plot("Who publishes first", drawn(plot, alt, "firsts"), columns, rows)


def borrowings(found: Sequence[Borrowing]) -> Plot | None:
    """Who copies whom: a dot for each two sites, the larger the more articles; None where nobody does."""
    if not found:
        return None
    taken = {(one.site, one.origin_site): one.copies + one.rewrites for one in found}
    borrowers = list(dict.fromkeys(one.site for one in found))[:_MOST_BORROWERS]
    origins = list(dict.fromkeys(one.origin_site for one in found if one.site in borrowers))[:_MOST_BORROWERS]
    plot = chart("Dot", show_legend=False, height=150 + 22 * len(borrowers), x_label_rotation=55)
    plot.x_labels = [label(site, 20) for site in origins]
    for site in borrowers:
        plot.add(label(site, 20), [_dot(site, origin, taken.get((site, origin))) for origin in origins])
    most = [(f"{label(one.site)} of {label(one.origin_site)}", one.copies + one.rewrites) for one in found]
    alt = "Who has variants of whose articles (down the side, of along the bottom): " + _told(most)
    rows = tuple((one.site, one.origin_site, f"{one.copies:,}", f"{one.rewrites:,}", _lag(one.median_lag_s)) for one in found)
    return Plot(
        "Who copies whom", drawn(plot, alt, "borrowings"), ("Site", "Copies from", "Copies", "Rewrites", "Median lag"), rows
    )


def _dot(site: str, origin: str, articles: int | None) -> dict[str, object] | None:
    """A dot whose area tells the number: pygal makes its radius as large as the value."""
    return None if articles is None else {"value": sqrt(articles), "label": f"{label(site)} of {label(origin)}: {articles:,}"}


_AXIS = {"show_minor_x_labels": False, "legend_at_bottom_columns": 2}
_SAID = 5


def _told(counted: Iterable[tuple[str, int]]) -> str:
    said = [f"{name} {number:,}" for name, number in islice(counted, _SAID)]
    return ", ".join(said) + "."


def _scale(most: int) -> list[dict[str, object]]:
    """The labels of an axis from 0 to the largest number or a little more: whole, round, and few."""
    steps = (number * 10**power for power in count() for number in (1, 2, 5))
    step = next(step for step in steps if most / step <= _LABELS)
    return [{"value": value, "label": f"{value:,}"} for value in range(0, most + step, step)]


def _size(one: SizeClass) -> str:
    if one.largest is None:
        return f"{one.smallest:,}+"
    return f"{one.smallest:,}" if one.smallest == one.largest else f"{one.smallest:,}–{one.largest:,}"  # noqa: RUF001 a range


def _lag(seconds: int | None) -> str:
    return "" if seconds is None else figures.span(seconds)
