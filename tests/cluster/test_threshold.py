"""The threshold: its bounds, what it joins, and that a higher one only splits."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.partition import components
from newsfold.cluster.threshold import HIGHEST, LOWEST, checked, floor, groups, joined
from newsfold.errors import BadThreshold
from newsfold.model import Link

SIZE = 7
PAIRS = list(combinations(range(SIZE), 2))
thresholds = st.integers(-6, 10).map(lambda half: half / 2)


@st.composite
def graphs(draw: st.DrawFn) -> dict[tuple[int, int], Link]:
    """Links in thousandths between some of seven bodies, all found by sketches."""
    chosen = draw(st.dictionaries(st.sampled_from(PAIRS), st.integers(-6000, 6000)))
    return {(a, b): Link(a, b, value / 1000, ()) for (a, b), value in chosen.items()}


def at(links: dict[tuple[int, int], Link], threshold: float) -> list[tuple[int, ...]]:
    return groups(components(range(SIZE), joined(links.values(), threshold)), links, threshold)


@pytest.mark.parametrize("threshold", [LOWEST, 0.0, 1.25, HIGHEST])
def test_a_threshold_inside_the_bounds_is_taken(threshold: float):
    assert checked(threshold) == threshold


@pytest.mark.parametrize("threshold", [-3.001, 5.001, float("nan"), float("inf"), float("-inf")])
def test_any_other_is_refused(threshold: float):
    with pytest.raises(BadThreshold, match="is not between -3 and 5"):
        checked(threshold)


def test_components_follow_the_threshold_downwards_only():
    links = [Link(1, 2, 1.0, ()), Link(2, 3, -1.0, ()), Link(3, 4, 5.0, (), sketched=False)]
    assert (floor(2.0), floor(0.0), floor(-2.0)) == (0.0, 0.0, -2.0)
    assert joined(links, 2.0) == joined(links, 0.0) == [(1, 2)]
    assert joined(links, -2.0) == [(1, 2), (2, 3)]


@given(graphs(), thresholds, thresholds)
def test_a_higher_threshold_only_splits(links: dict[tuple[int, int], Link], one: float, other: float):
    low, high = sorted((one, other))
    home = {body: number for number, group in enumerate(at(links, low)) for body in group}
    assert all(len({home[body] for body in group}) == 1 for group in at(links, high))


@given(graphs(), thresholds)
def test_a_larger_component_than_is_needed_makes_no_other_groups(links: dict[tuple[int, int], Link], threshold: float):
    assert sorted(at(links, threshold)) == sorted(groups([range(SIZE)], links, threshold))
