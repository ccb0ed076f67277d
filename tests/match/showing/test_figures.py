"""Figures: as they are written, with what they count, in common only where they say one thing."""

import pytest

from match_texts import CHINESE_REPORT, CHINESE_REWRITE, REPORT, REWRITE, body
from newsfold.match.align import align
from newsfold.match.showing.figures import figures
from newsfold.match.showing.places import reading_of, sentence_of
from newsfold.match.showing.quantities import figures_in
from newsfold.views.explanations import Mentions


def found(a: str, b: str, lang: str = "en") -> Mentions:
    one, other = body(a, lang), body(b, lang)
    return figures(reading_of(one), reading_of(other), align(one, other))


def written(text: str, lang: str = "en") -> list[str]:
    return [figure.written for figure in figures_in(sentence_of(text, lang))]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        pytest.param("It cost $2.3 billion.", "en", ["$2.3 billion"], id="currency before, magnitude behind"),
        pytest.param("It fell 4.1% in Seoul, 3 % in Busan.", "en", ["4.1%", "3 %"], id="per cent"),
        pytest.param("A 412-km rail.", "en", ["412-km"], id="a hyphen"),
        pytest.param("Some 14 people and 9 of 11 men.", "en", ["14 people", "9", "11 men"], id="grammar is not counted"),
        pytest.param("In 2024 smelters closed.", "en", ["2024"], id="a year counts nothing"),
        pytest.param("On March 24 talks began.", "en", ["March 24"], id="a day of the month"),
        pytest.param("It began at 18:05 sharp.", "en", ["18:05"], id="a time of day"),
        pytest.param("An F-16 and ninety-six men.", "en", [], id="parts of words"),
        pytest.param("It paid 23 € and 5 000 € again.", "en", ["23 €", "5 000 €"], id="currency behind"),
        pytest.param("Vom 24. März bis 3 5.", "de", ["24. März", "3", "5"], id="an ordinal, and figures side by side"),
        pytest.param("价值23亿美元的15年协议", "zh", ["23亿美元", "15年"], id="Chinese, without grammar"),
        pytest.param("共2023 7", "zh", ["2023", "7"], id="nothing behind"),
        pytest.param("مساحة ١٨٥٠ مترا", "ar", ["١٨٥٠ مترا"], id="Arabic digits"),
        pytest.param("7", "en", ["7"], id="nothing else"),
    ],
)
def test_how_a_figure_is_written(text: str, lang: str, expected: list[str]):
    assert written(text, lang) == expected


def test_the_figures_of_a_report_and_its_rewrite():
    told = found(REPORT, REWRITE)
    assert {(mention.a, mention.b) for mention in told.common} == {
        ("412-km", "412 kilometres"),
        ("$2.3 billion", "$2.3 bln"),
        ("180,000 tonnes", "180 000 tonnes"),
        ("eleven", "11 chapters"),
        ("March 24", "24 March"),
        ("4.1%", "4.1 per cent"),
        ("three days", "three days"),
        ("nine chapters", "9"),
    }
    assert [mention.a for mention in told.only_a] == ["two sides"]
    assert told.only_b == ()


def test_chinese_figures():
    told = found(CHINESE_REPORT, CHINESE_REWRITE, "zh")
    assert {("23亿美元", "23亿美元"), ("412公里", "412公里"), ("82万吨", "82万吨")} <= {
        (mention.a, mention.b) for mention in told.common
    }
    assert "50%" in {mention.a for mention in told.only_a}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("They counted 23 flights.", "We saw 230 people.", [], id="other digits"),
        pytest.param("They counted 41 seconds.", "We saw 41 camels.", [], id="of other things"),
        pytest.param("They counted 41 camels.", "We saw 41 camels.", [("41 camels", "41 camels")], id="of the same thing"),
        pytest.param("The smelter has 41 ovens.", "The 41 of this smelter.", [("41 ovens", "41")], id="near the same word"),
        pytest.param("The smelter cost 62 million.", "It paid 62 mln for a smelter.", [("62 million", "62 mln")], id="units that begin alike"),
        pytest.param("They counted 412 flights.", "We saw 412 camels.", [("412 flights", "412 camels")], id="three digits"),
        pytest.param("In 2024.", "Of 2024.", [("2024", "2024")], id="nothing beside either"),
        pytest.param(
            "The Kalandanya smelter got 2,300 million kwacha.", "Kalandanya: smelter gets 2.3 billion.", [("2,300 million", "2.3 billion")],
            id="another magnitude in an aligned sentence",
        ),
        pytest.param(
            "The Kalandanya smelter got 23 million kwacha.", "Kalandanya: smelter gets 2.3 million.", [], id="the same magnitude there",
        ),
        pytest.param(
            "Kalandanya of Solwezi refused smelters. There were 17 of them.",
            "Kalandanya of Solwezi refused smelters, all 17 as it was said.",
            [("17", "17")],
            id="beside aligned sentences",
        ),
    ],
)  # fmt: skip
def test_figures_are_in_common_where_they_say_one_thing(a: str, b: str, expected: list[tuple[str, str]]):
    told = found(a, b)
    assert [(mention.a, mention.b) for mention in told.common] == expected
    assert (len(told.only_a), len(told.only_b)) == ((0, 0) if expected else (1, 1))


def test_the_heaviest_figures_come_first_and_the_commonest_way_of_writing():
    told = found("Two men. Then 412 smelters, and 412 kilns. Now 412 kilns.", "None.")
    assert [mention.a for mention in told.only_a] == ["412 kilns", "Two men"]
    assert told.only_b == ()
