"""A second opinion on pairs that their words leave undecided: whether sentences mean the same, in the same order.

Sentence vectors (`newsfold.match.encoder`) are compared all with all. What speaks for a rewrite is not that both texts are near,
which reports of one event always are, but that each sentence has its own counterpart. Where the words are sure they stand alone:
what the sentences say is faded in between log-odds of -4 and -3, and out between 1.5 and 2.5, so nothing jumps at an edge.

Vectors are kept as whole numbers from -127 to 127, whose products add up exactly in any order and on any machine.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match.features import split_sentences
from newsfold.match.model import explain_terms as explain_words
from newsfold.match.pair import TERMS
from newsfold.views.explanations import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from newsfold.match.encoder import Encoder
    from newsfold.model import Body, Link

    Matrix = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("meaning.json")
EVIDENCE = (
    "lift",  # how much nearer a sentence's nearest in the other text is than all are in the mean: of the text with more of it
    "lesser",  # the mean likeness of each sentence to its nearest in the other text: of the text with less of it
    "mutual",  # the share of sentences that are each other's nearest, of the text with fewer sentences
    "order",  # Kendall's tau of the places of the sentences that have nearer ones in the other text than in their own
)
_LARGEST = 127
_MOST_SENTENCES = 200
_LONGEST_SENTENCE = 1000
_FEWEST_SENTENCES = 2
_SEVERAL = 6
_VERBATIM = 0.95
_DECIMALS = 3
_FADE_AT, _FADE_ADDS = (-4.0, -3.0, 1.5, 2.5), (0.0, 1.0, 1.0, 0.0)
_LIMIT = 3.0  # the second opinion may not outvote clear words


@dataclass(frozen=True, slots=True)
class Weights:
    """What one encoder's evidence adds to the log-odds: a base, and so much for each unit of each of `EVIDENCE`."""

    base: float
    each: tuple[float, ...]

    def opinion(self, values: Sequence[float]) -> float:
        """The log-odds that are added where the words say nothing, within 3 either way, rounded to 3 decimals."""
        said = self.base + sum(weight * value for weight, value in zip(self.each, values, strict=True))
        return round(max(-_LIMIT, min(_LIMIT, said)), _DECIMALS)


@cache
def shipped(encoder: str) -> Weights:
    """The weights in `meaning.json` for the encoder of this name."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))["encoders"][encoder]
    return Weights(stored["base"], tuple(stored["each"][name] for name in EVIDENCE))


def opinion_id(encoder: Encoder) -> str:
    """Names encoder and weights, for the id of a scheme."""
    return f"{encoder.id}-{blake2b(repr(shipped(encoder.name)).encode(), digest_size=4).hexdigest()}"


def sentences(body: Body) -> list[str]:
    """What of a body is encoded: its first 200 sentences, each to its 1,000th character."""
    return [sentence[:_LONGEST_SENTENCE] for sentence in list(split_sentences(body.text))[:_MOST_SENTENCES]]


def quantised(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Each vector stretched until its largest part is 127, in whole numbers; its length says nothing."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return np.asarray(np.rint(vectors / largest * _LARGEST), np.int8)


def fade(log_odds: float) -> float:
    """How much the second opinion counts beside words that say `log_odds`: 1 where they are undecided, 0 where they are sure."""
    return float(np.interp(log_odds, _FADE_AT, _FADE_ADDS))


def evidence(a: NDArray[np.int8], b: NDArray[np.int8]) -> tuple[float, ...] | None:
    """One value for each of `EVIDENCE`, from (sentences, dimensions) of two texts; the same whichever comes first.

    Sentences that stand in both texts as they are do not count: they are a site's template, or an official's words. None where
    a text has too few others to tell.
    """
    if not min(len(a), len(b)):
        return None
    across = _cosines(a, b)
    ours, theirs = across.max(axis=1) < _VERBATIM, across.max(axis=0) < _VERBATIM
    a, b, across = a[ours], b[theirs], across[ours][:, theirs]
    if min(len(a), len(b)) < _FEWEST_SENTENCES:
        return None
    nearest, nearest_back = across.max(axis=1), across.max(axis=0)
    there, back = across.argmax(axis=1), across.argmax(axis=0)
    means = sorted((float(nearest.mean()), float(nearest_back.mean())))
    mutual = int(np.sum(back[there] == np.arange(len(a))))
    order = (_order(a, nearest, there) + _order(b, nearest_back, back)) / 2
    values = (means[1] - float(across.mean()), means[0], mutual / min(len(a), len(b)), order)
    return tuple(round(value, _DECIMALS) for value in values)


def revised(link: Link, opinion: float | None) -> Link:
    """The link with the second opinion as one further term of its evidence; without one it is as it was."""
    if opinion is None:
        return link
    log_odds = round(link.log_odds + _share(link.log_odds, opinion), _DECIMALS)
    return replace(link, log_odds=log_odds, evidence=(*link.evidence, opinion))


def explain_terms(values: Sequence[float], encoder: str) -> tuple[float, tuple[Term, ...]]:
    """The base and every term of a link's evidence; the second opinion last where there is one, by the encoder of this name."""
    base, terms = explain_words(values[: len(TERMS)])
    if len(values) == len(TERMS):
        return base, terms
    words = round(base + sum(term.share for term in terms), _DECIMALS)
    meaning = f"what the sentences mean, by {encoder}"
    return base, (*terms, Term(name="meaning", meaning=meaning, value=values[-1], share=_share(words, values[-1])))


def _share(words: float, opinion: float) -> float:
    return round(fade(words) * opinion, _DECIMALS)


def _cosines(a: NDArray[np.int8], b: NDArray[np.int8]) -> Matrix:
    left, right = a.astype(np.float64), b.astype(np.float64)
    lengths = np.sqrt(np.outer((left * left).sum(axis=1), (right * right).sum(axis=1)))
    return np.asarray(left @ right.T / np.maximum(lengths, 1.0))


def _order(text: NDArray[np.int8], nearest: Matrix, there: NDArray[np.intp]) -> float:
    """Kendall's tau, drawn towards 0 where few sentences have a counterpart."""
    own = _cosines(text, text)
    np.fill_diagonal(own, -1.0)
    places = there[nearest > own.max(axis=1)]
    if len(places) < _FEWEST_SENTENCES:
        return 0.0
    signs = np.sign(places[None, :] - places[:, None])[np.triu_indices(len(places), 1)]
    return float(signs.mean()) * min(1.0, len(places) / _SEVERAL)
