from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.clean.boilerplate import furniture

SENTENCE = "The council of Ashby voted on Monday to take the old crane down before the winter storms, the harbour master said."

GOLDEN = Path(__file__).parent / "golden"
FURNITURE = (GOLDEN / "furniture.txt").read_text(encoding="utf-8").splitlines()
CONTENT = (GOLDEN / "sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_found_by_its_wording(line: str) -> None:
    assert furniture([SENTENCE, SENTENCE + " Again.", line, SENTENCE + " And again."]) == (2,)


@pytest.mark.parametrize("line", CONTENT)
def test_sentences_that_look_like_it_stay(line: str) -> None:
    assert furniture([line, SENTENCE, line + " ", SENTENCE + " Again.", line]) == (2, 4) or line not in furniture_lines(line)


def furniture_lines(line: str) -> list[str]:
    lines = [SENTENCE, SENTENCE + " Again.", SENTENCE + " And again.", SENTENCE + " At last.", line]
    return [lines[index] for index in furniture(lines)]


@pytest.mark.parametrize(
    "byline",
    [
        "By President Of Ukraine from Україна -",
        "By Ida Quist and Tom Oar",
        "Von Ida Quist, Oslo",
        "Par Léa Quist",
        "Автор: Іда Квіст",
    ],
)
def test_a_byline_is_furniture_at_the_head_only(byline: str) -> None:
    assert furniture([byline, SENTENCE]) == (0,)
    assert furniture([SENTENCE] * 5 + [byline]) == (1, 2, 3)


def test_a_title_repeated_at_the_head_is_furniture() -> None:
    title = "Harbour crane comes down"
    assert furniture([title, "News", title, SENTENCE]) == (1, 2)
    assert furniture([title, SENTENCE, SENTENCE + "."], title=title) == (0,)
    assert furniture(["Quayside", title, SENTENCE, SENTENCE + "."], title=title, site="Quayside") == (0, 1)
    assert furniture([SENTENCE, SENTENCE + " Again.", "Harbour news", "Yes", title], title=title) == ()


def test_a_list_of_other_articles_at_the_end_is_furniture() -> None:
    lines = [SENTENCE, SENTENCE + " Again.", "Related stories", "• The 9 best cranes", "• Quay review: Oslo"]
    assert furniture(lines) == (2, 3, 4)
    assert furniture([*lines, SENTENCE]) == (2,)


def test_furniture_never_takes_the_greater_part() -> None:
    assert furniture(["News", "Share this: Facebook | X | LinkedIn", "Crane falls."]) == (0,)
    assert furniture([]) == ()


@given(st.lists(st.sampled_from([*FURNITURE, *CONTENT, SENTENCE]) | st.text(max_size=60).map(lambda text: text.replace("\n", " "))))
def test_indexes_are_ascending_and_of_the_text(lines: list[str]) -> None:
    found = furniture(lines)
    assert list(found) == sorted(set(found))
    assert all(0 <= index < len(lines) for index in found)
