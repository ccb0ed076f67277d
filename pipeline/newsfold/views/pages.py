"""What a page shows of one cluster: every variant beside the canonical, and how its texts resemble one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.backgrounds import Background
    from newsfold.views.browsing import CopyView
    from newsfold.views.clusters import ArticleView, ClusterView, VariantView
    from newsfold.views.explanations import Passage
    from newsfold.views.histories import History


@dataclass(frozen=True, slots=True)
class Shares:
    """Which shares of a text stand in the canonical word for word, in other words, and not at all; together 1."""

    same: float
    reworded: float
    only: float


@dataclass(frozen=True, slots=True)
class VariantPage:
    """A variant beside the canonical. In `passages`, A is the canonical and B the variant.

    `shares` is None, and `passages` empty, where the two were not aligned: only so many variants of a cluster are, and only while
    both texts are kept. `copies` are exact copies of it, the first published first, at most so many of `variant.article.copies`.
    """

    variant: VariantView
    shares: Shares | None = None
    passages: tuple[Passage, ...] = ()
    copies: tuple[CopyView, ...] = ()

    @property
    def article(self) -> ArticleView:
        """The article that is the variant."""
        return self.variant.article


@dataclass(frozen=True, slots=True)
class Matrix:
    """How sure it is that each two texts of a cluster are one report.

    `articles` are the ids of those that are shown, the canonical first; `log_odds[i][j]` is that of `articles[i]` and
    `articles[j]`, None where they were never compared and where i = j. `left_out` counts the cluster's further texts.
    """

    articles: tuple[int, ...]
    log_odds: tuple[tuple[float | None, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """That the watched source with the key `source` listed `article` first at `seen`, UTC seconds."""

    article: int
    source: str
    seen: int


@dataclass(frozen=True, slots=True)
class ClusterPage:
    """One cluster whole. `variants` are the first of the cluster's in its order, all of them unless there are very many.

    `copies` are those of the canonical, as in `VariantPage`. `sightings` tell which watched source listed an article first, in that
    order. `history` and `background` are None where they were not asked for.
    """

    cluster: ClusterView
    variants: tuple[VariantPage, ...]
    copies: tuple[CopyView, ...] = ()
    matrix: Matrix | None = None
    sightings: tuple[Sighting, ...] = ()
    history: History | None = None
    background: Background | None = None

    @property
    def id(self) -> int:
        """The cluster's id."""
        return self.cluster.id

    @property
    def canonical(self) -> ArticleView:
        """The article that speaks for the cluster."""
        return self.cluster.canonical

    @property
    def aligned(self) -> int:
        """How many variants stand beside the canonical passage by passage."""
        return sum(variant.shares is not None for variant in self.variants)

    @property
    def left_out(self) -> int:
        """How many variants are not among `variants`."""
        return len(self.cluster.variants) - len(self.variants)
