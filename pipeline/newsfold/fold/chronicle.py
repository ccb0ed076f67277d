"""The whole story of a cluster, made of its events, of its articles and of what people decided of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsfold.changes import Event
from newsfold.fold.telling import Register
from newsfold.views.histories import Happening, History, HistoryLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsfold.store.histories import Story
    from newsfold.store.store import Store
    from newsfold.views.decisions import DecisionView

# Of what happened at once, what caused the rest comes first; events among themselves keep their order.
_FIRST = {Happening.CREATED: 0, Happening.CAME: 1, Happening.REVISED: 1, Happening.DECIDED: 2}
_LAST = 3


def history(store: Store, cluster: int) -> History:
    """The history of a cluster; the id of a merged one leads to where it went. Raises NotFound."""
    story = store.story(cluster)
    decisions = Register.of(store).about({one.article for one in story.came})
    return history_of(story, decisions)


def history_of(story: Story, decisions: Iterable[DecisionView]) -> History:
    """A history of what the store tells; `decisions` are those about the cluster's articles."""
    lines = [*_events(story), *_came(story), *(_decided(story, view) for view in decisions)]
    return History(
        cluster=story.cluster,
        canonical=story.clusters[story.cluster].canonical,
        articles=story.size,
        merged=tuple(story.clusters[number] for number in story.family if number != story.cluster),
        lines=tuple(sorted(lines, key=lambda line: (datetime.fromisoformat(line.at), _FIRST.get(line.kind, _LAST)))),
    )


def _events(story: Story) -> Iterator[HistoryLine]:
    """One line an event; that a cluster was created and split off at once is one too."""
    origins: dict[int, list[int]] = {}
    for _, event in story.events:
        if event.kind == "split" and event.other is not None:
            origins.setdefault(event.cluster, []).append(event.other)
    for at, event in story.events:
        match event:
            case Event(cluster, "created"):
                came_from = origins.get(cluster, [])
                if set(came_from).isdisjoint(story.family):
                    yield HistoryLine(at, Happening.CREATED, cluster, other=story.clusters[came_from[0]] if came_from else None)
            case Event(cluster, "split", int() as other):
                if other in story.family:
                    yield HistoryLine(at, Happening.SPLIT, other, other=story.clusters[cluster])
            case Event(cluster, "merged", int() as other):
                yield HistoryLine(at, Happening.MERGED, other, other=story.clusters[cluster])
            case Event(cluster, "canonical", int() as other):
                yield HistoryLine(at, Happening.CANONICAL, cluster, story.articles[other])
            case _:
                yield HistoryLine(at, Happening(event.kind), event.cluster)


def _came(story: Story) -> Iterator[HistoryLine]:
    for came in story.came:
        article = story.articles[came.article]
        if came.revision == 1:
            yield HistoryLine(came.at, Happening.CAME, story.cluster, article, title=came.title)
        else:
            yield HistoryLine(came.at, Happening.REVISED, story.cluster, article, revision=came.revision, title=came.title)


def _decided(story: Story, view: DecisionView) -> HistoryLine:
    return HistoryLine(view.decision.at, Happening.DECIDED, story.cluster, view.article, decision=view)
