import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.sources.names import document_origin, escaped, path_origin


def unescaped(origin: str) -> str:
    """The way back, as the module's documentation tells it."""

    def back(match: re.Match[str]) -> str:
        word = match[1]
        if word in {"\\", "#"}:
            return word
        code = int(word[1:], 16)
        return chr(0xDC00 + code) if word[0] == "x" else chr(code)

    return re.sub(r"\\(\\|#|x..|u....|U........)", back, origin)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("reuters/2026-03-02 Überschwemmung.html", "reuters/2026-03-02 Überschwemmung.html"),
        ("日本　語.txt", "日本　語.txt"),
        ("two\nlines\t.txt", "two\\u000alines\\u0009.txt"),
        ("back\\slash", "back\\\\slash"),
        (os.fsdecode(b"caf\xe9.html"), "caf\\xe9.html"),
        ("evil\u202egpj.html", "evil\\u202egpj.html"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("c#.html", "c\\#.html"),
        ("-rf", "-rf"),
    ],
)
def test_paths_are_shown_as_documented_and_can_be_turned_back(name: str, shown: str):
    assert path_origin(name) == shown
    assert unescaped(shown) == name


def test_a_document_in_a_file_never_has_the_name_of_a_file():
    assert document_origin(path_origin("a.jsonl"), "3.html") == "a.jsonl#3.html"
    assert path_origin("a.jsonl#3.html") == "a.jsonl\\#3.html"


@given(st.text(st.characters()))
def test_any_name_can_be_stored_printed_and_turned_back(name: str):
    shown = escaped(name)
    shown.encode()
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert unescaped(shown) == name
    assert unescaped(path_origin(name)) == name


@given(st.binary())
def test_any_bytes_in_a_file_name_can_be_turned_back(name: bytes):
    assert os.fsencode(unescaped(path_origin(os.fsdecode(name)))) == name
