"""Decisions, contests and histories as plain data, key by key: for JSON, JSON Lines and CSV.

A DECISION is `{"id", "kind", "a": BRIEF, "b": BRIEF | null, "undoes", "by", "at", "why", "state", "undone_by", "reason"}`, a BRIEF
`{"id", "origin", "title", "site", "published"}`, whose origin is null where the article is not stored any more. Keys may be added.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsfold.model import Act
from newsfold.report import figures

if TYPE_CHECKING:
    from newsfold.views.backgrounds import Background
    from newsfold.views.contests import Candidate, Contest
    from newsfold.views.decisions import ArticleBrief, Binding, ClusterSize, DecisionView, Imported, Outcome
    from newsfold.views.histories import ClusterPast, History, HistoryLine
    from newsfold.views.recrownings import Recrowning

Record = dict[str, Any]

_BRIEF = ("id", "origin", "title", "site")
DECISION_COLUMNS = (
    *("id", "kind", *(f"{side}_{key}" for side in "ab" for key in _BRIEF)),
    *("undoes", "by", "at", "why", "state", "undone_by", "reason"),
)


def decision(view: DecisionView) -> Record:
    """A DECISION."""
    act = view.decision
    return {
        "id": act.id,
        "kind": act.kind.value,
        "a": brief(view.article),
        "b": None if view.other is None else brief(view.other),
        "undoes": act.other if act.kind is Act.UNDO else None,
        "by": act.by,
        "at": act.at,
        "why": act.why,
        "state": view.state.value,
        "undone_by": view.undone_by,
        "reason": view.reason,
    }


def decision_row(view: DecisionView) -> list[Any]:
    """A DECISION in the order of `DECISION_COLUMNS`, "" for null."""
    record = decision(view)
    sides = {side: record.pop(side) or dict.fromkeys(_BRIEF) for side in "ab"}
    flat = record | {f"{side}_{key}": value for side, one in sides.items() for key, value in one.items()}
    return ["" if flat[column] is None else flat[column] for column in DECISION_COLUMNS]


def brief(view: ArticleBrief) -> Record:
    """A BRIEF."""
    return asdict(view)


def _known(view: ArticleBrief | None) -> Record | None:
    return None if view is None else brief(view)


def binding(view: Binding) -> Record:
    """What people decided of two articles; `chain` is empty where one decision names both."""
    return {"same": view.same, "decisions": [decision(one) for one in view.decisions], "chain": view.chain}


def outcome(view: Outcome) -> Record:
    """What became of a decision: where its articles stand, and the ids of clusters that changed."""
    return {
        "decision": decision(view.view),
        "known": view.known,
        "applied": view.applied,
        "standing": [{"article": article.id, "cluster": _size(cluster)} for article, cluster in view.standing],
        "merged": [{"cluster": old, "into": new} for old, new in view.merged],
        "changed": list(view.changed),
    }


def imported(view: Imported) -> Record:
    """What became of the decisions of a file."""
    return {
        "noted": view.noted,
        "known": view.known,
        "refused": [{"line": line, "reason": reason} for line, reason in view.refused],
        "applied": view.applied,
    }


def background(view: Background) -> Record:
    """What stands behind a cluster; `decided` is the id of the decision by which its canonical is the one it is, or null."""
    return {
        "contest": contest(view.contest),
        "decided": None if view.pin is None else view.pin.decision.id,
        "decisions": [decision(one) for one in view.decisions],
        "sightings": [
            {"article": one.article, "source": one.source, "first_seen": figures.iso(one.seen)} for one in view.sightings
        ],
    }


def contest(view: Contest) -> Record:
    """How candidates fared, the best first; `decided_by` is a rule, "origin", or empty for an only candidate."""
    return {
        "rules": list(view.rules),
        "decided_by": view.decided_by,
        "candidates": [_candidate(one, view) for one in view.candidates],
    }


def history(view: History) -> Record:
    """A cluster's history, oldest first."""
    return {
        "cluster": view.cluster,
        "articles": view.articles,
        "canonical": _known(view.canonical),
        "merged": [_past(one) for one in view.merged],
        "history": [_line(line) for line in view.lines],
    }


def recrowning(view: Recrowning) -> Record:
    """What other rules would change."""
    return {
        "rules": list(view.rules),
        "stored": view.stored,
        "clusters": view.clusters,
        "articles": view.articles,
        "decided": view.decided,
        "changes": [
            {
                "cluster": change.cluster,
                "articles": change.articles,
                "before": brief(change.before),
                "after": brief(change.after),
                "reason": change.reason,
            }
            for change in view.changes
        ],
    }


def _size(view: ClusterSize) -> Record:
    return {"id": view.id, "articles": view.articles, "canonical": brief(view.canonical)}


def _candidate(view: Candidate, contest: Contest) -> Record:
    fared = zip(contest.rules, view.fared, strict=True)
    return {
        "article": view.article,
        "origin": view.origin,
        "site": view.site,
        "rules": {rule: {"value": how.value, "fate": how.fate.value} for rule, how in fared},
    }


def _past(view: ClusterPast) -> Record:
    return {"id": view.id, "canonical": _known(view.canonical), "merged_into": view.merged_into}


def _line(view: HistoryLine) -> Record:
    return {
        "at": view.at,
        "kind": view.kind.value,
        "cluster": view.cluster,
        "article": None if view.article is None else brief(view.article),
        "other": None if view.other is None else _past(view.other),
        "decision": None if view.decision is None else decision(view.decision),
        "revision": view.revision,
        "title": view.title,
    }
