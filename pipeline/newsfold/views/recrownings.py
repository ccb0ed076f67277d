"""What another policy would change of the canonicals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.decisions import ArticleBrief


@dataclass(frozen=True, slots=True)
class OtherCanonical:
    """A cluster whose canonical would be another article: `before` and `after`, and the reason as reports give it."""

    cluster: int
    articles: int
    before: ArticleBrief
    after: ArticleBrief
    reason: str


@dataclass(frozen=True, slots=True)
class Recrowning:
    """What ordered rules would change: all clusters whose canonical would be another, by id.

    `clusters` counts those of two articles or more, which is where there is a choice; `decided` those among them whose canonical a
    person chose, which no rule changes. `articles` counts what was looked at. `stored`: it was done, and not only tried.
    """

    rules: tuple[str, ...]
    clusters: int
    articles: int
    decided: int
    changes: tuple[OtherCanonical, ...]
    stored: bool = False
