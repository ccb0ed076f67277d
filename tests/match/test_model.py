"""The model: a base and one share a term, and nothing else."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import BRIEF, CHINESE_OWN_REPORT, CHINESE_REPORT, CHINESE_REWRITE, HEADLINES, OTHER, REPORT, REWRITE, body
from newsfold.match import features, model
from newsfold.match.features import features_of
from newsfold.match.model import WEIGHTS, Curve, compare, explain_terms, log_odds, model_id, shares
from newsfold.match.pair import TERMS

values = st.lists(st.floats(-1, 1), min_size=len(TERMS), max_size=len(TERMS))


def odds(one: str, other: str, lang: str | None = "en") -> float:
    return compare(features_of(body(one, lang)), features_of(body(other, lang))).log_odds


@given(values)
def test_base_and_shares_are_the_log_odds(evidence: list[float]):
    base, parts = shares(evidence)
    assert base + sum(parts) == pytest.approx(log_odds(evidence), abs=1e-9)


@given(values, st.integers(0, len(TERMS) - 1), st.floats(0, 1))
def test_more_evidence_never_lowers_the_log_odds(evidence: list[float], term: int, more: float):
    raised = [value + more if index == term else value for index, value in enumerate(evidence)]
    assert log_odds(raised) >= log_odds(evidence)


def test_no_evidence_adds_nothing():
    assert shares([0.0] * len(TERMS))[1] == (0.0,) * len(TERMS)


@pytest.mark.parametrize(("value", "share"), [(-1, 1), (0, 1), (0.5, 1.5), (1, 2), (1.5, 3), (2, 4), (9, 4)])
def test_a_curve_is_straight_between_its_points_and_level_outside(value: float, share: float):
    assert Curve((0, 1, 2), (1, 2, 4)).share(value) == share


def test_a_link_names_the_smaller_body_first():
    a, b = features_of(body(REPORT)), features_of(body(REWRITE))
    assert compare(a, b) == compare(b, a)
    assert compare(a, b).a == min(a.body, b.body) < compare(a, b).b


def test_rewrites_stand_together_and_other_texts_apart():
    assert odds(REPORT, REWRITE) > 1
    assert odds(REPORT, BRIEF) > 0
    assert odds(REPORT, OTHER) < -4
    assert odds(BRIEF, OTHER) < -3


def test_chinese_rewrites_stand_together_and_other_reporting_of_the_event_apart():
    assert odds(CHINESE_REPORT, CHINESE_REWRITE, "zh") > 1
    assert odds(CHINESE_REPORT, CHINESE_OWN_REPORT, "zh") < -3


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param(REPORT, "en", id="a report"),
        pytest.param(REPORT, None, id="language unknown"),
        pytest.param(
            "nobody knew what the outcome of these long talks would be, or whether there was going to be any", "en", id="plain"
        ),
        pytest.param(HEADLINES, "en", id="headlines"),
        pytest.param("谈判持续三天后破裂,双方未能就矿产协议达成一致,代表团周二离开首都。", "zh", id="Chinese"),
        pytest.param("412 180,000 2.3 4.1 24 11", "en", id="nothing but numbers"),
    ],
)
def test_a_text_stands_with_itself(text: str, lang: str | None):
    assert odds(text, text, lang) > 0


@given(
    st.lists(
        st.sampled_from(["the", "a", "copper", "Seoul", "412", "said.", "nine!", "Kalandanya", '"', "\n", "and"]), min_size=1
    ).map(" ".join)
)
def test_whatever_a_text_holds_it_stands_with_itself(text: str):
    assert odds(text, text) > 0


def test_an_explanation_names_every_term():
    link = compare(features_of(body(REPORT)), features_of(body(REWRITE)))
    base, terms = explain_terms(link.evidence)
    assert [(term.name, term.meaning) for term in terms] == list(TERMS)
    assert tuple(term.value for term in terms) == link.evidence
    assert base + sum(term.share for term in terms) == pytest.approx(link.log_odds, abs=1e-9)


def test_the_weights_tell_where_they_come_from():
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert stored["features"] == features.VERSION, "weights are of other features: run scripts/train"
    assert stored["script"] == "scripts/train"
    assert stored["data"] == [f"{name}.jsonl" for name in ("dev1", "dev2", "dev3", "multi_dev", "multi_dev2")]
    assert model_id() == model_id()
    assert len(model_id()) == 8
    assert len(model.shipped().curves) == len(TERMS)


SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the project")
def test_of_the_seed_articles_the_first_two_stand_together_and_the_last_two_alone():
    found = [features_of(body((SEEDS / f"00{number}.txt").read_text(encoding="utf-8"))) for number in range(5)]
    together = {pair for pair in combinations(range(5), 2) if compare(found[pair[0]], found[pair[1]]).log_odds > 0}
    assert together - {(0, 2), (1, 2)} == {(0, 1)}
