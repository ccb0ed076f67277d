"""What is counted of labelled documents and pairs. Pure functions of the labels, the clusters, the links and the candidates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from newsfold.cluster.bcubed import bcubed
from newsfold.cluster.flood import BOUNDS, divide
from newsfold.cluster.pairwise import pairs_among
from newsfold.cluster.partition import LIMIT, components
from newsfold.cluster.threshold import groups, joined
from newsfold.views.evaluations import CandidateQuality, CurvePoint, Quality

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from newsfold.cluster.bcubed import Agreement
    from newsfold.cluster.pairwise import PairCounts
    from newsfold.model import Link

Pair = tuple[int, int]
Home = dict[int, int]
"""In which group each body stands; the groups have numbers."""

_GRID = tuple(half / 2 for half in range(-6, 7))


@dataclass(frozen=True, slots=True)
class Document:
    """A labelled article: its id, body and cluster. Documents with equal labels belong together."""

    article: int
    body: int
    cluster: int
    label: str


def thresholds(present: float) -> tuple[float, ...]:
    """The thresholds of the curve: from -3 to 3 in steps of a half, and the one in force."""
    return tuple(sorted({*_GRID, present}))


def quality(found: Agreement | PairCounts) -> Quality:
    """Precision, recall and F1 as they are shown."""
    return Quality(found.precision, found.recall, found.f1)


def agreement(documents: Collection[Document], home: Mapping[int, int]) -> Quality:
    """B-cubed of the groups that `home` makes of the documents' bodies."""
    return quality(bcubed(truth(documents), grouped(documents, home)))


def truth(documents: Iterable[Document]) -> dict[str, str]:
    """The label of each document, by the id of its article."""
    return {str(document.article): document.label for document in documents}


def grouped(documents: Iterable[Document], home: Mapping[int, int]) -> list[list[str]]:
    """The documents, by the id of their articles, in the groups of their bodies."""
    found: dict[int, list[str]] = {}
    for document in documents:
        found.setdefault(home[document.body], []).append(str(document.article))
    return list(found.values())


def curve(
    bodies: Collection[int], links: Mapping[Pair, Link], present: float, judge: Callable[[Home], Quality]
) -> tuple[CurvePoint, ...]:
    """What `judge` says of the clusters at each threshold; `links` are all that touch `bodies`.

    Nothing is compared: below the threshold in force, pairs that no sketch found may be missing, and count against a merge.
    """
    return tuple(CurvePoint(at, judge(_home(bodies, links, at)), at == present) for at in thresholds(present))


def _home(bodies: Collection[int], links: Mapping[Pair, Link], threshold: float) -> Home:
    pairs = joined(links.values(), threshold)
    wholes = components(bodies, pairs)
    found = groups([whole for whole in wholes if len(whole) <= BOUNDS.core], links, threshold)
    for whole in (whole for whole in wholes if len(whole) > BOUNDS.core):
        own = set(whole)
        joining = {pair: links[pair].log_odds for pair in pairs if pair[0] in own}
        found += divide(whole, joining, threshold, lambda asked: _known(asked, links)).groups
    return {body: number for number, group in enumerate(found) for body in group}


def _known(pairs: Iterable[Pair], links: Mapping[Pair, Link]) -> dict[Pair, float]:
    """The log-odds of pairs; what nobody compared counts against."""
    return {pair: links[pair].log_odds if pair in links else -LIMIT for pair in pairs}


def document_candidates(documents: Sequence[Document], candidates: Collection[Pair], texts: int) -> CandidateQuality:
    """How well the sketches do for labelled documents, in a store of so many `texts`."""
    counts: dict[int, Counter[str]] = {}
    for document in documents:
        counts.setdefault(document.body, Counter())[document.label] += 1
    labels = Counter(document.label for document in documents)
    true = sum(map(pairs_among, labels.values()))
    found = sum(pairs_among(count) for own in counts.values() for count in own.values())
    found += sum(_shared(counts.get(a, Counter()), counts.get(b, Counter())) for a, b in candidates)
    clusters = [label for label, count in labels.items() if count > 1]
    whole = sum(len(components(some, inner)) == 1 for some, inner in _inside(counts, candidates, clusters))
    return _candidates(found / true if true else 1.0, whole / len(clusters) if clusters else 1.0, candidates, counts.keys(), texts)


def pair_candidates(same: Collection[Pair], bodies: Collection[int], candidates: Collection[Pair], texts: int) -> CandidateQuality:
    """How well the sketches do for labelled pairs: `same` are those that are one report, `bodies` all that have a label."""
    known = set(candidates)
    found = sum(a == b or (min(a, b), max(a, b)) in known for a, b in same)
    return _candidates(found / len(same) if same else 1.0, None, candidates, bodies, texts)


def _candidates(
    pair_recall: float, cluster_recall: float | None, candidates: Collection[Pair], bodies: Collection[int], texts: int
) -> CandidateQuality:
    ends = sum((a in bodies) + (b in bodies) for a, b in candidates)
    possible = pairs_among(texts) - pairs_among(texts - len(bodies))
    return CandidateQuality(
        pair_recall,
        cluster_recall,
        len(candidates),
        ends / len(bodies),
        len(candidates) / possible if possible else 0.0,
    )


def _shared(one: Counter[str], other: Counter[str]) -> int:
    """How many true pairs the articles of two bodies make."""
    return sum(count * other[label] for label, count in one.items())


def _inside(
    counts: Mapping[int, Counter[str]], candidates: Iterable[Pair], clusters: Iterable[str]
) -> Iterator[tuple[list[int], list[Pair]]]:
    """The bodies of each of the labelled clusters, and the candidates among them."""
    inner: dict[str, list[Pair]] = {}
    for a, b in candidates:
        for label in counts.get(a, Counter()).keys() & counts.get(b, Counter()).keys():
            inner.setdefault(label, []).append((a, b))
    bodies: dict[str, list[int]] = {}
    for body, own in counts.items():
        for label in own:
            bodies.setdefault(label, []).append(body)
    return ((bodies[label], inner.get(label, [])) for label in clusters)


def copied_wrongly(documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Exact copies that people hold for different reports: one pair for each such body."""
    return [(one, other) for own in _first(documents).values() if len(own) > 1 for one, other in [list(own.values())[:2]]]


def linked_wrongly(documents: Sequence[Document], links: Iterable[Link]) -> list[tuple[Document, Document, Link]]:
    """Pairs of one cluster that have a link and different labels, one for each link."""
    first = _first(documents)
    found: list[tuple[Document, Document, Link]] = []
    for link in links:
        ours, theirs = first.get(link.a, {}), first.get(link.b, {})
        unlike = next(((one, other) for one in ours.values() for other in theirs.values() if one.label != other.label), None)
        if unlike and unlike[0].cluster == unlike[1].cluster:
            found.append((*unlike, link))
    return found


def missed(documents: Sequence[Document]) -> Iterator[tuple[Document, Document]]:
    """Pairs of one label that stand in different clusters, one for each pair of bodies."""
    by_label: dict[str, dict[int, dict[int, Document]]] = {}
    for body, own in _first(documents).items():
        for label, document in own.items():
            by_label.setdefault(label, {}).setdefault(document.cluster, {})[body] = document
    for clusters in by_label.values():
        for here, there in combinations(clusters.values(), 2):
            yield from ((one, other) for one in here.values() for other in there.values())


def _first(documents: Iterable[Document]) -> dict[int, dict[str, Document]]:
    """The first document of each body and label."""
    first: dict[int, dict[str, Document]] = {}
    for document in documents:
        first.setdefault(document.body, {}).setdefault(document.label, document)
    return first
