"""What a variant is to its canonical, once both are known to be one report.

Measured on the gold sets: an aggregator's light rewrite keeps .57 to .84 of the pairs of neighbouring words, both ways; explainers
and spun texts at most .14; briefs have .15 to .22 of the words of their report, everything else .84 or more. So the thresholds
stand far from where either side lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.model import Relation

if TYPE_CHECKING:
    from newsfold.match.features import Features

# Shares of the pairs of neighbouring words that stand in the other text, both ways.
_COPY = 0.92
_LIGHT_EDIT = 0.40
# A brief has at most so many of the words of its report, and so much of what it says (by weight) stands there.
_BRIEF_WORDS = 0.6
_BRIEF_SHARED = 0.3
# A part taken word by word may be longer.
_PART_WORDS = 0.85
_PART_KEPT = 0.85


def relation(canonical: Features, variant: Features) -> Relation:
    """What `variant` is to `canonical`. Both are taken to be one report."""
    if min(_kept(canonical, variant), _kept(variant, canonical)) >= _COPY:
        return Relation.COPY
    if is_excerpt(variant, canonical):
        return Relation.EXCERPT
    if is_excerpt(canonical, variant):
        return Relation.EXPANDED
    if min(_kept(canonical, variant), _kept(variant, canonical)) >= _LIGHT_EDIT:
        return Relation.LIGHT_EDIT
    return Relation.REWRITE


def is_excerpt(a: Features, b: Features) -> bool:
    """Whether `a` is a part or a brief of `b`: clearly shorter, and what it says stands in `b`."""
    if a.words <= _BRIEF_WORDS * b.words:
        return sum(weight for key, weight in a.weights.items() if key in b.weights) > _BRIEF_SHARED * a.total
    return a.words <= _PART_WORDS * b.words and _kept(a, b) >= _PART_KEPT


def _kept(a: Features, b: Features) -> float:
    """The share of the pairs of neighbouring words of `a` that stand in `b`; of texts without any: whether both say the same."""
    if not a.phrases:
        return float(a.weights == b.weights and not b.phrases)
    return len(a.phrases & b.phrases) / len(a.phrases)
