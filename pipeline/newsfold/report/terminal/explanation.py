"""Why two articles stand together or apart: the verdict, the terms as bars, what both mention, and the passages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsfold.report import decided, figures, wording
from newsfold.report.changes import Run, at_spans, compare
from newsfold.report.terminal.mentions import mentions
from newsfold.report.terminal.screen import ACCENT, BAD, CHANGED, FAINT, GOOD, STRONG, blocks, joined, rule, table, text
from newsfold.views.explanations import Alignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.report.terminal.screen import Screen
    from newsfold.views.clusters import ArticleView
    from newsfold.views.explanations import Explanation, Passage

_KIND_WIDTH = 8
_GAPS = 5
_TITLE_LIMIT = 200


def explanation_text(view: Explanation, screen: Screen) -> str:
    """The whole explanation, as wide as the screen.

    Where colours may be used, words that both have are bold in reworded passages, and what differs is coloured in the same ones.
    """
    parts: list[RenderableType] = [_article("A", view.a), _article("B", view.b), _verdict(view)]
    if view.terms:
        parts += [rule("Evidence"), _terms(view, screen)]
    parts += mentions(view)
    if view.passages:
        parts += [rule(f"Passages: {wording.tally(view.passages)}"), _passages(view.passages, screen)]
    return screen.draw(*parts)


def bar(share: float, largest: float, half: int, *, ascii_only: bool = False) -> tuple[str, str]:
    """The two halves of a signed bar, `half` columns each: negative grows to the left, positive to the right, in half columns."""
    steps = round(2 * half * min(abs(share) / largest, 1)) if largest else 0
    full = ("#" if ascii_only else "█") * (steps // 2)
    if share < 0:
        return (("" if ascii_only or not steps % 2 else "▐") + full).rjust(half), " " * half
    return " " * half, (full + ("" if ascii_only or not steps % 2 else "▌")).ljust(half)


def _article(letter: str, article: ArticleView) -> Table:
    facts = joined(
        [text(fact) for fact in (article.site, wording.when(article), f"{article.words:,} words", f"article {article.id}") if fact]
    )
    named = [text(article.title, STRONG, limit=_TITLE_LIMIT)] if article.title else []
    body = Text("\n").join([*named, facts, text(article.origin, FAINT)])
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=f"{STRONG} {ACCENT}")
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row(letter, body)
    return grid


def _verdict(view: Explanation) -> Text:
    told = (wording.found(view), wording.strongest(view), wording.second_opinion(view))
    bound = [Text("\n").append_text(text(decided.bound(view.binding), ACCENT))] if view.binding else []
    return Text.assemble("\n", (wording.verdict(view), STRONG), *bound, *(f"\n{sentence}" for sentence in told if sentence))


def _terms(view: Explanation, screen: Screen) -> Table:
    terms = figures.by_share(view.terms)
    half = 14 if screen.width >= 100 else 9  # noqa: PLR2004 a long bar must leave the words room
    drawn = table("What was compared", "Value", "Share", f"{'against':>{half}} for")
    drawn.expand = True
    drawn.columns[0].ratio = 1
    drawn.columns[1].justify = drawn.columns[2].justify = "right"
    for column in drawn.columns[1:]:
        column.no_wrap = True
    rows = [
        (Text("before any evidence", FAINT), "", view.base),
        *((text(term.meaning), f"{term.value:.2f}", term.share) for term in terms),
        (Text("sum", STRONG), "", view.log_odds),
    ]
    largest = max(abs(share) for _, _, share in rows)
    for meaning, value, share in rows:
        drawn.add_row(meaning, value, Text(wording.odds(share), meaning.style), _bar(share, largest, half, screen))
    return drawn


def _bar(share: float, largest: float, half: int, screen: Screen) -> Text:
    ascii_only = not screen.encoding.lower().startswith("utf")
    against, agree = bar(share, largest, half, ascii_only=ascii_only)
    return Text.assemble((against, BAD), ("|" if ascii_only else "│", FAINT), (agree, GOOD))


def _passages(passages: Sequence[Passage], screen: Screen) -> Table:
    side = (screen.width - _KIND_WIDTH - _GAPS) // 2
    grid = blocks(_KIND_WIDTH, side, side)
    grid.add_row("", Text("A", f"{STRONG} {ACCENT}"), Text("B", f"{STRONG} {ACCENT}"))
    for passage in passages:
        grid.add_row(Text(_kind(passage), FAINT), *_sides(passage))
    return grid


def _kind(passage: Passage) -> str:
    if passage.kind is Alignment.REWORDED:
        return f"reworded\n{passage.likeness:.2f}"
    return passage.kind.value.replace(" in ", "\nin ")


def _sides(passage: Passage) -> tuple[Text, Text]:
    if passage.a is None or passage.b is None:
        return text(passage.a or ""), text(passage.b or "")
    if passage.kind is Alignment.SAME:
        left, right = compare(passage.a, passage.b)
        return _marked(left, FAINT, CHANGED), _marked(right, FAINT, CHANGED)
    left, right = at_spans(passage.a, passage.a_spans), at_spans(passage.b, passage.b_spans)
    return _marked(left, "", STRONG), _marked(right, "", STRONG)


def _marked(runs: Sequence[Run], style: str, mark: str) -> Text:
    return Text("").join([text(run.text, mark if run.marked else style) for run in runs])
