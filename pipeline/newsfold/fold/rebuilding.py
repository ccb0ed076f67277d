"""Computing everything that follows from the stored texts anew: after an upgrade, or when the rules for canonicals changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.fold.filing import Moves
from newsfold.fold.fold import Fold
from newsfold.match.window import WINDOW_DAYS

if TYPE_CHECKING:
    from newsfold.match.encoder import Encoder
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store

_PAGE = 1000  # articles or bodies that are worked on at once


def rebuild(
    store: Store, policy: CanonicalSettings, at: str, scheme: str, encoder: Encoder | None = None, *, window_days: int = WINDOW_DAYS
) -> int:
    """Replaces bodies, signatures, links and clusters by those that `scheme` makes of the articles; the number of clusters.

    Where texts were removed, everything stays as it stands. All in one transaction, so whatever interrupts it leaves the store as it was. Cluster ids stay with their canonicals.
    """
    with store.transaction():
        stood = store.forget_derived(scheme)
        fold = Fold(
            store, policy, {}, encoder, window_days=window_days
        )  # made only now: its index must not hold what was forgotten
        arrived: dict[int, list[int]] = {}
        came_from: dict[int, set[int]] = {}
        for page in store.article_pages(_PAGE):
            filing = fold.refile([one for one in page if one.id in stood], at)
            for body, numbers in filing.moves.arrived.items():
                arrived.setdefault(body, []).extend(numbers)
                came_from.setdefault(body, set()).update(stood[number] for number in numbers)
        everything = {body: tuple(numbers) for body, numbers in arrived.items()}
        return _arrange(store, fold, Moves(everything, everything, {b: frozenset(c) for b, c in came_from.items()}), at)


def _arrange(store: Store, fold: Fold, moves: Moves, at: str) -> int:
    """Page by page; what a page reaches beyond itself is done with it."""
    clusters = 0
    bodies = sorted(moves.arrived)
    for first in range(0, len(bodies), _PAGE):
        page = bodies[first : first + _PAGE]
        done = store.body_clusters(page)
        clusters += len(fold.arrange({body for body in page if body not in done}, moves, at).clusters)
    return clusters
