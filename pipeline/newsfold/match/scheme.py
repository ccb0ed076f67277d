"""The id of all that decides signatures and scores: values of different schemes must never meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.match import signature
from newsfold.match.meaning import opinion_id
from newsfold.match.window import WINDOW_DAYS

if TYPE_CHECKING:
    from newsfold.match.encoder import Encoder


def scheme_id(encoder: Encoder | None, window_days: int = WINDOW_DAYS) -> str:
    """The scheme in force: that of sketches and words, the window, and that of the second opinion where there is one."""
    words = f"{signature.scheme_id()}/window-{window_days}d"
    return words if encoder is None else f"{words}/meaning-{opinion_id(encoder)}"
