"""Decisions of people in the words that reports share. What they quote from a person or a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.model import Act
from newsfold.report.figures import clock, counted
from newsfold.views.decisions import State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsfold.model import Decision
    from newsfold.views.decisions import ArticleBrief, Binding, ClusterSize, DecisionView, Outcome

NO_DECISIONS = "Nothing was decided yet."
RUNNING = "A running newsfold holds the database, and will apply this shortly."
_DAY = 10


def named(article: ArticleBrief | None) -> str:
    """What an article is called: its title, else its origin, else that it is gone. None: nobody knows any more which one it was."""
    return (article and (article.title or article.origin)) or "(not stored any more)"


def what(view: DecisionView) -> str:
    """What was decided, without a full stop: "articles 3 and 9 are one report"."""
    if view.undoes is not None:
        return f"decision {view.undoes.id} ({_what(view.undoes)}) holds no longer"
    return _what(view.decision)


def _what(act: Decision) -> str:
    match act.kind:
        case Act.SAME:
            return f"articles {act.article} and {act.other} are one report"
        case Act.DIFFERENT:
            return f"articles {act.article} and {act.other} are different reports"
        case Act.CANONICAL:
            return f"article {act.article} speaks for its cluster"
        case Act.UNDO:
            return f"decision {act.other} holds no longer"


def stands(view: DecisionView) -> str:
    """How a decision stands, in a word or two."""
    match view.state:
        case State.UNDONE:
            return f"undone by {view.undone_by}"
        case State.PENDING:
            return "not applied yet"
        case State.IN_FORCE if view.undoes is not None:
            return ""
        case _:
            return view.state.value


def when(view: DecisionView) -> str:
    """When it was decided, in UTC: "2026-03-02 08:15"."""
    return clock(view.decision.at)


def said(view: DecisionView) -> str:
    """Who decided what, when and why, as a sentence: "ana decided on 2026-03-02 that ...: why (decision 4)"."""
    act = view.decision
    return f"{act.by} decided on {clock(act.at)[:_DAY]} that {what(view)}{_why(view)} (decision {act.id})."


def caveat(view: DecisionView) -> str:
    """A sentence to follow `said`, where the decision does not hold, or not yet; else empty."""
    match view.state:
        case State.UNDONE:
            return f" It was undone by decision {view.undone_by}."
        case State.PENDING:
            return " It is not applied yet."
        case State.MOOT:
            return f" It is moot: {view.reason}."
        case State.IN_FORCE:
            return ""


def bound(binding: Binding) -> str:
    """One or two sentences: what people decided of two articles, by whose decision or by which way."""
    verdict = "they are one report" if binding.same else "they are different reports"
    late = next((caveat(view) for view in binding.decisions if view.state is State.PENDING), "")
    if binding.chain:
        numbers = f"{'decision' if len(binding.decisions) == 1 else 'decisions'} {listed([view.decision.id for view in binding.decisions])}"
        return f"It follows from {numbers} that {verdict}: {binding.chain}.{late}"
    act = binding.decisions[0].decision
    return f"{act.by} decided on {clock(act.at)[:_DAY]} that {verdict}{_why(binding.decisions[0])} (decision {act.id}).{late}"


def became(outcome: Outcome) -> Sequence[str]:
    """Sentences: what became of the clusters."""
    if outcome.known:
        return [
            f"It holds already, by decision {outcome.view.decision.id} of {outcome.view.decision.by}, {when(outcome.view)}.",
            *_places(outcome),
        ]
    if not outcome.applied:
        return [RUNNING]
    told = [*_mergers(outcome), *_places(outcome)]
    named_already = {old for pair in outcome.merged for old in pair} | {cluster.id for _, cluster in outcome.standing}
    others = sorted(set(outcome.changed) - named_already)
    return [*told, *([f"{_clusters(others)} changed too."] if others else [])]


def sized(cluster: ClusterSize) -> str:
    """A cluster and its size: "cluster 3, 6 articles"."""
    return f"cluster {cluster.id}, {counted(cluster.articles, 'article')}"


def listed(numbers: Collection[int]) -> str:
    """Numbers as people list them: "3, 7 and 9"."""
    *first, last = (str(number) for number in numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _why(view: DecisionView) -> str:
    return f": {view.decision.why}" if view.decision.why else ""


def _mergers(outcome: Outcome) -> list[str]:
    went: dict[int, list[int]] = {}
    for old, new in outcome.merged:
        went.setdefault(new, []).append(old)
    return [f"Clusters {listed(sorted([new, *olds]))} are one now." for new, olds in sorted(went.items())]


def _places(outcome: Outcome) -> list[str]:
    """Where the articles stand, or what speaks for their cluster where that was decided: one sentence a cluster."""
    homes: dict[int, list[int]] = {}
    sizes = {cluster.id: cluster for _, cluster in outcome.standing}
    for article, cluster in outcome.standing:
        homes.setdefault(cluster.id, []).append(article.id)
    place = _canonical if (outcome.view.undoes or outcome.view.decision).kind is Act.CANONICAL else _place
    return [
        f"{place(articles, sizes[home])}{'' if home in outcome.changed else ', as before'}."
        for home, articles in sorted(homes.items())
    ]


def _place(articles: Sequence[int], cluster: ClusterSize) -> str:
    several = len(articles) > 1
    return f"{'Articles' if several else 'Article'} {listed(articles)} {'stand' if several else 'stands'} in {sized(cluster)}"


def _canonical(_: Sequence[int], cluster: ClusterSize) -> str:
    return f"Article {cluster.canonical.id} is the canonical of {sized(cluster)}"


def _clusters(numbers: Collection[int]) -> str:
    return f"{'Cluster' if len(numbers) == 1 else 'Clusters'} {listed(numbers)}"
