"""Sketches: rewrites look alike, other texts do not, and what says too little is not signed."""

import numpy as np

from match_texts import BRIEF, OTHER, REPORT, REWRITE, body
from newsfold.match.candidacy import candidacy
from newsfold.match.features import VERSION, features_of
from newsfold.match.index import Index
from newsfold.match.model import model_id
from newsfold.match.signature import BANDS, COPY_BITS, MIN_WORDS, scheme_id, sign, sign_bodies, sign_body
from newsfold.model import Span


def together(one: str, other: str) -> bool:
    signed = {signature.body: signature.values for signature in sign([features_of(body(one)), features_of(body(other))])}
    values = {body: values for body, values in signed.items() if values is not None}
    assert len(values) == 2
    index = Index(candidacy(), copies=1, others=1)
    return any(index.take_in({body: (signature, Span(0, 0)) for body, signature in values.items()}).values())


def test_a_signature_is_a_key_for_each_band_and_the_sketched_features():
    (signature,) = sign([features_of(body(REPORT))])
    assert signature.body == body(REPORT).id
    assert signature.values is not None
    assert signature.values.dtype == np.uint32
    features = signature.values[BANDS:]
    assert len(features) == len(features_of(body(REPORT)).salient)
    assert (np.diff(features >> COPY_BITS) > 0).all()
    copies = features & np.uint32((1 << COPY_BITS) - 1)
    assert (copies.min(), copies.max()) == (1, 11)


def test_rewrites_and_briefs_are_candidates_and_other_texts_are_not():
    assert together(REPORT, REWRITE)
    assert together(REPORT, BRIEF)
    assert not together(REPORT, OTHER)


def test_signatures_do_not_depend_on_what_else_is_signed():
    alone = sign([features_of(body(REPORT))])[0].values
    after = sign([features_of(body(OTHER)), features_of(body("too short")), features_of(body(REPORT))])[2].values
    assert alone is not None
    assert after is not None
    assert np.array_equal(alone, after)


def test_signatures_are_the_same_on_every_machine():
    (signature,) = sign([features_of(body(REPORT))])
    assert signature.values is not None
    assert signature.values[:4].tolist() == [2378834975, 271128210, 4190276208, 992882617]


def test_bodies_are_signed_as_their_features_are():
    bodies = [body(text) for text in (REPORT, "too short", OTHER, "and so on " * MIN_WORDS, BRIEF)]
    by_features = sign(features_of(one) for one in bodies)
    for signed in (sign_bodies(bodies), [sign_body(one) for one in bodies]):
        for one, other in zip(signed, by_features, strict=True):
            assert one.body == other.body
            assert np.array_equal(one.values, other.values) if one.values is not None and other.values is not None else one == other


def test_what_says_too_little_is_not_signed():
    short, empty = "Kalandanya left Solwezi for Lusaka, Seoul, Kitwe, Ndola and Kabwe.", "and so on " * MIN_WORDS
    assert [signature.values for signature in sign([features_of(body(short)), features_of(body(empty))])] == [None, None]


def test_the_scheme_names_all_that_decides_signatures_and_scores():
    assert scheme_id() == f"datasketch2-affine32-seed1-256x2-xxh32-levels11-cut0.24-0.15/features{VERSION}/model-{model_id()}"
