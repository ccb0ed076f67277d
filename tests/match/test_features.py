"""Features: what of a body is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import REPORT, body
from newsfold.match.features import features_of, salient_of, sentences_of, split_sentences


def test_sentences_end_at_full_stops_and_lines_but_not_at_abbreviations():
    text = 'Gen. Massoud left. "We go," he said.\nNo stop here\nReally?! Yes (he did.) Fine\nThe U.S. envoy S. Zo came on Feb. 14. Good'
    assert list(split_sentences(text)) == [
        "Gen. Massoud left.",
        '"We go," he said.',
        "No stop here",
        "Really?!",
        "Yes (he did.)",
        "Fine",
        "The U.S. envoy S. Zo came on Feb. 14.",
        "Good",
    ]


def test_the_number_of_a_day_ends_no_sentence():
    german = "Am 24. März starben 12. Danach kamen 3,5 Mio. Euro. Es war der 2. Versuch"
    assert list(split_sentences(german)) == ["Am 24. März starben 12.", "Danach kamen 3,5 Mio. Euro.", "Es war der 2.", "Versuch"]
    assert list(split_sentences("Tule 24. maaliskuuta. Hyvä")) == ["Tule 24. maaliskuuta.", "Hyvä"]


def test_chinese_sentences_end_without_a_space():
    assert list(split_sentences("他来了。她走了！「好。」真的")) == ["他来了。", "她走了！", "「好。」", "真的"]


def test_names_are_written_with_capitals_inside_a_sentence_and_nowhere_without():
    features = features_of(body("Talks with Seoul failed. The Talks were long, said Bae. Many talks follow."))
    assert features.names == {"seoul", "bae"}


def test_in_german_only_rare_nouns_pass_for_names():
    assert features_of(body("Die Regierung hat das Werk Krähenrode in der Stadt geschlossen.", "de")).names == {"~krnrd"}


def test_a_name_weighs_much_even_if_it_is_a_common_word():
    assert features_of(body("The report by Rose was short.")).weights["rose"] == 0.75


def test_numbers_are_found_in_digits_and_in_words():
    features = features_of(body("Nine of 11 chapters, $2.3 billion, 412-km, 1,150 and 2024."))
    assert features.numbers == {"#9", "#11", "#23", "#412", "#115", "#2024"}


def test_numbers_are_found_in_chinese_characters_and_with_arabic_marks():
    assert features_of(body("死者三十七人，万一", "zh")).numbers == {"#37"}
    assert features_of(body("بلغت الخسائر ١٬٤٦٠ مليون و ٣٫٥ مليون", "ar")).numbers == {"#146", "#35"}


def test_words_that_round_are_known_by_their_lines():
    assert features_of(body("Half left.\nForty of the half stayed.")).vague == {"5": [0, 1], "4": [1]}


def test_a_ukrainian_word_with_an_apostrophe_is_one_word():
    assert features_of(body("Загинули п'ять осіб", "uk")).numbers == {"#5"}


def test_a_word_in_katakana_passes_for_a_name_if_it_is_rare():
    assert features_of(body("昨日、ヴァレリーはニュースを見た", "ja")).names == {"~バレリ"}


def test_common_words_are_summed_by_their_weight():
    features = features_of(body("The dog said that the dog said 14"))
    assert sum(weight for _, weight in features.common) == sum(
        weight for key, weight in features.weights.items() if weight < 0.5 and key != "#14"
    )


def test_quotes_stand_apart_from_what_is_around_them():
    assert features_of(body('"We go home," Bae said.')).lines == (("we", "go", "home"), ("bae", "said"))


def test_details_are_rare_words_said_once():
    features = features_of(body("The smelter in Solwezi closed. The smelter in Kitwe stays."))
    assert features.salient == {"~smltr", "~sls", "kitw"}
    assert features.details == {"~sls", "kitw"}


@pytest.mark.parametrize(
    ("text", "lang", "keys"),
    [
        pytest.param("矿业协议", "zh", {"矿业", "协议"}, id="Chinese by words"),
        pytest.param("東京で会談", "ja", {"東京", "会談"}, id="Japanese by words"),
        pytest.param("銅", "zh", {"銅"}, id="a single character"),
        pytest.param("किताबें", "hi", {"किताब"}, id="vowel signs belong to their letter"),
    ],
)
def test_other_scripts(text: str, lang: str, keys: set[str]):
    assert set(features_of(body(text, lang)).weights) == keys


def test_a_text_without_words_has_no_features():
    features = features_of(body("... !!! ..."))
    assert (features.weights, features.names, features.salient, features.total) == ({}, frozenset(), frozenset(), 0)


def test_the_sentences_shown_are_those_of_the_text():
    assert "\n".join(sentence.text for sentence in sentences_of(body(REPORT))) == body(REPORT).text


@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "tr", None]))
def test_features_are_a_function_of_the_body(text: str, lang: str | None):
    assert features_of(body(text, lang)) == features_of(body(text, lang))


def test_a_word_of_which_nothing_is_left_weighs_like_any_other():
    features = features_of(body("\u0640\u0650", "ar"))  # a stroke that only lengthens words, and a vowel
    assert (set(features.weights), features.numbers, features.common) == ({""}, frozenset(), ())


@given(st.text() | st.text("aA1 .,'\"-_жі\u02bc\u0301\u0903२๑ไ東ー十"), st.sampled_from(["en", "de", "zh", "uk", None]))
def test_what_is_salient_can_be_had_alone(text: str, lang: str | None):
    features = features_of(body(text, lang))
    assert salient_of(body(text, lang)) == {key: features.weights[key] for key in features.salient}


@given(st.text(max_size=300))
def test_splitting_loses_no_word(text: str):
    folded = body(text).text
    assert "".join("".join(split_sentences(folded)).split()) == "".join(folded.split())
