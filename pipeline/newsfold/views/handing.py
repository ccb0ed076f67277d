"""What is handed on to other programs: clusters with all their articles, and how far a consumer has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Relation


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a consumer has come: all that happened up to it was handed on, and nothing that happened later.

    `changed` is the newest time at which a cluster changed, as the store keeps it (ISO 8601 in UTC): no two batches have the same,
    and it never goes back, whatever the clock does. `event` is the id of the newest event. 0: none is, so the time alone counts.
    """

    changed: str
    event: int = 0

    def __str__(self) -> str:
        """What a consumer keeps, and gives back the next time."""
        return f"{self.changed}@{self.event}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clusters are handed on; what is not given narrows nothing.

    A cluster is if one of its articles is of `site`, in `language` (ISO 639-1) and tagged `tag` (in any case) at once, if it has
    at least `min_size` articles, exact copies included, and if it changed after `since`.
    """

    site: str | None = None
    language: str | None = None
    tag: str | None = None
    min_size: int = 1
    since: Mark | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """That the watched source with the key `source` listed an article, and when it did so first (ISO 8601; None: not known)."""

    source: str
    first_seen: str | None


@dataclass(frozen=True, slots=True)
class HandedArticle:
    """An article of a cluster, without its text.

    `relation` is what it is to the canonical, and `log_odds` how sure that is; both are None for the canonical. An exact copy has
    those of the article that `copy_of` names; a copy of the canonical has the relation COPY and no log-odds. `epoch` is the time of
    publication in UTC seconds; the other times are ISO 8601, `changed` that of the last revision. `furniture` are the indexes of the
    lines of its text that are left out of what is compared.
    """

    id: int
    relation: Relation | None
    log_odds: float | None
    copy_of: int | None
    origin: str
    url: str | None
    title: str | None
    site: str | None
    author: str | None
    published: str | None
    epoch: int | None
    first_seen: str
    changed: str
    revision: int
    lang: str | None
    words: int
    tags: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    furniture: frozenset[int]


@dataclass(frozen=True, slots=True)
class HandedCluster:
    """A cluster with every article that stands in it: the canonical first, the others by publication. Times are ISO 8601."""

    id: int
    created: str
    changed: str
    canonical_reason: str
    articles: tuple[HandedArticle, ...]

    @property
    def canonical(self) -> HandedArticle:
        """The article that speaks for the cluster."""
        return self.articles[0]


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a cluster, with its text (one paragraph a line) where that is wanted and was not removed."""

    cluster: HandedCluster
    article: HandedArticle
    text: str | None


@dataclass(frozen=True, slots=True)
class GoneCluster:
    """A cluster that is no more: it was merged into the one with the id `into`, or removed with all its articles (`removed`: when)."""

    id: int
    into: int | None
    removed: str | None


@dataclass(frozen=True, slots=True)
class GoneArticle:
    """An article that was removed for good, and when (ISO 8601)."""

    id: int
    removed: str
