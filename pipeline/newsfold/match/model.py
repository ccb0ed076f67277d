"""From a pair's evidence to the log-odds that both are one report, term by term.

Each term adds what its own curve says: piecewise linear, never falling, fitted by `scripts/train` and kept in `weights.json`
with the names of what it was trained on. So a pair's log-odds are the base and one share a term, and nothing else.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.match.pair import TERMS, evidence
from newsfold.model import Link
from newsfold.views.explanations import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.match.features import Features

WEIGHTS = Path(__file__).with_name("weights.json")
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Curve:
    """What a term adds: `adds[i]` at the value `at[i]`, straight between, level outside. `at` rises strictly."""

    at: tuple[float, ...]
    adds: tuple[float, ...]

    def share(self, value: float) -> float:
        """What the term adds at this value."""
        if value <= self.at[0]:
            return self.adds[0]
        if value > self.at[-1]:
            return self.adds[-1]
        right = bisect_left(self.at, value)
        way = (value - self.at[right - 1]) / (self.at[right] - self.at[right - 1])
        return self.adds[right - 1] + way * (self.adds[right] - self.adds[right - 1])


@dataclass(frozen=True, slots=True)
class Model:
    """The log-odds of two texts of which nothing is known, and a curve for each term, in the order of `TERMS`."""

    base: float
    curves: tuple[Curve, ...]

    def shares(self, values: Sequence[float]) -> tuple[float, ...]:
        """What each term adds, rounded to 3 decimals."""
        return tuple(round(curve.share(value), _DECIMALS) for curve, value in zip(self.curves, values, strict=True))

    def log_odds(self, values: Sequence[float]) -> float:
        """The base and all shares together, rounded to 3 decimals."""
        return round(self.base + sum(self.shares(values)), _DECIMALS)


@cache
def shipped() -> Model:
    """The model in `weights.json`."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    curves = {name: Curve(tuple(curve["at"]), tuple(curve["adds"])) for name, curve in stored["terms"].items()}
    return Model(stored["base"], tuple(curves[name] for name, _ in TERMS))


@cache
def model_id() -> str:
    """A short name of the shipped weights: other weights, other name."""
    return blake2b(repr(shipped()).encode(), digest_size=4).hexdigest()


def log_odds(values: Sequence[float]) -> float:
    """The log-odds that a pair with this evidence is one report, by the shipped model."""
    return shipped().log_odds(values)


def shares(values: Sequence[float]) -> tuple[float, tuple[float, ...]]:
    """The base and the share of each term; together they are the log-odds."""
    return shipped().base, shipped().shares(values)


def compare(a: Features, b: Features) -> Link:
    """One pair, verified on the texts."""
    values = evidence(a, b)
    low, high = sorted((a.body, b.body))
    return Link(a=low, b=high, log_odds=log_odds(values), evidence=values)


def explain_terms(values: Sequence[float]) -> tuple[float, tuple[Term, ...]]:
    """The base and every term of a link's evidence, as reports show them."""
    base, parts = shares(values)
    terms = zip(TERMS, values, parts, strict=True)
    return base, tuple(Term(name=name, meaning=meaning, value=value, share=share) for (name, meaning), value, share in terms)
