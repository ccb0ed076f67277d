"""Places: every key of a text is found where it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import CHINESE_REPORT, CHINESE_REWRITE, REPORT, REWRITE, body
from newsfold.match.features import sentences_of
from newsfold.match.showing.places import reading_of, sentence_of

JAPANESE = "ムツヘラのスキー場で18日、ゴンドラが落下し、二千三百メートルの山頂駅にいた四十人が取り残された。「風はなかった」と駅員のニノさん。"
UKRAINIAN = (
    "Торік виручка впала на 31 відсоток, до 1,46 мільярда гривень, - сказала Біргітте Лаурсен. П'ять людей з Ялинців поїхали."
)
ARABIC = "وقال هولمفيورد إن ٢٣ عاملا لقوا مصرعهم في المصنع المقام على مساحة ١٨٥٠ مترا."
WORDS = [
    "Zambia",
    "copper",
    "412-km",
    "1,150",
    "18:05",
    "ten",
    "矿业协议",
    "ゴンドラ",
    "二十三",
    "ー",
    "F-16",
    "'",
    ".",
    "Жовква",
    "é",
]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param(REPORT + REWRITE, "en", id="English"),
        pytest.param(CHINESE_REPORT + CHINESE_REWRITE, "zh", id="Chinese"),
        pytest.param(JAPANESE, "ja", id="Japanese"),
        pytest.param(UKRAINIAN, "uk", id="Ukrainian"),
        pytest.param(ARABIC, "ar", id="Arabic"),
        pytest.param(REPORT, None, id="no language"),
    ],
)
def test_every_key_that_is_compared_has_a_place_and_its_weight(text: str, lang: str | None):
    for sentence in sentences_of(body(text, lang)):
        places = sentence_of(sentence.text, lang).places
        assert {place.key: place.weight for place in places} == sentence.weights


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.sampled_from(["en", "zh", "ja", "uk", None]))
def test_places_lie_in_their_sentence_in_order(text: str, lang: str | None):
    for sentence in reading_of(body(text, lang)).sentences:
        assert all(0 <= place.start < place.end <= len(sentence.text) for place in sentence.places)
        assert [place.start for place in sentence.places] == sorted(place.start for place in sentence.places)


def test_a_place_is_where_the_word_is_written():
    text = "Aastveit left Valletta after 1,150 days, not nine."
    written = [(text[place.start : place.end], place.key) for place in sentence_of(text, "en").places if place.weight > 0.2]
    assert written == [("Aastveit", "~astvt"), ("Valletta", "~vlt"), ("1,150", "#115"), ("nine", "#9")]


def test_without_spaces_places_overlap():
    text = "卡兰达说"
    places = [text[place.start : place.end] for place in sentence_of(text, "zh").places]
    assert {"卡兰", "兰达"} <= set(places)
