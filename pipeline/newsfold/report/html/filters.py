"""What the templates ask of a value: each filter gives plain text, which is escaped where it is put."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsfold.report import chronicle, figures, standing, wording
from newsfold.report.changes import Run, at_spans
from newsfold.report.safe import address, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsfold.views.clusters import ArticleView
    from newsfold.views.explanations import Span as Place

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_HUNDREDTH = 0.01
_STEPS = (0.0, 1.0, 2.5, 5.0, 8.0)


def when(at: str | float | None) -> str:
    """A time in UTC to the minute ("2026-03-10 17:05"), or a day: of ISO 8601 or UTC seconds; empty for None."""
    if isinstance(at, int | float):
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
    return visible(figures.clock(at))


def utc(text: str) -> str:
    """A sentence in which every point in time of ISO 8601 is told in UTC, to the minute; all of it can be seen."""
    return _MOMENT.sub(lambda found: figures.clock(found[0]), visible(text))


def day(at: float) -> str:
    """The day in UTC of UTC seconds: "2026-03-10"."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def published(article: ArticleView) -> str:
    """When an article was published, in UTC; where that is unknown, when it was first seen ("seen 2026-03-10 17:05")."""
    return visible(wording.when(article))


def percent(share: float | None) -> str:
    """A share in [0, 1]: "12 %"; "< 1 %" for what is hardly there, "> 99 %" for what hardly lacks; empty for None."""
    if share is None:
        return ""
    if 0 < share < _HUNDREDTH:
        return "< 1 %"
    if 1 - _HUNDREDTH < share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def likely(log_odds: float) -> str:
    """The probability that natural log-odds stand for: "98.6 %"."""
    return figures.percent(figures.probability(log_odds))


def span(seconds: int | None) -> str:
    """A span of seconds: "+5 h 10 min", "-2 d 3 h"; "same time" below a minute; empty for None."""
    return "" if seconds is None else figures.span(seconds)


def safe_href(url: str | None) -> str:
    """The address where it is http(s) and has a host, written so that it may stand in an attribute; else empty."""
    return address(url) or ""


def lang(code: str | None) -> str:
    """A code that may stand in a `lang` attribute; empty for anything else, which means "not known"."""
    return code if code and _TAG.fullmatch(code) else ""


def name(article: ArticleView) -> str:
    """What an article is called: its title, else its origin; all of it can be seen."""
    return visible(wording.name(article))


def runs(text: str, spans: Sequence[Place]) -> list[Run]:
    """A text as runs, marked at the spans; all of it can be seen."""
    return [Run(visible(run.text), run.marked) for run in at_spans(text, spans)]


def after(later: str | None, earlier: str | None) -> str:
    """How long after the time `earlier` (ISO 8601) the time `later` is: "+5 h 10 min"; empty where unknown."""
    return figures.lag(earlier, later)


def heat(log_odds: float) -> int:
    """How warm a cell is that shows these log-odds: from 0, rather two reports than one, to 5, surely one."""
    return sum(log_odds > step for step in _STEPS)


def count(number: int) -> str:
    """A number with its thousands apart: "12,345"."""
    return f"{number:,}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "about": chronicle.about,
    "after": after,
    "ago": standing.ago,
    "count": count,
    "counted": figures.counted,
    "day": day,
    "happened": chronicle.happened,
    "heat": heat,
    "lang": lang,
    "likely": likely,
    "name": name,
    "odds": wording.odds,
    "percent": percent,
    "published": published,
    "relations": figures.relations_words,
    "runs": runs,
    "safe_href": safe_href,
    "sites": figures.sites,
    "size": figures.size,
    "span": span,
    "utc": utc,
    "visible": visible,
    "when": when,
}
"""By the names that templates use."""
