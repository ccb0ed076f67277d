"""What becomes of clusters at another threshold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleName:
    """An article by what it is called."""

    id: int
    origin: str
    title: str | None


@dataclass(frozen=True, slots=True)
class ClusterBrief:
    """A cluster in one line; `articles` counts exact copies too."""

    id: int
    canonical: ArticleName
    articles: int


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Clusters that fell into several, or several that became one: those before hold exactly what those after hold."""

    before: tuple[ClusterBrief, ...]
    after: tuple[ClusterBrief, ...]


@dataclass(frozen=True, slots=True)
class Relocated:
    """An article, with its exact copies `articles` in number, that went from one cluster to another, which stands beside it."""

    article: ArticleName
    articles: int
    before: ClusterBrief
    after: ClusterBrief


@dataclass(frozen=True, slots=True)
class Recrowned:
    """A cluster that kept its id and has another canonical."""

    cluster: ClusterBrief
    before: ArticleName
    after: ArticleName


@dataclass(frozen=True, slots=True)
class Reclustering:
    """What another threshold does to the clusters; `stored` is False where it was only tried.

    Every article that stands in another cluster than before is in one of `splits` (one before, several after), `mergers`
    (several before, one after) and `moves`.
    """

    before: float
    after: float
    stored: bool
    splits: tuple[Regrouped, ...]
    mergers: tuple[Regrouped, ...]
    moves: tuple[Relocated, ...]
    canonicals: tuple[Recrowned, ...]
