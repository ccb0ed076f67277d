"""How acts stand: in their order, after the facts, and with a chain for whatever cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.deciding import act, naive
from newsfold.cluster.decisions import Standing, named, standing, told
from newsfold.model import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsfold.model import Decision

SAME, DIFFERENT, CANONICAL, UNDO = Act.SAME, Act.DIFFERENT, Act.CANONICAL, Act.UNDO
ARTICLES = range(1, 8)

bodies_of = st.dictionaries(st.sampled_from(ARTICLES), st.integers(101, 105))


@st.composite
def acts_made(draw: st.DrawFn) -> list[Decision]:
    acts: list[Decision] = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        kind = draw(st.sampled_from([SAME, SAME, DIFFERENT, DIFFERENT, CANONICAL, UNDO]))
        others = [one.id for one in acts if one.kind is not UNDO]
        if kind is UNDO and others:
            acts.append(act(number, UNDO, 1, draw(st.sampled_from(others))))
        elif kind in {SAME, DIFFERENT}:
            one, other = draw(st.lists(st.sampled_from(ARTICLES), min_size=2, max_size=2, unique=True))
            acts.append(act(number, kind, one, other))
        else:
            acts.append(act(number, CANONICAL, draw(st.sampled_from(ARTICLES))))
    return acts


@given(acts_made(), bodies_of)
def test_it_is_the_definition(acts: list[Decision], bodies: Mapping[int, int]):
    found = standing(acts, bodies)
    held, moot = naive(acts, bodies)
    assert (list(found.in_force), set(found.moot)) == ([one.id for one in held], moot)
    assert found.undone.keys() == {one.other for one in acts if one.kind is UNDO}


@given(acts_made(), bodies_of, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_that_of_articles_matters(acts: list[Decision], bodies: dict[int, int], random: object):
    shuffled = dict(sorted(bodies.items(), key=lambda _: random.random()))  # type: ignore[attr-defined]
    found = standing(acts, bodies)
    assert standing(reversed(acts), shuffled) == found


@given(acts_made(), bodies_of)
def test_classes_hold_what_is_the_same_and_stand_apart_from_what_is_not(acts: list[Decision], bodies: Mapping[int, int]):
    found = standing(acts, bodies)
    homes = found.home
    assert homes == {body: number for number, some in found.classes.items() for body in some}
    assert all(some[0] == number and list(some) == sorted(set(some)) for number, some in found.classes.items())
    assert all(number in found.apart[other] for number, others in found.apart.items() for other in others)
    assert all(number not in others for number, others in found.apart.items())
    assert all(len(some) > 1 or number in found.apart for number, some in found.classes.items())
    for one in naive(acts, bodies)[0]:
        if one.other is None or one.article not in bodies or one.other not in bodies:
            continue
        left, right = (homes.get(bodies[article], bodies[article]) for article in (one.article, one.other))
        if one.kind is SAME:
            assert left == right
        else:
            assert right in found.apart[left]
    latest = {bodies[one.article]: one for one in naive(acts, bodies)[0] if one.kind is CANONICAL and one.article in bodies}
    assert found.pins == latest


@given(acts_made(), bodies_of)
def test_a_chain_leads_from_one_article_to_the_other_over_what_holds(acts: list[Decision], bodies: Mapping[int, int]):
    found = standing(acts, bodies)
    by_id = {one.id: one for one in acts}
    for number, chain in found.moot.items():
        wished = by_id[number]
        assert [step.a for step in chain] + [wished.other] == [wished.article] + [step.b for step in chain]
        made = [step.decision for step in chain if step.decision is not None]
        assert all(one.id in found.in_force and one.id < number for one in made)
        assert all({one.article, one.other} == {step.a, step.b} for step in chain if (one := step.decision) is not None)
        assert all(bodies[step.a] == bodies[step.b] for step in chain if step.decision is None)
        assert [one.kind for one in made].count(DIFFERENT) == (wished.kind is SAME)


def test_the_chain_is_told_from_end_to_end():
    acts = [act(4, SAME, 3, 9), act(7, DIFFERENT, 5, 12, by="bo"), act(8, SAME, 3, 5), act(9, DIFFERENT, 12, 3)]
    found = standing(acts, {3: 103, 9: 109, 12: 109, 5: 105})
    assert (found.in_force, set(found.moot)) == ((4, 7), {8, 9})
    assert told(found.moot[8]) == (
        "articles 3 and 9: same (decision 4, by ana) · articles 9 and 12 have the same words"
        " · articles 12 and 5: different (decision 7, by bo)"
    )
    assert told(found.moot[9]) == "articles 12 and 9 have the same words · articles 9 and 3: same (decision 4, by ana)"


def test_articles_with_the_same_words_are_never_different_and_a_revision_settles_it():
    acts = [act(1, DIFFERENT, 1, 2)]
    equal = standing(acts, {1: 101, 2: 101})
    assert told(equal.moot[1]) == "articles 1 and 2 have the same words"
    apart = standing(acts, {1: 101, 2: 102})
    assert (apart.in_force, apart.moot) == ((1,), {})
    assert apart.apart == {101: frozenset({102}), 102: frozenset({101})}


def test_the_earlier_act_holds_and_the_later_comes_back_once_it_is_undone():
    acts = [act(1, SAME, 1, 2), act(2, DIFFERENT, 2, 1)]
    bodies = {1: 101, 2: 102}
    assert standing(acts, bodies).classes == {101: (101, 102)}
    undone = standing([*acts, act(3, UNDO, 1, 1), act(4, UNDO, 1, 1)], bodies)
    assert (undone.in_force, undone.undone) == ((2,), {1: 3})
    assert undone.apart[101] == frozenset({102})


def test_an_undo_of_nothing_or_of_an_undo_has_no_effect():
    acts = [act(1, SAME, 1, 2), act(2, UNDO, 1, 7), act(3, UNDO, 1, 1), act(4, UNDO, 1, 3)]
    assert standing(acts, {1: 101, 2: 102}).undone == {1: 3}


def test_a_class_goes_through_an_article_that_was_removed():
    acts = [act(1, SAME, 1, 2), act(2, SAME, 2, 3), act(3, DIFFERENT, 2, 4)]
    found = standing(acts, {1: 101, 3: 103, 4: 104})
    assert found.classes == {101: (101, 103), 104: (104,)}
    assert found.apart == {101: frozenset({104}), 104: frozenset({101})}
    assert standing(acts, {4: 104}).classes == {}


def test_of_two_that_forbid_the_same_classes_the_first_is_named():
    acts = [act(1, DIFFERENT, 1, 3), act(2, DIFFERENT, 2, 3), act(3, SAME, 1, 2), act(4, SAME, 2, 3)]
    found = standing(acts, {})
    assert told(found.moot[4]) == "articles 2 and 1: same (decision 3, by ana) · articles 1 and 3: different (decision 1, by ana)"


def test_an_article_is_the_same_as_itself():
    assert told(standing([act(1, DIFFERENT, 1, 1)], {}).moot[1]) == "an article is the same as itself"


def test_the_latest_pin_of_a_body_counts_and_that_of_a_removed_article_does_not():
    acts = [act(1, CANONICAL, 1), act(2, CANONICAL, 2), act(3, CANONICAL, 9)]
    found = standing(acts, {1: 101, 2: 101})
    assert (found.in_force, found.pins) == ((1, 2, 3), {101: acts[1]})


def test_the_articles_that_acts_name_are_not_the_acts_that_they_undo():
    assert named([act(1, SAME, 3, 4), act(2, CANONICAL, 5), act(3, UNDO, 3, 1)]) == {3, 4, 5}


@pytest.mark.parametrize(
    ("acts", "united", "mates"),
    [
        pytest.param([], False, set(), id="nothing was decided"),
        pytest.param([act(1, DIFFERENT, 1, 2)], False, {101}, id="only what stands apart"),
        pytest.param([act(1, SAME, 1, 2)], True, {101, 102}, id="what stands together"),
    ],
)
def test_what_stands_together(acts: Sequence[Decision], united: bool, mates: set[int]):  # noqa: FBT001 a case
    found = standing(acts, {1: 101, 2: 102, 3: 103})
    assert (found.united, found.mates([101, 103, 999])) == (united, mates)


def test_who_stands_apart_among_some():
    acts = [act(1, SAME, 1, 2), act(2, DIFFERENT, 2, 3), act(3, DIFFERENT, 3, 4)]
    found = standing(acts, {1: 101, 2: 102, 3: 103, 4: 104})
    assert found.apart_among([101, 102, 103, 500]) == {101: {103}, 102: {103}, 103: {101, 102}}
    assert found.apart_among([101, 102, 104]) == {}
    assert Standing().apart_among([101, 102]) == {}
