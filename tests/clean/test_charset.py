from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.clean.charset import decode

GERMAN = "Die Brücke über den Fluß wird für 3 Millionen Euro erneuert, sagte Bürgermeister Jörg Äpfel. " * 4
RUSSIAN = "Мост через реку отремонтируют за три миллиона рублей, сообщил мэр города. " * 4
JAPANESE = "川に架かる橋が三億円で改修されると市長が発表した。" * 8
CHARSETS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "iso-8859-1",
    "iso-8859-15",
    "windows-1252",
    "koi8-r",
    "windows-1251",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gb2312",
    "big5",
    "euc-kr",
    "no-such-charset",
    "rot13",
]


def declared(charset: str, text: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>{text}</body></html>'


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", GERMAN),
        ("iso-8859-1", GERMAN),
        ("windows-1252", GERMAN),
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("iso-2022-jp", JAPANESE),
        ("gb2312", "市长宣布将翻修大桥。" * 8),
        ("euc-kr", "시장은 다리를 보수한다고 발표했다. " * 8),
    ],
)
def test_a_declared_charset_is_believed(charset: str, text: str) -> None:
    page = declared(charset, text)
    assert decode(page.encode(charset)) == page


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_first_and_taken_off(charset: str) -> None:
    page = declared("koi8-r", GERMAN)
    assert decode(page.encode(charset)) == page


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_shows_by_its_nuls(charset: str) -> None:
    assert decode(GERMAN.encode(charset)) == GERMAN


@pytest.mark.parametrize("wrong", ["iso-8859-1", "no-such-charset", "rot13", "utf-16", "utf-7"])
def test_valid_utf_8_outranks_a_wrong_declaration(wrong: str) -> None:
    page = declared(wrong, GERMAN)
    assert decode(page.encode()) == page


@pytest.mark.parametrize(
    ("charset", "text"),
    [("windows-1252", GERMAN), ("windows-1251", RUSSIAN), ("iso-2022-jp", JAPANESE), ("hz-gb-2312", "大桥。" * 8)],
)
@pytest.mark.parametrize("form", ["text/html; charset={}", 'text/html;charset="{}"', "text/plain; Charset = {} ; version=1"])
def test_a_charset_that_only_the_server_names_is_believed(charset: str, text: str, form: str) -> None:
    assert decode(text.encode(charset), form.format(charset)) == text


def test_the_server_outranks_the_page_and_the_page_a_server_that_cannot_be_right() -> None:
    page = declared("koi8-r", RUSSIAN)
    assert decode(page.encode("windows-1251"), "text/html; charset=windows-1251") == page
    page = declared("windows-1251", RUSSIAN)
    assert decode(page.encode("windows-1251"), "text/html; charset=euc-jp") == page


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=", "text/html; charset=no-such", "\udcff; charset=\u2603"])
def test_a_header_that_names_no_charset_changes_nothing(header: str) -> None:
    page = declared("windows-1251", RUSSIAN)
    assert decode(page.encode("windows-1251"), header) == page


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_server_with_an_old_setting_spoils_nothing(charset: str) -> None:
    assert decode(GERMAN.encode(charset), "text/html; charset=iso-8859-1") == GERMAN


def test_what_is_called_latin_1_is_windows_1252() -> None:
    assert "„so“ 5 €" in decode(declared("iso-8859-1", "„so“ 5 €").encode("cp1252"))


def test_one_wrong_byte_does_not_spoil_the_others() -> None:
    content = GERMAN.encode() + b"\xff" + GERMAN.encode()
    assert decode(content) == f"{GERMAN}\ufffd{GERMAN}"


def test_a_charset_that_is_not_declared_is_guessed() -> None:
    assert decode(RUSSIAN.encode("cp1251")) == RUSSIAN


def test_bytes_of_no_charset_are_decoded_all_the_same() -> None:
    assert isinstance(decode(bytes(range(128, 256)) * 4), str)


def test_nothing_is_nothing() -> None:
    assert decode(b"") == ""


@given(
    st.binary(max_size=600), st.sampled_from(CHARSETS), st.none() | st.sampled_from(CHARSETS).map("text/html; charset={}".format)
)
def test_it_never_raises_and_always_agrees_with_itself(content: bytes, charset: str, header: str | None) -> None:
    for head in (b"", f'<meta charset="{charset}">'.encode()):
        assert decode(head + content, header) == decode(head + content, header)
