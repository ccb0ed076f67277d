"""What people decided, applied to the groups that the pairs make: the classes of what is the same stand together.

Groups in which one class has bodies become one, across components too. Where that brings bodies together that must stand apart, the
union is divided anew, each class as one text: as near to another one as the nearest of its bodies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.cluster.flood import BOUNDS, Division, divide
from newsfold.cluster.partition import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsfold.cluster.decisions import Standing
    from newsfold.cluster.flood import Bounds, Compare, Pair


def settle(
    division: Division,
    standing: Standing,
    joining: Mapping[Pair, float],
    compare: Compare,
    *,
    threshold: float = 0.0,
    bounds: Bounds = BOUNDS,
) -> Division:
    """The groups in which every decision holds. `division`: those of all components, of which none holds bodies that must stand apart.

    `joining` are the log-odds of the pairs that make the components. Pairs are compared only where a union is divided anew.
    """
    if not standing.classes:
        return division
    groups: list[tuple[int, ...]] = []
    quarantined = set(division.quarantined)
    for union in _unions(division.groups, standing):
        bodies = sorted(body for group in union for body in group)
        if len(union) > 1 and standing.apart_among(bodies):
            anew = _divided(bodies, standing, joining, compare, threshold=threshold, bounds=bounds)
            groups += anew.groups
            quarantined |= anew.quarantined
        else:
            groups.append(tuple(bodies))
    return Division(
        tuple(groups), frozenset(body for group in groups if len(group) == 1 for body in quarantined.intersection(group))
    )


def _unions(groups: Sequence[tuple[int, ...]], standing: Standing) -> list[list[tuple[int, ...]]]:
    """The groups, those together in which one class has bodies."""
    at = {body: place for place, group in enumerate(groups) for body in group if body in standing.home}
    first = {standing.home[body]: place for body, place in at.items()}
    ties = [(place, first[standing.home[body]]) for body, place in at.items()]
    return [[groups[place] for place in union] for union in components(range(len(groups)), ties)]


def _divided(
    bodies: Sequence[int], standing: Standing, joining: Mapping[Pair, float], compare: Compare, *, threshold: float, bounds: Bounds
) -> Division:
    """One union, divided anew: its classes are divided like bodies, by the number of each."""
    texts: dict[int, list[int]] = {}
    home = {body: standing.home.get(body, body) for body in bodies}
    for body in bodies:
        texts.setdefault(home[body], []).append(body)
    near: dict[Pair, float] = {}
    for (a, b), log_odds in joining.items():
        if a in home and b in home and home[a] != home[b]:
            pair = _pair(home[a], home[b])
            near[pair] = max(log_odds, near.get(pair, log_odds))
    apart = {text: standing.apart[text] for text in texts if text in standing.apart}

    def compared(pairs: Iterable[Pair]) -> dict[Pair, float]:
        asked = {
            (one, other): [_pair(a, b) for a in texts[one][: bounds.members] for b in texts[other][: bounds.members]]
            for one, other in pairs
        }
        known = compare(pair for some in asked.values() for pair in some)
        found = {pair: [known[ends] for ends in some if ends in known] for pair, some in asked.items()}
        return {pair: max(values) for pair, values in found.items() if values}

    anew = divide(texts.keys(), near, threshold, compared, bounds, apart=apart)
    groups = tuple(tuple(sorted(body for text in group for body in texts[text])) for group in anew.groups)
    return Division(groups, frozenset(body for text in anew.quarantined for body in texts[text]))


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
