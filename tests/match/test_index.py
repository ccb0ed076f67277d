"""The index finds exactly the pairs that share a band and enough features, whatever the order of arrival."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from newsfold.match import index as flooded
from newsfold.match.index import NEAR_COPY, Index
from newsfold.match.signature import COPY_BITS

BANDS, CUT = 4, 0.4
NO_FLOOD = 1000

Row = tuple[list[int], dict[int, int]]

# Few different band keys and features, so that bodies meet by chance and not only by design.
signatures = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=BANDS, max_size=BANDS),
        st.dictionaries(st.integers(0, 9), st.integers(1, 11), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=25,
)


def signature(row: Row) -> NDArray[np.uint32]:
    bands, features = row
    return np.array([*bands, *(key << COPY_BITS | copies for key, copies in sorted(features.items()))], np.uint32)


def shared(one: Row, other: Row) -> int:
    return sum(min(copies, other[1].get(key, 0)) for key, copies in one[1].items())


def brute_force(rows: Sequence[Row]) -> set[tuple[int, int]]:
    return {
        (a, b)
        for a, b in combinations(range(len(rows)), 2)
        if any(map(int.__eq__, rows[a][0], rows[b][0]))
        and shared(rows[a], rows[b]) >= CUT * min(sum(rows[a][1].values()), sum(rows[b][1].values()))
    }


def new_index(*, copies: int = NO_FLOOD, others: int = NO_FLOOD) -> Index:
    return Index(bands=BANDS, cut=CUT, copies=copies, others=others)


def index_of(rows: Sequence[Row], order: list[int], cuts: list[int]) -> tuple[Index, set[tuple[int, int]]]:
    index = new_index()
    found: list[tuple[int, int]] = []
    edges = [0, *sorted(cuts), len(order)]
    for start, stop in pairwise(edges):
        batch = {body: signature(rows[body]) for body in order[start:stop]}
        index.add(batch)
        found += index.neighbours(batch)
    assert len(found) == len(set(found)), "a pair is given once"
    return index, set(found)


@given(signatures, st.randoms(use_true_random=False), st.lists(st.integers(0, 25), max_size=6))
def test_any_order_and_any_batches_give_the_pairs_of_brute_force(rows: list[Row], random: Random, cuts: list[int]):
    order = random.sample(range(len(rows)), len(rows))
    index, found = index_of(rows, order, [min(cut, len(order)) for cut in cuts])
    assert found == brute_force(rows)
    assert len(index) == len(rows)


@given(signatures, st.sets(st.integers(0, 24)))
def test_removed_bodies_are_never_found_and_may_come_back(rows: list[Row], removed: set[int]):
    index, _ = index_of(rows, list(range(len(rows))), [])
    gone = {body for body in removed if body < len(rows)}
    kept = [body for body in range(len(rows)) if body not in gone]
    index.remove(removed)
    expected = {(a, b) for a, b in brute_force(rows) if a not in gone and b not in gone}
    assert set(index.neighbours({body: signature(rows[body]) for body in kept})) == expected
    back = {body: signature(rows[body]) for body in sorted(gone)}
    index.add(back)
    assert set(index.neighbours(back)) == {pair for pair in brute_force(rows) if gone & set(pair)}


@given(signatures)
def test_near_copies_are_those_whose_features_are_nearly_the_same(rows: list[Row]):
    index, _ = index_of(rows, list(range(len(rows))), [])
    pairs = list(combinations(range(len(rows)), 2))
    weights = [sum(features.values()) for _, features in rows]
    likeness = [shared(rows[a], rows[b]) / (weights[a] + weights[b] - shared(rows[a], rows[b])) for a, b in pairs]
    assert index.are_near_copies(pairs) == [one >= NEAR_COPY for one in likeness]


def test_in_a_flood_the_copies_with_the_smallest_ids_and_the_likest_others_are_told():
    copies = {body: signature(([1] * BANDS, {1: 5, 2: 5, 3: 5})) for body in (10, 20, 30, 40)}
    others = {50 + share: signature(([1] * BANDS, {1: 5, 2: 5, 3: 1, 4: 9 - share})) for share in range(4)}
    index = new_index(copies=2, others=3)
    index.add(copies | others)
    newest = {99: copies[10]}
    index.add(newest)
    assert set(index.neighbours(newest)) == {(10, 99), (20, 99), (51, 99), (52, 99), (53, 99)}


def test_neighbours_are_told_near_copies_first_and_to_those_that_came_later():
    copies = {body: signature(([1] * BANDS, {1: 5, 2: 5, 3: 5})) for body in (40, 10, 30)}
    others = {50 + share: signature(([1] * BANDS, {1: 5, 2: 5, 3: 1, 4: 9 - share})) for share in range(2)}
    index = new_index()
    index.add(others | copies)
    assert list(index.neighbours_of(others | copies)) == [
        (50, []),
        (51, [50]),
        (40, [51, 50]),
        (10, [40, 51, 50]),
        (30, [10, 40, 51, 50]),
    ]


@given(signatures, st.randoms(use_true_random=False), st.lists(st.integers(0, 25), max_size=6))
def test_a_flood_is_looked_up_body_by_body_and_finds_the_same(rows: list[Row], random: Random, cuts: list[int]):
    order = random.sample(range(len(rows)), len(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flooded, "_FLOOD", 2)
        _, found = index_of(rows, order, [min(cut, len(order)) for cut in cuts])
    assert found == brute_force(rows)


def test_of_a_flood_only_some_are_weighed_and_they_are_the_same_in_any_order():
    features = dict.fromkeys(range(1, 7), 5)
    copies = {body: signature(([1] * BANDS, features)) for body in (10, 20, 30, 40)}
    near = {50 + place: signature(([1, 7 + place, 7, 7], features | {8 + place: 9})) for place in range(4)}
    told: set[tuple[int, ...]] = set()
    for seed in range(5):
        order = Random(seed).sample(sorted(copies | near), 8)
        index = new_index(copies=2, others=3)
        index.add({body: (copies | near)[body] for body in order})
        newest = {99: copies[10]}
        index.add(newest)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(flooded, "_FLOOD", 0)
            ((_, others),) = index.neighbours_of(newest)
        told.add(tuple(others))
    assert told == {(10, 20, 50, 51, 52)}


def test_an_empty_index_and_an_empty_batch_are_no_special_case():
    index = new_index()
    index.add({})
    assert list(index.neighbours({})) == []
    assert len(index) == 0


def test_a_body_that_is_there_and_a_signature_without_features_are_refused():
    index = new_index()
    index.add({7: np.arange(BANDS + 1, dtype=np.uint32)})
    with pytest.raises(ValueError, match=r"already in the index, or without features: \[7\]"):
        index.add({7: np.arange(BANDS + 1, dtype=np.uint32)})
    with pytest.raises(ValueError, match=r"\[8\]"):
        index.add({8: np.arange(BANDS, dtype=np.uint32)})
    assert len(index) == 1
