"""The threshold: the mean log-odds above which two groups are merged, and what follows from it for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.cluster.partition import NOTHING_APART, partition
from newsfold.errors import BadThreshold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsfold.cluster.partition import Apart
    from newsfold.model import Link

DEFAULT = 0.0
LOWEST, HIGHEST = -3.0, 5.0
"""Between them a threshold makes sense: one pair counts at most 6 either way, and pairs near the lower end are not kept."""


def checked(threshold: float) -> float:
    """The threshold, if it can be used. Raises BadThreshold."""
    if not LOWEST <= threshold <= HIGHEST:
        message = f"threshold {threshold:g} is not between {LOWEST:g} and {HIGHEST:g}"
        raise BadThreshold(message)
    return threshold


def floor(threshold: float) -> float:
    """The log-odds above which a pair that the sketches found joins two bodies into one component.

    A component must hold every pair that a merge can need. A mean above the threshold needs one pair above it, and what nobody
    compared counts far below any threshold; so with pairs above the threshold in one component no merge is missed. A higher
    threshold than the default needs no more than the default's components. It gets them all the same: which pairs are compared
    then stays as it is, so a higher threshold only splits, and whoever comes back finds everything as it was.
    """
    return min(threshold, DEFAULT)


def joins(link: Link, threshold: float) -> bool:
    """Whether a link makes a component: only those that the sketches found do, so that completing a component cannot enlarge it."""
    return link.sketched and link.log_odds > floor(threshold)


def groups(
    wholes: Sequence[Sequence[int]], links: Mapping[tuple[int, int], Link], threshold: float, apart: Apart = NOTHING_APART
) -> list[tuple[int, ...]]:
    """The groups of bodies into which components fall; `links` by their ends, those between components are passed over."""
    home = {body: number for number, whole in enumerate(wholes) for body in whole}
    scores: list[dict[tuple[int, int], float]] = [{} for _ in wholes]
    for (a, b), link in links.items():
        if a in home and home[a] == home.get(b):
            scores[home[a]][a, b] = link.log_odds
    return [group for whole, own in zip(wholes, scores, strict=True) for group in partition(whole, own, threshold, apart)]


def joined(links: Iterable[Link], threshold: float) -> list[tuple[int, int]]:
    """The pairs whose links make components."""
    return [(link.a, link.b) for link in links if joins(link, threshold)]
