"""The story of one cluster, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsfold.report import chronicle
from newsfold.report.decided import named
from newsfold.report.figures import clock
from newsfold.report.terminal.screen import ACCENT, FAINT, STRONG, text
from newsfold.views.histories import Happening

if TYPE_CHECKING:
    from newsfold.report.terminal.screen import Screen
    from newsfold.views.histories import History, HistoryLine

_TITLE_LIMIT = 160
_TIME_WIDTH = 16
_PLAIN = {Happening.CAME, Happening.REVISED}


def history_text(view: History, screen: Screen, *, left_out: int = 0) -> str:
    """A line a happening, with what it was about below it; `left_out` says how many earlier ones are not among them."""
    heading = Text.assemble((f"Cluster {view.cluster}", f"{STRONG} {ACCENT}"), (f"  {chronicle.heading(view)}", FAINT))
    title = text(named(view.canonical), STRONG, limit=_TITLE_LIMIT)
    earlier = Text(f"{left_out:,} earlier left out; more with --limit\n", FAINT) if left_out else None
    return screen.draw(heading, title, Text(), earlier, _lines(view))


def _lines(view: History) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT, width=_TIME_WIDTH, no_wrap=True)
    grid.add_column(overflow="fold", ratio=1)
    before = ""
    for line in view.lines:
        at = clock(line.at)
        grid.add_row("" if at == before else at, _told(line, view.cluster))
        before = at
    return grid


def _told(line: HistoryLine, cluster: int) -> Group:
    told = text(chronicle.happened(line, cluster), "" if line.kind in _PLAIN else STRONG)
    about = chronicle.about(line)
    return Group(told, *([Padding(text(about, FAINT, limit=_TITLE_LIMIT), (0, 0, 0, 2))] if about else []))
