"""One batch into the store: all of it, in one transaction, or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from newsfold.cluster.flood import BOUNDS, Bounds
from newsfold.cluster.partition import LIMIT
from newsfold.fold.arranging import Arranger
from newsfold.fold.filing import Filer
from newsfold.fold.linking import Linker
from newsfold.fold.opinion import STAGE, Opinion
from newsfold.model import Changes

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from newsfold.fold.filing import Filing, Moves
    from newsfold.match.encoder import Encoder
    from newsfold.model import Article, Skip, StoredArticle
    from newsfold.settings import CanonicalSettings
    from newsfold.store.store import Store


@dataclass(frozen=True, slots=True)
class Folded:
    """What one batch did, in articles; `clusters` counts those created or changed, `quarantined` those of them under quarantine."""

    new: int
    revised: int
    copies: int
    unchanged: int
    clusters: int
    quarantined: int = 0


class Fold:
    """Folds batches into a store. Holds the index and what was learned of sites, so one serves for many batches.

    When `take_in` raises, the store is as before the batch, but this object may not be used again. `seconds` is where the time
    spent is booked, by stage: match, cluster, store, and meaning where an `encoder` is asked for a second opinion. `bounds` say
    from which size on a component is no longer compared pair by pair.
    """

    def __init__(
        self,
        store: Store,
        policy: CanonicalSettings,
        seconds: dict[str, float],
        encoder: Encoder | None = None,
        bounds: Bounds = BOUNDS,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._filer = Filer(store)
        self._opinion = Opinion(store, encoder, seconds) if encoder else None
        self._linker = Linker(store, floor=-LIMIT, opinion=self._opinion, bound=bounds.core)
        self._arranger = Arranger(store, self._linker, policy, store.threshold(), bounds)

    def take_in(self, articles: Sequence[Article], skips: Sequence[Skip], at: str) -> Folded:
        """Folds one batch in; no (source, origin) may occur twice in it. `at` is the time of day, ISO 8601."""
        filing = self._filer.file(articles)
        base = self._link(filing, skips)
        moves = filing.moves
        bereaved = {body for link in self._store.links_of(filing.gone) for body in (link.a, link.b)}
        seeds = ({*moves.arrived, *moves.left} | bereaved) - {*filing.gone}
        with self._store.transaction():
            self._apply(base, at)
            arranged = self.arrange(seeds, moves, at)
        revised = sum(filed.revised for filed in filing.filed)
        new = len(filing.filed) - revised - filing.copies
        unchanged = len(articles) - len(filing.filed)
        quarantined = sum(event.kind == "quarantined" for event in arranged.events)
        return Folded(new, revised, filing.copies, unchanged, len(arranged.clusters), quarantined)

    def refile(self, articles: Sequence[StoredArticle], at: str) -> Filing:
        """Gives stored articles their bodies, signatures and links, in a store that has forgotten them; for a rebuild."""
        filing = self._filer.refile(articles)
        self._apply(self._link(filing, ()), at)
        return filing

    def arrange(self, seeds: set[int], moves: Moves, at: str) -> Changes:
        """Arranges whatever `seeds` reach, now that `moves` were filed, and stores it; returns what changed."""
        with self._booked("cluster"):
            arranged = self._arranger.arrange(seeds, moves)
        self._apply(arranged, at)
        return arranged

    def _link(self, filing: Filing, skips: Sequence[Skip]) -> Changes:
        with self._booked("match"):
            signatures, links = self._linker.link(filing.bodies, filing.gone)
        return Changes(
            filed=filing.filed,
            refiled=filing.refiled,
            skips=tuple(skips),
            bodies=tuple(zip(filing.bodies, signatures, strict=True)),
            bodies_gone=filing.gone,
            links=tuple(links),
        )

    def _apply(self, changes: Changes, at: str) -> None:
        with self._booked("store"):
            made = self._opinion.fresh() if self._opinion else ()
            self._store.apply(replace(changes, vectors=made), at)

    @contextmanager
    def _booked(self, stage: str) -> Generator[None]:
        start, asking = perf_counter(), self._seconds.get(STAGE, 0.0)
        yield
        asked = self._seconds.get(STAGE, 0.0) - asking  # is booked already
        self._seconds[stage] = self._seconds.get(stage, 0.0) + perf_counter() - start - asked
