"""What an ingestion did, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report import figures
from newsfold.report.terminal.screen import ACCENT, FAINT, STRONG

if TYPE_CHECKING:
    from newsfold.report.terminal.screen import Screen
    from newsfold.views.runs import Summary


def summary_text(summary: Summary, screen: Screen, *, command: str = "newsfold") -> str:
    """Counts, skipped by reason, seconds by stage, rate; then the commands to go on with, which begin with `command`."""
    return screen.draw(_headline(summary), _counts(summary), _seconds(summary), _next(summary, command))


def _headline(summary: Summary) -> Text:
    rate = figures.rate(summary)
    pace = f" in {figures.elapsed(summary):.1f} s ({rate:,.0f} a second)" if rate is not None else ""
    return Text.assemble((f"Read {figures.counted(summary.read, 'input')}", STRONG), pace)


def _counts(summary: Summary) -> Table:
    reasons = " · ".join(
        f"{count:,} {reason.value}" for reason, count in sorted(summary.skipped.items(), key=lambda item: -item[1])
    )
    rows = [
        ("new", summary.new, ""),
        ("revised", summary.revised, ""),
        ("copies", summary.copies, ""),
        ("unchanged", summary.unchanged, ""),
        *([("removed", summary.removed, "by a pruning, and left out")] if summary.removed else []),
        ("skipped", figures.skipped(summary), reasons),
        ("clusters", summary.clusters, "created or changed"),
    ]
    if summary.quarantined:
        rows.append(("quarantined", summary.quarantined, "of these; each is one text of a flood that fits no cluster"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT)
    grid.add_column(justify="right")
    grid.add_column(style=FAINT, overflow="fold")
    for label, count, note in rows:
        grid.add_row(f"  {label}", Text(f"{count:,}", "" if count else FAINT), note)
    return grid


def _seconds(summary: Summary) -> Text | None:
    if not summary.seconds:
        return None
    return Text("seconds: " + " · ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items()), FAINT)


def _next(summary: Summary, command: str) -> Text:
    lines = [f"  {command} report", *([f"  {command} skipped"] if summary.skipped else [])]
    return Text.assemble("\nNext\n", ("\n".join(lines), ACCENT))
