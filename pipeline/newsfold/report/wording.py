"""The sentences that reports share, whatever they are written in. What they quote from a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.figures import clock, counted, percent, probability
from newsfold.views import Alignment

if TYPE_CHECKING:
    from newsfold.views import ArticleView, Explanation, Passage

NO_CLUSTERS = "No cluster to show."
NO_SKIPS = "Nothing was skipped."


def name(article: ArticleView) -> str:
    """What an article is called: its title, else its origin."""
    return article.title or article.origin


def when(article: ArticleView) -> str:
    """When an article was published, in UTC; where that is unknown, when it was first seen."""
    return clock(article.published) or f"seen {clock(article.first_seen)}"


def odds(log_odds: float) -> str:
    """Log-odds with their sign: "+3.21"."""
    return f"{log_odds:+.2f}"


def verdict(view: Explanation) -> str:
    """One sentence: together or apart, and how sure."""
    if view.exact:
        return f"{_stand(view)}: their compared words are exactly the same."
    likely = percent(probability(view.log_odds))
    evidence = f"log-odds {odds(view.log_odds)}, a probability of {likely} that they are one report"
    return f"{_stand(view)}: {evidence}.{_surprise(view)}"


def found(view: Explanation) -> str:
    """One sentence: whether their sketches would have brought them together."""
    if view.exact:
        return "Exact copies are recognised without being compared."
    if view.sketched:
        return "Their sketches alone bring them together to be compared."
    return "Their sketches alone would not bring them together to be compared."


def tally(passages: tuple[Passage, ...]) -> str:
    """How many passages there are of each kind: "4 same · 2 reworded · 1 only in A"."""
    kinds = [passage.kind for passage in passages]
    return " · ".join(f"{kinds.count(kind)} {kind.value}" for kind in Alignment if kind in kinds)


def shown(count: int, noun: str, *, more: bool) -> str:
    """How much is shown, and how to see the rest."""
    return f"{counted(count, noun)} shown{', more with --limit' if more else ''}"


def _stand(view: Explanation) -> str:
    return "They stand together in one cluster" if view.together else "They stand apart"


def _surprise(view: Explanation) -> str:
    """Why a cluster and a pair's own log-odds may disagree: a cluster is formed by the mean over all its pairs."""
    if view.together and view.log_odds <= 0:
        return " Other articles of the cluster hold them together."
    if not view.together and view.log_odds > 0:
        return " Other articles of their clusters keep them apart."
    return ""
