"""Deciding: noted and done at once, or noted beside whoever holds the database and done there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fold.test_fold import MINERALS, POLICY, boxed
from newsfold import steer
from newsfold.changes import Changes, Event
from newsfold.errors import Contradiction, NotFound, SchemeMismatch, UsageError
from newsfold.fold.fold import Fold
from newsfold.match.scheme import scheme_id
from newsfold.model import Act
from newsfold.settings import load
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from store_builders import AT

if TYPE_CHECKING:
    from pathlib import Path

    from databases import Fresh
    from newsfold.settings import Settings

SAME, DIFFERENT, CANONICAL = Act.SAME, Act.DIFFERENT, Act.CANONICAL
# Articles 1, 2 and 3 are one report, 4 and 5 two others, 6 has the words of 4, and 7 has hardly any.
POOL = [
    MINERALS["A"],
    MINERALS["B"],
    MINERALS["C"],
    boxed(0),
    boxed(1),
    replace(boxed(0), origin="copy"),
    replace(boxed(2), text="Rain.", origin="rain"),
]


@pytest.fixture
def settings(database: str) -> Settings:
    settings = load(db=database)
    with Store.open(settings.db, write=True, scheme=scheme_id(None)) as store:
        Fold(store, POLICY, {}).take_in(POOL, [], AT)
    return settings


@pytest.fixture
def one_writer(fresh: Fresh) -> None:
    if fresh.kind != "sqlite":
        pytest.skip("several write at once, so nobody need note beside another")


def clusters(settings: Settings) -> dict[int, set[int]]:
    """The articles of each cluster that show a body."""
    with Store.open(settings.db) as store:
        return {
            view.id: {view.canonical.id, *(one.article.id for one in view.variants)}
            for view in store.report(limit=99, singles=True)
        }


def dumped(settings: Settings) -> str:
    with Store.open(settings.db) as store:
        return dump_text(store)


def test_what_the_pool_is(settings: Settings):
    assert clusters(settings) == {1: {1, 2, 3}, 2: {4}, 3: {5}, 4: {7}}


def test_two_become_one_and_two_again(settings: Settings):
    before = clusters(settings)
    done = steer.decide(settings, SAME, "1", "box1", by="ana", why="seen it")
    assert (done.applied, done.known, done.changed, done.merged) == (True, False, (1,), ((3, 1),))
    act = done.decision
    assert (act.id, act.kind, act.article, act.other, act.by, act.why) == (1, SAME, 1, 5, "ana", "seen it")
    assert clusters(settings) == {1: {1, 2, 3, 5}, 2: {4}, 4: {7}}
    undone = steer.undo(settings, None, by="bo", why="")
    assert (undone.decision.kind, undone.decision.article, undone.decision.other) == (Act.UNDO, 1, 1)
    assert (undone.changed, undone.merged) == ((1, 5), ())
    assert clusters(settings) == {1: before[1], 2: before[2], 4: before[4], 5: before[3]}
    with Store.open(settings.db) as store:
        assert [event for _, event in store.history(3)] == [Event(3, "created"), Event(3, "merged", 1)]
        assert [event for _, event in store.history(5)] == [Event(5, "created"), Event(5, "split", 1)]


def test_one_is_parted_from_its_cluster(settings: Settings):
    done = steer.decide(settings, DIFFERENT, "1", "2", by="ana", why="")
    assert done.changed == (1, 5)
    assert sorted(map(sorted, clusters(settings).values()))[:2] in ([[1], [2, 3]], [[1, 3], [2]])


def test_who_speaks_for_a_cluster(settings: Settings):
    done = steer.decide(settings, CANONICAL, "2", "1", by="ana", why="the better text")
    assert (done.decision.article, done.decision.other, done.changed) == (2, None, (1,))
    with Store.open(settings.db) as store:
        view = store.cluster(1)
        assert (view.canonical.id, view.canonical_reason) == (2, f"decided by ana on {done.decision.at[:10]}: the better text")
        assert store.history(1)[-1][1] == Event(1, "canonical", 2)
    assert steer.decide(settings, CANONICAL, "2", None, by="bo", why="").known
    assert not steer.decide(settings, CANONICAL, "3", None, by="bo", why="").known
    assert not steer.decide(settings, CANONICAL, "2", None, by="bo", why="").known, "the latest counts"


def test_a_copy_shows_its_body_and_speaks(settings: Settings):
    steer.decide(settings, CANONICAL, "copy", "2", by="ana", why="")
    with Store.open(settings.db) as store:
        assert (store.cluster(2).canonical.origin, store.cluster(2).canonical.copies) == ("copy", ("box0",))
    steer.undo(settings, 1, by="ana", why="")
    with Store.open(settings.db) as store:
        assert (store.cluster(2).canonical.origin, store.cluster(2).canonical.copies) == ("box0", ("copy",))


def test_a_text_too_short_to_be_compared_stands_where_it_was_decided(settings: Settings):
    steer.decide(settings, SAME, "rain", "2", by="ana", why="")
    steer.decide(settings, CANONICAL, "rain", None, by="ana", why="")
    assert clusters(settings)[1] == {1, 2, 3, 7}


def test_what_holds_already_is_not_noted_again(settings: Settings):
    first = steer.decide(settings, SAME, "1", "4", by="ana", why="")
    again = steer.decide(settings, SAME, "4", "1", by="bo", why="too")
    assert again == steer.Decided(first.decision, applied=True, known=True)
    steer.decide(settings, SAME, "4", "5", by="ana", why="")
    assert not steer.decide(settings, SAME, "1", "5", by="ana", why="").known, "what only follows is noted: the rest may be undone"
    undone = steer.undo(settings, 1, by="ana", why="")
    assert steer.undo(settings, 1, by="bo", why="") == steer.Decided(undone.decision, applied=True, known=True)


@pytest.mark.parametrize(
    ("kind", "one", "other", "error", "told"),
    [
        pytest.param(SAME, "1", "99", NotFound, "no article 99", id="no such article"),
        pytest.param(SAME, "1", None, NotFound, "no article ", id="only one article"),
        pytest.param(SAME, "1", "1", UsageError, "article 1 is named twice; a decision is about two articles", id="one article"),
        pytest.param(CANONICAL, "1", "99", NotFound, "no cluster 99", id="no such cluster"),
        pytest.param(CANONICAL, "1", "x", NotFound, "no cluster x", id="no id"),
        pytest.param(CANONICAL, "1", "²", NotFound, "no cluster ²", id="no digit"),
        pytest.param(CANONICAL, "1", "3", UsageError, "article 1 does not stand in cluster 3 but in 1", id="another cluster"),
        pytest.param(
            DIFFERENT,
            "4",
            "6",
            Contradiction,
            "articles 4 and 6 cannot be two reports: articles 4 and 6 have the same words",
            id="same words",
        ),
        pytest.param(
            DIFFERENT,
            "6",
            "1",
            Contradiction,
            "articles 6 and 1 cannot be two reports: articles 6 and 4 have the same words · articles 4 and 1: same (decision 1, by ana)",
            id="a chain",
        ),
        pytest.param(
            SAME,
            "1",
            "5",
            Contradiction,
            "articles 1 and 5 cannot be one report: articles 1 and 4: same (decision 1, by ana) · articles 4 and 6 have the same words"
            " · articles 6 and 5: different (decision 2, by bo)",
            id="a longer chain",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(  # noqa: PLR0917 a case
    settings: Settings, kind: Act, one: str, other: str | None, error: type[UsageError], told: str
):
    steer.decide(settings, SAME, "1", "4", by="ana", why="")
    steer.decide(settings, DIFFERENT, "6", "5", by="bo", why="")
    before = dumped(settings)
    with pytest.raises(UsageError) as refused:
        steer.decide(settings, kind, one, other, by="chi", why="")
    assert (type(refused.value), str(refused.value)) == (error, told)
    assert dumped(settings) == before


def test_an_undo_names_a_decision_that_is_no_undo(settings: Settings):
    with pytest.raises(NotFound, match="there is no decision to be undone"):
        steer.undo(settings, None, by="ana", why="")
    steer.decide(settings, SAME, "1", "4", by="ana", why="")
    steer.undo(settings, 1, by="ana", why="")
    with pytest.raises(NotFound, match="no decision 7"):
        steer.undo(settings, 7, by="ana", why="")
    with pytest.raises(UsageError, match="decision 2 undid decision 1, and cannot be undone itself; decide again instead"):
        steer.undo(settings, 2, by="ana", why="")
    with pytest.raises(NotFound):
        steer.undo(settings, None, by="ana", why="")


def test_a_name_is_needed_and_words_are_kept_in_one_line(settings: Settings):
    with pytest.raises(UsageError, match="needs the name of whoever makes it"):
        steer.decide(settings, SAME, "1", "4", by=" \n\t", why="")
    done = steer.decide(settings, SAME, "1", "4", by="ana\n\x1b[31m", why="\udcff a\r\n  b ")
    assert (done.decision.by, done.decision.why) == ("ana [31m", "\ufffd a b")


def test_where_there_is_no_database_none_is_made(tmp_path: Path):
    with pytest.raises(NotFound):
        steer.decide(load(db=str(tmp_path / "none.db")), SAME, "1", "2", by="ana", why="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("one_writer")
def test_beside_whoever_writes_it_is_noted_and_done_there(settings: Settings):
    with Store.open(settings.db, write=True, scheme=scheme_id(None)) as store:
        fold = Fold(store, POLICY, {})
        assert steer.apply_pending(fold, store, AT) == Changes()
        before = clusters(settings)
        done = steer.decide(settings, SAME, "1", "4", by="ana", why="")
        assert (done.applied, done.changed, clusters(settings)) == (False, (), before)
        assert steer.decide(settings, SAME, "1", "4", by="ana", why="") == steer.Decided(done.decision, applied=False, known=True)
        with pytest.raises(Contradiction):
            steer.decide(settings, DIFFERENT, "1", "4", by="bo", why="")
        steer.decide(settings, CANONICAL, "4", "2", by="ana", why="")
        changes = steer.apply_pending(fold, store, AT)
        assert ([cluster.id for cluster in changes.clusters], changes.merged, changes.decided) == ([1], ((2, 1),), 2)
        assert steer.apply_pending(fold, store, AT) == Changes()
        assert steer.undo(settings, 1, by="bo", why="").applied is False
        fold.take_in([replace(boxed(3), origin="late")], [], AT)
        assert not store.pending(), "a batch applies it as well"
    assert clusters(settings) == {1: {4}, 3: {5}, 4: {7}, 5: {8}, 6: {1, 2, 3}}, "the part with the canonical keeps the id"


@pytest.mark.usefixtures("one_writer")
def test_what_was_left_pending_is_done_with_the_next_decision(settings: Settings):
    with Store.open(settings.db, write=True):
        steer.decide(settings, SAME, "1", "4", by="ana", why="")
    done = steer.decide(settings, SAME, "5", "7", by="bo", why="")
    assert (done.applied, done.changed, done.merged) == (True, (1, 3), ((2, 1), (4, 3)))
    assert clusters(settings) == {1: {1, 2, 3, 4}, 3: {5, 7}}


def test_what_was_noted_while_another_ended_is_done_at_once(settings: Settings):
    writer = Store.open(settings.db, write=True)

    def noted_late(store: Store) -> steer.Decided:
        writer.close()
        return steer.note(store, SAME, "1", "4", by="ana", why="")

    done = steer._act(settings, noted_late)
    assert (done.applied, done.merged) == (True, ((2, 1),))


@pytest.mark.usefixtures("one_writer")
def test_beside_another_scheme_it_is_only_noted(settings: Settings):
    writer = Store.open(settings.db, write=True)
    writer.set_scheme("another")

    def noted_late(store: Store) -> steer.Decided:
        writer.close()
        return steer.note(store, SAME, "1", "4", by="ana", why="")

    with Store.open(settings.db) as store:
        assert not steer._act(settings, noted_late).applied
        assert store.pending()
    with pytest.raises(SchemeMismatch):
        steer.decide(settings, SAME, "1", "5", by="ana", why="")
