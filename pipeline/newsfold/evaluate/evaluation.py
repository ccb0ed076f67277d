"""Clusters measured against labels: of a file that is taken in for the purpose, or of pairs in the user's own store."""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newsfold.cluster.pairwise import count_grouped, count_judged, pairs_among
from newsfold.cluster.partition import LIMIT
from newsfold.cluster.threshold import joins
from newsfold.errors import NotFound, UsageError
from newsfold.evaluate import measuring
from newsfold.evaluate.labels import read_labels, read_pairs
from newsfold.evaluate.measuring import Document
from newsfold.fold.linking import Linker
from newsfold.fold.opinion import Opinion
from newsfold.ingest import ingest
from newsfold.match.candidacy import candidacy
from newsfold.match.encoder import load as load_encoder
from newsfold.match.meaning import explain_terms
from newsfold.match.scheme import scheme_id
from newsfold.store.store import Store
from newsfold.views.evaluations import Evaluation, WrongPair

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from newsfold.evaluate.labels import LabelledPair
    from newsfold.evaluate.measuring import Home, Pair
    from newsfold.match.encoder import Encoder
    from newsfold.model import Link, StoredArticle
    from newsfold.settings import Settings
    from newsfold.views.evaluations import Quality
    from newsfold.views.runs import Summary

_PAGE = 1000  # articles read at once
_COMPARED = 2000  # misses without a link that are compared to find the worst, about two seconds
_TERMS = 3

Wrong = tuple[int, int, "Link | None"]
"""Two articles, and the link of their bodies; None for exact copies."""
Judged = tuple["StoredArticle", "StoredArticle", bool]
"""Two articles, and whether they are one report."""


def evaluate_file(path: str, settings: Settings, *, worst: int, progress: Callable[[int], None]) -> tuple[Evaluation, Summary]:
    """Takes a labelled JSON Lines file into a database of its own, as `ingest` does, and measures the clusters; see `read_labels`.

    Documents that could not be used are not measured; the summary counts them. `worst` is how many wrong pairs of either kind
    are told. Raises PathMissing and UsageError.
    """
    labels = read_labels(path)
    with TemporaryDirectory(prefix="newsfold-") as folder:
        own = settings.model_copy(update={"db": str(Path(folder, "evaluated.db"))})
        summary = ingest([path], own, stdin=io.BytesIO(), progress=progress)
        with Store.open(own.db) as store:
            documents = _documents(store, labels)
            if not documents:
                message = f"no document of {path} could be used"
                raise UsageError(message)
            return _of_documents(store, documents, worst, load_encoder(settings.match.encoder), settings.match.window_days), summary


def evaluate_pairs(path: str, settings: Settings, *, worst: int) -> Evaluation:
    """Measures the clusters as they are stored, and the model, on labelled pairs of stored articles; see `read_pairs`.

    Raises PathMissing, UsageError, NotFound (which names the line) and SchemeMismatch.
    """
    labelled = read_pairs(path)
    encoder = load_encoder(settings.match.encoder)
    with Store.open(settings.db, scheme=scheme_id(encoder, settings.match.window_days)) as store:
        return _of_pairs(store, _resolved(store, path, labelled), worst, encoder, settings.match.window_days)


def _documents(store: Store, labels: dict[bytes, str | None]) -> list[Document]:
    """Every article of the store; one that belongs to no other has a label of its own."""
    return [
        Document(one.id, one.body, one.cluster, labels[one.article.digest] or f"alone: {one.id}")
        for page in store.article_pages(_PAGE)
        for one in page
    ]


def _of_documents(store: Store, documents: Sequence[Document], worst: int, encoder: Encoder | None, window_days: int) -> Evaluation:
    stored = {document.body: document.cluster for document in documents}
    threshold = store.threshold()
    linker = _linker(store, encoder, window_days)
    links = _reached(store, stored, min(measuring.thresholds(threshold)))
    candidates = set(linker.candidates(stored.keys()))
    counts = count_grouped(measuring.truth(documents), measuring.grouped(documents, stored))
    copied: list[Wrong] = [(one.article, other.article, None) for one, other in measuring.copied_wrongly(documents)]
    joined = [(one.article, other.article, link) for one, other, link in measuring.linked_wrongly(documents, links.values())]
    return Evaluation(
        documents=len(documents),
        same=counts.true,
        different=pairs_among(len(documents)) - counts.true,
        threshold=threshold,
        bcubed=measuring.agreement(documents, stored),
        pairs=measuring.quality(counts),
        model=None,
        candidates=measuring.document_candidates(documents, candidates, store.counts()["bodies"]),
        curve=measuring.curve(stored, links, threshold, lambda home: measuring.agreement(documents, home)),
        joined_wrongly=counts.found - counts.right,
        missed=counts.true - counts.right,
        false_joins=_worst(store, [*copied, *joined], candidates, worst, encoder, highest=True),
        misses=_worst(store, _missed(documents, links, linker), candidates, worst, encoder, highest=False),
    )


def _linker(store: Store, encoder: Encoder | None, window_days: int) -> Linker:
    return Linker(store, -LIMIT, candidacy(window_days), Opinion(store, encoder, {}) if encoder else None)


def _missed(documents: Sequence[Document], links: dict[Pair, Link], linker: Linker) -> list[Wrong]:
    """Misses with their links; of those without one only so many are compared."""
    linked: list[Wrong] = []
    unlinked: list[tuple[Document, Document]] = []
    for one, other in measuring.missed(documents):
        link = links.get(_ends(one.body, other.body))
        if link:
            linked.append((one.article, other.article, link))
        elif len(unlinked) < _COMPARED:
            unlinked.append((one, other))
    made = linker.compare([_ends(one.body, other.body) for one, other in unlinked])
    return [*linked, *((one.article, other.article, link) for (one, other), link in zip(unlinked, made, strict=True))]


