"""What reports show of stored articles and clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Relation


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A stored article as reports show it. Times are ISO 8601; `copies` are the origins of its exact copies, sorted."""

    id: int
    origin: str
    url: str | None
    title: str | None
    site: str | None
    author: str | None
    published: str | None
    first_seen: str
    lang: str | None
    words: int
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantView:
    """A variant as reports show it: its article, what it is to the canonical, and the log-odds of that pair."""

    article: ArticleView
    relation: Relation
    log_odds: float


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster as reports show it; variants in the order of publication."""

    id: int
    canonical: ArticleView
    canonical_reason: str
    variants: tuple[VariantView, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which clusters a report is about; see `newsfold.store.reports.Reports.report`. `since_epoch` is in UTC seconds."""

    since_epoch: int | None = None
    site: str | None = None
    min_size: int = 0
    singles: bool = False
