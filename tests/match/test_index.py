"""The index finds exactly the pairs that are candidates, whatever the order of arrival and whatever it has in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from newsfold.match import run
from newsfold.match.candidacy import Candidacy, candidacy
from newsfold.match.index import Index, pairs
from newsfold.match.signature import BANDS, COPY_BITS, COUNT_CUT, NOISE_CUT
from newsfold.match.window import DAY_S
from newsfold.model import ANYWHERE, Span

FEW_BANDS = 4
NO_FLOOD = 1000
ALWAYS = Span(0, 0)

Row = tuple[list[int], dict[int, int], Span]
Placed = dict[int, tuple[NDArray[np.uint32], Span]]

# Few different band keys, features and moments, so that bodies meet by chance and not only by design.
bounded = st.tuples(st.integers(-30, 30), st.integers(0, 25)).map(lambda ends: Span(ends[0], ends[0] + ends[1]))
spans = st.one_of(bounded, bounded, bounded, st.just(ANYWHERE))
rows_of_signatures = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=FEW_BANDS, max_size=FEW_BANDS),
        st.dictionaries(st.integers(0, 9), st.integers(1, 11), min_size=1, max_size=6),
        spans,
    ),
    min_size=1,
    max_size=25,
)
windows = st.sampled_from((None, 8, 100))


@dataclass
class Kept:
    """A store of signatures, as far as it was told to keep them; counts how often it was read."""

    bodies: Placed = field(default_factory=dict)
    read: int = 0

    def signatures(self, span: Span | None) -> Iterable[tuple[int, NDArray[np.uint32], Span]]:
        self.read += 1
        for body, (values, stands) in self.bodies.items():
            touches = span is None or (stands.since <= span.until and stands.until >= span.since)
            if touches and (span is None or stands.anywhere == span.anywhere):
                yield body, values, stands

    def ends(self) -> Span | None:
        bounded = [span for _, span in self.bodies.values() if not span.anywhere]
        return Span(min(span.since for span in bounded), max(span.until for span in bounded)) if bounded else None


def signature(row: Row) -> NDArray[np.uint32]:
    bands, features, _ = row
    return np.array([*bands, *(key << COPY_BITS | copies for key, copies in sorted(features.items()))], np.uint32)


def placed(rows: Sequence[Row], bodies: Iterable[int]) -> Placed:
    return {body: (signature(rows[body]), rows[body][2]) for body in bodies}


def shared(one: Row, other: Row) -> int:
    return sum(min(copies, other[1].get(key, 0)) for key, copies in one[1].items())


def brute_force(rows: Sequence[Row], asked: Candidacy) -> set[tuple[int, int]]:
    return {(a, b) for a, b in combinations(range(len(rows)), 2) if are_candidates(rows[a], rows[b], asked)}


def are_candidates(one: Row, other: Row, asked: Candidacy) -> bool:
    (ours, has, here), (theirs, had, there) = one, other
    gap = max(here.since, there.since) - min(here.until, there.until)
    return (
        any(map(int.__eq__, ours, theirs))
        and shared(one, other) >= asked.weight * min(sum(has.values()), sum(had.values()))
        and len(has.keys() & had.keys()) >= asked.count * min(len(has), len(had))
        and (asked.window_s is None or gap <= asked.window_s)
    )


def asking(window: int | None) -> Candidacy:
    return Candidacy(FEW_BANDS, weight=0.4, count=0.3, window_s=window)


def new_index(
    window: int | None = None, kept: Kept | None = None, *, copies: int = NO_FLOOD, others: int = NO_FLOOD, room: int = 10_000
) -> Index:
    return Index(asking(window), copies=copies, others=others, stored=kept or Kept(), room=room)


def told_in_batches(index: Index, rows: Sequence[Row], order: list[int], cuts: list[int], kept: Kept) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, stop in pairwise([0, *sorted(min(cut, len(order)) for cut in cuts), len(order)]):
        batch = placed(rows, order[start:stop])
        found += pairs(index.take_in(batch))
        kept.bodies |= batch
    return found


@given(
    rows_of_signatures,
    windows,
    st.randoms(use_true_random=False),
    st.lists(st.integers(0, 25), max_size=6),
    st.sampled_from((1, 20, 10_000)),
)
def test_any_order_any_batches_and_any_room_give_the_pairs_of_brute_force(
    rows: list[Row], window: int | None, random: Random, cuts: list[int], room: int
):
    kept = Kept()
    index = new_index(window, kept, room=room)
    found = told_in_batches(index, rows, random.sample(range(len(rows)), len(rows)), cuts, kept)
    assert len(found) == len(set(found)), "a pair is told once"
    assert set(found) == brute_force(rows, asking(window))


@given(rows_of_signatures, windows, st.integers(1, 5))
def test_bodies_weighed_a_few_at_a_time_are_the_same(rows: list[Row], window: int | None, few: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_ROWS_AT_ONCE", few)
        found = set(pairs(new_index(window).take_in(placed(rows, range(len(rows))))))
    assert found == brute_force(rows, asking(window))


@given(rows_of_signatures, windows, st.sets(st.integers(0, 24)))
def test_a_fresh_index_reads_what_is_stored_and_leaves_out_what_goes(rows: list[Row], window: int | None, removed: set[int]):
    gone = {body for body in removed if body < len(rows)}
    kept = Kept(placed(rows, range(len(rows))))
    newest = rows[-1]
    told = new_index(window, kept).take_in({100: (signature(newest), newest[2])}, gone)
    assert set(told[100]) == {
        body for body, row in enumerate(rows) if body not in gone and are_candidates(row, newest, asking(window))
    }


@given(rows_of_signatures, windows, st.sets(st.integers(0, 24)))
def test_removed_bodies_are_never_found_and_may_come_back(rows: list[Row], window: int | None, removed: set[int]):
    index = new_index(window)
    index.take_in(placed(rows, range(len(rows))))
    gone = {body for body in removed if body < len(rows)}
    stay = [body for body in range(len(rows)) if body not in gone]
    expected = {(a, b) for a, b in brute_force(rows, asking(window)) if a not in gone and b not in gone}
    assert set(pairs(index.take_in(placed(rows, stay), gone))) == expected
    back = set(pairs(index.take_in(placed(rows, sorted(gone)))))
    assert back == {pair for pair in brute_force(rows, asking(window)) if gone & set(pair)}


@given(rows_of_signatures, windows, spans)
def test_a_body_that_is_placed_anew_has_the_candidates_of_its_new_place(rows: list[Row], window: int | None, span: Span):
    index = new_index(window)
    index.take_in(placed(rows, range(len(rows))))
    moved = [*rows[:-1], (*rows[-1][:2], span)]
    told = index.take_in(placed(moved, [len(rows) - 1]))
    assert set(pairs(told)) == {pair for pair in brute_force(moved, asking(window)) if len(rows) - 1 in pair}


@given(rows_of_signatures, windows, st.sets(st.integers(0, 24)), st.booleans())
def test_what_somebody_else_changed_is_taken_over(rows: list[Row], window: int | None, removed: set[int], loaded: bool):  # noqa: FBT001
    kept = Kept(placed(rows, range(len(rows))))
    index = new_index(window, kept)
    gone = {body for body in removed if body < len(rows)}
    if loaded:
        index.take_in(placed(rows, [0]))
    kept.bodies = {body: one for body, one in kept.bodies.items() if body not in gone} | {50: (signature(rows[0]), rows[0][2])}
    index.renew({50: kept.bodies[50]}, gone)
    told = index.take_in({100: (signature(rows[0]), rows[0][2])})
    assert set(told[100]) == {
        50,
        *(body for body, row in enumerate(rows) if body not in gone and are_candidates(row, rows[0], asking(window))),
    }


def test_in_a_flood_the_copies_with_the_smallest_ids_and_the_likest_others_are_told():
    copies = dict.fromkeys((10, 20, 30, 40), ([1] * FEW_BANDS, {1: 5, 2: 5, 3: 5}, ALWAYS))
    others = {50 + share: ([1] * FEW_BANDS, {1: 5, 2: 5, 3: 1, 4: 9 - share}, ALWAYS) for share in range(4)}
    index = new_index(copies=2, others=3)
    index.take_in({body: (signature(row), ALWAYS) for body, row in (copies | others).items()})
    assert index.take_in({99: (signature(copies[10]), ALWAYS)}) == {99: [10, 20, 53, 52, 51]}


def test_neighbours_are_told_near_copies_first_and_to_those_that_came_later():
    copies = dict.fromkeys((40, 10, 30), ([1] * FEW_BANDS, {1: 5, 2: 5, 3: 5}, ALWAYS))
    others = {50 + share: ([1] * FEW_BANDS, {1: 5, 2: 5, 3: 1, 4: 9 - share}, ALWAYS) for share in range(2)}
    told = new_index().take_in({body: (signature(row), ALWAYS) for body, row in (others | copies).items()})
    assert list(told.items()) == [(50, []), (51, [50]), (40, [51, 50]), (10, [40, 51, 50]), (30, [10, 40, 51, 50])]


def test_only_the_periods_that_are_looked_at_are_read_and_those_asked_for_longest_ago_are_let_go():
    row: Row = ([1] * FEW_BANDS, {1: 5}, ALWAYS)
    kept = Kept({moment: (signature(row), Span(moment, moment)) for moment in range(0, 1000, 10)})
    index = new_index(100, kept, room=40)
    assert index.take_in({1: (signature(row), Span(505, 505))}) == {1: [*range(410, 610, 10)]}
    assert (len(index), kept.read) == (31, 4)
    index.take_in({2: (signature(row), Span(606, 606))})
    assert kept.read == 5
    assert len(index) <= 40 + 10


def test_an_empty_index_and_an_empty_batch_are_no_special_case():
    index = new_index()
    assert index.take_in({}) == {}
    assert len(index) == 0


def test_a_window_is_told_in_days():
    assert candidacy(2) == Candidacy(BANDS, NOISE_CUT, COUNT_CUT, 2 * DAY_S)
    assert candidacy(0) == Candidacy(BANDS, NOISE_CUT, COUNT_CUT, None)


def test_an_index_without_a_store_begins_empty():
    row: Row = ([1] * FEW_BANDS, {1: 5}, ANYWHERE)
    index = Index(asking(8), copies=1, others=1)
    assert index.take_in({1: (signature(row), ANYWHERE)}) == {1: []}
    assert index.take_in({2: (signature(row), Span(5, 5))}) == {2: [1]}
