from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.report.changes import at_spans, compare, marked


def _bracketed(a: str, b: str) -> tuple[str, str]:
    left, right = compare(a, b)
    return marked(left, str, "[{}]".format), marked(right, str, "[{}]".format)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The same words.", "The same words.", ("The same words.", "The same words.")),
        ("He said five died.", "He said six died.", ("He said [five] died.", "He said [six] died.")),
        ("Both sides agreed", "both parties had agreed", ("Both [sides] agreed", "both [parties had] agreed")),
        ("东京今天下雨", "东京昨天下雪", ("东京[今]天下[雨]", "东京[昨]天下[雪]")),
        ("one", "two", ("[one]", "[two]")),
        ("", "new", ("", "[new]")),
    ],
)
def test_changed_words_are_told_apart(a: str, b: str, expected: tuple[str, str]):
    assert _bracketed(a, b) == expected


def test_overlong_sentences_are_not_compared():
    long = "word " * 700
    assert [run.marked for runs in compare(long, "short") for run in runs] == [False, False]


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_runs_join_to_the_sentences(a: str, b: str):
    left, right = compare(a, b)
    assert (marked(left, str, str), marked(right, str, str)) == (a, b)
    assert all(first.marked != second.marked for runs in (left, right) for first, second in pairwise(runs))


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Aastveit said no.", ((0, 8), (14, 16)), "[Aastveit] said [no]."),
        ("no", ((0, 2),), "[no]"),
        ("no", (), "no"),
        ("", (), ""),
    ],
)
def test_spans_are_marked(text: str, spans: tuple[tuple[int, int], ...], expected: str):
    assert marked(at_spans(text, spans), str, "[{}]".format) == expected
