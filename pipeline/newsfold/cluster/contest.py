"""How every article of a cluster fares under the rules that choose its canonical, one rule after the other.

The same choice as `newsfold.cluster.canonical` makes, told as people would make it: each rule leaves those that are best by it, until
one is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.cluster.canonical import RULES, ranking
from newsfold.views.contests import Candidate, Contest, Fared, Fate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from newsfold.cluster.canonical import Contender
    from newsfold.settings import CanonicalSettings

ORIGIN = "origin"
"""What decides where no rule does."""


def contest(contenders: Collection[Contender], policy: CanonicalSettings) -> Contest:
    """The contest among `contenders` (at least one), each of which is another article."""
    ranked = sorted(contenders, key=lambda contender: ranking(contender, policy))
    left = {contender.article for contender in ranked}
    decided_by = ORIGIN if len(ranked) > 1 else ""
    fates: list[Mapping[int, Fate]] = []
    for name in policy.rules:
        best = RULES[name].key(ranked[0], policy)
        good = {one.article for one in ranked if one.article in left and RULES[name].key(one, policy) == best}
        fates.append({one.article: _fate(one.article, left, good) for one in ranked})
        if len(left) > len(good) == 1:
            decided_by = name
        left = good
    return Contest(policy.rules, tuple(_candidate(one, fates, policy) for one in ranked), decided_by)


def _fate(article: int, left: Collection[int], good: Collection[int]) -> Fate:
    if article not in left:
        return Fate.OUT
    if len(left) == 1:
        return Fate.UNASKED
    return Fate.STAYED if article in good else Fate.FELL_OUT


def _candidate(contender: Contender, fates: Collection[Mapping[int, Fate]], policy: CanonicalSettings) -> Candidate:
    fared = [
        Fared(RULES[name].value(contender, policy), fate[contender.article]) for name, fate in zip(policy.rules, fates, strict=True)
    ]
    return Candidate(contender.article, contender.origin, contender.site, tuple(fared))
