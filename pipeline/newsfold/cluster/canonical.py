"""Which article of a cluster speaks for it: ordered rules, the first that separates two articles decides.

The order of the rules is the user's (`[canonical]` in the settings); every rule is a key that sorts the better article first, so
the whole is a total order and the choice does not depend on the order of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from newsfold.model import Decision, Moment
    from newsfold.settings import CanonicalSettings, RuleName

ONLY = "the only article"
NO_PINS: Mapping[int, Decision] = MappingProxyType({})

_DATE = 10  # characters of ISO 8601


@dataclass(frozen=True, slots=True)
class Contender:
    """One article that may become canonical, with all that the rules look at.

    `excerpt`: it is an excerpt or a brief of another article in the cluster. `words` counts what is compared. `first_seen`, and
    `revised` where it is not in its first revision, are when newsfold stored it (ISO 8601).
    """

    article: int
    body: int
    source: str
    origin: str
    site: str | None
    published: Moment | None
    words: int
    first_seen: str
    revised: str | None = None
    excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The canonical and, in one line for a person, the rule that decided."""

    contender: Contender
    reason: str


def choose(contenders: Collection[Contender], policy: CanonicalSettings, pins: Mapping[int, Decision] = NO_PINS) -> Choice:
    """The canonical among `contenders` (at least one).

    `pins` maps a body to the decision that one of its articles is to speak: of several the latest outranks all rules.
    """
    pinned = [one for one in contenders if one.body in pins and pins[one.body].article == one.article]
    if pinned:
        best = max(pinned, key=lambda one: pins[one.body].id)
        return Choice(best, decided(pins[best.body]))
    ranked = sorted(contenders, key=lambda contender: ranking(contender, policy))
    if len(ranked) == 1:
        return Choice(ranked[0], ONLY)
    return Choice(ranked[0], _reason(ranked[0], ranked[1], policy))


def ranking(contender: Contender, policy: CanonicalSettings) -> tuple[int | str, ...]:
    """A key that sorts contenders, the best first; no two articles have the same."""
    rules = (RULES[name].key(contender, policy) for name in policy.rules)
    return (*rules, contender.origin, contender.source)


def decided(act: Decision) -> str:
    """Why an article speaks for its cluster, where somebody said so."""
    return f"decided by {act.by} on {act.at[:_DATE]}{f': {act.why}' if act.why else ''}"


def _reason(best: Contender, next_best: Contender, policy: CanonicalSettings) -> str:
    for name in policy.rules:
        rule = RULES[name]
        if rule.key(best, policy) != rule.key(next_best, policy):
            return f"{name}: {rule.decided(best, next_best, policy)}"
    return "origin: no rule separates the first two, so the order of their origins decides"


def _rank(contender: Contender, policy: CanonicalSettings) -> int:
    return policy.ranks.get(contender.site or "", policy.default_rank)


def _excerpt(contender: Contender, _: CanonicalSettings) -> int:
    return int(contender.excerpt)


_UNKNOWN = 1 << 62  # an article that does not say when it was published comes after all that do


def _time(contender: Contender, policy: CanonicalSettings) -> int:
    return contender.published.epoch // policy.earliest_step_s if contender.published else _UNKNOWN


def _seen(contender: Contender, _: CanonicalSettings) -> int:
    return _epoch(contender.first_seen)


def _staleness(contender: Contender, _: CanonicalSettings) -> int:
    return -_epoch(contender.revised) if contender.revised else 0


def _incompleteness(contender: Contender, policy: CanonicalSettings) -> int:
    return -(contender.words // policy.complete_step_words)


def _epoch(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())


def _published(contender: Contender) -> str:
    return contender.published.text if contender.published else ""


def _when(contender: Contender) -> str:
    return _published(contender) or "at an unknown time"


def _named(contender: Contender, policy: CanonicalSettings) -> str:
    return f"{contender.site or 'no site'} {_rank(contender, policy)}"


def _revised(contender: Contender) -> str:
    return f"revised {contender.revised}" if contender.revised else "never revised"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the lower its `key`, the better.

    `value` is what it looks at, in words or ISO 8601; `decided` says in one line why the first of two contenders is the better one.
    """

    key: Callable[[Contender, CanonicalSettings], int]
    value: Callable[[Contender, CanonicalSettings], str]
    decided: Callable[[Contender, Contender, CanonicalSettings], str]


RULES: Mapping[RuleName, Rule] = {
    "source_rank": Rule(
        _rank,
        lambda one, policy: str(_rank(one, policy)),
        lambda best, other, policy: (
            f"{best.site or 'no site'} has rank {_rank(best, policy)}, the next best {_named(other, policy)}"
        ),
    ),
    "not_excerpt": Rule(
        _excerpt,
        lambda one, _: "excerpt" if one.excerpt else "whole",
        lambda _best, _other, _policy: "the others are excerpts or briefs",
    ),
    "earliest": Rule(
        _time,
        lambda one, _: _published(one),
        lambda best, other, _: f"published {_when(best)}, the next best {_when(other)}",
    ),
    "first_seen": Rule(
        _seen,
        lambda one, _: one.first_seen,
        lambda best, other, _: f"first seen {best.first_seen}, the next best {other.first_seen}",
    ),
    "newest_revision": Rule(
        _staleness,
        lambda one, _: one.revised or "",
        lambda best, other, _: f"{_revised(best)}, the next best {_revised(other)}",
    ),
    "most_complete": Rule(
        _incompleteness,
        lambda one, _: f"{one.words:,} words",
        lambda best, other, _: f"{best.words} words, the next best {other.words}",
    ),
}
