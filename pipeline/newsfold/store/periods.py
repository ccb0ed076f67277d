"""Periods of a plot over time, from what happened on each day. Days are counted from 1970-01-01, in UTC. Nothing here asks the database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from newsfold.views.overviews import Period, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_S = 86_400
_BY_DAY, _BY_WEEK = 92, 732  # at most so many days are shown by day, and by week
_FAR_OFF = 0.01  # as few articles as this share are left out, where the others need no more than half the room
_WEEKDAY = 3  # 1970-01-01 was a Thursday


def periods(articles: Mapping[int, int], clusters: Mapping[int, int], span: Span | None) -> tuple[Span, tuple[Period, ...], int]:
    """The span (chosen, if None), all its periods from the first to the last, and how many articles lie before the first.

    `articles` and `clusters` tell how many there are of each day.
    """
    if not articles:
        return span or Span.DAY, (), 0
    first, last = _begin(articles), max(articles)
    chosen = span or _fitting(last - first + 1)
    starts = [_start(first, chosen)]
    while (following := _next(starts[-1], chosen)) <= last:
        starts.append(following)
    of_articles, of_clusters = _grouped(articles, chosen), _grouped(clusters, chosen)
    shown = tuple(Period(start * DAY_S, of_articles[start], of_clusters[start]) for start in starts)
    return chosen, shown, sum(articles.values()) - sum(period.articles for period in shown)


def _begin(articles: Mapping[int, int]) -> int:
    """The first day that is shown: that of the first article, unless a few articles are by far the oldest."""
    days = sorted(articles)
    few = sum(articles.values()) * _FAR_OFF
    many = next(day for day, count in zip(days, accumulate(articles[day] for day in days), strict=True) if count > few)
    return many if many - days[0] > days[-1] - many else days[0]


def _fitting(days: int) -> Span:
    if days <= _BY_DAY:
        return Span.DAY
    return Span.WEEK if days <= _BY_WEEK else Span.MONTH


def _grouped(counts: Mapping[int, int], span: Span) -> Counter[int]:
    grouped: Counter[int] = Counter()
    for day, count in counts.items():
        grouped[_start(day, span)] += count
    return grouped


def _start(day: int, span: Span) -> int:
    """The first day of the period in which a day lies."""
    if span is Span.DAY:
        return day
    if span is Span.WEEK:
        return day - (day + _WEEKDAY) % 7
    return day + 1 - datetime.fromtimestamp(day * DAY_S, UTC).day


def _next(start: int, span: Span) -> int:
    """The first day of the period that follows the one beginning at `start`."""
    longest = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31}
    return _start(start + longest[span], span)
