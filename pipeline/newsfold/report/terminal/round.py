"""What one round of watching did, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report.figures import clock, counted
from newsfold.report.terminal.screen import ACCENT, BAD, FAINT, STRONG, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.runs import Round

_FAULT_LIMIT = 200


def round_text(view: Round, screen: Screen, *, command: Callable[..., str]) -> str:
    """Counts, and the sources that failed; where nothing was due, when something is. `command` tells how to call newsfold with words."""
    if not view.watched:
        return screen.draw(Text("The watch list is empty."), _next(command("sources", "add", "ADDRESS")))
    if not view.asked and not view.entries_taken:
        return screen.draw(Text(f"Nothing is due{_until(view)}."), _next(command("run", "--once", "--all")))
    return screen.draw(_headline(view), _counts(view), _faults(view), _next(command("report")))


def _headline(view: Round) -> Text:
    asked = f"Asked {view.asked:,} of {counted(view.watched, 'source')}"
    return Text.assemble((asked, STRONG), f" in {view.seconds:.1f} s")


def _counts(view: Round) -> Table:
    rows = [
        ("unchanged", view.unchanged, ""),
        ("failed", view.failed, ""),
        ("entries", view.entries_new, _notes(taken=view.entries_taken, revised=view.entries_revised, refused=view.entries_refused)),
        ("articles", view.new, _notes(revised=view.revised, copies=view.copies)),
        ("clusters", view.clusters, "created or changed"),
        ("skipped", view.skipped, ""),
        ("waiting", view.waiting, "entries that the next run asks for" if view.waiting else ""),
    ]
    if view.postponed:
        rows.insert(2, ("postponed", view.postponed, "their host wants to be asked later"))
    if view.crashed:
        rows.append(("crashed", view.crashed, "by a fault of newsfold; the log has it"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT)
    grid.add_column(justify="right")
    grid.add_column(style=FAINT, overflow="fold")
    for label, count, note in rows:
        grid.add_row(f"  {label}", Text(f"{count:,}", "" if count else FAINT), note)
    return grid


def _notes(**counts: int) -> str:
    return " · ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def _faults(view: Round) -> Table | None:
    if not view.faults:
        return None
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for key, fault in view.faults:
        grid.add_row(Text.assemble("  ", text(key, STRONG)), text(fault, BAD, limit=_FAULT_LIMIT))
    return grid


def _until(view: Round) -> str:
    return "" if view.next_due is None else f" before {clock(datetime.fromtimestamp(view.next_due, UTC).isoformat())} UTC"


def _next(command: str) -> Text:
    return Text.assemble("\nNext\n", (f"  {command}", ACCENT))
