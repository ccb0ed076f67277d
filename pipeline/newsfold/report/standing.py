"""How watched sources do, in the words that reports share. What they quote from a source is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.figures import clock, counted
from newsfold.views.sources import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.sources import Intake, Listed, SourceHealth, Watched

NO_SOURCES = "No source is watched yet."
NEVER = "never"
_STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"))
_WEEK = 7
_MANY = 10


def ago(then: int | None, now: int) -> str:
    """How long ago a time was (UTC seconds): "3 min ago", "just now"; "never" for None."""
    if then is None:
        return NEVER
    span = _span(now - then)
    return f"{span} ago" if span else "just now"


def due(source: Watched, now: int) -> str:
    """When a source is asked next: "in 12 min", "now"; or why it is not: "off", "paused"."""
    if not source.enabled:
        return "off"
    if source.health is None:
        return "now"
    if source.health.paused:
        return "paused"
    span = _span(source.health.next_due - now)
    return f"in {span}" if span else "now"


def a_day(health: SourceHealth) -> str:
    """New articles a day, over the last week: "0.4", "31"."""
    each = health.articles_7d / _WEEK
    return f"{each:,.0f}" if each >= _MANY or not health.articles_7d else f"{each:.1f}"


def brings(source: Watched) -> tuple[str, str, str]:
    """New articles a day, and which shares of them are copies and rewrites of others; empty where it was never asked."""
    health = source.health
    return (a_day(health), share(health.copies), share(health.rewrites)) if health else ("", "", "")


def succeeded(source: Watched, now: int) -> str:
    """When a source could be read last: "3 min ago", "never"."""
    return ago(source.health.succeeded if source.health else None, now)


def share(part: float | None) -> str:
    """A share of articles: "12 %"; empty where there are none."""
    return "" if part is None else f"{100 * part:.0f} %"


def trouble(source: Watched) -> str:
    """What is wrong with a source: why it is asked no more, or how many errors it had in a row, and the last of them; empty if nothing is."""
    health = source.health
    if health is None:
        return ""
    if health.paused:
        return f"asked no more: {health.paused}"
    if health.errors:
        return f"{counted(health.errors, 'error')} in a row: {health.fault}"
    return ""


def entries_left(source: Watched) -> Sequence[str]:
    """How many of a source's entries wait, and how many were given up: "3 waiting", "1 refused"."""
    if source.health is None:
        return []
    return [
        f"{count:,} {what}" for count, what in ((source.health.waiting, "waiting"), (source.health.refused, "refused")) if count
    ]


def tally(sources: Sequence[Watched]) -> str:
    """One line: how many sources there are, and how many are in trouble or switched off."""
    off = sum(not source.enabled for source in sources)
    failing = sum(source.enabled and bool(trouble(source)) for source in sources)
    parts = [f"{failing:,} in trouble" if failing else "", f"{off:,} switched off" if off else ""]
    return " · ".join([counted(len(sources), "source"), *filter(None, parts)])


def lists(outcome: Listed | Trouble) -> str:
    """What a place lists, or why nothing could be read: '20 entries, the newest "Crane falls" (2026-03-02 08:15)'."""
    if isinstance(outcome, Trouble):
        return outcome.fault
    when = f" ({clock(outcome.published)})" if outcome.published else ""
    newest = f', the newest "{outcome.newest}"{when}' if outcome.newest else ""
    remark = f"; {outcome.remark}" if outcome.remark else ""
    return f"{counted(outcome.entries, outcome.noun)}{newest}{remark}"


def taken_in(intake: Intake) -> str:
    """One line: how many feeds of an outline were added, were there already, and were refused."""
    refused = len(intake.refused) + intake.dropped
    return f"{counted(len(intake.added), 'feed')} added · {len(intake.known):,} there already · {refused:,} refused"


def _span(seconds: int) -> str:
    """A span in its largest unit, rounded down; empty below a minute."""
    return next((f"{seconds // step:,} {unit}" for step, unit in _STEPS if seconds >= step), "")
