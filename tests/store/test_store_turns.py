"""What writers of one database hear of each other, so that none works with what is no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from newsfold.changes import Changes
from newsfold.errors import SchemeMismatch, StoreBusy
from newsfold.model import Reason, Span
from newsfold.store import turns
from newsfold.store.store import Store
from newsfold.store.turns import Heard
from newsfold.store.turns import turns as table
from store_builders import (
    AT,
    LATER,
    LINES,
    body_for,
    make_article,
    make_changes,
    make_cluster,
    make_filed,
    make_refiled,
    make_signature,
    make_skip,
    sample_changes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from databases import PostgreSQL

Pair = tuple[Store, Store]
AFRESH = Heard(afresh=True)


@pytest.fixture
def pair(postgresql: PostgreSQL) -> Iterator[Pair]:
    """Two that have one database open for writing."""
    url = postgresql()
    with Store.open(url, write=True, scheme="s") as one, Store.open(url, write=True, scheme="s") as other:
        yield one, other


def count(store: Store) -> int:
    with store._reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def single(number: int, text: str = "", *, site: str = "example.org") -> Changes:
    """One article in a cluster of its own."""
    filed = make_filed(number, make_article(f"{number}.html", text or f"The bridge number {number} fell.", site=site))
    return make_changes([filed], first_cluster=number)


def body(number: int) -> int:
    return single(number).filed[0].body


def test_what_one_stores_the_other_hears_once(pair: Pair) -> None:
    one, other = pair
    changes = sample_changes()
    one.apply(changes, AT)
    groups = tuple((filed.id, (filed.group,)) for filed in changes.filed)
    assert other.heard() == Heard(frozenset(new.id for new, _ in changes.bodies), frozenset(), groups)
    assert (other.heard(), one.heard()) == (Heard(), Heard())
    assert not other.heard()


def test_turns_of_both_in_any_order_are_heard_by_the_other_alone(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    other.apply(single(2), AT)
    one.apply(single(3), AT)
    assert one.heard().bodies == {body(2)}
    assert other.heard().bodies == {body(1), body(3)}
    assert [number for number, _ in one.heard().articles] == []


def test_what_was_before_somebody_came_is_nothing_new(pair: Pair) -> None:
    one, _ = pair
    one.apply(single(1), AT)
    with Store.open(one._url.render_as_string(hide_password=False), write=True) as late:
        assert late.heard() == Heard()
        one.apply(single(2), AT)
        assert late.heard().bodies == {body(2)}


def test_what_changes_nothing_that_others_remember_is_not_told(pair: Pair) -> None:
    one, other = pair
    one.apply(Changes(skips=(make_skip("x", Reason.EMPTY),)), AT)
    assert (other.heard(), count(one)) == (Heard(), 0)


def test_an_article_that_moved_to_another_group_is_told_with_both(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    other.heard()
    article = make_article("1.html", "The bridge number 1 fell again.", site="other.example")
    revised = make_filed(1, article, revised=True)
    new = body_for(article)
    one.apply(
        Changes(
            filed=(revised,),
            bodies=((new, make_signature(new)),),
            spans=((new.id, Span(0, 0)),),
            bodies_gone=(body(1),),
            clusters=(make_cluster(1, [revised]),),
        ),
        LATER,
    )
    assert other.heard() == Heard(frozenset({new.id}), frozenset({body(1)}), ((1, ("example.org", "other.example")),))
    assert other.lines_of([1, 7]) == {1: ("other.example", LINES)}


def test_an_article_whose_lines_recur_is_told_with_its_new_body(pair: Pair) -> None:
    one, other = pair
    changes = single(1, "Share\nThe bridge fell.")
    one.apply(changes, AT)
    other.heard()
    refiled = make_refiled(changes.filed[0], (0,))
    new = body_for(changes.filed[0].article, (0,))
    moved = make_filed(1, changes.filed[0].article, recurring=(0,))
    one.apply(
        Changes(
            refiled=(refiled,),
            bodies=((new, make_signature(new)),),
            spans=((new.id, Span(0, 0)),),
            bodies_gone=(changes.filed[0].body,),
            clusters=(make_cluster(1, [moved]),),
        ),
        LATER,
    )
    assert other.heard() == Heard(frozenset({new.id}), frozenset({changes.filed[0].body}), ((1, ("example.org",)),))


def test_a_body_that_stands_at_other_times_is_told(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    other.heard()
    one.apply(Changes(spans=((body(1), Span(5, 9)),)), LATER)
    assert other.heard() == Heard(frozenset({body(1)}))
    assert other.spans([body(1)]) == {body(1): Span(5, 9)}


def test_what_was_removed_and_what_lost_its_text_is_gone(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    one.apply(single(2), AT)
    other.heard()
    one.apply(Changes(removed=(1,), clusters_gone=(1,), bodies_gone=(body(1),)), LATER)
    assert other.heard() == Heard(frozenset(), frozenset({body(1)}), ((1, ("example.org",)),))
    one.apply(Changes(emptied=(2,)), LATER)
    assert other.heard() == Heard(frozenset(), frozenset({body(2)}), ())


def test_of_several_turns_the_last_one_says_what_is_so(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    one.apply(Changes(removed=(1,), clusters_gone=(1,), bodies_gone=(body(1),)), LATER)
    assert other.heard() == Heard(frozenset(), frozenset({body(1)}), ((1, ("example.org",)),))
    one.apply(single(3), AT)
    one.apply(Changes(emptied=(3,)), LATER)
    one.apply(single(4), AT)
    heard = other.heard()
    assert (heard.bodies, heard.gone) == (frozenset({body(4)}), frozenset({body(3)}))


ANEW: dict[str, Callable[[Store], object]] = {
    "another threshold": lambda store: store.set_threshold(1.5),
    "everything derived is computed anew": lambda store: store.forget_derived("s"),
}


@pytest.mark.parametrize("change", ANEW.values(), ids=ANEW)
def test_where_everything_may_be_another_there_is_nothing_to_remember(pair: Pair, change: Callable[[Store], object]) -> None:
    one, other = pair
    change(one)
    assert (other.heard(), other.heard(), one.heard()) == (AFRESH, Heard(), Heard())


def test_whoever_works_by_another_scheme_than_the_database_now_has_is_stopped(pair: Pair) -> None:
    one, other = pair
    one.forget_derived("another")
    with pytest.raises(SchemeMismatch, match="computed by scheme another"):
        other.heard()


def test_too_much_to_tell_and_too_much_to_hear(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = pair
    monkeypatch.setattr(turns, "_MOST", 4)
    one.apply(sample_changes(), AT)
    assert other.heard() == AFRESH
    for number in (7, 8):
        one.apply(single(number), AT)
    assert other.heard().bodies == {body(7), body(8)}
    for number in (9, 10, 11):
        one.apply(single(number), AT)
    assert other.heard() == AFRESH


def test_old_turns_are_removed_and_whoever_missed_one_begins_afresh(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = pair
    monkeypatch.setattr(turns, "_KEPT", 3)
    for number in range(1, 4):
        one.apply(single(number), AT)
    assert (count(one), len(other.heard().bodies)) == (3, 3)
    for number in range(4, 8):
        one.apply(single(number), AT)
    assert (count(one), other.heard(), other.heard()) == (3, AFRESH, Heard())


def test_turns_of_long_ago_are_removed(pair: Pair) -> None:
    one, other = pair
    one.apply(single(1), AT)
    with one._writing() as connection:
        connection.execute(table.update().values(at="2020-01-01T00:00:00+00:00"))
    one.apply(single(2), AT)
    assert (count(one), other.heard()) == (1, AFRESH)


def test_in_a_turn_nobody_else_writes_and_all_is_stored_at_its_end(pair: Pair) -> None:
    one, other = pair
    url = one._url.update_query_dict({"options": "-c lock_timeout=50ms"}).render_as_string(hide_password=False)
    with Store.open(url, write=True) as third:
        with one.turn():
            with one.turn(), one.transaction():
                one.apply(single(1), AT)
            assert one.counts()["articles"] == 1
            assert other.counts()["articles"] == 0
            with pytest.raises(StoreBusy):
                third.apply(single(2), AT)
            with pytest.raises(StoreBusy), third.turn():
                pass
        assert other.counts()["articles"] == 1
        third.apply(single(2), AT)


def test_a_turn_that_fails_stores_and_tells_nothing(pair: Pair) -> None:
    one, other = pair

    def fail() -> None:
        with one.turn():
            one.apply(single(1), AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (one.counts()["articles"], other.heard(), count(one)) == (0, Heard(), 0)


def test_whoever_reads_takes_no_turn(pair: Pair) -> None:
    one, other = pair
    with Store.open(one._url.render_as_string(hide_password=False)) as reader, one.turn(), reader.turn():
        one.apply(single(1), AT)
        assert (reader.counts()["articles"], reader.heard()) == (0, Heard())
    assert other.heard().bodies == {body(1)}


def test_where_there_is_one_writer_nobody_tells_or_waits_for_anything() -> None:
    with Store.open(":memory:", write=True, scheme="s") as store:
        with store.turn():
            store.apply(sample_changes(), AT)
            assert store._connection is None
        store.set_threshold(1.0)
        assert (store.heard(), count(store)) == (Heard(), 0)
