"""Text from a page made safe to show: nothing invisible, nothing that steers a terminal, a spreadsheet or a Markdown reader."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Format characters that have a glyph of their own: number, sura and verse signs of Arabic, Syriac and Kaithi.
_SHOWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")
# Where hidden characters lie, in any version of Unicode so far: a whole text is looked through in a moment, and these few in full.
_PERHAPS_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u0890-\u0891\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb"
    "\U000110bd-\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bcaf\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
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
    return _unhidden(text, _escaped)


def plain(text: str) -> str:
    """One line of `text` without what is hidden in it; line breaks and tabs become spaces. For those who show text as it is."""
    return text if text.isprintable() else _unhidden(text, _left_out)


def json_safe(document: str) -> str:
    r"""A JSON document with every hidden character inside its strings as \uXXXX: it means the same, and any terminal may show it.

    Line feeds between its elements stay. Lone surrogates become escapes too, so the result can always be encoded.
    """
    return _PERHAPS_HIDDEN.sub(_json_escaped, document)


def csv_cell(text: str) -> str:
    """`text` visible, and with a leading apostrophe where a spreadsheet would take it for a formula."""
    shown = visible(text)
    return f"'{shown}" if text.startswith(_FORMULA) else shown


def markdown(text: str) -> str:
    """`text` visible, on one line, and free of meaning to Markdown: no markup, HTML, table cell, link or mention."""
    return _MARKDOWN.sub(r"\\\g<0>", visible(text))


def markdown_link(text: str, url: str | None) -> str:
    """`text` as a Markdown link where `url` is an http(s) address that can be written; else just the text."""
    target = address(url)
    return f"[{markdown(text)}](<{target}>)" if target else markdown(text)


def address(url: str | None) -> str | None:
    """`url` as it can be written anywhere, where it is an http(s) address with a host; else None."""
    try:
        parts = urlsplit(url or "")
        parts.port  # noqa: B018 a port that is none is only found when it is asked for
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return quote(url or "", safe=_URL_KEPT, errors="replace")


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _SHOWN


def _unhidden(text: str, instead: Callable[[str], str]) -> str:
    joiners = {match.start() for match in _JOINER.finditer(text)}

    def shown(found: re.Match[str]) -> str:
        return instead(found[0]) if _hides(found[0]) and found.start() not in joiners else found[0]

    return _PERHAPS_HIDDEN.sub(shown, text)


def _left_out(character: str) -> str:
    return " " if character.isspace() else ""


def _escaped(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode() if ord(character) > 0x7F else repr(character)[1:-1]  # noqa: PLR2004


def _json_escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\n" or not _hides(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
