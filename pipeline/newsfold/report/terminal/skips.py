"""What could not be used, by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsfold.report import figures, wording
from newsfold.report.safe import visible
from newsfold.report.terminal.screen import FAINT, STRONG, table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.model import Skip
    from newsfold.report.terminal.screen import Screen
    from newsfold.views.runs import SkipView


def skips_text(skips: Sequence[SkipView], screen: Screen, *, more: bool = False) -> str:
    """Skips in one table, the most frequent reason first; `more` says that further ones were left out."""
    if not skips:
        return screen.draw(Text(wording.NO_SKIPS))
    drawn = table("Origin", "Detail", "Seen (UTC)")
    drawn.columns[2].no_wrap = True
    drawn.expand = True
    drawn.columns[0].ratio = drawn.columns[1].ratio = 1
    for reason, group in figures.grouped(skips).items():
        drawn.add_row(Text.assemble((reason.value, STRONG), (f" ({len(group):,})", FAINT)))
        for skip in group:
            drawn.add_row(
                Text("  ").append_text(text(skip.origin)), text(skip.detail, FAINT), text(figures.clock(skip.seen), FAINT)
            )
        drawn.add_section()
    footer: RenderableType = Text(f"\n{wording.shown(len(skips), 'skipped input', more=more)}", style=FAINT)
    return screen.draw(drawn, footer)


def first_skips(skips: Sequence[Skip], total: int, *, kept: bool = True) -> str:
    """The first inputs of an ingestion that could not be used, one a line; `total` counts those not given too.

    `kept` says that the database which took them in will be there to ask.
    """
    lines = [": ".join(visible(part) for part in (skip.origin, skip.reason.value, skip.detail) if part) for skip in skips]
    rest = [f"and {total - len(skips):,} more"] if total > len(skips) else []
    heading = f"{figures.counted(total, 'input')} could not be used{' (newsfold skipped lists all)' if kept else ''}:"
    return "\n  ".join([heading, *lines, *rest])
