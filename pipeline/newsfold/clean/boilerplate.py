"""Lines that are a site's furniture rather than the article, known by how they are worded.

A line taken wrongly is evidence lost, so a pattern holds for short lines only, from their start, and furniture never takes the
greater part of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsfold.clean.furniture_words import BYLINES, CREDITS, LABELS, LISTS, STARTS, WHOLES
from newsfold.text import count_words, fold_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 30
# No line of so many characters has as few words in any language: a quick way past the paragraphs, which are most of a text.
_LONGEST_CHARACTERS = 300
_LONGEST_BYLINE = 10
_LONGEST_LISTED = 14
_HEAD = 4
# Words that join or describe names in a byline or credit, beside capitalised ones.
_JOINING = r"(?:and|by|with|additional|reporting|writing|editing|of|the|for|from|in|at|und|aus|für|et|de|du|des|la|le|y|e|del|della|van|von|den|der|из|и|та|в|ve)"
_NAME = r"[^\W\d_a-zа-яґєії][\w.'\-]*"  # noqa: RUF001 the lower-case letters of two alphabets

_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")
_START = re.compile("|".join(f"(?:{pattern})" for pattern in STARTS))
_WHOLE = re.compile("|".join(f"(?:{pattern})" for pattern in WHOLES))
_LIST = re.compile(LISTS)
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\) ?\d{4})", re.IGNORECASE)
_NAMES = rf"{_NAME}(?:[ ,;&|/]+(?:{_NAME}|{_JOINING}))*"
_BYLINE = re.compile(rf"(?i:{BYLINES})[ :]+{_NAMES}\W*")
_CREDIT = re.compile(rf"\W*(?i:{CREDITS}) by {_NAMES}\W*")
_SENTENCE_END = re.compile(r"[.!?。！？؟][\"')\]]*$")  # noqa: RUF001 full stops of other scripts


def _key(line: str) -> str | None:
    """A short line in lower case without the signs at its ends, possibly empty; None for a line too long to be furniture."""
    if len(line) > _LONGEST_CHARACTERS:
        return None
    found = _CORE.search(fold_line(line).casefold())
    return found[0] if found else ""


_LABELS = frozenset(_key(label) for labels in LABELS.values() for label in labels.split("|")) | {""}


def furniture(lines: Sequence[str], *, title: str | None = None, site: str | None = None) -> tuple[int, ...]:
    """The indexes of the lines that are furniture. `title` and `site` are the article's, where they are known."""
    keys = [_key(line) for line in lines]
    labels = {index for index, key in enumerate(keys) if key in _LABELS} | _titles(keys, title, site)
    worded = {index for index, line in enumerate(lines) if index not in labels and _is_worded(line, keys[index])}
    bylines = {index for index, line in enumerate(lines[:_HEAD]) if _is_byline(line)}
    found = labels | worded | bylines
    found |= _listed(lines, keys, found)
    too_much = 2 * sum(len(lines[index]) for index in found) > sum(map(len, lines))
    return tuple(sorted(labels if too_much else found))


def _titles(keys: Sequence[str | None], title: str | None, site: str | None) -> set[int]:
    """Lines at the head that only say the title or the site's name, or repeat the first line."""
    known = {_key(title or ""), _key(site or "")} - {"", None}
    return {index for index, key in enumerate(keys[:_HEAD]) if key is not None and (key in known or (index > 0 and key == keys[0]))}


def _is_worded(line: str, key: str | None) -> bool:
    if key is None or not (_START.match(key) or _WHOLE.fullmatch(key) or _COPYRIGHT.match(line) or _CREDIT.fullmatch(line)):
        return False
    return count_words(line) <= _LONGEST


def _is_byline(line: str) -> bool:
    if len(line) > _LONGEST_CHARACTERS or not _BYLINE.fullmatch(line):
        return False
    return count_words(line) <= _LONGEST_BYLINE and not _SENTENCE_END.search(line)


def _listed(lines: Sequence[str], keys: Sequence[str | None], found: set[int]) -> set[int]:
    """The titles of other articles at the end: nothing but short lines that are no sentences, after a line that announces them."""
    start = len(lines)
    while start > 0 and (start - 1 in found or _is_titular(lines[start - 1])):
        start -= 1
        key = keys[start] or ""
        if key in _LABELS and _LIST.match(key):
            return set(range(start, len(lines)))
    return set()


def _is_titular(line: str) -> bool:
    return len(line) <= _LONGEST_CHARACTERS and count_words(line) <= _LONGEST_LISTED and not _SENTENCE_END.search(line)
