"""Cluster ids: the oldest stays on a merge, the part with the canonical keeps it on a split."""

from newsfold.changes import Event
from newsfold.cluster.identity import Assignment, Before, assign

NOTHING = Before(clusters={}, canonical_body={})


def test_new_groups_get_new_ids_in_their_order():
    assert assign([(5,), (3, 4)], NOTHING, 7) == Assignment(
        ids=(7, 8), merged=(), events=(Event(7, "created"), Event(8, "created"))
    )


def test_a_group_that_grows_keeps_its_id_even_when_its_canonical_will_change():
    before = Before(clusters={1: {40}}, canonical_body={40: 1})
    assert assign([(1, 2)], before, 50) == Assignment(ids=(40,), merged=(), events=())


def test_on_a_merge_the_oldest_stays_and_the_others_redirect():
    before = Before(clusters={1: {9}, 2: {4}, 3: {6}}, canonical_body={9: 1, 4: 2, 6: 3})
    assert assign([(1, 2, 3)], before, 50) == Assignment(
        ids=(4,), merged=((6, 4), (9, 4)), events=(Event(6, "merged", 4), Event(9, "merged", 4))
    )


def test_on_a_split_the_part_with_the_canonical_keeps_the_id():
    before = Before(clusters={1: {4}, 2: {4}, 3: {4}}, canonical_body={4: 2})
    assert assign([(1, 3), (2,)], before, 50) == Assignment(
        ids=(50, 4), merged=(), events=(Event(50, "created"), Event(50, "split", 4))
    )


def test_an_exchange_of_members_is_a_split_and_a_merge():
    before = Before(clusters={1: {4}, 2: {4}, 3: {5}}, canonical_body={4: 1, 5: 3})
    assert assign([(1,), (2, 3)], before, 50) == Assignment(ids=(4, 5), merged=(), events=())


def test_a_canonical_that_stands_elsewhere_keeps_its_id_there():
    before = Before(clusters={1: {4}}, canonical_body={4: 99})
    assert assign([(1,)], before, 50) == Assignment(ids=(50,), merged=(), events=(Event(50, "created"), Event(50, "split", 4)))
