"""What a feed holds of an article's text. Pure.

A feed that holds whole articles saves a request for each, and its text has no furniture. One that holds beginnings would fill the
store with them. No field tells which it is, so the content does.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from newsfold.text import count_words

if TYPE_CHECKING:
    from newsfold.sources.listing import FeedEntry
    from newsfold.sources.watchlist import Source

_FEWEST_WORDS = 200
_TAG = re.compile(r"<[^<>]*>")
_END = (
    150  # characters in which an excerpt says that there is more; WordPress may add "The post ... appeared first on ..." after it
)
_MORE = re.compile(
    r"\[\s*(?:…|\.{3})\s*\]|(?:…|\.{3})\W*$"
    r"|\b(?:read|keep reading|continue reading|read the)\b[^.]{0,20}\b(?:more|full|on|article|story|here)\b|\bcontinue reading\b"
    r"|\bweiterlesen\b|\bmehr lesen\b|\blire la suite\b|\b(?:leer|seguir leyendo|ver) más\b|\bleia mais\b|\bleggi tutto\b|\bcontinua a leggere\b"
    r"|\blees (?:meer|verder)\b|\bläs mer\b|\bles mer\b|\blæs mere\b|\bczytaj (?:więcej|dalej)\b|читать (?:далее|полностью)|続きを読む|阅读全文|더 보기",
    re.IGNORECASE,
)


def words(markup: str | None) -> str:
    """The words of a piece of HTML in one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup or "")).split())


def own_text(entry: FeedEntry, source: Source) -> str | None:
    """The content that stands for the page, as HTML; None if the page must be fetched, or there is none to be had.

    With text = "feed" it is whatever the feed holds. With "auto" it is the content if that seems whole: at least 200 words, more than
    the summary has, where there is one, and without an ellipsis or a "read more" at its end.
    """
    if source.text == "feed":
        held = entry.content or entry.summary
        return held if words(held) else None
    whole = source.text == "auto" and _is_whole(words(entry.content), words(entry.summary))
    return entry.content if whole else None


def _is_whole(content: str, summary: str) -> bool:
    count = count_words(content)
    return count >= _FEWEST_WORDS and count > count_words(summary) and not _MORE.search(content[-_END:])
