"""What a word is to the search, and what a person's query asks for."""

from __future__ import annotations

from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsfold.store.terms import Query, Reading, Term, parse, searchable, words

TEXTS = st.text(max_size=60) | st.text("aéß'’-_ İŁ東京カﾞ한글ไทย\u0301\u00ad\u200c½", max_size=60)  # noqa: RUF001


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The Bridge fell at 9.30!", ["the", "bridge", "fell", "at", "9", "30"], id="English"),
        pytest.param("snake_case, it's A-1", ["snake", "case", "it", "s", "a", "1"], id="signs"),
        pytest.param(
            "Café Łódź Ørsted ﬁn Straße ĐÀ NẴNG", ["cafe", "lodz", "orsted", "fin", "strasse", "da", "nang"], id="accents"
        ),
        pytest.param("Cafe\u0301 co\u00adoperate", ["cafe", "cooperate"], id="apart and invisible signs"),
        pytest.param("Ещё ΑΘΉΝΑ ς", ["еще", "αθηνα", "σ"], id="Russian, Greek"),  # noqa: RUF001
        pytest.param("東京タワー ２０２６年", ["東", "京", "タ", "ワ", "ー", "2026", "年"], id="Japanese"),
        pytest.param("ｶﾞｽ", ["ガ", "ス"], id="half width"),
        pytest.param("iPhone手机、很好", ["iphone", "手", "机", "很", "好"], id="Chinese"),
        pytest.param("서울에서", ["서", "울", "에", "서"], id="Korean"),
        pytest.param("ไทย", ["ไ", "ท", "ย"], id="Thai"),
        pytest.param("हिन्दी की", ["हिन्दी", "की"], id="Hindi keeps its vowels"),
        pytest.param("کِتاب می‌خواهم", ["کتاب", "میخواهم"], id="Arabic letters need none"),
        pytest.param("m² ½ ①", ["m2", "1", "2", "1"], id="figures"),
        pytest.param("« … » — ☃ \ud800 \x00", [], id="no words"),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_both_ways_of_preparing_a_text_agree_on_every_character() -> None:
    for first in range(0x80, 0x20000, 256):
        some = "".join(map(chr, range(first, first + 256)))
        assert words(some) == words(some + " " + "x" * 10_000)[:-1]


@given(TEXTS)
def test_what_is_prepared_is_prepared_already(text: str) -> None:
    prepared = searchable(text)
    assert words(prepared) == words(text)
    assert not any(character.isspace() for character in prepared if not character.isascii())


def places(text: str) -> list[tuple[str, int, int]]:
    reading = Reading(text)
    return [(word, *reading.span(number, number)) for number, word in enumerate(reading.words)]


@given(TEXTS)
def test_words_stand_where_they_are_said_to(text: str) -> None:
    standing = places(text)
    assert all(0 <= start < end <= len(text) for _, start, end in standing)
    assert all(one[1] <= other[1] and one[2] <= other[2] for one, other in pairwise(standing))
    if normalize("NFKC", text) == text:
        assert [word for word, _, _ in standing] == words(text)


def test_places_point_into_what_was_written() -> None:
    text = "Die Größe: ½ Straße, 東京."
    assert [(word, text[start:end]) for word, start, end in places(text)] == [
        ("die", "Die"),
        ("grosse", "Größe"),
        ("1", "½"),
        ("2", "½"),
        ("strasse", "Straße"),
        ("東", "東"),
        ("京", "京"),
    ]


def query(wanted: list[list[str]], unwanted: list[list[str]] | None = None, begins: int = -1) -> Query:
    return Query(
        tuple(Term(tuple(one), number == begins) for number, one in enumerate(wanted)),
        tuple(Term(tuple(one)) for one in unwanted or []),
    )


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        pytest.param("bridge fell", query([["bridge"], ["fell"]]), id="words"),
        pytest.param("  Bridge bridge  ", query([["bridge"]]), id="said twice"),
        pytest.param('"the bridge fell" now', query([["the", "bridge", "fell"], ["now"]]), id="a phrase"),
        pytest.param("“the bridge” «fell»", query([["the", "bridge"], ["fell"]]), id="other quotes"),
        pytest.param('"the bridge', query([["the", "bridge"]]), id="a phrase without an end"),
        pytest.param('bridge"fell"now', query([["bridge"], ["fell"], ["now"]]), id="quotes without spaces"),
        pytest.param('bridge -fell -"of steel"', query([["bridge"]], [["fell"], ["of", "steel"]]), id="unwanted"),
        pytest.param("-bridge", query([], [["bridge"]]), id="only unwanted"),
        pytest.param("bridge - fell", query([["bridge"], ["fell"]]), id="a dash"),
        pytest.param("bridg*", query([["bridg"]], begins=0), id="a beginning"),
        pytest.param('"the bridg"*', query([["the", "bridg"]], begins=0), id="a phrase with a beginning"),
        pytest.param("br* *dge bri*dge", query([["br"], ["dge"], ["bri", "dge"]]), id="other stars, and too short a beginning"),
        pytest.param("東京* 京", query([["東", "京"], ["京"]]), id="characters begin nothing"),
        pytest.param("it's C++ AT&T", query([["it", "s"], ["c"], ["at", "t"]]), id="signs in words"),
        pytest.param(
            "a OR b AND NOT c NEAR(d)",
            query([[w] for w in ("a", "or", "b", "and", "not", "c")] + [["near", "d"]]),
            id="no operators",
        ),
        pytest.param("title:bridge {x} ^y", query([["title", "bridge"], ["x"], ["y"]]), id="nor other syntax"),
        pytest.param('??? "" - * -"" \x00', query([]), id="no words"),
        pytest.param("", None, id="nothing"),
        pytest.param(" \n\t", None, id="blank"),
    ],
)
def test_a_query(typed: str, asked: Query | None) -> None:
    assert parse(typed) == asked


def test_an_endless_query_is_read_up_to_a_bound() -> None:
    asked = parse(" ".join(f"w{number}" for number in range(1_000)))
    assert asked is not None
    assert len(asked.wanted) == 32
    assert parse("x" * 5_000) == query([["x" * 1_000]])


@given(st.text())
@example('"' * 50)
def test_whatever_is_typed_is_understood(typed: str) -> None:
    asked = parse(typed)
    assert (asked is None) == (not typed.strip())
    for term in (*asked.wanted, *asked.unwanted) if asked else ():
        assert term.words == tuple(words(" ".join(term.words)))
        assert term.words
