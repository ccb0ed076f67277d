"""Settling: what is the same stands together, what is different apart, and nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from cluster.deciding import act
from cluster.test_flood import Texts, graphs, stories
from newsfold.cluster.decisions import Standing, standing
from newsfold.cluster.flood import BOUNDS, Bounds, Division
from newsfold.cluster.partition import components, partition
from newsfold.cluster.settling import settle
from newsfold.model import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from newsfold.cluster.flood import Pair

SAME, DIFFERENT = Act.SAME, Act.DIFFERENT
SMALL = Bounds(core=4, members=2, parts=1, rounds=2)

pairs = st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda pair: pair[0] != pair[1])
decided = st.lists(st.tuples(st.sampled_from([SAME, DIFFERENT]), pairs), max_size=12)


def stands(*wishes: tuple[Act, Pair]) -> Standing:
    """What holds of the wishes, where article 1 has body 0 and so on."""
    acts = [act(number, kind, one + 1, other + 1) for number, (kind, (one, other)) in enumerate(wishes, 1)]
    return standing(acts, {body + 1: body + 1000 for body in range(16)})


def shifted(log_odds: Mapping[Pair, float], size: int = 16) -> Texts:
    """The same of so many bodies from 1000 on."""
    return Texts({(a + 1000, b + 1000): value for (a, b), value in log_odds.items() if b < size})


def settled(texts: Texts, bodies: Sequence[int], what: Standing, bounds: Bounds = BOUNDS) -> Division:
    """The groups of all components, settled."""
    joining = {pair: value for pair, value in texts.log_odds.items() if value > 0}
    wholes = components(bodies, joining)
    groups = [group for whole in wholes for group in partition(whole, texts.log_odds, 0.0, what.apart_among(whole))]
    return settle(Division(tuple(groups), frozenset()), what, joining, texts.compare, bounds=bounds)


@given(graphs, decided, st.sampled_from([BOUNDS, SMALL]))
def test_every_decision_holds_and_every_body_stands_once(
    graph: tuple[int, dict[Pair, float]], wishes: list[tuple[Act, Pair]], bounds: Bounds
):
    size, log_odds = graph
    what = stands(*wishes)
    bodies = range(1000, 1000 + size)
    found = settled(shifted(log_odds, size), bodies, what, bounds)
    assert sorted(body for group in found.groups for body in group) == list(bodies)
    for group in found.groups:
        assert what.apart_among(group) == {}
        assert what.mates(group).intersection(bodies) <= set(group)
    assert all((body,) in found.groups for body in found.quarantined)


@given(graphs, decided, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(graph: tuple[int, dict[Pair, float]], wishes: list[tuple[Act, Pair]], random: Random):
    size, log_odds = graph
    what = stands(*wishes)
    texts = shifted(log_odds, size)
    joining = {pair: value for pair, value in texts.log_odds.items() if value > 0}
    whole = range(1000, 1000 + size)
    groups = [
        group for some in components(whole, joining) for group in partition(some, texts.log_odds, 0.0, what.apart_among(some))
    ]
    mixed = random.sample(groups, len(groups))
    one, other = (settle(Division(tuple(some), frozenset()), what, joining, texts.compare) for some in (groups, mixed))
    assert set(one.groups) == set(other.groups)


@given(graphs, decided)
def test_without_what_stands_apart_groups_only_grow_and_nothing_is_compared(
    graph: tuple[int, dict[Pair, float]], wishes: list[tuple[Act, Pair]]
):
    size, log_odds = graph
    what = stands(*((SAME, pair) for _, pair in wishes))
    texts = shifted(log_odds, size)
    before = settled(texts, range(1000, 1000 + size), Standing())
    after = settled(texts, range(1000, 1000 + size), what)
    assert all(any(set(small) <= set(large) for large in after.groups) for small in before.groups)
    assert texts.asked == []


@given(graphs, st.tuples(st.sampled_from([SAME, DIFFERENT]), pairs))
def test_what_held_already_changes_nothing(graph: tuple[int, dict[Pair, float]], wish: tuple[Act, Pair]):
    size, log_odds = graph
    texts = shifted(log_odds, size)
    before = settled(texts, range(1000, 1000 + size), Standing())
    kind, (one, other) = wish
    assume(max(one, other) < size)
    together = any({one + 1000, other + 1000} <= set(group) for group in before.groups)
    if together == (kind is SAME):
        assert settled(texts, range(1000, 1000 + size), stands(wish)).groups == before.groups


def test_two_stories_become_one_and_who_is_different_leaves_with_those_that_are_like_it():
    texts = shifted(stories([0, 1, 2], [3, 4, 5], [6, 7]) | dict.fromkeys([(0, 4), (0, 5)], -9.0))
    bodies = range(1000, 1008)
    union = stands((SAME, (0, 3)))
    assert settled(texts, bodies, union).groups == ((1000, 1001, 1002, 1003, 1004, 1005), (1006, 1007))
    parted = stands((SAME, (0, 3)), (DIFFERENT, (1, 4)))
    assert settled(texts, bodies, parted).groups == ((1000, 1001, 1002, 1003), (1004, 1005), (1006, 1007))


def test_a_class_is_as_near_as_the_nearest_of_its_bodies():
    near = {(0, 2): -3.0, (1, 2): 4.0, (0, 3): 2.0, (1, 3): -3.0, (2, 3): 3.0}
    what = stands((SAME, (0, 1)), (DIFFERENT, (2, 3)))
    assert settled(shifted(near), range(1000, 1004), what).groups == ((1000, 1001, 1002), (1003,))


def test_who_was_quarantined_is_not_once_it_stands_with_another():
    groups = Division(((1000,), (1001,), (1002,)), frozenset({1000, 1001}))
    found = settle(groups, stands((SAME, (1, 2))), {}, Texts({}).compare)
    assert found == Division(((1000,), (1001, 1002)), frozenset({1000}))


def test_a_union_that_is_large_is_divided_for_a_price_that_grows_with_it():
    first, second = range(1000, 1300), range(1300, 1600)
    texts = Texts(stories(first, second))
    acts = [act(1, SAME, 1, 2), act(2, DIFFERENT, 3, 4)]
    what = standing(acts, {1: 1000, 2: 1300, 3: 1200, 4: 1500})
    joining = {pair: value for pair, value in texts.log_odds.items() if value > 0}
    found = settle(Division((tuple(first), tuple(second)), frozenset()), what, joining, texts.compare)
    assert sorted(map(len, found.groups)) == [299, 301]
    assert what.apart_among(found.groups[0]) == what.apart_among(found.groups[1]) == {}
    assert len(set(texts.asked)) < 600 * (BOUNDS.core + 2 * BOUNDS.members)


def test_pairs_that_cannot_be_compared_speak_for_nothing():
    acts = [act(1, SAME, 1, 2), act(2, DIFFERENT, 2, 3), act(3, SAME, 3, 4), act(4, SAME, 1, 5)]
    what = standing(acts, {1: 1000, 2: 1001, 3: 1002, 4: 1003, 5: 1004})

    def compare(pairs: object) -> dict[Pair, float]:
        del pairs
        return {}

    groups = Division(((1000, 1002), (1001,), (1003,), (1004,)), frozenset())
    found = settle(groups, what, {}, compare)
    assert set(found.groups) == {(1000, 1001, 1004), (1002, 1003)}
