"""The sentences that reports share, whatever they are written in. What they quote from a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.figures import clock, counted, iso, percent, probability
from newsfold.views.explanations import Alignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.clusters import ArticleView
    from newsfold.views.evaluations import CandidateQuality, Evaluation, Quality, WrongPair
    from newsfold.views.explanations import Explanation, Mention, Mentions, Passage, Term
    from newsfold.views.pages import Sighting
    from newsfold.views.reclusterings import Reclustering

NO_CLUSTERS = "No cluster to show."
NO_SKIPS = "Nothing was skipped."
MOST_LISTED = 12
_CAPITAL_NOUNS = {"de", "lb"}
# A smaller share speaks neither way.
_SLIGHT = 0.1
# What a term says in plain words where its share is positive, and where it is negative.
_PLAIN = {
    "words": ("much of what is said stands in both", "little of what is said stands in both"),
    "rare words": ("they share many rare words", "they share few rare words"),
    "names": ("they share many names", "they share few names"),
    "numbers": ("they share many figures", "they share few figures"),
    "details": ("they share details said only once", "they share few details said only once"),
    "passages": ("sentences cover one another well", "sentences cover one another badly"),
    "phrases": ("they share many phrases", "they share few phrases"),
    "order": ("both say things in the same order", "both say things in another order"),
    "meaning": ("the sentences mean the same", "the sentences do not mean the same"),
}


def name(article: ArticleView) -> str:
    """What an article is called: its title, else its origin."""
    return article.title or article.origin


def when(article: ArticleView) -> str:
    """When an article was published, in UTC; where that is unknown, when it was first seen."""
    return clock(article.published) or f"seen {clock(article.first_seen)}"


def listed_first(sighting: Sighting) -> str:
    """Which watched source listed an article first, and when, in UTC: "by harbour, 2026-03-10 17:05"."""
    return f"by {sighting.source}, {clock(iso(sighting.seen))}"


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


def strongest(view: Explanation) -> str:
    """One line: what speaks most for one report, and what most against; empty where nothing was compared."""
    if not view.terms:
        return ""
    most, least = max(view.terms, key=lambda term: term.share), min(view.terms, key=lambda term: term.share)
    for_it = f"Most for it: {_plain(most, 0)} ({odds(most.share)})." if most.share > _SLIGHT else "Nothing found speaks for it."
    against = (
        f"Most against it: {_plain(least, 1)} ({odds(least.share)})."
        if least.share < -_SLIGHT
        else "Nothing found speaks against it."
    )
    return f"{for_it} {against}"


def second_opinion(view: Explanation) -> str:
    """One sentence: whether an encoder was asked, and what it added; empty where none is set."""
    opinion = view.second_opinion
    if opinion is None:
        return ""
    if opinion.added is not None:
        return f"The words leave it open, so {opinion.encoder} was asked what the sentences mean: {odds(opinion.added)}."
    if opinion.undecided:
        return f"The words leave it open, but {opinion.encoder} does not know the language, or has too few sentences to judge by."
    return f"The words are sure, so {opinion.encoder} was not asked."


def names_heading(view: Explanation) -> str:
    """What the names are: where all nouns have capitals, rare ones pass for names."""
    return "Names and rare nouns" if {view.a.lang, view.b.lang} & _CAPITAL_NOUNS else "Names"


def mention(view: Mention) -> str:
    """A name, figure or word as it is written; both ways where the texts differ in more than capitals."""
    if view.a is None or view.b is None:
        return view.a or view.b or ""
    return min(view.a, view.b, key=str.isupper) if view.a.casefold() == view.b.casefold() else f"{view.a} / {view.b}"


def listed(mentions: Sequence[Mention]) -> tuple[Sequence[str], str]:
    """The heaviest mentions, and how many more there are: "and 5 more", or empty."""
    return [mention(one) for one in mentions[:MOST_LISTED]], more(mentions)


def more(listed: Sequence[object]) -> str:
    """How many there are beyond those that are listed: "and 5 more", or empty."""
    beyond = len(listed) - MOST_LISTED
    return f"and {beyond:,} more" if beyond > 0 else ""


def counts(mentions: Mentions) -> str:
    """How many mentions there are of each kind: "4 in both · 2 only in A"."""
    kinds = ((mentions.common, "in both"), (mentions.only_a, "only in A"), (mentions.only_b, "only in B"))
    return " · ".join(f"{len(some):,} {where}" for some, where in kinds if some)


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


def _plain(term: Term, way: int) -> str:
    return _PLAIN.get(term.name, (term.meaning, term.meaning))[way]


def _stand(view: Explanation) -> str:
    return "They stand together in one cluster" if view.together else "They stand apart"


def _threshold(view: Explanation) -> str:
    return f" Groups are merged above a mean of {odds(view.threshold)}."


def _surprise(view: Explanation) -> str:
    """Why a cluster and a pair's own log-odds may disagree: a cluster is formed by the mean over all its pairs, or by people."""
    if view.binding is not None:
        return ""
    if view.together and view.log_odds <= view.threshold:
        return " Other articles of the cluster hold them together."
    if not view.together and view.log_odds > view.threshold:
        return " Other articles of their clusters keep them apart."
    return ""
