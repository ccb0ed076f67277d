"""What became of clusters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.difference import Difference, difference

BODIES = range(1, 9)
standings = st.fixed_dictionaries({body: st.integers(1, 4) for body in BODIES})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {}, Difference({}, {}, {}), id="nothing at all"),
        pytest.param({1: 7, 2: 7, 3: 8}, {1: 7, 2: 7, 3: 8}, Difference({}, {}, {}), id="all as before"),
        pytest.param({1: 7, 2: 7, 3: 7}, {1: 7, 2: 9, 3: 8}, Difference({7: (7, 8, 9)}, {}, {}), id="split"),
        pytest.param({1: 7, 2: 8, 3: 8}, {1: 7, 2: 7, 3: 7}, Difference({}, {7: (7, 8)}, {}), id="merged"),
        pytest.param({1: 7, 2: 7, 3: 8}, {1: 7, 2: 8, 3: 8}, Difference({}, {}, {2: (7, 8)}), id="moved"),
        pytest.param({1: 7, 2: 7}, {1: 8, 2: 8}, Difference({}, {}, {1: (7, 8), 2: (7, 8)}), id="another id"),
        pytest.param(
            {5: 2, 6: 2, 1: 3, 2: 4, 7: 1, 8: 1, 9: 9},
            {5: 2, 6: 5, 1: 3, 2: 3, 7: 1, 8: 9, 9: 9},
            Difference({2: (2, 5)}, {3: (3, 4)}, {8: (1, 9)}),
            id="one of each",
        ),
    ],
)
def test_difference(before: dict[int, int], after: dict[int, int], expected: Difference):
    assert difference(before, after) == expected


@given(standings, standings)
def test_every_body_in_another_cluster_is_told_of_once(before: dict[int, int], after: dict[int, int]):
    found = difference(before, after)
    split = {body for body in BODIES if before[body] in found.splits}
    merged = {body for body in BODIES if after[body] in found.mergers}
    assert {body for body in BODIES if before[body] != after[body]} <= split | merged | found.moves.keys()
    assert not split & merged
    assert not (split | merged) & found.moves.keys()
    for old, parts in found.splits.items():
        assert {body for body in BODIES if before[body] == old} == {body for body in BODIES if after[body] in parts}
    for new, parts in found.mergers.items():
        assert {body for body in BODIES if after[body] == new} == {body for body in BODIES if before[body] in parts}


@given(standings, standings)
def test_backwards_splits_are_mergers(before: dict[int, int], after: dict[int, int]):
    forth, back = difference(before, after), difference(after, before)
    assert (forth.splits, forth.mergers) == (back.mergers, back.splits)
