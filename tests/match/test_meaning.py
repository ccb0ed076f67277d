"""The second opinion: what is measured of sentences, and how it is added where words are undecided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from encoders import WordEncoder
from match_texts import CHINESE_OWN_REPORT, CHINESE_REPORT, CHINESE_REWRITE
from newsfold.match import meaning, signature
from newsfold.match.encoder import DEFAULT, UseMultilingual
from newsfold.match.meaning import EVIDENCE, Weights, evidence, explain_terms, fade, quantised, revised, sentences, shipped
from newsfold.match.model import explain_terms as explain_words
from newsfold.match.model import log_odds
from newsfold.match.pair import TERMS
from newsfold.match.scheme import scheme_id
from newsfold.model import Link
from newsfold.text import body_of

AXES = np.eye(6, dtype=np.float32)
TILTED = np.asarray(0.8 * AXES + 0.6 * np.roll(AXES, 1, axis=1), np.float32)
WORDS = (0.3,) * len(TERMS)

texts = hnp.arrays(np.int8, st.tuples(st.integers(0, 6), st.just(4)), elements=st.integers(-127, 127))


def test_each_sentence_with_its_own_counterpart_in_order():
    assert evidence(quantised(AXES), quantised(TILTED)) == pytest.approx((0.567, 0.8, 1.0, 1.0), abs=0.002)
    assert evidence(quantised(AXES), quantised(TILTED[::-1])) == pytest.approx((0.567, 0.8, 1.0, -1.0), abs=0.002)


def test_a_part_is_seen_from_the_side_of_the_part():
    found = evidence(quantised(AXES), quantised(TILTED[:2]))
    assert found is not None
    whole = dict(zip(EVIDENCE, found, strict=True))
    assert whole["mutual"] == 1.0
    assert 0 < whole["order"] < 1


def test_sentences_that_stand_in_both_texts_as_they_are_do_not_count():
    assert evidence(quantised(AXES), quantised(AXES)) is None
    mixed = np.asarray(np.vstack([AXES[:3], TILTED[3:]]), np.float32)
    assert evidence(quantised(AXES), quantised(mixed)) == evidence(quantised(AXES[3:]), quantised(TILTED[3:]))


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_sentences_tell_nothing(count: int):
    assert evidence(quantised(AXES[:count]), quantised(TILTED)) is None


@given(a=texts, b=texts)
def test_the_evidence_is_the_same_whichever_text_comes_first(a: np.ndarray, b: np.ndarray):
    assert evidence(a, b) == evidence(b, a)


def test_quantised_vectors_point_where_the_vectors_point():
    vectors = np.random.default_rng(1).normal(size=(5, 64)).astype(np.float32)
    whole = quantised(np.vstack([vectors, np.zeros((1, 64), np.float32)]))
    assert (whole.dtype.name, int(np.abs(whole[:5]).max(axis=1).min()), not whole[5].any()) == ("int8", 127, True)
    turned = whole[:5].astype(float) / np.linalg.norm(whole[:5].astype(float), axis=1, keepdims=True)
    assert np.sum(turned * vectors, axis=1) / np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_only_the_beginning_of_a_huge_text_is_encoded():
    body = body_of("\n".join([f"{'word ' * 400}{number}." for number in range(300)]), (), "en")
    assert (len(sentences(body)), {len(sentence) for sentence in sentences(body)}) == (200, {1000})


def test_the_opinion_counts_where_words_are_undecided_and_never_jumps():
    assert [fade(value) for value in (-9.0, -4.0, -3.5, -3.0, 0.0, 1.5, 2.0, 2.5, 9.0)] == [0, 0, 0.5, 1, 1, 1, 0.5, 0, 0]
    assert Weights(0.5, (1.0, 0.0, 0.0, 2.0)).opinion((0.25, 9.0, 9.0, 0.5)) == 1.75
    assert [Weights(base, (0.0,) * 4).opinion((0.0,) * 4) for base in (-9.0, 9.0)] == [-3.0, 3.0]


def test_a_revised_link_says_what_was_added():
    link = Link(1, 2, -1.5, WORDS)
    assert revised(link, None) is link
    assert revised(link, 2.0) == Link(1, 2, 0.5, (*WORDS, 2.0))
    assert revised(Link(1, 2, 2.0, WORDS), -1.0).log_odds == 1.5


def test_the_second_opinion_is_a_term_of_its_own_and_all_terms_add_up():
    link = revised(Link(1, 2, log_odds(WORDS), WORDS), 1.25)
    base, terms = explain_terms(link.evidence, DEFAULT)
    assert (terms[-1].name, terms[-1].meaning, terms[-1].value) == ("meaning", f"what the sentences mean, by {DEFAULT}", 1.25)
    assert base + sum(term.share for term in terms) == pytest.approx(link.log_odds, abs=1e-9)
    assert explain_terms(WORDS, "") == explain_words(WORDS)


def test_a_scheme_names_the_encoder_and_its_weights():
    encoder = WordEncoder()
    assert scheme_id(None) == f"{signature.scheme_id()}/window-30d"
    assert scheme_id(encoder, 7).startswith(f"{signature.scheme_id()}/window-7d/meaning-words-1-")


def test_a_chinese_rewrite_is_told_from_an_own_report_by_the_real_encoder():
    encoder = UseMultilingual()
    bodies = [body_of(text, (), "zh") for text in (CHINESE_REPORT, CHINESE_REWRITE, CHINESE_OWN_REPORT)]
    report, rewrite, own = (quantised(encoder.encode(sentences(body))) for body in bodies)
    close, far = evidence(report, rewrite), evidence(report, own)
    assert close is not None
    assert far is not None
    assert shipped(DEFAULT).opinion(close) > 0 > shipped(DEFAULT).opinion(far)
    assert meaning.opinion_id(encoder).startswith("use-multilingual-3-0.2")
