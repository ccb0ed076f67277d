"""B-cubed, on figures that can be counted by hand."""

import pytest

from newsfold.cluster.bcubed import Agreement, bcubed

TRUTH = {"a": "1", "b": "1", "c": "2", "d": "2"}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param([["a", "b"], ["c", "d"]], Agreement(1.0, 1.0), id="as people have it"),
        pytest.param([["a"], ["b"], ["c"], ["d"]], Agreement(1.0, 0.5), id="all alone"),
        pytest.param([["a", "b", "c", "d"]], Agreement(0.5, 1.0), id="all together"),
        pytest.param([["a", "b", "c"], ["d"]], Agreement((5 / 3 + 1) / 4, 0.75), id="one astray"),
    ],
)
def test_bcubed(groups: list[list[str]], expected: Agreement):
    found = bcubed(TRUTH, groups)
    assert (found.precision, found.recall) == pytest.approx((expected.precision, expected.recall))


def test_f1_is_the_harmonic_mean():
    assert Agreement(1.0, 0.5).f1 == pytest.approx(2 / 3)
