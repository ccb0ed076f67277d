"""The frozen dataclasses that reports read: what is shown of stored articles, clusters, skips, runs and explanations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.model import Reason, Relation, Skip

Span = tuple[int, int]


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

    `copies` counts new articles whose words were already known; `clusters` those created or changed, `quarantined` those of them
    whose only text belongs to a flood in which nobody could place it; `seconds` by stage.
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
    quarantined: int = 0


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
    names and figures. `second_opinion` is None where no encoder is set.
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


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a watched source does. Times are UTC seconds since the epoch, None: never; the state's fields are as in `SourceState`.

    `articles_7d` counts articles that it was the first to list, in the last 7 days. Of these, `copies` is the share that is a copy
    of another article, `rewrites` the share that stands as any other variant of one; both in [0, 1], and None without articles.
    `waiting` and `refused` count its entries that are still to be asked for, and those that were given up.
    """

    key: str
    kind: str
    place: str
    next_due: int
    interval_s: int
    moved_to: str | None
    errors: int
    fault: str
    checked: int | None
    succeeded: int | None
    brought: int | None
    paused: str
    checks: int
    entries: int
    articles_7d: int
    copies: float | None
    rewrites: float | None
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of watching did. `watched` sources are on the list; the counts are as in `newsfold.daemon.tick.Tick`.

    `faults` are the sources that failed, each with what was wrong. `waiting` entries are still to be asked for. `next_due` is when
    the next source or entry is due, in UTC seconds; None if nothing is ever.
    """

    watched: int
    asked: int
    unchanged: int
    failed: int
    postponed: int
    entries_new: int
    entries_taken: int
    entries_revised: int
    entries_refused: int
    new: int
    revised: int
    copies: int
    clusters: int
    skipped: int
    crashed: int
    waiting: int
    faults: tuple[tuple[str, str], ...]
    next_due: int | None
    seconds: float
