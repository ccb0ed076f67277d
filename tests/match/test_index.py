"""The index finds exactly the pairs that share a band and are alike enough, whatever the order of arrival."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from newsfold.match.index import Index

BANDS, ROWS, CUT = 4, 2, 0.5

# Few different values, so that bands collide by chance and not only by design.
signatures = st.lists(st.lists(st.integers(0, 2), min_size=BANDS * ROWS, max_size=BANDS * ROWS), min_size=1, max_size=25)


def brute_force(values: NDArray[np.uint32]) -> set[tuple[int, int]]:
    shaped = values.reshape(len(values), BANDS, ROWS)
    return {
        (a, b)
        for b in range(len(values))
        for a in range(b)
        if (shaped[a] == shaped[b]).all(axis=1).any() and (values[a] == values[b]).mean() >= CUT
    }


def index_of(values: NDArray[np.uint32], order: list[int], cuts: list[int]) -> tuple[Index, set[tuple[int, int]]]:
    index = Index(bands=BANDS, rows=ROWS, cut=CUT)
    found: list[tuple[int, int]] = []
    edges = [0, *sorted(cuts), len(order)]
    for start, stop in pairwise(edges):
        ids = order[start:stop]
        index.add(ids, values[ids])
        found += index.neighbours(ids)
    assert len(found) == len(set(found)), "a pair is given once"
    return index, set(found)


@given(signatures, st.randoms(use_true_random=False), st.lists(st.integers(0, 25), max_size=6))
def test_any_order_and_any_batches_give_the_pairs_of_brute_force(rows: list[list[int]], random: Random, cuts: list[int]):
    values = np.array(rows, np.uint32)
    order = list(range(len(rows)))
    random.shuffle(order)
    index, found = index_of(values, order, [min(cut, len(order)) for cut in cuts])
    assert found == brute_force(values)
    assert len(index) == len(rows)


@given(signatures, st.sets(st.integers(0, 24)))
def test_removed_bodies_are_never_found_and_may_come_back(rows: list[list[int]], removed: set[int]):
    values = np.array(rows, np.uint32)
    index, _ = index_of(values, list(range(len(rows))), [])
    gone = {body for body in removed if body < len(rows)}
    kept = [body for body in range(len(rows)) if body not in gone]
    index.remove(removed)
    expected = {(a, b) for a, b in brute_force(values) if a not in gone and b not in gone}
    assert set(index.neighbours(kept)) == expected
    index.add(sorted(gone), values[sorted(gone)])
    assert set(index.neighbours(sorted(gone))) == {pair for pair in brute_force(values) if gone & set(pair)}


def test_an_empty_index_and_an_empty_batch_are_no_special_case():
    index = Index(bands=BANDS, rows=ROWS, cut=CUT)
    index.add([], np.empty((0, BANDS * ROWS), np.uint32))
    assert list(index.neighbours([])) == []
    assert len(index) == 0


def test_a_body_that_is_there_and_a_signature_of_another_shape_are_refused():
    index = Index(bands=BANDS, rows=ROWS, cut=CUT)
    index.add([7], np.zeros((1, BANDS * ROWS), np.uint32))
    with pytest.raises(ValueError, match="already in the index"):
        index.add([7], np.zeros((1, BANDS * ROWS), np.uint32))
    with pytest.raises(ValueError, match="wrong shape"):
        index.add([8], np.zeros((1, 3), np.uint32))
    assert len(index) == 1
