"""Marking: the words that two sentences both have, where each has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.match.showing.marking import common_spans

WORDS = ["copper", "Solwezi", "the", "said", "412-km", "矿业协议", "卡兰达", "ten", "10", ",", "-"]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("a", "b", "lang", "expected"),
    [
        pytest.param(
            "Ten smelters in Solwezi.", "In Solwezi, 10 smelter firms.", "en", "[Ten smelters] in [Solwezi].", id="other forms"
        ),
        pytest.param("The Red Crescent came.", "Red Crescent people", "en", "The [Red Crescent] came.", id="side by side"),
        pytest.param("A 412-km line.", "412 km of a line", "en", "A [412-km line].", id="over a hyphen"),
        pytest.param("He said it was so.", "She said it was.", "en", "He said it was so.", id="nothing but common words"),
        pytest.param("No smelter.", "No smelter.", "en", "[No smelter.]", id="the same"),
        pytest.param("", "", "en", "", id="nothing"),
        pytest.param(
            "他说卡兰达离开了索卢韦齐。", "卡兰达在索卢韦齐。", "zh", "他说[卡兰达]离开了[索卢韦齐]。", id="without spaces"
        ),
    ],
)
def test_what_both_say_is_marked(a: str, b: str, lang: str, expected: str):
    marked, end = "", 0
    for start, stop in common_spans(a, b, (lang, lang))[0]:
        if stop > start:
            marked += f"{a[end:start]}[{a[start:stop]}]"
        end = stop
    assert marked + a[end:] == expected


@given(texts, texts, st.sampled_from(["en", "zh", None]))
def test_spans_lie_in_their_sentence_in_order_and_apart(a: str, b: str, lang: str | None):
    for text, spans in zip((a, b), common_spans(a, b, (lang, lang)), strict=True):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
