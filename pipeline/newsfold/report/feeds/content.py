"""What an entry shows: the beginning of its text or all of it, and who else told it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from newsfold.views.feeds import Entry

_SHORTEST, _LONGEST = 150, 300  # characters of a summary
_SENTENCE_END = re.compile(r"[.!?。！？؟।](?:[\"'”’»)\]]*(?=\s|$)|(?<=[。！？]))")  # noqa: RUF001 full stops of other scripts
_CUT = "…"


def summary(paragraphs: Sequence[str]) -> str:
    """The beginning of a text in one line: whole sentences where they end in time, else words, "…" where something was left out."""
    text = " ".join(paragraphs)
    if len(text) <= _LONGEST:
        return text
    head = text[: _LONGEST + 1]
    ends = [found.end() for found in _SENTENCE_END.finditer(head) if _SHORTEST <= found.end() <= _LONGEST]
    if ends:
        return f"{head[: ends[-1]]} {_CUT}"
    words = head.rfind(" ")
    return f"{head[: words if words >= _SHORTEST else _LONGEST].rstrip()}{_CUT}"


def content(entry: Entry) -> str:
    """What an entry shows, as HTML of paragraphs, one list, and links; everything in it is escaped."""
    return _template().render(entry=entry).rstrip("\n")


@cache
def _template() -> Template:
    loader = PackageLoader("newsfold.report.feeds")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("entry.html")
