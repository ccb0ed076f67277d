"""What two articles say in common and what only one of them says: names, figures, rare words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsfold.report import wording
from newsfold.report.changes import at_spans
from newsfold.report.terminal.screen import ACCENT, BAD, FAINT, STRONG, Flow, fields, rule, text
from newsfold.views.explanations import Mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from newsfold.views.explanations import Conflict, Explanation, Mention, Span

_LIMIT = 60


def mentions(view: Explanation) -> list[RenderableType]:
    """A section each for names, figures and rare words, as far as there are any."""
    return [
        *_section(wording.names_heading(view), view.names),
        *_section("Figures", view.figures, view.conflicts),
        *_section("Rare words", Mentions(view.words), both_only=True),
    ]


def _section(heading: str, found: Mentions, conflicts: Sequence[Conflict] = (), *, both_only: bool = False) -> list[RenderableType]:
    if found == Mentions():
        return []
    sides = () if both_only else ((found.only_a, "only in A"), (found.only_b, "only in B"))
    told = [(label, _flow(some)) for some, label in ((found.common, "in both"), *sides)]
    return [rule(f"{heading}: {wording.counts(found)}"), fields([*_conflicts(conflicts), *told])]


def _flow(some: Sequence[Mention]) -> Flow:
    listed, more = wording.listed(some)
    return Flow((*(text(one, limit=_LIMIT) for one in listed), Text(more if listed else "none", style=FAINT)))


def _conflicts(conflicts: Sequence[Conflict]) -> list[tuple[str | Text, Text]]:
    label = Text("  conflict", style=BAD)
    told = [
        Text("\n").join([_snippet("A", conflict.a, conflict.a_span), _snippet("B", conflict.b, conflict.b_span)])
        for conflict in conflicts[: wording.MOST_LISTED]
    ]
    return [*((label, both) for both in told), ("", Text(wording.more(conflicts), style=FAINT))]


def _snippet(letter: str, words: str, span: Span) -> Text:
    runs = [text(run.text, STRONG if run.marked else "") for run in at_spans(words, [span])]
    return Text.assemble((f"{letter}  ", ACCENT), *runs)
