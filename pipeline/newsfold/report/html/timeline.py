"""When the articles of one cluster were published, each in the lane of what it is to the canonical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

from newsfold.model import Relation
from newsfold.report import figures, wording
from newsfold.report.html.drawing import chart, drawn, label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from newsfold.views.pages import ClusterPage

_CANONICAL = "canonical"
_LANES = (_CANONICAL, *(relation.value for relation in Relation))
_TICKS = 5
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = tuple(
    step * unit
    for unit, steps in ((_MINUTE, (1, 2, 5, 10, 15, 30)), (_HOUR, (1, 2, 3, 6, 12)), (_DAY, (1, 2, 4, 7, 14, 30, 60, 120, 365)))
    for step in steps
)
_LATEST = 1 << 32  # later times, and those before 1970, are no times of news
_EDGE = 0.04  # of the whole span, left free on either side


@dataclass(frozen=True, slots=True)
class _Point:
    """One dated article: UTC seconds, its lane, and what is said of it."""

    at: float
    lane: str
    words: str


def timeline(page: ClusterPage) -> Markup | None:
    """The picture; None where those of the articles that are shown do not tell of two different times."""
    points = sorted(_points(page), key=lambda point: (point.at, _LANES.index(point.lane), point.words))
    if not points or points[0].at == points[-1].at:
        return None
    lanes = [lane for lane in _LANES if any(point.lane == lane for point in points)]
    edge = max((points[-1].at - points[0].at) * _EDGE, _MINUTE)
    first, last = points[0].at - edge, points[-1].at + edge
    step = next((step for step in _STEPS if (last - first) / step <= _TICKS), int((last - first) / _TICKS))
    plot = chart(
        "XY",
        stroke=False,
        show_legend=False,
        dots_size=5,
        height=40 + 24 * len(lanes),
        xrange=(first, last),
        range=(0.5, len(lanes) + 0.5),
        show_x_guides=True,
        x_value_formatter=partial(_tick, step=step),
    )
    plot.x_labels = list(_ticks(first, last, step))
    plot.y_labels = [{"value": len(lanes) - at, "label": lane} for at, lane in enumerate(lanes)]
    for at, lane in enumerate(lanes):
        own = [{"value": (point.at, len(lanes) - at), "label": point.words} for point in points if point.lane == lane]
        plot.add(lane, own)
    return drawn(plot, _alt(points), "timeline")


def _points(page: ClusterPage) -> Iterator[_Point]:
    shown = [(_CANONICAL, page.canonical), *((variant.variant.relation.value, variant.article) for variant in page.variants)]
    for lane, article in shown:
        yield from _point(article.published, lane, article.site or wording.name(article))
    for copy in (*page.copies, *(copy for variant in page.variants for copy in variant.copies)):
        yield from _point(copy.published, Relation.COPY.value, copy.site or copy.title or copy.origin)


def _point(published: str | None, lane: str, name: str) -> Iterator[_Point]:
    at = figures.moment(published)
    if isinstance(at, date) and not isinstance(at, datetime):
        at = datetime.combine(at, time(12), UTC)
    if at is not None and 0 <= at.timestamp() < _LATEST:
        yield _Point(at.timestamp(), lane, f"{label(name, 60)}, {figures.clock(published)}, {lane}")


def _ticks(first: float, last: float, step: int) -> Iterator[int]:
    at = -int(-first // step) * step
    while at <= last:
        yield at
        at += step


def _tick(at: float, step: int) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    if step < _DAY:
        return f"{moment:%H:%M}" if moment.hour or moment.minute else f"{moment.day} {moment:%b}"
    return f"{moment.day} {moment:%b}" if step < 30 * _DAY else f"{moment:%b %Y}"


def _alt(points: Sequence[_Point]) -> str:
    """What the picture shows, for those who do not see it; every article's own time is told beside its name anyway."""
    span = figures.span(int(points[-1].at - points[0].at)).lstrip("+")
    return f"Timeline in UTC: {len(points):,} articles; the first is {points[0].words}; the last, {span} later, {points[-1].words}."
