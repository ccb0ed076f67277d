"""Decisions as labels: pairs of stored articles of which a person said whether they are one report.

Only what a person said of both is a label, and nothing that follows from it. Articles whose texts were removed are left out, for there is
nothing to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfold.fold.telling import Register
from newsfold.model import Act
from newsfold.report.figures import clock
from newsfold.report.safe import visible
from newsfold.views.decisions import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.model import Body, Decision, StoredArticle
    from newsfold.store.store import Store


def labelled_pairs(store: Store) -> list[str]:
    """A line each as `newsfold.evaluate.labels.read_pairs` reads them: both ids, the label, and as a comment who said so."""
    return [f"{act.article}\t{act.other}\t{act.kind.value}\t{_comment(act)}\n" for act, _, _ in _labels(store)]


def labelled_texts(store: Store) -> list[dict[str, Any]]:
    """A record each as `newsfold.match.training.read_decided` reads them: both articles with what is compared of them, the label."""
    return [
        {"a": a, "b": b, "same": act.kind is Act.SAME, "by": act.by, "at": act.at, "why": act.why} for act, a, b in _labels(store)
    ]


def _labels(store: Store) -> list[tuple[Decision, dict[str, Any], dict[str, Any]]]:
    """The decisions on pairs that hold, by id, each with both articles."""
    views = [view for view in Register.of(store).views.values() if view.state in {State.IN_FORCE, State.PENDING}]
    pairs = [(view.decision, view.article.id, view.other.id) for view in views if view.other and view.decision.kind is not Act.UNDO]
    articles = store.articles({number for _, a, b in pairs for number in (a, b)})
    bodies = store.bodies({article.body for article in articles.values()})
    worded = {number for number, article in articles.items() if article.body in bodies}
    return [(act, _side(a, articles, bodies), _side(b, articles, bodies)) for act, a, b in pairs if a in worded and b in worded]


def _side(number: int, articles: Mapping[int, StoredArticle], bodies: Mapping[int, Body]) -> dict[str, Any]:
    article, body = articles[number].article, bodies[articles[number].body]
    return {
        "id": number,
        "origin": article.origin,
        "url": article.url,
        "title": article.title,
        "lang": body.lang,
        "text": body.text,
    }


def _comment(act: Decision) -> str:
    return visible(f"# {act.by}, {clock(act.at)}{f': {act.why}' if act.why else ''}")
