"""Names and rare words in common, as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import CHINESE_OWN_REPORT, CHINESE_REPORT, CHINESE_REWRITE, REPORT, REWRITE, body
from newsfold.match.showing.mentions import names, rare_words
from newsfold.match.showing.places import Reading, reading_of
from newsfold.views.explanations import Mention

WORDS = [
    "Zambia",
    "Bae",
    "Jin-woo",
    "the",
    "The",
    "copper",
    "smelter",
    "LUSAKA",
    "al-",
    "412",
    '"',
    ".",
    "卡兰达",
    "ゴンドラ",
    "Rose",
    "rose",
    "\n",
]
texts = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)


def read(text: str, lang: str | None = "en") -> Reading:
    return reading_of(body(text, lang))


def common(a: str, b: str, lang: str = "en") -> list[tuple[str | None, str | None]]:
    return [(mention.a, mention.b) for mention in names(read(a, lang), read(b, lang)).common]


def rare(a: str, b: str, lang: str) -> list[tuple[str | None, str | None]]:
    return [(mention.a, mention.b) for mention in rare_words(read(a, lang), read(b, lang))]


def test_the_names_of_a_report_and_its_rewrite():
    found = names(read(REPORT), read(REWRITE))
    assert {mention.a for mention in found.common} == {
        "Bupe Kalandanya", "Bae Jin-woo", "Hansol Cathode", "South Korea", "Zambia", "Seoul", "Solwezi",
    }  # fmt: skip
    assert all(mention.b for mention in found.common)
    assert {mention.a for mention in found.only_a} == {"Meridian Wire", "Korean", "Angolan"}
    assert {mention.b for mention in found.only_b} == {"Angola"}
    for some in (found.common, found.only_a, found.only_b):
        assert [mention.weight for mention in some] == sorted((mention.weight for mention in some), reverse=True)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("So Zelenskiy said.", "Then Zelenskyy left.", ("Zelenskiy", "Zelenskyy"), id="two spellings"),
        pytest.param("In Zelenskiy and Zelenskyy.", "Then Zelenskyy left.", ("Zelenskyy", "Zelenskyy"), id="a spelling in common"),
        pytest.param("LUSAKA (Wire) - In Lusaka.", "At LUSAKA.", ("LUSAKA", "LUSAKA"), id="in common only in capitals"),
        pytest.param("LUSAKA - In Lusaka, LUSAKA.", "Of Lusakas.", ("Lusaka", "Lusakas"), id="not in capitals if there is another"),
        pytest.param("The Tripoli-based men of Tripoli.", "To Tripoli.", ("Tripoli", "Tripoli"), id="nothing tied on"),
        pytest.param("The envoy Bae Jin-woo.", "The envoy Bae Jin-woo.", ("Bae Jin-woo", "Bae Jin-woo"), id="always tied on"),
        pytest.param("By Sean O'Rourke.", "By Sean O'Rourke.", ("Sean O'Rourke", "Sean O'Rourke"), id="an apostrophe before"),
        pytest.param("Of Libya's oil.", "In Libya.", ("Libya", "Libya"), id="not the genitive"),
        pytest.param("At Umm al-Jidaya.", "In Umm al-Jidaya.", ("Umm al-Jidaya",) * 2, id="a particle within"),
        pytest.param("By Kofi A. Mensah.", "By Kofi Mensah.", ("Kofi A. Mensah", "Kofi Mensah"), id="initials within"),
        pytest.param("Mensah left.", "By Mensah.", ("Mensah", "Mensah"), id="only at the beginning of a sentence in one"),
    ],
)  # fmt: skip
def test_how_a_name_is_written(a: str, b: str, expected: tuple[str, str]):
    assert common(a, b) == [expected]


def test_a_ukrainian_name_with_an_apostrophe_is_whole():
    assert common("Так сказав Лук'яненко.", "Але Лук'яненко мовчить.", "uk") == [("Лук'яненко", "Лук'яненко")]


def test_a_rare_ukrainian_word_with_an_apostrophe_is_whole():
    assert ("в'яленням", "в'яленням") in rare("Під в'яленням риф.", "Над в'яленням тихо.", "uk")


def test_names_together_are_split_where_the_other_text_has_only_a_part():
    found = names(read("So said Rachel Vassallo-Grech of Malta."), read("We met Vassallo-Grech, not Ingeborg."))
    assert [mention.a for mention in found.common] == ["Vassallo-Grech"]
    assert [mention.a for mention in found.only_a] == ["Rachel", "Malta"]
    assert [mention.b for mention in found.only_b] == ["Ingeborg"]


def test_days_and_months_are_no_names_and_neither_is_what_the_other_writes_small():
    found = names(read("So the Envoy left on Tuesday in March."), read("So the envoy left on Friday in March, not Tuesday."))
    assert (found.common, found.only_a, found.only_b) == ((), (), ())


def test_a_word_that_weighs_nothing_in_one_text_is_no_name_in_common():
    assert common("The men left.", "In The Hague.") == []


def test_long_runs_of_names_are_cut():
    assert {mention.a for mention in names(read("A " + "Alpha Beta " * 20), read("Nothing.")).only_a} == {
        " ".join(["Alpha Beta"] * 6)
    }


def test_the_rare_words_in_common_the_rarest_first():
    found = rare_words(
        read("The smelters and turbopumps of Solwezi, an airfield."), read("Turbopumps; a smelter, an airfield. Not Solwezi.")
    )
    assert {(mention.a, mention.b) for mention in found[:2]} == {("smelters", "smelter"), ("turbopumps", "Turbopumps")}
    assert found[2] == Mention("airfield", "airfield", found[2].weight)
    assert found[1].weight > found[2].weight


def test_in_chinese_rare_words_are_the_longest_stretches_in_common_and_there_are_no_names():
    a, b = read(CHINESE_REPORT, "zh"), read(CHINESE_REWRITE, "zh")
    found = {mention.a for mention in rare_words(a, b)}
    assert {"卡兰达尼亚", "裴振宇", "韩松正极", "索卢韦齐", "卢萨卡"} <= found
    assert all(word and word in CHINESE_REPORT and word in CHINESE_REWRITE for word in found)
    assert (names(a, b).common, names(a, b).only_a, names(a, b).only_b) == ((), (), ())
    assert {mention.a for mention in rare_words(a, read(CHINESE_OWN_REPORT, "zh"))} < found | {"穆"}


def test_what_is_only_grammar_is_no_rare_word():
    assert rare("彼はそれをとみていたようだ。", "また、とみていたという。", "ja") == []


def test_arabic_words_are_shown_as_they_are_written():
    found = rare("وقالت إنغريد في هولمفيورد.", "قالت إنغريد من هولمفيورد.", "ar")
    assert set(found) == {("إنغريد", "إنغريد"), ("هولمفيورد", "هولمفيورد")}


@given(texts, texts, st.sampled_from(["en", "de", "zh", "ja", None]))
def test_what_is_shown_stands_in_the_text(one: str, other: str, lang: str | None):
    a, b = read(one, lang), read(other, lang)
    found = names(a, b)
    told = [*found.common, *rare_words(a, b)]
    assert all(mention.a and mention.b and mention.weight > 0 for mention in told)
    whole, rest = "\n".join(sentence.text for sentence in a.sentences), "\n".join(sentence.text for sentence in b.sentences)
    assert all(mention.a in whole for mention in [*told, *found.only_a] if mention.a)
    assert all(mention.b in rest for mention in [*told, *found.only_b] if mention.b)
    assert not {mention.a for mention in found.only_a} & {mention.b for mention in found.common}
