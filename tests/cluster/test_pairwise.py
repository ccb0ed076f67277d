"""Counts of pairs, against counting them one by one."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.pairwise import PairCounts, count_grouped, count_judged

ITEMS = "abcdefg"
labels = st.fixed_dictionaries({item: st.sampled_from("123") for item in ITEMS})


@given(labels, labels)
def test_groups_are_counted_as_their_pairs_are(truth: dict[str, str], home: dict[str, str]):
    groups = [[item for item in ITEMS if home[item] == name] for name in set(home.values())]
    judged = [(truth[one] == truth[other], home[one] == home[other]) for one, other in combinations(ITEMS, 2)]
    assert count_grouped(truth, groups) == count_judged(judged)


def test_shares():
    counts = count_judged([(True, True), (True, False), (False, True), (False, True), (False, False)])
    assert counts == PairCounts(true=2, found=3, right=1)
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((1 / 3, 1 / 2, 2 / 5))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (PairCounts(0, 0, 0), (1.0, 1.0, 1.0)),
        (PairCounts(3, 0, 0), (1.0, 0.0, 0.0)),
        (PairCounts(0, 3, 0), (0.0, 1.0, 0.0)),
        (PairCounts(2, 2, 0), (0.0, 0.0, 0.0)),
    ],
)
def test_shares_of_nothing(counts: PairCounts, expected: tuple[float, float, float]):
    assert (counts.precision, counts.recall, counts.f1) == expected
