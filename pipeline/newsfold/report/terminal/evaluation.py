"""How good the clusters are: figures, curve, and the worst mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report import wording
from newsfold.report.terminal.screen import ACCENT, FAINT, STRONG, Flow, joined, rule, table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.clusters import ArticleView
    from newsfold.views.evaluations import CurvePoint, Evaluation, Quality, WrongPair

_TITLE_LIMIT = 160


def evaluation_text(view: Evaluation, screen: Screen) -> str:
    """The whole evaluation; the threshold in force is marked in the curve."""
    parts: list[RenderableType] = [
        Text(f"{wording.measured(view)}\n", STRONG),
        _qualities(view),
        Text(f"\n{wording.sketched(view.candidates)}"),
        rule(f"{'Clusters' if view.bcubed else 'Pairs in clusters'} at other thresholds"),
        _curve(view.curve),
    ]
    for heading, pairs in wording.wrong_pairs(view):
        parts += [rule(heading), *([_wrong(pairs)] if pairs else [])]
    return screen.draw(*parts)


def _qualities(view: Evaluation) -> Table:
    drawn = _figures("Measure")
    drawn.columns[0].justify = "left"
    for label, quality in wording.qualities(view):
        drawn.add_row(label, *_cells(quality))
    return drawn


def _curve(points: Sequence[CurvePoint]) -> Table:
    drawn = _figures("Threshold")
    drawn.add_column()
    for at in points:
        mark = Text("in force" if at.present else "", ACCENT)
        drawn.add_row(wording.odds(at.threshold), *_cells(at.quality), mark, style=STRONG if at.present else "")
    return drawn


def _figures(first: str) -> Table:
    drawn = table(first, "Precision", "Recall", "F1")
    for column in drawn.columns:
        column.justify = "right"
        column.no_wrap = True
    return drawn


def _cells(quality: Quality) -> tuple[str, str, str]:
    return f"{quality.precision:.3f}", f"{quality.recall:.3f}", f"{quality.f1:.3f}"


def _wrong(pairs: Sequence[WrongPair]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT)
    grid.add_column(overflow="fold", ratio=1)
    for number, pair in enumerate(pairs):
        if number:
            grid.add_row()
        grid.add_row("A", _article(pair.a))
        grid.add_row("B", _article(pair.b))
        grid.add_row("", Flow(tuple(Text(part) for part in wording.weighed(pair).split(" · "))))
    return grid


def _article(article: ArticleView) -> Text:
    facts = joined([text(fact, FAINT) for fact in (article.site, article.origin, f"article {article.id}") if fact])
    return Text("\n").join([text(wording.name(article), limit=_TITLE_LIMIT), facts])
