from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsfold.report.safe import csv_cell, json_safe, markdown, markdown_link, plain, visible
from report.samples import HOSTILE

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Plain text, “quotes” – dashes… 日本語", "Plain text, “quotes” – dashes… 日本語"),  # noqa: RUF001
        ("\x1b[31mred\x07\x00", "\\x1b[31mred\\x07\\x00"),
        ("a\nb\r\nc\td", "a\\nb\\r\\nc\\td"),
        ("\x85\x9b\u2028", "\\x85\\x9b\\u2028"),
        ("user\u202egpj.exe", "user\\u202egpj.exe"),
        ("zero\u200bwidth\ufeff\u2066x\u2069", "zero\\u200bwidth\\ufeff\\u2066x\\u2069"),
        ("lone \ud800", "lone \\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 Persian
        ("क्\u200dष", "क्\u200dष"),
        ("pay\u200cpal", "pay\\u200cpal"),
        ("\u200cم", "\\u200cم"),
        ("\u0600 ١٢", "\u0600 ١٢"),
        ("no\u00a0break", "no\u00a0break"),
        ("", ""),
    ],
)
def test_every_character_that_hides_is_shown_as_an_escape(raw: str, shown: str):
    assert visible(raw) == shown


def test_no_hidden_character_of_unicode_is_missed():
    hidden = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert len(hidden) > 2_000
    signs = {character for character in hidden if visible(character) == character}
    assert all(unicodedata.category(sign) == "Cf" and unicodedata.name(sign).partition(" ")[0] in SIGNED for sign in signs)
    assert {character for character in hidden if plain(character) not in {"", " "}} == signs
    left = {character for character in hidden if json_safe(character) == character}
    assert left == signs | {"\n"}


SIGNED = {"ARABIC", "SYRIAC", "KAITHI"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("user\u202egpj.exe", "usergpj.exe"),
        ("soft\u00adhyphen, \x1b[31mred", "softhyphen, [31mred"),
        ("one\ntwo\tthree", "one two three"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 Persian
        ("plain", "plain"),
    ],
)
def test_plain_text_leaves_out_what_hides(raw: str, shown: str):
    assert plain(raw) == shown


@given(ANY_TEXT)
def test_what_is_visible_can_always_be_encoded_and_steers_nothing(text: str):
    shown = visible(text)
    shown.encode()
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert visible(shown) == shown


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"])  # noqa: RUF001
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(start: str):
    assert csv_cell(f"{start}1") == f"'{visible(start)}1"


def test_other_cells_are_left_alone():
    assert csv_cell("1 = 1") == "1 = 1"
    assert csv_cell("") == ""


@given(ANY_TEXT)
def test_markdown_shows_any_text_as_it_is_and_nothing_else(text: str):
    shown = markdown(text)
    rendered = MarkdownIt("gfm-like", {"linkify": False}).enable("table").renderInline(f"x{shown}x")
    assert rendered == f"x{_html(visible(text))}x"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element_in_markdown(text: str):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"| a |\n|---|\n| x{markdown(text)} |\n")
    inline = [child.type for token in tokens for child in token.children or []]
    assert set(inline) <= {"text", "text_special"}
    assert [token.type for token in tokens].count("td_open") == 1


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://x.example/a?b=c&d", "[t](<https://x.example/a?b=c&d>)"),
        ("https://x.example/<a> \n|b\\", "[t](<https://x.example/%3Ca%3E%20%0A%7Cb%5C>)"),
        ("https://x.example/\ud800", "[t](<https://x.example/?>)"),
        ("javascript:alert(1)", "t"),
        ("https://[broken", "t"),
        ("https:nowhere", "t"),
        (None, "t"),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: str):
    assert markdown_link("t", url) == linked


@given(ANY_TEXT)
def test_json_with_hidden_characters_escaped_means_the_same(text: str):
    document = json_safe(json.dumps({"a": text}, ensure_ascii=False, indent=2))
    document.encode()
    assert json.loads(document)["a"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
    assert all(
        line.isprintable() or any(unicodedata.category(c) in {"Co", "Cn", "Zs"} for c in line) for line in document.split("\n")
    )
