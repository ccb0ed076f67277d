"""How the model's curves are fitted to labelled pairs. Used by the scripts; nothing at run time imports it.

A pair of one cluster counts 1, and so does a pair of one event that must stay apart: those are what decides. The many
pairs of different events together count as much as the latter. Curves may not fall, are held together by a penalty on sharp
bends and on height, so that no term carries more than the data forces it to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types

from newsfold.match.features import features_of
from newsfold.match.model import Curve, Model
from newsfold.match.pair import TERMS, evidence
from newsfold.text import body_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from newsfold.model import Body

_TOGETHER = frozenset("ABCDGX")
# Each curve bends at these quantiles of what pairs of one event show.
_KNOTS = (0.01, 0.25, 0.5, 0.75, 0.99)
_NEAR_WHOLE = 0.5
_BEND_PENALTY = 0.002
_HEIGHT_PENALTY = 0.0002
# Joining what is not one report is worse than missing a rewrite: pairs that must stay apart count so many times.
_APART = 1.25
# Every pair counts a second time, this much, as if its texts held no numbers: real news often has none.
_WITHOUT_NUMBERS = 0.3
# A text and its near copy are one report, even if it has no names, numbers or details: one such pair, counted so often.
_COPIES = 10.0
_COPIED = frozenset({"words", "rare words", "passages", "phrases"})


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One labelled document. `cluster` is equal for documents that belong together; `file` is the set's name."""

    id: str
    file: str
    event: str
    cluster: str
    body: Body


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Pairs of documents: their evidence (pairs x terms), whether they belong together, and both events."""

    values: NDArray[np.float64]
    same: NDArray[np.bool_]
    events: tuple[tuple[str, str], ...]


def read_gold(path: Path, furniture: Callable[[Sequence[str]], Collection[int]]) -> list[GoldDocument]:
    """The documents of one gold file: roles A, B, C, D, G and X of an event are one cluster, all others are alone.

    `furniture` tells the indexes of lines that are a site's, which are not compared in earnest either.
    """
    documents: list[GoldDocument] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        cluster = entry["event"] if entry["role"] in _TOGETHER else entry["id"]
        lines = [line for line in entry["text"].split("\n") if line.strip()]
        body = body_of("\n".join(lines), furniture(lines), entry["lang"])
        documents.append(GoldDocument(entry["id"], path.stem, entry["event"], cluster, body))
    return documents


def label_pairs(documents: Sequence[GoldDocument]) -> LabelledPairs:
    """Every pair of documents of one file and language."""
    features = [features_of(document.body) for document in documents]
    pairs = [
        (one, other)
        for one, other in combinations(range(len(documents)), 2)
        if (documents[one].file, documents[one].body.lang) == (documents[other].file, documents[other].body.lang)
    ]
    return LabelledPairs(
        values=np.array([evidence(features[one], features[other]) for one, other in pairs]),
        same=np.array([documents[one].cluster == documents[other].cluster for one, other in pairs]),
        events=tuple((documents[one].event, documents[other].event) for one, other in pairs),
    )


def read_decided(path: Path) -> LabelledPairs:
    """The pairs of a file that `newsfold decisions labels FILE.jsonl` wrote.

    All of them are of one event, so that each counts as much as a pair of an event in the gold files, and they are left out together.
    """
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sides = [[features_of(body_of(entry[side]["text"], (), entry[side]["lang"])) for side in "ab"] for entry in entries]
    return LabelledPairs(
        values=np.array([evidence(one, other) for one, other in sides]).reshape(-1, len(TERMS)),
        same=np.array([entry["same"] for entry in entries], dtype=bool),
        events=((path.name, path.name),) * len(entries),
    )


def together(*sets: LabelledPairs) -> LabelledPairs:
    """All pairs of several sets."""
    return LabelledPairs(
        values=np.vstack([pairs.values for pairs in sets]),
        same=np.concatenate([pairs.same for pairs in sets]),
        events=tuple(events for pairs in sets for events in pairs.events),
    )


def fit(pairs: LabelledPairs, without: Collection[str] = ()) -> Model:
    """The model of all pairs that touch none of the events in `without`."""
    kept = np.array([not (one in without or other in without) for one, other in pairs.events])
    within = np.array([one == other for one, other in pairs.events])[kept]
    values, same = pairs.values[kept], pairs.same[kept]
    weights = np.where(within, 1.0, np.sum(within & ~same) / max(1, np.sum(~within))) * np.where(same, 1.0, _APART)
    knots = [_knots(values[within, term]) for term in range(values.shape[1])]
    copied, numberless = (np.array([name in kind for name, _ in TERMS], dtype=float) for kind in (_COPIED, {"numbers"}))
    shown = np.vstack([values, values * (1.0 - numberless), copied])
    truth = np.concatenate([same, same, [True]])
    counted = np.concatenate([weights, weights * _WITHOUT_NUMBERS, [_COPIES]])
    return _model(knots, _solve(_basis(shown, knots), truth, counted / counted.sum(), _penalties(knots)))


def _knots(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a curve bends. A share of a whole goes on to 1."""
    inner = np.quantile(values, _KNOTS)
    return np.unique(np.round(inner if values.min() < 0.0 or inner[-1] < _NEAR_WHOLE else np.append(inner, 1.0), 2))


