"""Numbers: one value, many ways of writing it."""

import pytest

from newsfold.match.numbers import han, number, round_digits, roundings, spelled, vague


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1,150", "1.150", id="marks between thousands"),
        pytest.param("1 150", "1150", id="a space between thousands"),
        pytest.param("2.3", "2,300", id="2.3 billion and 2,300 million"),
        pytest.param("180,000", "180", id="180 thousand, with a word for it"),
        pytest.param("4.1", "4,1", id="a decimal comma"),
        pytest.param("007", "7", id="zeros before"),
        pytest.param("٤١٢", "412", id="Arabic digits"),
    ],
)
def test_ways_to_write_a_number_have_one_key(one: str, other: str):
    assert number(one)[0] == number(other)[0]


@pytest.mark.parametrize(("one", "other"), [("5", "50"), ("50", "500"), ("412", "421"), ("2023", "2024"), ("2000", "2")])
def test_different_numbers_have_different_keys(one: str, other: str):
    assert number(one)[0] != number(other)[0]


def test_more_digits_weigh_more():
    assert number("0")[1] == 0.0
    assert number("7")[1] < number("12")[1] < number("412")[1]
    assert number("2024")[1] < number("2124")[1]


@pytest.mark.parametrize(
    ("name", "lang", "digits"),
    [
        ("Nine", "en", "9"),
        ("quinze", "fr", "15"),
        ("dois", "pt", "2"),
        ("duas", "pt", "2"),
        ("dört", "tr", "4"),
        ("ثلاثة", "ar", "3"),
        ("nine", "fr", None),
        ("nine", None, None),
        ("one", "en", None),
        ("twenty", "en", None),
    ],
)
def test_numbers_spelled_in_one_word(name: str, lang: str | None, digits: str | None):
    assert spelled(name, lang) == digits


@pytest.mark.parametrize(
    ("characters", "digits"),
    [
        ("三十七", "37"),
        ("一千二百", "1200"),
        ("二〇二五", "2025"),
        ("三万五千", "35000"),
        ("十二億", "1200000000"),
        ("百五", "105"),
        ("万一", None),
        ("十百", None),
        ("三", None),
    ],
)
def test_numbers_in_chinese_characters(characters: str, digits: str | None):
    assert han(characters) == digits


@pytest.mark.parametrize(
    ("text", "lang", "digits"),
    [
        ("Nearly half of the forty towns, fortyish", "en", ["50", "40"]),
        ("Knapp vierzig Häuser, die Hälfte leer", "de", ["40", "50"]),
        ("約半数が反対した", "ja", ["50"]),
        ("half", "fr", []),
        ("half", None, []),
        ("half", "xx", []),
    ],
)
def test_words_that_round(text: str, lang: str | None, digits: list[str]):
    assert [digits for _, digits in vague(["Behalf.", text], lang)] == digits
    assert {place for place, _ in vague(["Behalf.", text], lang)} <= {1}


@pytest.mark.parametrize(
    ("number", "near"),
    [
        ("#1150", {"11", "12"}),
        ("#38", {"4"}),
        ("#98", {"1"}),
        ("#64", {"6"}),
        ("#75", set()),
        ("#17", set()),
        ("#5", set()),
    ],
)
def test_what_a_number_may_be_rounded_to(number: str, near: set[str]):
    found = roundings(number)
    assert near <= found
    assert all(len(digits) < len(round_digits(number[1:])) for digits in found)
    assert all(abs(float(f"0.{digits}") / float(f"0.{number[1:]}") - 1) < 0.1 or digits == "1" for digits in found)
