"""Evidence: symmetric, neutral where there is none, and blind to what a site or an official put into both texts."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import BRIEF, OTHER, REPORT, REWRITE, body
from newsfold.match.features import features_of
from newsfold.match.pair import TERMS, evidence

NAMES = [name for name, _ in TERMS]
WORDS = [
    *[
        "the",
        "a",
        "minister",
        "copper",
        "Seoul",
        "Zambia",
        "412",
        "nine",
        "2,300",
        "said.",
        "talks.",
        "Kalandanya",
        "rail",
        "and",
        "of",
        "agreement",
    ],
    '"',
    "\n",
]
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def named(one: str, other: str, lang: str | None = "en") -> dict[str, float]:
    return dict(zip(NAMES, evidence(features_of(body(one, lang)), features_of(body(other, lang))), strict=True))


@given(texts, texts)
def test_evidence_is_exactly_symmetric(one: str, other: str):
    a, b = features_of(body(one)), features_of(body(other))
    assert evidence(a, b) == evidence(b, a)


@given(texts, texts)
def test_evidence_keeps_to_its_range(one: str, other: str):
    assert all(-1.0 <= value <= 1.0 for value in named(one, other).values())


def test_a_rewrite_holds_more_of_its_report_than_another_text_in_every_way():
    rewrite, other = named(REPORT, REWRITE), named(REPORT, OTHER)
    assert all(rewrite[name] > other[name] for name in NAMES)


def test_a_brief_is_covered_by_its_report():
    assert named(REPORT, BRIEF)["words"] > 0.8


@pytest.mark.parametrize("kind", ["names", "numbers"])
def test_missing_evidence_is_neutral(kind: str):
    without = "they said that the talks were long and hard and nobody knew what the outcome could be"
    assert named(without, REPORT)[kind] == 0.0
    assert named(without, without)[kind] == 0.0


def test_a_number_in_common_is_a_hint_and_a_number_apart_is_one_against():
    assert named("the ferry cost 412", "412 for one ferry")["numbers"] > 0.0 > named("it cost 412", "the price was 413")["numbers"]


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        pytest.param("The ferry cost 412.", "For the ferry 412 were paid.", True, id="in sentences alike"),
        pytest.param(
            "A ferry sank. It cost 412.", "Nobody paid 412. Ferry traffic stood still.", True, id="beside sentences alike"
        ),
        pytest.param("1. Eat 25 nuts.\n2. Sleep 45 hours.", "Lap 25: Senna.\nLap 45: Prost.", False, id="in numbered lists"),
    ],
)
def test_a_number_in_common_counts_where_the_sentences_around_it_share_something_else(one: str, other: str, *, counts: bool):
    assert (named(one, other)["numbers"] > 0.0) is counts
    assert named(one, other)["numbers"] >= 0.0


@pytest.mark.parametrize(
    ("exact", "rounded", "lang"),
    [
        pytest.param("The ferry carried 1,150 people.", "More than 1,100 people were on the ferry.", "en", id="in digits"),
        pytest.param("The ferry carried 38 people.", "Some forty people were on the ferry.", "en", id="in words"),
        pytest.param("The ferry carried 50 people.", "Half the people were on the ferry.", "en", id="a share in a word"),
    ],
)
def test_a_rounded_number_counts_neither_way_where_the_sentences_share_something_else(exact: str, rounded: str, lang: str):
    assert named(exact, rounded, lang)["numbers"] == 0.0
    assert named(exact.replace("ferry carried", "dog bit").replace("people", "x"), rounded, lang)["numbers"] <= 0.0


def test_words_that_any_text_as_long_would_hold_say_nothing():
    common = "it was what they had said in the end and so it was not much to go on with"
    assert named(common, REPORT * 9)["words"] < 0.1 < named(common, common)["words"]


def test_order_tells_the_same_facts_told_backwards():
    sentences = [sentence for sentence in REPORT.splitlines() if sentence]
    changed = [sentence.replace("said", "told us") + " Indeed." for sentence in REWRITE.splitlines()[1:]]
    assert named("\n".join(sentences), "\n".join(changed))["order"] > 0.5
    assert named("\n".join(sentences), "\n".join(reversed(changed)))["order"] < -0.5


def test_what_only_a_template_shares_counts_little():
    template = (
        "Jeongdong Theater presents the palace of Noksu.\nChoreographer Jeong Hye Jin, director Oh Kyeong Taek.\nVIP 60,000 won."
    )
    alone, framed = named(REPORT, OTHER), named(f"{REPORT}{template}", f"{OTHER}{template}")
    assert framed["words"] - alone["words"] < 0.1
    assert framed["names"] - alone["names"] < 0.1


def test_a_shared_quote_is_no_rewriting():
    quote = '"Half of this metal must leave Zambia as metal, that is not a negotiating position, it is the law," Kalandanya said.'
    assert named(f"{REPORT}{quote}", f"{OTHER}{quote}")["words"] < 0.2


def test_texts_without_words_share_nothing():
    assert named("...", REPORT) == dict.fromkeys(NAMES, 0.0)


def test_a_text_too_plain_for_rare_words_and_passages_is_judged_by_its_words():
    plain = "it was what they had said"
    assert {name: named(plain, plain)[name] for name in ("words", "rare words", "passages", "phrases")} == dict.fromkeys(
        ("words", "rare words", "passages", "phrases"), 1.0
    )


def test_words_in_any_order_are_the_same_words():
    shuffled = REPORT.splitlines()
    Random(7).shuffle(shuffled)
    assert named(REPORT, "\n".join(shuffled))["words"] == pytest.approx(1.0)
