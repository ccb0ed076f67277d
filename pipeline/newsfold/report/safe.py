"""Text from a page made safe to show: nothing invisible, nothing that steers a terminal, a spreadsheet or a Markdown reader."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Format characters that have a glyph of their own: number, sura and verse signs of Arabic, Syriac and Kaithi.
_SHOWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")
# Persian, Hindi and their neighbours are misspelt without their joiners; anywhere else a joiner only hides.
_JOINER = re.compile(r"(?<=[\u0620-\u0efe])[\u200c\u200d](?=[\u0620-\u0efe])")
# https://owasp.org/www-community/attacks/CSV_Injection, with the full-width forms that East Asian spreadsheets accept.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 they are what is looked for
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&$@#]|:(?=//)|(?<=[wW]{3})\.")
_URL_KEPT = "%/:?#[]@!$&'()*+,;=-._~"


def visible(text: str) -> str:
    """One line in which every character can be seen: controls, bidi overrides, zero-width ones and lone surrogates as escapes."""
    if text.isprintable():
        return text
    joiners = {match.start() for match in _JOINER.finditer(text)}
    return "".join(
        _escaped(character) if _hides(character) and at not in joiners else character for at, character in enumerate(text)
    )


def json_safe(document: str) -> str:
    r"""A JSON document with every hidden character inside its strings as \uXXXX: it means the same, and any terminal may show it.

    Line feeds between its elements stay. Lone surrogates become escapes too, so the result can always be encoded.
    """
    return "".join(_json_escaped(character) if character != "\n" and _hides(character) else character for character in document)


def csv_cell(text: str) -> str:
    """`text` visible, and with a leading apostrophe where a spreadsheet would take it for a formula."""
    shown = visible(text)
    return f"'{shown}" if text.startswith(_FORMULA) else shown


def markdown(text: str) -> str:
    """`text` visible, on one line, and free of meaning to Markdown: no markup, HTML, table cell, link or mention."""
    return _MARKDOWN.sub(r"\\\g<0>", visible(text))


def markdown_link(text: str, url: str | None) -> str:
    """`text` as a Markdown link where `url` is an http(s) address that can be written; else just the text."""
    address = _address(url or "")
    return f"[{markdown(text)}](<{address}>)" if address else markdown(text)


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _SHOWN


def _escaped(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode() if ord(character) > 0x7F else repr(character)[1:-1]  # noqa: PLR2004


def _json_escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _address(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return quote(url, safe=_URL_KEPT, errors="replace")