def _of_pairs(store: Store, pairs: Sequence[Judged], worst: int, encoder: Encoder | None, window_days: int) -> Evaluation:
    bodies = {article.body for one, other, _ in pairs for article in (one, other)}
    threshold = store.threshold()
    linker = _linker(store, encoder, window_days)
    links = _reached(store, bodies, min(measuring.thresholds(threshold)))
    reached = bodies.union(*links)
    candidates = set(linker.candidates(bodies))
    wanted = sorted({_ends(one.body, other.body) for one, other, _ in pairs if one.body != other.body})
    made = {(link.a, link.b): link for link in linker.compare(wanted)}

    def link(one: StoredArticle, other: StoredArticle) -> Link | None:
        return made.get(_ends(one.body, other.body))

    def judge(home: Home) -> Quality:
        return measuring.quality(count_judged((same, home[one.body] == home[other.body]) for one, other, same in pairs))

    counts = count_judged((same, one.cluster == other.cluster) for one, other, same in pairs)
    likely = [(same, (found := link(one, other)) is None or found.log_odds > threshold) for one, other, same in pairs]
    joined = [(a.id, b.id, link(a, b)) for a, b, same in pairs if not same and a.cluster == b.cluster]
    missed = [(a.id, b.id, link(a, b)) for a, b, same in pairs if same and a.cluster != b.cluster]
    return Evaluation(
        documents=len({article.id for one, other, _ in pairs for article in (one, other)}),
        same=counts.true,
        different=len(pairs) - counts.true,
        threshold=threshold,
        bcubed=None,
        pairs=measuring.quality(counts),
        model=measuring.quality(count_judged(likely)),
        candidates=measuring.pair_candidates(
            [(one.body, other.body) for one, other, same in pairs if same], bodies, candidates, store.counts()["bodies"]
        ),
        curve=measuring.curve(reached, links, threshold, judge),
        joined_wrongly=len(joined),
        missed=len(missed),
        false_joins=_worst(store, joined, candidates, worst, encoder, highest=True),
        misses=_worst(store, missed, candidates, worst, encoder, highest=False),
    )


def _resolved(store: Store, path: str, pairs: Iterable[LabelledPair]) -> list[Judged]:
    """The articles that the pairs mean, each pair once."""
    found: dict[tuple[int, int], tuple[int, Judged]] = {}
    for pair in pairs:
        try:
            one, other = store.find_article(pair.a), store.find_article(pair.b)
        except NotFound as error:
            message = f"{path}, line {pair.line}: {error}"
            raise NotFound(message) from error
        if one.id == other.id:
            message = f"{path}, line {pair.line}: both names mean article {one.id}"
            raise UsageError(message)
        line, known = found.setdefault(_ends(one.id, other.id), (pair.line, (one, other, pair.same)))
        if known[2] != pair.same:
            message = f"{path}, line {pair.line}: line {line} says the opposite"
            raise UsageError(message)
    _check_texts(store, path, found.values())
    return [judged for _, judged in found.values()]


def _check_texts(store: Store, path: str, found: Collection[tuple[int, Judged]]) -> None:
    """Refuse pairs of which nothing can be compared any more. `found` has the line of each."""
    emptied = store.emptied({article.cluster for _, (one, other, _) in found for article in (one, other)})
    gone = {body for some in emptied.values() for body in some}
    for line, (one, other, _) in found:
        for article in (one, other):
            if article.body in gone:
                message = f"{path}, line {line}: the text of article {article.id} was removed, so nothing can be compared with it"
                raise UsageError(message)


def _reached(store: Store, bodies: Iterable[int], threshold: float) -> dict[Pair, Link]:
    """All links that touch a body which can be reached from `bodies` at a threshold."""
    frontier = set(bodies)
    seen = set(frontier)
    links: dict[Pair, Link] = {}
    while frontier:
        found = store.links_of(frontier)
        links |= {(link.a, link.b): link for link in found}
        frontier = {body for link in found if joins(link, threshold) for body in (link.a, link.b)} - seen
        seen |= frontier
    return links


def _worst(
    store: Store,
    wrong: Iterable[Wrong],
    candidates: Collection[Pair],
    most: int,
    encoder: Encoder | None,
    *,
    highest: bool,
) -> tuple[WrongPair, ...]:
    """Those with the highest or the lowest log-odds; exact copies are higher than any."""

    def badness(pair: Wrong) -> tuple[float, int, int]:
        log_odds = float("inf") if pair[2] is None else pair[2].log_odds
        return (-log_odds if highest else log_odds, pair[0], pair[1])

    name = encoder.name if encoder else ""
    return tuple(
        _wrong_pair(store, a, b, link, candidates, encoder=name) for a, b, link in islice(sorted(wrong, key=badness), most)
    )


def _wrong_pair(store: Store, a: int, b: int, link: Link | None, candidates: Collection[Pair], *, encoder: str) -> WrongPair:
    one, other = sorted((a, b))
    if link is None:
        return WrongPair(store.view(one), store.view(other), None, 0.0, sketched=True, terms=())
    base, terms = explain_terms(link.evidence, encoder)
    weightiest = sorted(terms, key=lambda term: -abs(term.share))[:_TERMS]
    sketched = (link.a, link.b) in candidates
    return WrongPair(store.view(one), store.view(other), link.log_odds, base, sketched=sketched, terms=tuple(weightiest))


def _ends(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
