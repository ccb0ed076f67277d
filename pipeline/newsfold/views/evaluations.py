"""How good clusters are against labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.clusters import ArticleView
    from newsfold.views.explanations import Term


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class CandidateQuality:
    """What the sketches alone bring together, before any text is compared.

    `pair_recall` is the share of the pairs that are one report, `cluster_recall` the share of the labelled clusters that are
    connected (None where only pairs are labelled). `pairs` are all that they propose with a labelled text in them; `each` is how
    many of them a labelled text has on average, `share` their part of all possible pairs. Exact copies count as one text.
    """

    pair_recall: float
    cluster_recall: float | None
    pairs: int
    each: float
    share: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The quality of the clusters at one threshold; `present`: it is the one in force."""

    threshold: float
    quality: Quality
    present: bool


@dataclass(frozen=True, slots=True)
class WrongPair:
    """A pair that stands together or apart and should not. Exact copies have no log-odds and no terms.

    `log_odds` = `base` + the shares of all terms, of which `terms` are those that weigh most. `sketched` says whether their
    sketches alone would have brought them together.
    """

    a: ArticleView
    b: ArticleView
    log_odds: float | None
    base: float
    sketched: bool
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the clusters agree with what people say of `documents` articles.

    `same` and `different` count the labelled pairs of either kind; `pairs` is how well the clusters tell them apart. `bcubed` is
    None where only pairs are labelled; `model`, how well each pair's own log-odds tell, where all are. `curve` is made of the
    former where there is one, else of `pairs`. `false_joins` and `misses` are the worst of `joined_wrongly` and `missed` pairs.
    """

    documents: int
    same: int
    different: int
    threshold: float
    bcubed: Quality | None
    pairs: Quality
    model: Quality | None
    candidates: CandidateQuality
    curve: tuple[CurvePoint, ...]
    joined_wrongly: int
    missed: int
    false_joins: tuple[WrongPair, ...]
    misses: tuple[WrongPair, ...]
