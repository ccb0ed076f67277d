from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from newsfold.clean.charset import decode
from newsfold.lines import clean_line, clean_text, unwrap

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
WRAPPED = """\
The harbour office said on Monday that the old crane would be taken down
before winter, because the cost of repairing it had risen for the third
time in two years.

A spokeswoman, Ida Quist, said the parts would be sold. She did not say
to whom.

  * one
  * two
"""


def test_lines_are_stripped_and_empty_ones_dropped() -> None:
    assert clean_text("  One\u00a0 two \r\n\n\t\n\u3000Three\x0bFour\u2028Five\x85Six  ") == "One two\nThree\nFour\nFive\nSix"


def test_controls_vanish_and_surrogates_are_repaired() -> None:
    assert clean_text("a\x00b\x1bc\ud83d\ude00d\ud800e\ufffe") == "abc😀d\ufffde"


def test_letters_are_composed() -> None:
    assert clean_text("Cafe\u0301") == "Café"


@given(ANY_TEXT)
def test_cleaned_text_is_clean_and_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert all(line and line == " ".join(line.split()) for line in cleaned.split("\n")) or cleaned == ""
    assert not any(unicodedata.category(character) == "Cc" for character in cleaned.replace("\n", ""))
    assert unicodedata.is_normalized("NFC", cleaned.replace("\n", " "))


@given(st.binary(max_size=300))
def test_any_bytes_become_text_that_can_be_stored(content: bytes) -> None:
    text = clean_text(decode(content))
    assert text.encode().decode() == text
    assert "\x00" not in text


@given(ANY_TEXT, st.integers(1, 30))
def test_a_field_is_one_short_line_or_none(text: str, most: int) -> None:
    line = clean_line(text, most)
    assert line is None or (0 < len(line) <= most and "\n" not in line and line == line.strip())


def test_an_absent_or_empty_field_is_none() -> None:
    assert (clean_line(None, 10), clean_line(" \n\x00", 10)) == (None, None)
    assert clean_line("A title\n in two lines", 11) == "A title in"


def test_hard_wrapped_paragraphs_are_joined_and_lists_are_not() -> None:
    assert clean_text(unwrap(WRAPPED)).split("\n") == [
        "The harbour office said on Monday that the old crane would be taken down before winter, because the cost of repairing it had risen for the third time in two years.",
        "A spokeswoman, Ida Quist, said the parts would be sold. She did not say to whom.",
        "* one",
        "* two",
    ]


def test_paragraphs_of_one_line_stay() -> None:
    text = "Short line one\nShort line two\nA somewhat longer line stands here\n\nAnother"
    assert unwrap(text) == text
    long = f"{'word ' * 40}\nnext\n{'word ' * 39}end"
    assert unwrap(long) == long
    assert unwrap("") == ""


@given(ANY_TEXT)
def test_unwrapping_loses_no_word(text: str) -> None:
    assert unwrap(text).split() == text.split()
