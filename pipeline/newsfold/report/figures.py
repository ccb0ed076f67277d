"""The plain numbers that reports show: sizes, relations, time lags, probabilities, rates."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from newsfold.model import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsfold.model import Reason
    from newsfold.views.clusters import ArticleView, ClusterView
    from newsfold.views.explanations import Term
    from newsfold.views.runs import SkipView, Summary

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_LEAST_SHOWN = 0.001


def members(cluster: ClusterView) -> tuple[ArticleView, ...]:
    """The articles of a cluster, canonical first; their exact copies are named inside them."""
    return (cluster.canonical, *(variant.article for variant in cluster.variants))


def copies(cluster: ClusterView) -> int:
    """How many exact copies the articles of a cluster have."""
    return sum(len(article.copies) for article in members(cluster))


def size(cluster: ClusterView) -> int:
    """How many articles a cluster holds, exact copies included."""
    return 1 + len(cluster.variants) + copies(cluster)


def sites(cluster: ClusterView) -> int:
    """How many sites are named by the articles of a cluster."""
    return len({article.site for article in members(cluster) if article.site})


def relations(cluster: ClusterView) -> Mapping[Relation, int]:
    """How many articles stand in which relation to the canonical, in the order of `Relation`, none of zero. Exact copies count."""
    counts = Counter(variant.relation for variant in cluster.variants)
    counts[Relation.COPY] += copies(cluster)
    return {relation: counts[relation] for relation in Relation if counts[relation]}


def relations_words(cluster: ClusterView) -> Sequence[str]:
    """The same in words: "1 copy", "2 rewrites", "1 excerpt"; none for a single article."""
    return [counted(count, relation.value) for relation, count in relations(cluster).items()]


def counted(count: int, noun: str) -> str:
    """A number and its noun: "1 copy", "2 copies", "3 light edits", "2 expanded"."""
    if count == 1 or noun == Relation.EXPANDED.value:
        return f"{count:,} {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def probability(log_odds: float) -> float:
    """The probability that natural log-odds stand for, in [0, 1]."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)


def percent(share: float) -> str:
    """A probability as a person reads it: never "100 %" nor "0 %", for nothing here is certain."""
    if share > 1 - _LEAST_SHOWN:
        return "> 99.9 %"
    if share < _LEAST_SHOWN:
        return "< 0.1 %"
    return f"{100 * share:.1f} %"


def moment(text: str | None) -> datetime | date | None:
    """The point in time that an ISO 8601 text names: a day, or a time of day (UTC where it names no zone); None if it is none."""
    try:
        if text is None:
            return None
        if "T" not in text and " " not in text:
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def iso(epoch: int) -> str:
    """A time in UTC seconds as ISO 8601."""
    return datetime.fromtimestamp(epoch, UTC).isoformat()


def clock(text: str | None) -> str:
    """An ISO 8601 text in UTC to the minute ("2026-03-10 17:05"), or as a day; other text as it is."""
    at = moment(text)
    if isinstance(at, datetime):
        try:
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
        except OverflowError:
            return text or ""
    return text or ""


def lag(earlier: str | None, later: str | None) -> str:
    """How long after `earlier` the time `later` is: "+5 h 10 min", "-2 d 3 h", "+1 d", "same time"; empty where unknown.

    Where either names only a day, whole days are told apart: "same day", "+1 d".
    """
    start, end = moment(earlier), moment(later)
    if start is None or end is None:
        return ""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return span(int((end - start).total_seconds()))
    days = (_day(end) - _day(start)).days
    return _signed(days, f"{abs(days):,} d") if days else "same day"


def span(seconds: int) -> str:
    """A span of seconds with its sign: "+5 h 10 min", "-2 d 3 h"; "same time" below a minute."""
    return _signed(seconds, _duration(abs(seconds))) if abs(seconds) >= _MINUTE else "same time"


def grouped(skips: Iterable[SkipView]) -> Mapping[Reason, Sequence[SkipView]]:
    """Skips by their reason: the most frequent reason first, then by its name; within a reason as given."""
    groups: dict[Reason, list[SkipView]] = {}
    for skip in skips:
        groups.setdefault(skip.reason, []).append(skip)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0].value)))


def by_share(terms: Iterable[Term]) -> Sequence[Term]:
    """Terms by their share of the log-odds, the one that says most (either way) first."""
    return sorted(terms, key=lambda term: -abs(term.share))


def skipped(summary: Summary) -> int:
    """How many inputs of an ingestion could not be used."""
    return sum(summary.skipped.values())


def elapsed(summary: Summary) -> float:
    """The seconds that an ingestion took, over all its stages."""
    return sum(summary.seconds.values())


def rate(summary: Summary) -> float | None:
    """Inputs a second; None where no time was measured."""
    seconds = elapsed(summary)
    return summary.read / seconds if seconds > 0 else None


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _signed(number: int, text: str) -> str:
    return f"{'-' if number < 0 else '+'}{text}"


def _duration(seconds: int) -> str:
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return f"{days:,} d {hours} h" if hours else f"{days:,} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"
