"""What is shown of a cluster's past."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.decisions import ArticleBrief, DecisionView


class Happening(StrEnum):
    """What happened to a cluster. The value is what programs read."""

    CREATED = "created"
    CAME = "article"
    REVISED = "revision"
    DECIDED = "decision"
    MERGED = "merged"
    SPLIT = "split"
    CANONICAL = "canonical"
    QUARANTINED = "quarantined"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClusterPast:
    """A cluster by what it is, or was when it went into another: its canonical then. `merged_into` is None while it stands.

    Of one that was removed with all its articles nothing but the id is known.
    """

    id: int
    canonical: ArticleBrief | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, at a time in ISO 8601, to the cluster `cluster`: the one whose history it is, or one that went into it.

    CREATED: `other` is the cluster from which it was split off, if it was. CAME: `article` was first seen. REVISED: it became
    revision `revision`, titled `title`. MERGED: `other` went into it. SPLIT: `other` was split off from it. CANONICAL: `article` speaks
    for it from now on. QUARANTINED: its only text belongs to a flood in which nobody could place it. DECIDED: a person did. REMOVED:
    it was removed, with all its articles, because they were old.
    """

    at: str
    kind: Happening
    cluster: int
    article: ArticleBrief | None = None
    other: ClusterPast | None = None
    decision: DecisionView | None = None
    revision: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The whole story of a cluster, oldest first. `articles` counts those in it, exact copies included.

    `merged` are the clusters that went into it, one after the other or through each other, by id. `canonical` is None for a cluster that
    was removed.
    """

    cluster: int
    canonical: ArticleBrief | None
    articles: int
    merged: tuple[ClusterPast, ...]
    lines: tuple[HistoryLine, ...]
