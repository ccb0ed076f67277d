"""How the weights of the second opinion are fitted to labelled pairs. Used by the scripts; nothing at run time imports it.

First a logistic model learns from all pairs of one event what sentences alone say; then how much of it to add to what words say
is learned from the pairs that words leave undecided, which alone are too few for both. All by models that have not seen the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types

from newsfold.match import training
from newsfold.match.features import features_of
from newsfold.match.meaning import Weights, evidence, fade, quantised, sentences
from newsfold.match.pair import evidence as evidence_of_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from newsfold.match.encoder import Encoder
    from newsfold.match.training import GoldDocument, LabelledPairs

_RIDGE = 1.0
_SCALE_RIDGE = 1.0
# As in `newsfold.match.training`: joining what is not one report is worse.
_APART = 1.25
_CLEAR = 6.0


@dataclass(frozen=True, slots=True)
class MeaningPairs:
    """Pairs of one event: evidence of the sentences, log-odds of the words by a model without the event, label, event, file."""

    values: NDArray[np.float64]
    words: NDArray[np.float64]
    same: NDArray[np.bool_]
    events: NDArray[np.str_]


def encoded(documents: Sequence[GoldDocument], encoder: Encoder) -> list[NDArray[np.int8] | None]:
    """The sentence vectors of each document; None where the encoder does not know the language."""
    return [
        quantised(encoder.encode(sentences(document.body))) if document.body.lang in encoder.languages else None
        for document in documents
    ]


def label_pairs(
    documents: Sequence[GoldDocument], vectors: Sequence[NDArray[np.int8] | None], pairs: LabelledPairs
) -> MeaningPairs:
    """Every pair of one event that sentences can be asked about. `pairs` are all labelled pairs, for the models of words."""
    features = [features_of(document.body) for document in documents]
    values: list[tuple[float, ...]] = []
    words: list[float] = []
    same: list[bool] = []
    events: list[str] = []
    models = {event: training.fit(pairs, {event}) for event in sorted({document.event for document in documents})}
    for one, other in combinations(range(len(documents)), 2):
        left, right, event = vectors[one], vectors[other], documents[one].event
        if event != documents[other].event or left is None or right is None:
            continue
        said = evidence(left, right)
        if said is not None:
            values.append(said)
            words.append(models[event].log_odds(evidence_of_words(features[one], features[other])))
            same.append(documents[one].cluster == documents[other].cluster)
            events.append(event)
    return MeaningPairs(np.array(values), np.array(words), np.array(same), np.array(events))


def fit(pairs: MeaningPairs, without: Collection[str] = ()) -> Weights:
    """The weights of all pairs of events that are not in `without`."""
    kept = ~np.isin(pairs.events, list(without))
    values, words, same, events = pairs.values[kept], pairs.words[kept], pairs.same[kept], pairs.events[kept]
    alone = np.zeros(len(values))
    for event in np.unique(events):
        others = events != event
        alone[~others] = _said(_logistic(values[others], same[others]), values[~others])
    base, scale = _added(alone, words, same)
    sentences_alone = _logistic(values, same)
    each = tuple(round(float(scale * weight), 3) for weight in sentences_alone[1:])
    return Weights(round(float(base + scale * sentences_alone[0]), 3), each)


def _said(weights: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.clip(weights[0] + values @ weights[1:], -_CLEAR, _CLEAR))


def _logistic(values: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Ridge-penalised logistic regression on standardised values; the weights are for values as they are."""
    centre, spread = values.mean(axis=0), values.std(axis=0) + np.finfo(float).tiny
    design = np.hstack([np.ones((len(values), 1)), (values - centre) / spread])
    counted = np.where(same, 1.0, _APART)
    found = _least(design, np.zeros(len(values)), same, counted, np.array([0.0] + [_RIDGE] * values.shape[1]))
    weights = found[1:] / spread
    return np.concatenate([[found[0] - weights @ centre], weights])


def _added(alone: NDArray[np.float64], words: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What to add to the log-odds of words: a base, and a share of what sentences alone say; faded as when it is used."""
    faded = np.array([fade(value) for value in words])
    design = np.stack([faded, faded * alone], axis=1)
    return _least(design, words, same, faded * np.where(same, 1.0, _APART), np.array([_SCALE_RIDGE, _SCALE_RIDGE]))


def _least(
    design: NDArray[np.float64],
    offset: NDArray[np.float64],
    same: NDArray[np.bool_],
    counted: NDArray[np.float64],
    ridge: NDArray[np.float64],
) -> NDArray[np.float64]:
    sign = np.where(same, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (offset + design @ weights)
        slope = design.T @ (counted * sign * -np.exp(-np.logaddexp(0.0, margin)))
        return float(counted @ np.logaddexp(0.0, -margin) + ridge @ weights**2 / 2), slope + ridge * weights

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B")
    weights: NDArray[np.float64] = found.x
    return weights
