"""Division of large components: like a partition where one can be made, never quadratic, and nothing but the pairs decides."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.test_partition import both_ways
from newsfold.cluster.flood import BOUNDS, Bounds, Division, Pair, divide
from newsfold.cluster.partition import LIMIT, partition

SMALL = Bounds(core=4, members=2, parts=1, rounds=2)
FAR = -9.0
MORE_THAN_HALF = BOUNDS.members // 2 + 1

scores = st.floats(-9, 9, allow_nan=False).map(lambda value: round(value, 3))
graphs = st.integers(1, 16).flatmap(
    lambda size: st.tuples(st.just(size), st.dictionaries(st.sampled_from(list(combinations(range(16), 2))), scores, max_size=60))
)


class Texts:
    """Stands for the texts: knows the log-odds of every pair, and what was asked."""

    def __init__(self, log_odds: Mapping[Pair, float]) -> None:
        self.log_odds = log_odds
        self.asked: list[Pair] = []

    def compare(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        wanted = list(pairs)
        self.asked += wanted
        return {pair: self.log_odds.get(pair, FAR) for pair in wanted}

    def divided(self, bodies: Iterable[int], bounds: Bounds = BOUNDS, threshold: float = 0.0) -> Division:
        joining = {pair: log_odds for pair, log_odds in self.log_odds.items() if log_odds > 0}
        return divide(list(bodies), joining, threshold, self.compare, bounds)


def stories(*groups: Iterable[int], inside: float = 5.0) -> dict[Pair, float]:
    """Every pair of each group is one report."""
    return {pair: inside for group in groups for pair in combinations(sorted(group), 2)}


@given(graphs)
def test_what_fits_into_the_core_is_partitioned(graph: tuple[int, dict[Pair, float]]):
    size, log_odds = graph
    found = Texts(log_odds).divided(range(size), Bounds(core=16))
    assert found == Division(tuple(partition(range(size), log_odds)), frozenset())


@given(graphs, st.sampled_from([SMALL, Bounds(core=3, members=1, parts=2, rounds=1), Bounds(core=5, members=3, parts=1, rounds=4)]))
def test_every_body_stands_in_one_group_and_few_pairs_are_asked_for(graph: tuple[int, dict[Pair, float]], bounds: Bounds):
    size, log_odds = graph
    texts = Texts(log_odds)
    found = texts.divided(range(size), bounds)
    assert sorted(body for group in found.groups for body in group) == list(range(size))
    assert all((body,) in found.groups for body in found.quarantined)
    assert all(0 <= a < b < size for a, b in texts.asked)
    each_round = size * 2 * bounds.parts * bounds.members + size * bounds.core
    assert len(texts.asked) <= each_round * bounds.rounds


@given(graphs, st.randoms(use_true_random=False))
def test_neither_the_order_of_bodies_nor_that_of_pairs_matters(graph: tuple[int, dict[Pair, float]], random: Random):
    size, log_odds = graph
    bodies, pairs = list(range(size)), list(log_odds.items())
    random.shuffle(bodies)
    random.shuffle(pairs)
    assert Texts(dict(pairs)).divided(bodies, SMALL) == Texts(log_odds).divided(range(size), SMALL)


@given(graphs, st.lists(st.sampled_from(list(combinations(range(16), 2))), max_size=20), st.sampled_from([SMALL, Bounds(core=6)]))
def test_what_must_stand_apart_does(graph: tuple[int, dict[Pair, float]], pairs: list[Pair], bounds: Bounds):
    size, log_odds = graph
    texts, apart = Texts(log_odds), both_ways(pairs)
    joining = {pair: value for pair, value in log_odds.items() if value > 0}
    found = divide(range(size), joining, 0.0, texts.compare, bounds, apart=apart)
    assert sorted(body for group in found.groups for body in group) == list(range(size))
    assert all(other not in apart.get(one, ()) for group in found.groups for one, other in combinations(group, 2))
    each_round = size * 2 * bounds.parts * bounds.members + 2 * size * bounds.core
    assert len(texts.asked) <= each_round * bounds.rounds


def test_two_of_a_flood_part_and_the_others_stay_with_those_that_they_are_like():
    first, second = range(0, 300, 2), range(1, 300, 2)
    texts = Texts(stories(first, second) | {pair: 1.0 for pair in combinations(range(300), 2) if sum(pair) % 2})
    joining = texts.log_odds
    assert divide(range(300), joining, 0.0, texts.compare).groups == (tuple(range(300)),)
    apart = both_ways([(298, 299), (298, 297)])
    found = divide(range(300), joining, 0.0, texts.compare, apart=apart)
    assert found == Division((tuple(first), tuple(second)), frozenset())


def test_of_more_than_the_core_takes_every_one_is_placed_apart_from_its_other():
    apart = both_ways([(body, body + 1) for body in range(20, 60, 2)])
    texts = Texts(stories(range(60)))
    found = divide(range(60), texts.log_odds, 0.0, texts.compare, SMALL, apart=apart)
    assert sorted(body for group in found.groups for body in group) == list(range(60))
    assert all(other not in apart.get(one, ()) for group in found.groups for one, other in combinations(group, 2))
    assert sorted(map(len, found.groups)) == [2, 18, 40]


def test_a_flood_is_one_group_for_a_bounded_price_a_body():
    texts = Texts(stories(range(1000)))
    assert texts.divided(range(1000)) == Division((tuple(range(1000)),), frozenset())
    assert len(texts.asked) == 64 * 63 // 2 + (1000 - 64) * MORE_THAN_HALF


def test_two_floods_that_a_digest_strings_together_stay_two():
    first, second, digest = range(0, 300, 2), range(1, 300, 2), 301
    bridge = {(body, digest): 1.0 for body in (*first, *second)}
    texts = Texts(stories(first, second) | bridge)
    assert texts.divided([*first, *second, digest]) == Division(((*first, digest), tuple(second)), frozenset())


def test_a_story_of_which_the_core_holds_nothing_is_found_among_the_rest():
    flood, story = range(100), range(100, 104)
    texts = Texts(stories(flood, story) | {(99, 100): 0.5})
    assert texts.divided([*flood, *story]) == Division((tuple(flood), tuple(story)), frozenset())


def test_links_lead_to_a_small_part_of_the_core():
    singles, kin = [0, 1, 2], [3, 9, 10]
    texts = Texts(stories(kin) | {(0, 9): 0.1})
    assert texts.divided([*singles, *kin], SMALL).groups == ((0,), (1,), (2,), (3, 9, 10))


def test_the_better_of_two_parts_takes_a_body_and_of_equal_ones_the_first():
    parts = stories([0, 1], [2, 3])
    near = {(0, 7): 2.0, (1, 7): 2.0, (2, 7): 3.0, (3, 7): 2.0} | dict.fromkeys([(0, 8), (1, 8), (2, 8), (3, 8)], 1.5)
    bounds = Bounds(core=4, members=2, parts=2, rounds=1)
    assert Texts(parts | near | {(7, 8): FAR}).divided([0, 1, 2, 3, 7, 8], bounds).groups == ((0, 1, 8), (2, 3, 7))


def test_no_pair_outvotes_the_others():
    parts = stories([0, 1, 2, 3])
    near = {(0, 7): 99.0, (1, 7): -2.5, (2, 7): -2.0, (3, 7): -2.0}
    bounds = Bounds(core=4, members=4, parts=1, rounds=1)
    assert Texts(parts | near).divided([0, 1, 2, 3, 7], bounds).groups == ((0, 1, 2, 3), (7,))


def test_what_is_far_from_more_than_half_of_a_part_is_not_compared_with_the_rest_of_it():
    texts = Texts(stories(range(70)) | {(69, 70): 0.5})
    assert texts.divided(range(71)).groups == (tuple(range(70)), (70,))
    assert sum(70 in pair for pair in texts.asked) == MORE_THAN_HALF


def naive(size: int, log_odds: Mapping[Pair, float], bounds: Bounds) -> dict[int, int | None]:
    """The definition of the first round, word for word: the first body of the part of each body outside of the core."""
    parts = partition(range(bounds.core), log_odds)
    largest = sorted(parts, key=lambda part: (-len(part), part))[: bounds.parts]
    found: dict[int, int | None] = {}
    for body in range(bounds.core, size):
        best = {part: max(log_odds.get((one, body), 0.0) for one in part) for part in parts}
        linked = sorted((part for part in parts if best[part] > 0), key=lambda part: (-best[part], part))[: bounds.parts]
        means: list[tuple[float, int]] = []
        for part in {*largest, *linked}:
            sample = part[: bounds.members]
            said = [round(max(-LIMIT, min(LIMIT, log_odds.get((one, body), FAR))) * 1000) for one in sample]
            means.append((-sum(said) / len(sample), part[0]))
        mean, first = min(means)
        found[body] = first if mean < 0 else None
    return found


@given(graphs, st.sampled_from([SMALL, Bounds(core=6, members=3, parts=2, rounds=1), Bounds(core=5, members=5, parts=1, rounds=1)]))
def test_what_is_not_looked_at_would_have_changed_nothing(graph: tuple[int, dict[Pair, float]], bounds: Bounds):
    size, log_odds = graph
    if size <= bounds.core:
        return
    found = Texts(log_odds).divided(range(size), replace(bounds, rounds=1))
    home = {body: group[0] for group in found.groups for body in group}
    for body, first in naive(size, log_odds, bounds).items():
        assert home[body] == first if first is not None else home[body] >= bounds.core


@pytest.mark.parametrize(("threshold", "together"), [(1.9, True), (2.0, False)])
def test_the_threshold_is_the_mean_above_which_a_body_is_placed(threshold: float, *, together: bool):
    texts = Texts(stories(range(4)) | {(0, 4): 1.0, (1, 4): 3.0})
    assert ((4,) not in texts.divided(range(5), SMALL, threshold).groups) == together


def test_what_has_no_order_is_quarantined_in_the_end():
    ring = {(body, body + 1): 1.0 for body in range(99)}
    found = Texts(ring | {(0, 99): 1.0}).divided(range(100), SMALL)
    assert found.quarantined
    assert max(len(group) for group in found.groups) <= 1 + SMALL.members
    assert Texts(dict.fromkeys(ring, -LIMIT)).divided(range(3), SMALL).quarantined == frozenset()
