"""What a line is when texts are compared."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from newsfold import text


@given(st.text() | st.text(alphabet=" \t\x0b\x1c\x1f\x85\u00a0\u2028aZ“”–…\u00adﬁ①"))  # noqa: RUF001 they are what it is about
def test_a_folded_line_is_normalised_and_has_single_spaces(line: str):
    normal = unicodedata.normalize("NFKC", line).translate(text._TYPOGRAPHY)
    assert text.fold_line(line) == re.sub(r"\s+", " ", normal).strip()


@given(st.text() | st.text(alphabet="aB1 '-.\n\t_é’"))  # noqa: RUF001 they are what it is about
def test_words_are_counted_as_the_pattern_finds_them_and_by_lines(counted: str):
    assert text.count_words(counted) == len(text._WORD.findall(counted)) == sum(map(text.count_words, counted.split("\n")))
