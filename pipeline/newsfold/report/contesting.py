"""How a canonical was chosen, in words and cells that reports share. What they quote from a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.decided import caveat, said
from newsfold.report.figures import clock, counted
from newsfold.views.contests import Fate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.backgrounds import Background
    from newsfold.views.contests import Candidate, Contest, Fared
    from newsfold.views.recrownings import Recrowning

MOST_SHOWN = 10
_TIMES = {"earliest", "first_seen", "newest_revision"}
_NOTHING = "unknown"


def shown_rules(contest: Contest) -> Sequence[str]:
    """The rules that somebody fell out by: they are what tells the candidates apart."""
    return [
        rule
        for place, rule in enumerate(contest.rules)
        if any(one.fared[place].fate is Fate.FELL_OUT for one in contest.candidates)
    ]


def cell(contest: Contest, candidate: Candidate, rule: str) -> tuple[str, Fate]:
    """What a candidate is by a rule, for people, and what the rule did to it."""
    fared = candidate.fared[contest.rules.index(rule)]
    return value(rule, fared), fared.fate


def value(rule: str, fared: Fared) -> str:
    """What a candidate is by a rule; times in UTC to the minute."""
    return (clock(fared.value) if rule in _TIMES else fared.value) or (_NOTHING if rule != "newest_revision" else "never")


def tale(view: Background, canonical: int) -> Sequence[str]:
    """Sentences: by which rules, and which of them decided; who decided otherwise; whether the rules in force would choose another."""
    contest = view.contest
    order = ", ".join(contest.rules)
    if view.pin is not None:
        rules = (
            "The rules would choose it too" if contest.winner == canonical else f"The rules would choose article {contest.winner}"
        )
        return [said(view.pin), f"{rules} ({order})."]
    if contest.winner != canonical:
        other = f"By the rules in force now ({order}) it would be article {contest.winner}"
        return [f"{other}: newsfold canonical --all chooses anew."]
    if not contest.decided_by:
        return []
    decided = "No rule separates the first two, so the order of their origins decides"
    return [f"{decided if contest.decided_by == 'origin' else f'{contest.decided_by} decided'} (rules: {order})."]


def further(view: Background) -> Sequence[str]:
    """The decisions that were not told yet: a sentence or two each."""
    return [f"{said(one)}{caveat(one)}" for one in view.decisions if one != view.pin]


def beyond(contest: Contest) -> str:
    """How many candidates there are beyond those that are shown: "and 5 more", or empty."""
    rest = len(contest.candidates) - MOST_SHOWN
    return f"and {rest:,} more" if rest > 0 else ""


def changes(view: Recrowning) -> str:
    """One sentence: how many canonicals other rules would change, of how many."""
    of = f"of {counted(view.clusters, 'cluster')} of two articles or more ({counted(view.articles, 'article')})"
    verb = "have" if view.stored else "would have"
    pinned = f" {counted(view.decided, 'canonical')} {'was' if view.decided == 1 else 'were'} decided by people, and no rule changes them."
    return f"{len(view.changes):,} {of} {verb} another canonical.{pinned if view.decided else ''}"
