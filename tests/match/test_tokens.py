"""Tokens: what is found in a text, and what is remembered of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_texts import REPORT, REWRITE, body
from newsfold.match import tokens as module
from newsfold.match.features import features_of
from newsfold.match.tokens import TOKEN, tokens, vocabulary_of

TEXTS = st.text() | st.text("aA1 .,'\"-_жі\u02bc\u0301\u0903२๑ไ東ー十") | st.text("".join(map(chr, range(128))))


@given(TEXTS)
def test_tokens_are_found_as_by_their_definition(text: str):
    letter = rf"(?:(?![{module._UNSPACED}])[^\W\d_])"
    apostrophe = "(?<=[\u0400-\u04ff])['\u02bc](?=[\u0400-\u04ff])"
    defined = re.compile(
        r"\d{1,3}(?:[ .,\u066b\u066c]\d{3})+(?!\d)|\d+(?:[.,\u066b]\d+)?"
        rf"|[{module._UNSPACED}]+|{letter}(?:{letter}|[{module._MARKS}]|{apostrophe})*"
    ).findall(text)
    assert TOKEN.findall(text) == defined
    assert tokens(text) == defined


def test_what_tokens_stand_for_is_the_same_after_it_was_forgotten(monkeypatch: pytest.MonkeyPatch):
    bodies = [body(text, "sv") for text in (REPORT, REWRITE, REPORT)]
    before = [features_of(one) for one in bodies]
    vocabulary_of.cache_clear()
    monkeypatch.setattr(module, "_REMEMBERED", 70)
    assert [features_of(one) for one in bodies] == before
