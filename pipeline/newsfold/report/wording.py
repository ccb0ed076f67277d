"""The sentences that reports share, whatever they are written in. What they quote from a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.figures import clock, counted, percent, probability
from newsfold.views import Alignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views import (
        ArticleView,
        CandidateQuality,
        Evaluation,
        Explanation,
        Passage,
        Quality,
        Reclustering,
        WrongPair,
    )

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
    return f"{_stand(view)}: {evidence}.{_threshold(view)}{_surprise(view)}"


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


def thresholds(view: Reclustering) -> str:
    """One sentence: from which threshold to which."""
    way = f"Threshold {odds(view.after)}, before {odds(view.before)}"
    return f"{way}." if view.stored else f"{way}: only tried, nothing is stored."


def changes(view: Reclustering) -> str:
    """One sentence: how many changes of each kind a reclustering makes."""
    kinds = [
        (view.splits, "cluster", "split"),
        (view.mergers, "cluster", "made by merging"),
        (view.moves, "text", "moved"),
        (view.canonicals, "cluster", "with another canonical"),
    ]
    told = [f"{counted(len(some), noun)} {what}" for some, noun, what in kinds if some]
    return f"{' · '.join(told)}." if told else "No cluster changes."


def measured(view: Evaluation) -> str:
    """One sentence: what was measured, on how much."""
    apart = f"{counted(view.different, 'pair')} of two"
    return f"{counted(view.documents, 'document')}: {counted(view.same, 'pair')} of one report, {apart}."


def sketched(view: CandidateQuality) -> str:
    """Two sentences: what the sketches find by themselves, and at what cost."""
    clusters = "" if view.cluster_recall is None else f", and connect {100 * view.cluster_recall:.1f} % of the clusters"
    cost = f"They propose {counted(view.pairs, 'pair')} to compare, {view.each:,.1f} a text, {100 * view.share:.2f} % of all."
    return f"Sketches alone bring {100 * view.pair_recall:.1f} % of the pairs of one report together{clusters}. {cost}"


def qualities(view: Evaluation) -> Sequence[tuple[str, Quality]]:
    """What was measured, by name, as far as it was."""
    named = (("B-cubed", view.bcubed), ("pairs in clusters", view.pairs), ("pairs by log-odds", view.model))
    return [(label, quality) for label, quality in named if quality]


def wrong_pairs(view: Evaluation) -> Sequence[tuple[str, Sequence[WrongPair]]]:
    """The wrong pairs of either kind below a heading each; kinds without any are left out."""
    kinds = (("Joined wrongly", view.joined_wrongly, view.false_joins), ("Missed", view.missed, view.misses))
    headed = [(f"{label}: {counted(count, 'pair')}", count, pairs) for label, count, pairs in kinds]
    return [
        (f"{told}{f', the worst {len(pairs)}' if count > len(pairs) > 0 else ''}", pairs) for told, count, pairs in headed if count
    ]


def weighed(pair: WrongPair) -> str:
    """The log-odds of a wrong pair, what weighed most in them, and whether the sketches saw it."""
    if pair.log_odds is None:
        return "exact copies"
    terms = [f"{term.name} {odds(term.share)}" for term in pair.terms]
    return " · ".join(
        [
            f"log-odds {odds(pair.log_odds)}",
            f"base {odds(pair.base)}",
            *terms,
            *([] if pair.sketched else ["not found by sketches"]),
        ]
    )


def _stand(view: Explanation) -> str:
    return "They stand together in one cluster" if view.together else "They stand apart"


def _threshold(view: Explanation) -> str:
    return f" Groups are merged here above a mean of {odds(view.threshold)}." if view.threshold else ""


def _surprise(view: Explanation) -> str:
    """Why a cluster and a pair's own log-odds may disagree: a cluster is formed by the mean over all its pairs."""
    if view.together and view.log_odds <= view.threshold:
        return " Other articles of the cluster hold them together."
    if not view.together and view.log_odds > view.threshold:
        return " Other articles of their clusters keep them apart."
    return ""
