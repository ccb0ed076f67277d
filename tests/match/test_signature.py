"""Sketches: rewrites look alike, other texts do not, and what says too little is not signed."""

import numpy as np

from match_texts import BRIEF, OTHER, REPORT, REWRITE, body
from newsfold.match.features import VERSION, features_of
from newsfold.match.model import model_id
from newsfold.match.signature import MIN_WORDS, NOISE_CUT, PERMUTATIONS, scheme_id, sign


def likeness(one: str, other: str) -> float:
    left, right = (signature.values for signature in sign([features_of(body(one)), features_of(body(other))]))
    assert left is not None
    assert right is not None
    return float(np.mean(left == right))


def test_a_signature_is_made_of_so_many_whole_numbers():
    (signature,) = sign([features_of(body(REPORT))])
    assert signature.body == body(REPORT).id
    assert signature.values is not None
    assert signature.values.dtype == np.uint32
    assert signature.values.shape == (PERMUTATIONS,)


def test_rewrites_and_briefs_are_candidates_and_other_texts_are_not():
    assert likeness(REPORT, REWRITE) > NOISE_CUT
    assert likeness(REPORT, BRIEF) > NOISE_CUT
    assert likeness(REPORT, OTHER) < NOISE_CUT


def test_signatures_do_not_depend_on_what_else_is_signed():
    alone = sign([features_of(body(REPORT))])[0].values
    after = sign([features_of(body(OTHER)), features_of(body("too short")), features_of(body(REPORT))])[2].values
    assert alone is not None
    assert after is not None
    assert np.array_equal(alone, after)


def test_signatures_are_the_same_on_every_machine():
    (signature,) = sign([features_of(body(REPORT))])
    assert signature.values is not None
    assert signature.values[:4].tolist() == [29930111, 45122468, 3984587, 70995027]


def test_what_says_too_little_is_not_signed():
    short, empty = "Kalandanya left Solwezi for Lusaka, Seoul, Kitwe, Ndola and Kabwe.", "and so on " * MIN_WORDS
    assert [signature.values for signature in sign([features_of(body(short)), features_of(body(empty))])] == [None, None]


def test_the_scheme_names_all_that_decides_signatures_and_scores():
    assert scheme_id() == f"datasketch2-affine32-seed1-128x2-xxh32-levels6-cut0.07/features{VERSION}/model-{model_id()}"
