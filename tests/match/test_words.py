"""Words: what matches what, and what it weighs."""

import pytest

from newsfold.match.words import chance, unspaced, word


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        pytest.param("Zelenskiy", "Zelenskyy", "en", id="a transliterated ending"),
        pytest.param("Zelenskiy", "Zelensky", "en", id="a transliterated ending, shorter"),
        pytest.param("Aastveit", "Astveit", "en", id="a doubled vowel"),
        pytest.param("Massoud", "Masoud", "en", id="a doubled consonant"),
        pytest.param("smelters", "smelter", "en", id="a plural"),
        pytest.param("находку", "находка", "ru", id="a Russian case"),
        pytest.param("кібератака", "кібератаки", "uk", id="a language without a stemmer"),
        pytest.param("الحكومة", "حكومة", "ar", id="an Arabic article"),
        pytest.param("réunions", "réunion", "fr", id="an accent"),
    ],
)
def test_spellings_of_one_word_have_one_key(one: str, other: str, lang: str):
    assert word(one, lang)[0] == word(other, lang)[0]


@pytest.mark.parametrize(("one", "other"), [("Seoul", "Solwezi"), ("Zambia", "Zimbabwe"), ("rail", "rule")])
def test_different_words_have_different_keys(one: str, other: str):
    assert word(one, "en")[0] != word(other, "en")[0]


def test_a_rare_word_weighs_more_than_a_common_one():
    assert word("the", "en")[1] == 0.0
    assert 0.0 < word("minister", "en")[1] < word("smelter", "en")[1] <= 1.0
    assert word("kalandanya", "en")[1] == 1.0


@pytest.mark.parametrize("lang", [None, "sw", "xx"])
def test_without_a_list_of_the_language_length_stands_for_rarity(lang: str | None):
    assert word("na", lang)[1] == 0.0
    assert 0.0 < word("watu", lang)[1] < word("makubaliano", lang)[1] == 1.0


def test_norwegian_is_looked_up_under_its_other_code():
    assert word("regjeringen", "no") == word("regjeringen", "nb")


def test_weights_are_exact_fractions():
    assert all((word(token, "en")[1] * 256).is_integer() for token in ("minister", "copper", "agreement"))


def test_text_without_spaces_is_read_as_the_longest_words_of_the_list():
    assert [key for key, _ in unspaced("矿业协议", "zh")] == ["矿业", "协议"]
    assert [key for key, _ in unspaced("東京で会談", "ja")] == ["東京", "で", "会談"]


def test_characters_left_alone_count_by_themselves_and_with_their_neighbour():
    assert [key for key, _ in unspaced("裴㐀周二", "zh")] == ["裴", "裴㐀", "㐀", "周二"]


def test_a_language_without_a_list_is_read_by_characters():
    assert [key for key, _ in unspaced("กข", "th")] == ["ก", "กข", "ข"]
    assert unspaced("กข", "th") == unspaced("กข", None)


def test_rare_words_without_spaces_weigh_more():
    weights = dict(unspaced("的矿业", "zh"))
    assert weights["的"] == 0.0 < weights["矿业"]
    assert dict(unspaced("裴㐀", "zh"))["裴㐀"] == 1.0


def test_katakana_are_one_word_and_rare_ones_are_matched_by_their_skeleton():
    assert [key for key, _ in unspaced("東京のヴァレリー", "ja")] == ["東京", "の", "~バレリ"]
    assert dict(unspaced("バレリ", "ja")) == {"~バレリ": 1.0}
    assert [key for key, _ in unspaced("ニュース", "ja")] == ["ニュース"]


def test_letters_that_unicode_does_not_take_apart_are_plain_too():
    assert word("Bodø", "no")[0] == word("Bodo", "no")[0]
    assert word("Wałęsa", "pl")[0] == word("Walesa", "pl")[0]


def test_all_forms_of_a_word_make_it_common():
    assert word("театрами", "ru")[1] == word("театр", "ru")[1] < 0.5


def test_a_word_is_the_likelier_to_stand_in_a_text_by_chance_the_longer_that_is():
    assert chance(1.0, 10_000) < 0.01
    assert chance(0.2, 100) < chance(0.2, 1000) < chance(0.1, 1000) < 1
    assert chance(0.5, 0) == 0
