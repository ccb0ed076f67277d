"""What is shown of two texts side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.clusters import ArticleView
    from newsfold.views.decisions import Binding


Span = tuple[int, int]


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
    """A sentence of A and the sentence of B that it aligns with; None where it has none. `likeness` is in [0, 1].

    `a_spans` and `b_spans` are where the words stand that both have: start and end in code points, the end exclusive.
    """

    kind: Alignment
    a: str | None
    b: str | None
    likeness: float
    a_spans: tuple[Span, ...] = ()
    b_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, figure or word as A and B write it; None where a text does not say it. `weight` tells how rare it is, above 0."""

    a: str | None
    b: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Mentions:
    """What both texts say, and what only one of them does, the heaviest first."""

    common: tuple[Mention, ...] = ()
    only_a: tuple[Mention, ...] = ()
    only_b: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Aligned sentences that say different figures of one thing: a few words of each, and where the figure stands in them."""

    a: str
    b: str
    a_span: Span
    b_span: Span


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What the encoder of this name added to the log-odds; None where it was not asked, or could not tell.

    `undecided` says whether the words left the pair undecided: only then an encoder is asked.
    """

    encoder: str
    undecided: bool
    added: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two articles stand together or apart. `log_odds` = `base` + the sum of the terms' shares.

    `sketched` says whether their sketches alone would have brought them together; `together` whether they stand in one cluster.
    `exact` is True where both have the same body; then there are no terms, and nothing is listed as in common or apart. In
    German, which writes all nouns with capitals, `names` holds rare nouns too. `words` are the rare words that both say beside
    names and figures. `second_opinion` is None where no encoder is set. `binding` is what people decided of both; None where they
    left it open.
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
    threshold: float = 0.0
    """The mean log-odds above which groups are merged where both are stored."""
    names: Mentions = Mentions()
    figures: Mentions = Mentions()
    conflicts: tuple[Conflict, ...] = ()
    words: tuple[Mention, ...] = ()
    second_opinion: SecondOpinion | None = None
    binding: Binding | None = None
