"""Which article of a cluster speaks for it: ordered rules, the first that separates two articles decides.

The order of the rules is the user's (`[canonical]` in the settings); every rule is a key that sorts the better article first, so
the whole is a total order and the choice does not depend on the order of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from newsfold.model import Moment
    from newsfold.settings import CanonicalSettings

ONLY = "the only article"


@dataclass(frozen=True, slots=True)
class Contender:
    """One article that may become canonical, with all that the rules look at.

    `excerpt`: it is an excerpt or a brief of another article in the cluster. `words` counts what is compared.
    """

    article: int
    body: int
    source: str
    origin: str
    site: str | None
    published: Moment | None
    words: int
    excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The canonical and, in one line for a person, the rule that decided."""

    contender: Contender
    reason: str


def choose(contenders: Collection[Contender], policy: CanonicalSettings) -> Choice:
    """The canonical among `contenders` (at least one)."""
    ranked = sorted(contenders, key=lambda contender: _key(contender, policy))
    if len(ranked) == 1:
        return Choice(ranked[0], ONLY)
    return Choice(ranked[0], _reason(ranked[0], ranked[1], policy))


def _key(contender: Contender, policy: CanonicalSettings) -> tuple[int | str, ...]:
    rules = (_RULES[name](contender, policy) for name in policy.rules)
    return (*rules, contender.origin, contender.source)


def _reason(best: Contender, next_best: Contender, policy: CanonicalSettings) -> str:
    for name in policy.rules:
        if _RULES[name](best, policy) != _RULES[name](next_best, policy):
            return f"{name}: {_WORDS[name](best, next_best, policy)}"
    return "origin: no rule separates the first two, so the order of their origins decides"


def _rank(contender: Contender, policy: CanonicalSettings) -> int:
    return policy.ranks.get(contender.site or "", policy.default_rank)


def _excerpt(contender: Contender, _: CanonicalSettings) -> int:
    return int(contender.excerpt)


_UNKNOWN = 1 << 62  # an article that does not say when it was published comes after all that do


def _time(contender: Contender, _: CanonicalSettings) -> int:
    return contender.published.epoch if contender.published else _UNKNOWN


def _incompleteness(contender: Contender, _: CanonicalSettings) -> int:
    return -contender.words


def _when(contender: Contender) -> str:
    return contender.published.text if contender.published else "at an unknown time"


_RULES: Mapping[str, Callable[[Contender, CanonicalSettings], int]] = {
    "source_rank": _rank,
    "not_excerpt": _excerpt,
    "earliest": _time,
    "most_complete": _incompleteness,
}

_WORDS: Mapping[str, Callable[[Contender, Contender, CanonicalSettings], str]] = {
    "source_rank": lambda best, other, policy: (
        f"{best.site or 'no site'} has rank {_rank(best, policy)}, the next best {other.site or 'no site'} {_rank(other, policy)}"
    ),
    "not_excerpt": lambda _best, _other, _policy: "the others are excerpts or briefs",
    "earliest": lambda best, other, _: f"published {_when(best)}, the next best {_when(other)}",
    "most_complete": lambda best, other, _: f"{best.words} words, the next best {other.words}",
}
