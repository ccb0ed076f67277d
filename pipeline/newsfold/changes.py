"""What one batch changes in the store: stored in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Article, Body, Cluster, Link, SentenceVectors, Signature, Skip, Span


@dataclass(frozen=True, slots=True)
class Filed:
    """An article to be stored: new, or (`revised`) the next revision of the stored article with the same id.

    `group` is whose articles it is compared with for recurring lines: its site, else its source. `lines` is the digest of
    its lines for that purpose (`newsfold.clean.recurring`), kept so that texts need not be read again.
    """

    id: int
    article: Article
    group: str
    recurring: tuple[int, ...]
    lines: bytes
    body: int
    revised: bool


@dataclass(frozen=True, slots=True)
class Refiled:
    """A stored article whose compared lines changed, because of what was learned from other articles of its group."""

    id: int
    recurring: tuple[int, ...]
    body: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a cluster's history.

    `kind` is "created", "merged" (into cluster `other`), "split" (from cluster `other`), "canonical" (article `other` is the
    canonical now) or "quarantined" (it was created or changed, and its only body stands alone because its component is too large
    and has no order by which to place it: see `newsfold.cluster.flood`) or "removed" (with all its articles, because they were old).
    """

    cluster: int
    kind: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one batch changes; stored in one transaction or not at all.

    `skips` replace what was stored for the same source and origin; a stored skip of an article in `filed` is removed.
    `spans` tell when the articles of bodies stand: of
    each that is new and signed, and of each signed one that stands otherwise than before. `bodies_gone` have no article any more; their links go with them. `links` replace those of the same pair. `clusters`
    replace what was stored under their ids; `merged` redirects an emptied cluster's id to the one that took its canonical. `decided`:
    the clusters reflect what people decided up to the act of this id; 0: as far as they did before. `removed` are articles that are
    removed for good, and `clusters_gone` clusters that held no others. `emptied` are clusters whose texts are removed: their articles
    stay where they stand.
    """

    filed: tuple[Filed, ...] = ()
    refiled: tuple[Refiled, ...] = ()
    skips: tuple[Skip, ...] = ()
    bodies: tuple[tuple[Body, Signature], ...] = ()
    spans: tuple[tuple[int, Span], ...] = ()
    vectors: tuple[SentenceVectors, ...] = ()
    bodies_gone: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()
    links_gone: tuple[tuple[int, int], ...] = ()
    clusters: tuple[Cluster, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    events: tuple[Event, ...] = ()
    decided: int = 0
    removed: tuple[int, ...] = ()
    clusters_gone: tuple[int, ...] = ()
    emptied: tuple[int, ...] = ()
