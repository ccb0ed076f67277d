"""The frozen dataclasses that reports read: what is shown of stored articles, clusters, skips, runs and explanations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.model import Reason, Relation, Skip


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
class SkipView:
    """A stored skip as reports show it."""

    origin: str
    source: str
    reason: Reason
    detail: str
    seen: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What one ingestion did. Every input is counted once: read = new + revised + copies + unchanged + sum of skipped.

    `copies` counts new articles whose words were already known; `clusters` those created or changed; `seconds` by stage.
    `first_skips` are the first of the skipped inputs, for those who want to see at once what went wrong.
    """

    read: int
    new: int
    revised: int
    copies: int
    unchanged: int
    skipped: Mapping[Reason, int]
    clusters: int
    seconds: Mapping[str, float]
    first_skips: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a pair's evidence: what it is in a few words, its value as measured, and its share of the log-odds."""

    name: str
    meaning: str
    value: float
    share: float


class Alignment(StrEnum):
    """How a passage of one text stands to the other text."""

    SAME = "same"
    REWORDED = "reworded"
    ONLY_A = "only in A"
    ONLY_B = "only in B"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of A and the sentence of B that it aligns with; None where it has none. `likeness` is in [0, 1]."""

    kind: Alignment
    a: str | None
    b: str | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two articles stand together or apart. `log_odds` = `base` + the sum of the terms' shares.

    `sketched` says whether their sketches alone would have brought them together; `together` whether they stand in one cluster.
    `exact` is True where both have the same body, and then there are no terms.
    """

    a: ArticleView
    b: ArticleView
    together: bool
    exact: bool
    sketched: bool
    log_odds: float
    base: float
    terms: tuple[Term, ...]
    passages: tuple[Passage, ...]
