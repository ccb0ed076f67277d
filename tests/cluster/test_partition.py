"""Partition by average log-odds: what must stand together, what must not, and that nothing but the pairs decides."""

from collections.abc import Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.partition import CLEARLY_APART, LIMIT, NOTHING_APART, Apart, components, partition

Links = dict[tuple[int, int], float]

scores = st.floats(-9, 9, allow_nan=False).map(lambda value: round(value, 3))
graphs = st.integers(1, 9).flatmap(
    lambda size: st.tuples(st.just(size), st.dictionaries(st.sampled_from(list(combinations(range(9), 2))), scores, max_size=30))
)


def both_ways(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Who must stand apart from whom."""
    apart: dict[int, set[int]] = {}
    for one, other in pairs:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    return apart


aparts = st.lists(st.sampled_from(list(combinations(range(9), 2))), max_size=6).map(both_ways)


def naive(bodies: list[int], links: Links, apart: Apart = NOTHING_APART) -> list[tuple[int, ...]]:
    """The definition, word for word, in exact integers."""
    groups = [[body] for body in sorted(bodies)]

    def total(left: list[int], right: list[int]) -> int:
        pairs = [(min(a, b), max(a, b)) for a in left for b in right]
        return sum(round(max(-LIMIT, min(LIMIT, links.get(pair, -LIMIT))) * 1000) for pair in pairs)

    def forbidden(left: list[int], right: list[int]) -> bool:
        pairs = [(min(a, b), max(a, b)) for a in left for b in right]
        return any(links.get(pair, 0.0) < CLEARLY_APART or pair[1] in apart.get(pair[0], ()) for pair in pairs)

    while True:
        merges = [
            (-total(left, right) / (len(left) * len(right)), i, j)
            for (i, left), (j, right) in combinations(enumerate(groups), 2)
            if not forbidden(left, right)
        ]
        if not merges or min(merges)[0] >= 0:
            return [tuple(sorted(group)) for group in groups]
        _, i, j = min(merges)
        groups[i] += groups.pop(j)


@given(graphs)
def test_it_is_the_definition(graph: tuple[int, Links]):
    size, links = graph
    bodies = list(range(size))
    assert partition(bodies, links) == naive(bodies, links)


@given(graphs, aparts)
def test_what_must_stand_apart_does_and_nothing_else_changes_the_definition(graph: tuple[int, Links], apart: dict[int, set[int]]):
    size, links = graph
    found = partition(range(size), links, apart=apart)
    assert found == naive(list(range(size)), links, apart)
    assert all(other not in apart.get(one, ()) for group in found for one, other in combinations(group, 2))


@given(graphs, st.randoms(use_true_random=False))
def test_neither_the_order_of_bodies_nor_that_of_links_matters(graph: tuple[int, Links], random: Random):
    size, links = graph
    bodies = list(range(size))
    random.shuffle(bodies)
    shuffled = list(links.items())
    random.shuffle(shuffled)
    assert partition(bodies, dict(shuffled)) == partition(range(size), links)


@given(graphs)
def test_no_group_holds_two_bodies_that_are_clearly_apart(graph: tuple[int, Links]):
    size, links = graph
    for group in partition(range(size), links):
        assert all(links.get(pair, 0.0) >= CLEARLY_APART for pair in combinations(group, 2))


@given(graphs)
def test_every_body_stands_in_exactly_one_group(graph: tuple[int, Links]):
    size, links = graph
    groups = partition(range(size), links)
    assert sorted(body for group in groups for body in group) == list(range(size))


@given(graphs, st.floats(-3, 3).map(lambda value: round(value, 1)))
def test_a_higher_threshold_never_joins_what_a_lower_one_parts(graph: tuple[int, Links], threshold: float):
    size, links = graph
    coarse = partition(range(size), links, threshold)
    fine = partition(range(size), links, threshold + 1)
    assert all(any(set(small) <= set(large) for large in coarse) for small in fine)


def chain(length: int) -> Links:
    """Each near its neighbours, less near the next but one, and unlike the rest, which was never compared."""
    return {(a, a + 1): 3.0 for a in range(length)} | {(a, a + 2): -1.0 for a in range(length - 1)}


STORIES = [*combinations((0, 1, 2), 2), *combinations((3, 4, 5), 2)]
BRIDGE: Links = dict.fromkeys(STORIES, 4.0) | {(body, 6): 1.5 for body in range(6)}


@pytest.mark.parametrize(
    ("links", "size", "expected"),
    [
        pytest.param({}, 1, [(0,)], id="one body is a group"),
        pytest.param({(0, 1): 0.001}, 2, [(0, 1)], id="a pair just above zero joins"),
        pytest.param({(0, 1): 0.0}, 2, [(0,), (1,)], id="a pair at zero does not"),
        pytest.param({}, 2, [(0,), (1,)], id="an uncompared pair does not"),
        pytest.param(BRIDGE, 7, [(0, 1, 2, 6), (3, 4, 5)], id="a digest joins one story and does not bridge two"),
        pytest.param({(0, 1): 99.0, (0, 2): 5.9, (1, 2): -99.0}, 3, [(0, 1), (2,)], id="no pair outvotes a group"),
    ],
)
def test_scenarios(links: Links, size: int, expected: list[tuple[int, ...]]):
    assert partition(range(size), links) == expected


def test_a_drift_chain_is_cut_so_that_no_group_spans_what_is_unlike():
    groups = partition(range(41), chain(40))
    assert max(len(group) for group in groups) <= 3
    assert all(max(group) - min(group) <= 2 for group in groups)


@given(graphs)
def test_components_are_what_pairs_connect(graph: tuple[int, Links]):
    size, links = graph
    pairs = [pair for pair in links if max(pair) < size]
    found = components(range(size), pairs)
    assert [group[0] for group in found] == sorted(min(group) for group in found)
    assert sorted(body for group in found for body in group) == list(range(size))
    home = {body: group for group in found for body in group}
    assert all(home[a] == home[b] for a, b in pairs)
    assert all(len(group) == 1 or any(body in pair for pair in pairs) for group in found for body in group)
