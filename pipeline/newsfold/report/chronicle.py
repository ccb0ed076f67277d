"""A cluster's history in words. What they quote from a person or a page is not made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.report.decided import listed, named, what
from newsfold.report.figures import counted
from newsfold.views.histories import Happening

if TYPE_CHECKING:
    from newsfold.views.decisions import DecisionView
    from newsfold.views.histories import History, HistoryLine


def heading(history: History) -> str:
    """One line: how large the cluster is, and what went into it."""
    merged = [past.id for past in history.merged]
    went = f" · {'cluster' if len(merged) == 1 else 'clusters'} {listed(merged)} went into it" if merged else ""
    return f"{counted(history.articles, 'article')}{went}"


def happened(line: HistoryLine, cluster: int) -> str:
    """What happened, without a full stop. Where it happened to another cluster than the one with this id, that one is named."""
    told = _happened(line)
    return told if line.cluster == cluster else f"cluster {line.cluster}: {told}"


def about(line: HistoryLine) -> str:
    """What it happened to, by title: an article, or the other cluster's canonical; empty where there is nothing more to say."""
    if line.decision is not None:
        return line.decision.decision.why
    if line.title is not None:
        return line.title
    if line.other is not None:
        return named(line.other.canonical)
    return "" if line.article is None else named(line.article)


def _happened(line: HistoryLine) -> str:
    if line.decision is not None:
        return _decided(line.decision)
    number = None if line.article is None else line.article.id
    other = None if line.other is None else line.other.id
    origin = "created" if other is None else f"split off from cluster {other}"
    return {
        Happening.CREATED: origin,
        Happening.CAME: f"article {number} came",
        Happening.REVISED: f"article {number} was revised, the {_ordinal(line.revision or 0)} revision",
        Happening.MERGED: f"cluster {other} went into it",
        Happening.SPLIT: f"cluster {other} was split off",
        Happening.CANONICAL: f"article {number} is the canonical now",
        Happening.REMOVED: "removed with all its articles, because they were old",
        Happening.QUARANTINED: "put under quarantine, for its text fits no cluster of its flood",
    }[line.kind]


def _decided(view: DecisionView) -> str:
    act = view.decision
    if view.undoes is not None:
        return f"{act.by} undid decision {view.undoes.id}"
    moot = f", which is moot: {view.reason}" if view.reason else ""
    undone = f", undone by decision {view.undone_by}" if view.undone_by else ""
    return f"{act.by} decided that {what(view)} (decision {act.id}{undone}){moot}"


def _ordinal(number: int) -> str:
    teen = number % 100 // 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
