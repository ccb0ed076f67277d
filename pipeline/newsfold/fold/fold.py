"""One batch into the store: all of it, in one transaction, or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from newsfold.changes import Changes
from newsfold.cluster.flood import BOUNDS, Bounds
from newsfold.cluster.partition import LIMIT
from newsfold.fold.arranging import Arranger
from newsfold.fold.deciding import Decisions
from newsfold.fold.filing import Filer, Filing, Moves
from newsfold.fold.linking import Linker
from newsfold.fold.opinion import STAGE, Opinion
from newsfold.fold.preparing import prepare
from newsfold.match.candidacy import candidacy
from newsfold.match.window import WINDOW_DAYS
from newsfold.model import Article

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Sequence

    from newsfold.cluster.decisions import Standing
    from newsfold.match.encoder import Encoder
    from newsfold.model import Prepared, Skip, StoredArticle
    from newsfold.settings import CanonicalSettings
    from newsfold.store.retention import Outdated
    from newsfold.store.store import Store


@dataclass(frozen=True, slots=True)
class Folded:
    """What one batch did, in articles; `clusters` counts those created or changed, `quarantined` those of them under quarantine.

    `removed` counts the articles that were left out because they had been removed for good.
    """

    new: int
    revised: int
    copies: int
    unchanged: int
    clusters: int
    quarantined: int = 0
    removed: int = 0


class Fold:
    """Folds batches into a store. Holds the index and what was learned of sites, so one serves for many batches.

    When `take_in` raises, the store is as before the batch, but this object may not be used again. `seconds` is where the time
    spent is booked, by stage: match, cluster, store, and meaning where an `encoder` is asked for a second opinion. `bounds` say
    from which size on a component is no longer compared pair by pair; `window_days` how far apart in time candidates lie at most (0: as far as
    they like).
    """

    def __init__(
        self,
        store: Store,
        policy: CanonicalSettings,
        seconds: dict[str, float],
        encoder: Encoder | None = None,
        bounds: Bounds = BOUNDS,
        *,
        window_days: int = WINDOW_DAYS,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._filer = Filer(store)
        self._opinion = Opinion(store, encoder, seconds) if encoder else None
        self._linker = Linker(store, -LIMIT, candidacy(window_days), self._opinion, bound=bounds.core)
        self._arranger = Arranger(store, self._linker, policy, store.threshold(), bounds)
        self._decisions = Decisions(store)

    def elect_by(self, policy: CanonicalSettings) -> None:
        """Choose canonicals by `policy` from now on; a cluster's canonical changes once the cluster does."""
        self._arranger.elect_by(policy)

    def take_in(self, articles: Sequence[Article | Prepared], skips: Sequence[Skip], at: str) -> Folded:
        """Folds one batch in; no (source, origin) may occur twice in it. `at` is the time of day, ISO 8601."""
        with self._booked("match"):
            prepared = [prepare(one) if isinstance(one, Article) else one for one in articles]
        with self._turn():
            filing = self._filer.file(prepared, at)
            arranged = self._fold(filing, Changes(skips=tuple(skips)), at)
        revised = sum(filed.revised for filed in filing.filed)
        new = len(filing.filed) - revised - filing.copies
        unchanged = len(articles) - len(filing.filed) - filing.removed
        quarantined = sum(event.kind == "quarantined" for event in arranged.events)
        return Folded(new, revised, filing.copies, unchanged, len(arranged.clusters), quarantined, filing.removed)

    def remove(self, outdated: Outdated, at: str) -> None:
        """Removes clusters with all their articles, for good, and decides anew what these articles had a say in."""
        with self._turn():
            filing = self._filer.remove(outdated)
            self._fold(filing, Changes(removed=tuple(outdated.body_of), clusters_gone=tuple(outdated.clusters)), at)

    def empty(self, outdated: Outdated, at: str) -> None:
        """Removes the texts of clusters: their articles stay as they stand, and whatever was compared with them is arranged without."""
        nothing = Filing((), (), (), (), Moves({}, {}, {}), {}, {}, 0)
        with self._turn():
            self._fold(nothing, Changes(emptied=tuple(outdated.clusters)), at, emptied=tuple(set(outdated.body_of.values())))

    def refile(self, articles: Sequence[StoredArticle], at: str) -> Filing:
        """Gives stored articles their bodies, signatures and links, in a store that has forgotten them; for a rebuild."""
        filing = self._filer.refile(articles)
        self._apply(self._link(filing, Changes()), at)
        return filing

    def arrange(self, seeds: set[int], moves: Moves, at: str) -> Changes:
        """Arranges whatever `seeds` reach, now that `moves` were filed, and what was decided since; stores it, and returns what changed."""
        with self._booked("cluster"):
            renewal = self._decisions.renew()
            arranged = self._arranger.arrange(seeds | renewal.touched, renewal.moves(moves), renewal.standing)
        changes = replace(arranged, decided=renewal.decided)
        self._apply(changes, at)
        return changes

    def decided(self) -> Standing:
        """What people decided, as far as the clusters reflect it."""
        return self._decisions.hold()

    def catch_up(self, at: str) -> Changes:
        """Arranges what was decided since the clusters were arranged, and stores it; returns what changed."""
        with self._turn(), self._store.transaction():
            return self.arrange(set(), Moves({}, {}, {}), at)

    @contextmanager
    def _turn(self) -> Generator[None]:
        """All of a batch. What other writers changed since the last one is heard of first."""
        with self._store.turn():
            if heard := self._store.heard():
                self._linker.hear(heard)
                self._filer.hear(heard)
                self._decisions.hear()
            if heard.afresh:
                self._arranger.merge_above(self._store.threshold())
            yield

    def _fold(self, filing: Filing, further: Changes, at: str, *, emptied: Collection[int] = ()) -> Changes:
        """Stores what was filed, and `further` changes with it; arranges what that touches, and returns what this changed.

        `emptied` are bodies whose texts are removed thereby.
        """
        held = self._decisions.hold()
        base = self._link(filing, further, emptied, united=held.united)
        moves = filing.moves
        lost = {*filing.gone, *emptied}
        bereaved = {body for link in self._store.links_of(lost) for body in (link.a, link.b)}
        with self._store.transaction():
            self._apply(base, at)
            self._decisions.follow((*filing.filed, *filing.refiled), gone=further.removed)
            parted = {body for pair in base.links_gone for body in pair}
            return self.arrange(({*moves.arrived, *moves.left} | bereaved | parted) - lost, moves, at)

    def _link(self, filing: Filing, further: Changes, emptied: Collection[int] = (), *, united: bool = False) -> Changes:
        with self._booked("match"):
            linked = self._linker.link(filing, emptied, united=united)
        signed = {signature.body for signature in linked.signatures if signature.values is not None}
        new = {body.id for body in filing.bodies}
        return replace(
            further,
            filed=filing.filed,
            refiled=filing.refiled,
            bodies=tuple(zip(filing.bodies, linked.signatures, strict=True)),
            spans=tuple((body, span) for body, span in sorted(filing.spans.items()) if body in signed or body not in new),
            bodies_gone=filing.gone,
            links=linked.links,
            links_gone=linked.parted,
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
