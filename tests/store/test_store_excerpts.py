"""What a list shows of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.store.excerpts import LOOKED_AT, excerpt, marked
from newsfold.store.terms import Query, parse
from newsfold.views.browsing import Marked

FILLER = "Some other words stand here before anything happens at all. " * 10


def asked(query: str) -> Query:
    parsed = parse(query)
    assert parsed is not None
    return parsed


def shown(found: Marked) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("text", "query", "marks"),
    [
        pytest.param("The Bridge: a bridge", "bridge", ["Bridge", "bridge"], id="a word"),
        pytest.param("The bridge fell", '"the bridge" bridge', ["The bridge"], id="marks that touch are one"),
        pytest.param("The bridge the", '"bridge the"', ["bridge the"], id="a phrase"),
        pytest.param("bridges, bridge", "bridg*", ["bridges", "bridge"], id="a beginning"),
        pytest.param("old bridges of the bridge", '"of the bri"* "old bridge"', ["of the bridge"], id="a phrase with a beginning"),
        pytest.param("Café de Paris", "cafe", ["Café"], id="accents"),
        pytest.param("東京タワー", "京タ", ["京タ"], id="no spaces"),
        pytest.param("nothing", "bridge", [], id="none"),
        pytest.param("bridge", "-bridge", [], id="what is not wanted"),
    ],
)
def test_marks(text: str, query: str, marks: list[str]) -> None:
    assert shown(marked(text, asked(query).wanted)) == marks


def test_an_excerpt_is_the_passage_that_holds_most_of_the_answer() -> None:
    text = f"A bridge. {FILLER}\nThen the bridge over the Lind fell, and the bridge was closed. {FILLER}"
    found = excerpt(text, asked("bridge lind").wanted)
    assert shown(found) == ["bridge", "Lind", "bridge"]
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert "happens at all. Then the bridge" in found.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Short.\nText.", "Short. Text.", id="short"),
        pytest.param("", "", id="empty"),
        pytest.param("word " * 100, "word " * 47 + "word…", id="cut at a word"),
        pytest.param("字" * 500, "字" * 240 + "…", id="cut where there is no word"),
        pytest.param(" " * LOOKED_AT + "far", "…", id="blank as far as anybody looks"),
    ],
)
def test_without_an_answer_it_is_the_beginning(text: str, expected: str) -> None:
    assert excerpt(text, ()) == excerpt(text, asked("bridge").wanted) == Marked(expected)


@given(st.text() | st.lists(st.sampled_from(["bridge", "lind", "東京", "x" * 300, "é", "\n"]), max_size=200).map(" ".join))
def test_marks_lie_in_the_excerpt_and_answer(text: str) -> None:
    query = asked('bridge "東京" x*')
    found = excerpt(text, query.wanted)
    assert len(found.text) <= 242
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    assert all(one[1] < other[0] for one, other in zip(found.marks, found.marks[1:], strict=False))
    assert "\n" not in found.text