def _basis(values: NDArray[np.float64], knots: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """One column of ones, then for each stretch of each curve how far the value has come in it, in [0, 1]."""
    ways = [np.clip((values[:, [term]] - at[:-1]) / np.diff(at), 0.0, 1.0) for term, at in enumerate(knots)]
    return np.hstack([np.ones((len(values), 1)), *ways])


def _penalties(knots: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Rows whose squares are punished: each curve's height, and the change of slope at each inner knot."""
    width = 1 + sum(len(at) - 1 for at in knots)
    rows: list[NDArray[np.float64]] = []
    first = 1
    for at in knots:
        stretches = np.diff(at) / (at[-1] - at[0])
        height = np.zeros(width)
        height[first : first + len(stretches)] = np.sqrt(_HEIGHT_PENALTY)
        rows.append(height)
        for inner in range(len(stretches) - 1):
            bend = np.zeros(width)
            bend[first + inner] = np.sqrt(_BEND_PENALTY) / stretches[inner] / len(stretches)
            bend[first + inner + 1] = -np.sqrt(_BEND_PENALTY) / stretches[inner + 1] / len(stretches)
            rows.append(bend)
        first += len(stretches)
    return np.array(rows)


def _solve(
    basis: NDArray[np.float64], same: NDArray[np.bool_], weights: NDArray[np.float64], penalties: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The base and the rise of each stretch that make the labels likeliest, no rise below 0."""
    sign = np.where(same, 1.0, -1.0)

    def loss(rises: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (basis @ rises)
        bent = penalties @ rises
        slope = basis.T @ (weights * sign * -np.exp(-np.logaddexp(0.0, margin)))
        return float(weights @ np.logaddexp(0.0, -margin) + bent @ bent / 2), slope + penalties.T @ bent

    bounds = [(None, None)] + [(0.0, None)] * (basis.shape[1] - 1)
    found = minimize(loss, np.zeros(basis.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000})
    rises: NDArray[np.float64] = found.x
    return rises


def _model(knots: Sequence[NDArray[np.float64]], rises: NDArray[np.float64]) -> Model:
    """Each curve moved so that it adds nothing where its evidence is missing or none: at 0."""
    base, first = float(rises[0]), 1
    curves: list[Curve] = []
    for at in knots:
        heights = np.concatenate([[0.0], np.cumsum(rises[first : first + len(at) - 1])])
        none = float(np.interp(0.0, at, heights))
        base += none
        curves.append(Curve(tuple(at.tolist()), tuple(round(float(height) - none, 3) for height in heights)))
        first += len(at) - 1
    assert len(curves) == len(TERMS)
    return Model(round(base, 3), tuple(curves))
