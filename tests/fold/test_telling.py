"""Decisions as people see them: what each is about, how it stands, and what binds two articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes, Refiled
from newsfold.fold.telling import Register, binding, outcome
from newsfold.model import Act, Decision
from newsfold.store.store import Store
from newsfold.views.decisions import ArticleBrief, Binding, ClusterSize, DecisionView, Outcome, State
from store_builders import AT, LATER, make_article, make_cluster, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

A, COPY, REWRITE, B, C, D = (
    ArticleBrief(1, "a.html", "Title of a.html", "example.org", "epoch 100"),
    ArticleBrief(2, "copy.html", "Title of copy.html", "copy.example", None),
    ArticleBrief(3, "rewrite.html", "Title of rewrite.html", "other.example", "epoch 90"),
    ArticleBrief(4, "b.html", "Title of b.html", "example.org", "epoch 300"),
    ArticleBrief(5, "c.html", "Title of c.html", "example.org", "epoch 310"),
    ArticleBrief(6, "d.html", "Title of d.html", None, None),
)


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def decide(store: Store, kind: Act, article: int, other: int | None = None, *, by: str = "ana", why: str = "") -> Decision:
    return store.note_decision(kind, article, other, by=by, at=AT, why=why)


def views(store: Store) -> list[DecisionView]:
    return list(Register.of(store).views.values())


def test_each_decision_is_told_with_its_articles_and_how_it_stands(store: Store) -> None:
    same = decide(store, Act.SAME, 1, 4, why="one dispatch")
    apart = decide(store, Act.DIFFERENT, 4, 6, by="bo")
    speaks = decide(store, Act.CANONICAL, 99)
    undo = decide(store, Act.UNDO, 4, apart.id, by="cy")
    store.apply(Changes(decided=speaks.id), AT)
    assert views(store) == [
        DecisionView(same, A, B, State.IN_FORCE),
        DecisionView(apart, B, D, State.UNDONE, undone_by=undo.id),
        DecisionView(speaks, ArticleBrief(99), None, State.IN_FORCE),
        DecisionView(undo, B, D, State.PENDING, undoes=apart),
    ]
    assert [view.decision.id for view in Register.of(store).about([6])] == [apart.id, undo.id]
    assert Register.of(store).about([5]) == ()


def test_a_decision_that_cannot_stand_any_more_says_why(store: Store) -> None:
    decide(store, Act.DIFFERENT, 1, 6)
    same = sample_changes().filed[0].body
    store.apply(
        Changes(refiled=(Refiled(6, (), same),), bodies_gone=(sample_changes().filed[5].body,), merged=((3, 1),)),
        LATER,
    )
    (view,) = views(store)
    assert (view.state, view.reason) == (State.MOOT, "articles 1 and 6 have the same words")


def test_of_several_the_latest_is_the_pin_of_a_cluster(store: Store) -> None:
    first, last = decide(store, Act.CANONICAL, 3), decide(store, Act.CANONICAL, 2)
    report = sample_changes().filed[:3]
    register = Register.of(store)
    assert register.pin({one.body for one in report}) == register.views[last.id]
    assert register.pin([report[2].body]) == register.views[first.id]
    assert register.pin([sample_changes().filed[5].body]) is None


def test_a_decision_binds_the_articles_that_it_names(store: Store) -> None:
    assert binding(store, 1, 4) is None
    decide(store, Act.SAME, 4, 1, why="one dispatch")
    (view,) = views(store)
    assert binding(store, 1, 4) == binding(store, 4, 1) == Binding(same=True, decisions=(view,))
    assert binding(store, 1, 6) is None
    assert binding(store, 1, 1) is None


def test_decisions_bind_by_way_of_others_and_of_equal_words(store: Store) -> None:
    decide(store, Act.SAME, 1, 4)
    decide(store, Act.DIFFERENT, 5, 4, by="bo")
    same, apart = views(store)
    assert binding(store, 2, 4) == Binding(
        same=True,
        decisions=(same,),
        chain="articles 2 and 1 have the same words · articles 1 and 4: same (decision 1, by ana)",
    )
    assert binding(store, 2, 5) == Binding(
        same=False,
        decisions=(same, apart),
        chain="articles 2 and 1 have the same words · articles 1 and 4: same (decision 1, by ana)"
        " · articles 4 and 5: different (decision 2, by bo)",
    )


def test_what_nobody_decided_binds_nobody(store: Store) -> None:
    decide(store, Act.SAME, 4, 5)
    assert binding(store, 1, 2) is None  # exact copies, which are no matter of decisions


def test_an_outcome_tells_where_the_articles_stand(store: Store) -> None:
    gone = make_filed(7, make_article("gone", "Sleet in May."))
    act = decide(store, Act.SAME, 1, 6)
    filed = sample_changes().filed
    store.apply(Changes(clusters=(make_cluster(1, [*filed[:3], filed[5]]),), merged=((3, 1),)), LATER)
    home = ClusterSize(1, 4, A)
    assert outcome(store, act.id, known=False, applied=True, merged=((3, 1),), changed=(1,)) == Outcome(
        DecisionView(act, A, D, State.PENDING),
        known=False,
        applied=True,
        standing=((A, home), (D, home)),
        merged=((3, 1),),
        changed=(1,),
    )
    lost = decide(store, Act.CANONICAL, gone.id)
    assert outcome(store, lost.id, known=True, applied=False).standing == ()
