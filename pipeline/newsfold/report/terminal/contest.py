"""How the canonical of one cluster was chosen, and what other rules would change of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report import contesting, decided
from newsfold.report.figures import counted
from newsfold.report.terminal.screen import ACCENT, BAD, FAINT, GOOD, STRONG, Flow, rule, table, text
from newsfold.views.contests import Fate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.backgrounds import Background
    from newsfold.views.contests import Candidate, Contest
    from newsfold.views.decisions import ArticleBrief
    from newsfold.views.recrownings import OtherCanonical, Recrowning

_TITLE_LIMIT = 160
_LABEL_WIDTH = 6
_SITE_LIMIT = 40


def contest_parts(view: Background, canonical: int, screen: Screen) -> list[RenderableType]:
    """A section on how the canonical was chosen, and one on what was decided; none where there was no choice."""
    tale, further = contesting.tale(view, canonical), contesting.further(view)
    parts: list[RenderableType] = [rule("How the canonical was chosen"), *map(text, tale)] if tale else []
    if contesting.shown_rules(view.contest):
        parts += [Text(), _table(view.contest, canonical, screen)]
    if further:
        parts += [rule("Decisions"), *map(text, further)]
    return parts


def recrowning_text(view: Recrowning, screen: Screen, *, most: int | None = None) -> str:
    """The rules, how many canonicals they would change, and the first `most` of these, each before and after."""
    shown = view.changes[:most]
    left = len(view.changes) - len(shown)
    rest = Text(f"\nand {counted(left, 'cluster')} more; --limit N sets how many", FAINT) if left else None
    heading = Text.assemble((f"Rules: {', '.join(view.rules)}.", STRONG), f"\n{contesting.changes(view)}")
    return screen.draw(heading, *(part for change in shown for part in _change(change)), rest)


def _table(contest: Contest, canonical: int, screen: Screen) -> Table:
    rules = contesting.shown_rules(contest)
    drawn = table("Article", "Site", *rules)
    drawn.columns[0].justify = "right"
    drawn.columns[0].no_wrap = True
    cross = "✗" if screen.encoding.lower().startswith("utf") else "x"
    for candidate in contest.candidates[: contesting.MOST_SHOWN]:
        chosen = candidate.article == canonical
        number = Text(str(candidate.article), f"{STRONG} {ACCENT}" if chosen else ACCENT)
        cells = [_cell(contest, candidate, name, cross) for name in rules]
        drawn.add_row(number, text(candidate.site or candidate.origin, STRONG if chosen else FAINT, limit=_SITE_LIMIT), *cells)
    if more := contesting.beyond(contest):
        drawn.add_row("", Text(more, FAINT))
    return drawn


def _cell(contest: Contest, candidate: Candidate, name: str, cross: str) -> Text:
    value, fate = contesting.cell(contest, candidate, name)
    match fate:
        case Fate.FELL_OUT:
            return text(f"{value} {cross}", BAD)
        case Fate.OUT:
            return text(f"({value})", FAINT)
        case _:
            return text(value, GOOD)


def _change(change: OtherCanonical) -> Sequence[RenderableType]:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=FAINT, width=_LABEL_WIDTH)
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row("from", _article(change.before))
    grid.add_row("to", _article(change.after))
    grid.add_row("", text(change.reason, FAINT))
    cluster = Text.assemble((f"\ncluster {change.cluster}", ACCENT), (f", {counted(change.articles, 'article')}", FAINT))
    return [cluster, grid]


def _article(article: ArticleBrief) -> Flow:
    named = text(decided.named(article), limit=_TITLE_LIMIT)
    return Flow((named, text(article.site or "", FAINT), Text(f"article {article.id}", FAINT)))
