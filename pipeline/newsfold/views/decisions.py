"""What is shown of the decisions that people made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.model import Decision


class State(StrEnum):
    """How a decision stands. The value is what people and programs read."""

    IN_FORCE = "in force"
    PENDING = "pending"
    UNDONE = "undone"
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class ArticleBrief:
    """An article in one line; `origin` is None where it is not stored any more, and then so is all but the id."""

    id: int
    origin: str | None = None
    title: str | None = None
    site: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision, the articles that it is about, and how it stands.

    `other` is None for a canonical. For an undo, `undoes` is the decision that it undoes, and `article` and `other` are that one's.
    `reason` says why it is moot. `undone_by` is the id of the decision that undid it. PENDING: it was noted, and the clusters do not
    reflect it yet.
    """

    decision: Decision
    article: ArticleBrief
    other: ArticleBrief | None
    state: State
    undone_by: int | None = None
    reason: str = ""
    undoes: Decision | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """That two articles are one report (`same`), or are not, because people decided so.

    `decisions` are those from which it follows, in the order of the way from one article to the other; `chain` tells that way in one
    line, and is empty where a single decision names both articles.
    """

    same: bool
    decisions: tuple[DecisionView, ...]
    chain: str = ""


@dataclass(frozen=True, slots=True)
class ClusterSize:
    """A cluster, how many articles it has (exact copies included), and its canonical."""

    id: int
    articles: int
    canonical: ArticleBrief


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision that somebody asked for.

    `known`: it held already, and nothing was noted. `applied` is False where a running newsfold will apply it. `standing` tells in which
    cluster each of its articles stands now. `merged` pairs (old, new) ids of clusters that went into others, `changed` are the ids
    of all clusters that are others than before.
    """

    view: DecisionView
    known: bool
    applied: bool
    standing: tuple[tuple[ArticleBrief, ClusterSize], ...]
    merged: tuple[tuple[int, int], ...] = ()
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the decisions of a file: how many were noted and known, and (line, why) for each that was refused.

    `applied` is False where a running newsfold will apply those that were noted.
    """

    noted: int
    known: int
    refused: tuple[tuple[int, str], ...]
    applied: bool
