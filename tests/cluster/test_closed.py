"""Bodies without texts stay as they stood, whatever is known of their pairs, unless people part them."""

from newsfold.cluster.closed import closed


def test_what_no_link_holds_together_stands_apart():
    assert closed({3, 1, 2}, {}, 0.0) == [(1,), (2,), (3,)]


def test_where_every_pair_is_known_they_stand_as_the_pairs_say():
    links = {(1, 2): 3.0, (1, 3): -2.0, (2, 3): -2.0}
    assert closed([1, 2, 3], links, 0.0) == [(1, 2), (3,)]
    assert closed([1, 2, 3], links, 4.0) == [(1,), (2,), (3,)]
    assert closed([1, 2, 3], links, 0.0, {1: {2}, 2: {1}}) == [(1,), (2,), (3,)]


def test_where_pairs_are_missing_all_that_is_held_together_stays_at_any_threshold():
    chain = {(1, 2): 3.0, (2, 3): 0.5, (5, 6): 1.0}
    assert closed([1, 2, 3, 5, 6], chain, 0.0) == [(1, 2, 3), (5, 6)]
    assert closed([1, 2, 3], {(1, 2): 3.0, (2, 3): 0.5}, 2.0) == [(1, 2, 3)]


def test_people_part_them_and_the_others_stay_with_the_first():
    chain = {(1, 2): 3.0, (2, 3): 3.0, (3, 4): 3.0}
    assert closed([1, 2, 3, 4], chain, 0.0, {3: {1}, 1: {3}}) == [(1, 2, 4), (3,)]
