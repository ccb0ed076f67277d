"""What people decided: the list, and what became of one decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from newsfold.model import Act
from newsfold.report import decided, wording
from newsfold.report.figures import counted
from newsfold.report.safe import visible
from newsfold.report.terminal.screen import ACCENT, BAD, FAINT, STRONG, Flow, table, text
from newsfold.views.decisions import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.decisions import ArticleBrief, DecisionView, Imported, Outcome

_TITLE_LIMIT = 160
_STYLES = {State.IN_FORCE: "", State.PENDING: ACCENT, State.UNDONE: FAINT, State.MOOT: BAD}


def decisions_text(views: Sequence[DecisionView], screen: Screen, *, more: bool = False) -> str:
    """Decisions as given, one row each: what, about which articles, by whom, when and why, and how it stands.

    `more` says that further ones were left out.
    """
    if not views:
        return screen.draw(Text(decided.NO_DECISIONS))
    drawn = table("Decision", "What", "Stands")
    drawn.expand = True
    drawn.columns[0].justify = "right"
    drawn.columns[1].ratio = 1
    drawn.columns[0].no_wrap = drawn.columns[2].no_wrap = True
    for place, view in enumerate(views):
        last = place == len(views) - 1
        drawn.add_row(Text(str(view.decision.id), ACCENT), _told(view, last=last), text(decided.stands(view), _STYLES[view.state]))
    return screen.draw(drawn, Text(f"\n{wording.shown(len(views), 'decision', more=more)}", FAINT))


def outcome_text(outcome: Outcome, screen: Screen, *, undo: str) -> str:
    """What was decided, what became of the clusters, and the call `undo` by which it is taken back."""
    view = outcome.view
    headline = Text.assemble((f"Decision {view.decision.id}", f"{STRONG} {ACCENT}"), ": ", text(f"{decided.what(view)}.", STRONG))
    back = None if view.decision.kind is Act.UNDO else text(f"{undo} takes it back.", FAINT)
    return screen.draw(headline, _articles(view), *(text(sentence) for sentence in decided.became(outcome)), back)


def imported_text(view: Imported, screen: Screen) -> str:
    """How many decisions of a file were noted."""
    counts = f"{counted(view.noted, 'decision')} noted · {view.known:,} known already · {len(view.refused):,} refused"
    return screen.draw(Text(counts, STRONG), Text(decided.RUNNING) if view.noted and not view.applied else None)


def refused_lines(refused: Sequence[tuple[int, str]], most: int) -> str:
    """The decisions of a file that were refused, one a line, and why; at most so many."""
    lines = [f"line {line}: {visible(why)}" for line, why in refused[:most]]
    rest = [f"and {len(refused) - most:,} more"] if len(refused) > most else []
    return "\n  ".join([f"{counted(len(refused), 'decision')} could not be taken in:", *lines, *rest])


def _told(view: DecisionView, *, last: bool) -> Group:
    why = [text(view.decision.why)] if view.decision.why else []
    moot = [text(f"moot, for {view.reason}", BAD)] if view.reason else []
    signed = Flow((text(view.decision.by, FAINT), text(decided.when(view), FAINT)))
    return Group(text(decided.what(view), STRONG), _articles(view), *why, *moot, signed, *([] if last else [Text()]))


def _articles(view: DecisionView) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", style=FAINT)
    grid.add_column(overflow="fold", ratio=1)
    for article in _both(view):
        grid.add_row(f"  {article.id}", Flow((text(decided.named(article), limit=_TITLE_LIMIT), text(article.site or "", FAINT))))
    return grid


def _both(view: DecisionView) -> Iterable[ArticleBrief]:
    return filter(None, (view.article, view.other))
