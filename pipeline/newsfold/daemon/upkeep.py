"""What is done beside watching: what people decided meanwhile is applied, and once a day what need not be kept is removed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from structlog import get_logger

from newsfold.daemon import policy
from newsfold.daemon.tick import Tick
from newsfold.keeping.retention import Policy, policy_of, pruning
from newsfold.steer import apply_pending
from newsfold.views.keeping import Pruned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.fold.fold import Fold
    from newsfold.settings import RetentionSettings
    from newsfold.store.store import Store


class Upkeep:
    """Looks after `store` between two batches of `fold`. For one thread; after StoreError it may not be used again.

    When it last removed something stands in the database, so that a process which lives for a minute a day does it too. A removal is
    done a step at a time, so that it holds up nothing else.
    """

    def __init__(self, fold: Fold, store: Store, settings: RetentionSettings) -> None:
        self._fold = fold
        self._store = store
        self._settings = settings
        self._pruned = store.pruned()
        self._begun = 0
        self._steps: Iterator[Pruned] | None = None
        self._removed = Pruned()
        self._log = get_logger()

    @property
    def is_under_way(self) -> bool:
        """Whether a removal was begun and not ended."""
        return self._steps is not None

    def turn(self, now: int) -> Tick:
        """Applies all that was decided, and removes some of what is too old. `now` is in UTC seconds; raises StoreError."""
        decided = self._decided(now)
        if self._steps is None and self._is_due(now):
            self._begun, self._removed = now, Pruned()
            self._steps = pruning(self._fold, self._store, policy_of(self._settings, now), now)
        step = self._step(self._steps) if self._steps else Pruned()
        return Tick(clusters_changed=decided, articles_removed=step.articles, texts_removed=step.texts)

    def _decided(self, now: int) -> int:
        """How many clusters are others by what people decided."""
        changes = apply_pending(self._fold, self._store, datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"))
        if changes.decided:
            self._log.info("decisions applied", through=changes.decided, clusters=len(changes.clusters))
        return len(changes.clusters)

    def _is_due(self, now: int) -> bool:
        """Once a day, and when the clock was set back since."""
        is_wanted = policy_of(self._settings, now) != Policy()
        return is_wanted and (self._pruned is None or not 0 <= now - self._pruned < policy.DAY_S)

    def _step(self, steps: Iterator[Pruned]) -> Pruned:
        """What the next step removed; after the last one, that is noted."""
        step = next(steps, None)
        if step is not None:
            self._removed += step
            return step
        self._store.set_pruned(self._begun)
        self._steps, self._pruned = None, self._begun
        if self._removed != Pruned():
            self._log.info("what is too old was removed", **asdict(self._removed))
        return Pruned()
