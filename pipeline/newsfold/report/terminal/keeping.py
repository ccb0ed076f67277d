"""What is shown of the database itself: what a check found, and how large what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsfold.report import figures
from newsfold.report.keeping import amount
from newsfold.report.terminal.screen import BAD, FAINT, GOOD, STRONG, fields, table, text

if TYPE_CHECKING:
    from newsfold.report.terminal.screen import Screen
    from newsfold.views.keeping import Checked, Copied, Stats, TableSize


def checked_text(view: Checked, screen: Screen) -> str:
    """A line a finding, or that all is well."""
    if not view.findings:
        return screen.draw(Text(f"Nothing is wrong ({view.rules} rules)", GOOD))
    lines = [Text.assemble((f"{one.rule}: ", BAD), text(one.detail)) for one in view.findings]
    more = Text(f"and {view.left_out:,} more", FAINT) if view.left_out else None
    return screen.draw(*lines, more)


def copied_text(view: Copied, screen: Screen) -> str:
    """The tables that hold something, and that both databases hold the same."""
    drawn = table("Table", "Rows", "Content")
    drawn.columns[1].justify = "right"
    for one in view.tables:
        if one.rows:
            drawn.add_row(one.name, f"{one.rows:,}", Text(one.content, FAINT))
    rows = figures.counted(sum(one.rows for one in view.tables), "row")
    said = Text.assemble(text(view.target, STRONG), " holds what ", text(view.source, STRONG), " holds: ")
    return screen.draw(drawn, Text(), said.append(f"{rows}, each compared with its original", GOOD))


def stats_text(view: Stats, screen: Screen) -> str:
    """What the database is, then its tables, the largest first."""
    each = f"{amount(round((view.size - view.free) / view.articles))} an article" if view.articles else ""
    sizes = [amount(view.size), f"{amount(view.free)} of it free", f"log {amount(view.wal)}", each]
    without = f"{figures.counted(view.emptied, 'article')} without text" if view.emptied else ""
    spans = [
        ("size", sizes),
        ("articles", [f"{view.articles:,}", without]),
        ("taken in", [_span(view.first_seen, view.last_seen)]),
        ("published", [_span(view.oldest, view.newest)]),
        ("schema", [view.schema, view.software]),
        ("scheme", [view.scheme or "none yet", f"threshold {view.threshold:+g}"]),
    ]
    rows = [(label, Text(" · ".join(filter(None, parts)))) for label, parts in spans]
    drawn = table("Table", "Rows", "Size", "Share")
    for column in drawn.columns[1:]:
        column.justify = "right"
    whole = sum(one.size or 0 for one in view.tables)
    for one in view.tables:
        drawn.add_row(*_row(one, whole))
    return screen.draw(text(view.path, STRONG), fields(rows), Text(), drawn)


def _span(first: str | None, last: str | None) -> str:
    return f"{figures.clock(first)} to {figures.clock(last)} (UTC)" if first and last else "never"


def _row(one: TableSize, whole: int) -> tuple[Text, ...]:
    style = "" if one.rows else FAINT
    share = "" if one.size is None or not whole else f"{100 * one.size / whole:.1f} %"
    return tuple(Text(part, style) for part in (one.name, f"{one.rows:,}", "" if one.size is None else amount(one.size), share))
