"""The history of a cluster: everything that happened to it and to whatever went into it, in the order in which it happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes, Event
from newsfold.fold.chronicle import history, history_of
from newsfold.model import Act, Decision
from newsfold.store.histories import Came, Story
from newsfold.store.store import Store
from newsfold.views.decisions import ArticleBrief, DecisionView, State
from newsfold.views.histories import ClusterPast, Happening, History, HistoryLine
from store_builders import AT, LATER, digest_of, make_article, make_cluster, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

NOON, ONE, TWO, THREE = (f"2026-03-02T{hour}:00:00+00:00" for hour in (12, 13, 14, 15))
NOON_ELSEWHERE = "2026-03-02T13:00:00+01:00"
BRIEFS = {number: ArticleBrief(number, f"{number}.html", f"Title {number}") for number in range(1, 6)}
PAST = {
    1: ClusterPast(1, BRIEFS[1], None),
    2: ClusterPast(2, BRIEFS[2], 1),
    3: ClusterPast(3, BRIEFS[3], None),
    4: ClusterPast(4, BRIEFS[4], None),
}


def told(*events: tuple[str, Event], family: tuple[int, ...] = (1,)) -> list[tuple[str, Happening, int, int | None]]:
    story = Story(1, 2, family, events, (), PAST, BRIEFS)
    return [(line.at, line.kind, line.cluster, line.other.id if line.other else None) for line in history_of(story, []).lines]


def test_the_way_of_a_cluster_is_told_in_order():
    assert told(
        (NOON, Event(1, "created")),
        (ONE, Event(2, "merged", 1)),
        (NOON, Event(2, "created")),
        (TWO, Event(4, "created")),
        (TWO, Event(4, "split", 1)),
        (THREE, Event(1, "quarantined")),
        family=(1, 2),
    ) == [
        (NOON, Happening.CREATED, 1, None),
        (NOON, Happening.CREATED, 2, None),
        (ONE, Happening.MERGED, 1, 2),
        (TWO, Happening.SPLIT, 1, 4),
        (THREE, Happening.QUARANTINED, 1, None),
    ]


def test_a_cluster_that_was_split_off_says_from_which():
    assert told((NOON, Event(1, "created")), (NOON, Event(1, "split", 3)), (NOON, Event(1, "split", 4))) == [
        (NOON, Happening.CREATED, 1, 3)
    ]


def test_what_was_split_off_and_came_back_is_told_once_each():
    events = ((NOON, Event(2, "created")), (NOON, Event(2, "split", 1)), (ONE, Event(2, "merged", 1)))
    assert told(*events, family=(1, 2)) == [(NOON, Happening.SPLIT, 1, 2), (ONE, Happening.MERGED, 1, 2)]


def test_articles_decisions_and_canonicals_stand_between_in_their_order():
    view = DecisionView(Decision(1, Act.SAME, 1, 3, "ana", NOON_ELSEWHERE), BRIEFS[1], BRIEFS[3], State.IN_FORCE)
    story = Story(
        1,
        2,
        (1,),
        ((NOON, Event(1, "canonical", 3)), (NOON, Event(1, "created"))),
        (Came(NOON, 1, 1, "Old title"), Came(NOON, 1, 2, "Title 1"), Came(ONE, 3, 1, None)),
        PAST,
        BRIEFS,
    )
    assert history_of(story, [view]) == History(
        cluster=1,
        canonical=BRIEFS[1],
        articles=2,
        merged=(),
        lines=(
            HistoryLine(NOON, Happening.CREATED, 1),
            HistoryLine(NOON, Happening.CAME, 1, BRIEFS[1], title="Old title"),
            HistoryLine(NOON, Happening.REVISED, 1, BRIEFS[1], revision=2, title="Title 1"),
            HistoryLine(NOON_ELSEWHERE, Happening.DECIDED, 1, BRIEFS[1], decision=view),
            HistoryLine(NOON, Happening.CANONICAL, 1, BRIEFS[3]),
            HistoryLine(ONE, Happening.CAME, 1, BRIEFS[3]),
        ),
    )


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_the_history_of_a_merged_cluster_is_that_of_the_one_it_leads_to(store: Store):
    filed = sample_changes().filed
    newer = replace(make_article("d.html", "Rain is expected.", site=None), digest=digest_of("new"), title="Rain comes")
    store.apply(Changes(filed=(make_filed(6, newer, revised=True),)), LATER)
    store.note_decision(Act.SAME, 1, 6, by="ana", at=LATER, why="one dispatch")
    store.note_decision(Act.CANONICAL, 4, None, by="bo", at=LATER)
    merged = make_cluster(1, [*filed[:3], filed[5]])
    store.apply(Changes(clusters=(merged,), merged=((3, 1),), events=(Event(3, "merged", 1),)), NOON)
    view = history(store, 3)
    assert view == history(store, 1)
    assert (view.cluster, view.articles, [past.id for past in view.merged]) == (1, 4, [3])
    assert [(line.kind.value, line.article and line.article.id, line.title) for line in view.lines] == [
        ("created", None, None),
        ("created", None, None),
        ("article", 1, "Title of a.html"),
        ("article", 2, "Title of copy.html"),
        ("article", 3, "Title of rewrite.html"),
        ("article", 6, "Title of d.html"),
        ("merged", None, None),
        ("revision", 6, "Rain comes"),
        ("decision", 1, None),
    ]
