"""Fields of what was parsed: any value to one that can be stored, or None."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from newsfold.address import joined
from newsfold.dates import moment
from newsfold.lines import clean_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newsfold.model import Moment

# Characters that are kept of each field. Real ones are far below: these are against a title of a megabyte.
_LONGEST_TITLE = 500
_LONGEST_NAME = 200
_LONGEST_ID = 2000
_LONGEST_TAG = 100
_MOST_TAGS = 50
_LONGEST_MARKUP = 1_000_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_TAG = re.compile(r"<[^<>]*>")
# What browsers repair in addresses: https://url.spec.whatwg.org/#concept-basic-url-parser
_REMOVED = str.maketrans("", "", "\t\n\r")
_ESCAPED = str.maketrans({character: f"%{ord(character):02X}" for character in ' "<>^`{|}'} | {"\\": "/"})


def title(text: object) -> str | None:
    """`text` as one line of plain words."""
    return _line(text, _LONGEST_TITLE)


def name(text: object) -> str | None:
    """`text` as the name of somebody or something."""
    return _line(text, _LONGEST_NAME)


def identifier(text: object) -> str | None:
    """`text` as an identifier; numbers are written out."""
    return _line(str(text) if isinstance(text, int | float) and not isinstance(text, bool) else text, _LONGEST_ID)


def names(texts: Iterable[object]) -> str | None:
    """Several names as one, none twice."""
    return name(", ".join(dict.fromkeys(filter(None, map(name, texts)))))


def tags(texts: Iterable[object]) -> tuple[str, ...]:
    """The first 50 tags, none twice."""
    return tuple(dict.fromkeys(tag for text in texts if (tag := _line(text, _LONGEST_TAG))))[:_MOST_TAGS]


def language(text: object) -> str | None:
    """`text` if it has the form of a language tag."""
    tag = _line(text, _LONGEST_NAME)
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def link(base: str, text: object) -> str | None:
    """The absolute http or https address that `text` means at `base`."""
    return joined(base, text.strip().translate(_REMOVED).translate(_ESCAPED)) if isinstance(text, str) else None


def markup(text: object) -> str | None:
    """HTML, its first million characters; None where nothing is in it."""
    return (printable(text[:_LONGEST_MARKUP]).strip() or None) if isinstance(text, str) else None


def escaped(text: object) -> str | None:
    """Plain text as HTML, each of its lines a paragraph."""
    words = text[:_LONGEST_MARKUP] if isinstance(text, str) else ""
    return markup("".join(f"<p>{html.escape(line, quote=False)}</p>\n" for line in words.splitlines() if line.strip()))


def plain(text: object) -> str | None:
    """The words of a line of HTML."""
    return html.unescape(_TAG.sub("", text[: 8 * _LONGEST_TITLE])) if isinstance(text, str) else None


def time(text: object, now: datetime) -> Moment | None:
    """The moment that `text` names; see `newsfold.dates.moment`."""
    return moment(text, now) if isinstance(text, str) else None


def _line(text: object, most: int) -> str | None:
    return clean_line(text, most) if isinstance(text, str) else None
