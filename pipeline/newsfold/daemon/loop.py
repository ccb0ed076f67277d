"""One turn of the loop: what the schedule calls every second. It does the engine's work, and tells how it went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from structlog import get_logger

from newsfold.daemon.metrics import Census, Condition, conditions
from newsfold.errors import SettingsError, StoreBusy, StoreError, StoreFull

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.daemon.metrics import Figures
    from newsfold.daemon.notify import Notifier
    from newsfold.daemon.pulse import Pulse
    from newsfold.daemon.tick import Deliveries, Tick
    from newsfold.fetch.clock import Clock
    from newsfold.sources.watchlist import Source
    from newsfold.store.announcements import Untold
    from newsfold.watching import SourceState

_COUNT_EVERY_S = 60.0
# For so long a turn goes on where there is more to do: what was fetched is written, and as much is asked for anew. Less than the time
# from one turn to the next, so that a signal is obeyed, and others are told, about once a second.
_GO_ON_S = 0.8
_FIRST_REST_S = 2.0
_LONGEST_REST_S = 60.0


class Ticking(Protocol):
    """What does the work: see `newsfold.daemon.engine.Engine`. Once it has raised, it is closed and another one made."""

    def tick(self) -> Tick:
        """One turn."""
        ...

    def wait(self, seconds: float, /) -> bool:
        """Whether there is more to do at once, as far as that shows within `seconds`."""
        ...

    def reload(self, sources: tuple[Source, ...], /) -> None:
        """The watch list has changed."""
        ...

    def close(self) -> None:
        """Abandon what is under way."""
        ...


class Answering(Protocol):
    """What is asked of the store: see `newsfold.store.watches.Watches`."""

    def source_states(self) -> dict[str, SourceState]:
        """Every watched source by its key."""
        ...

    def waiting_count(self) -> int:
        """How many entries wait to be fetched."""
        ...

    def log_size(self) -> int:
        """The bytes of the write-ahead log."""
        ...


class Announcing(Protocol):
    """What tells others of events: see `newsfold.daemon.webhook.Announcer`."""

    def tick(self) -> Deliveries:
        """Begin to tell what is new."""
        ...

    def untold(self) -> Untold:
        """What is still to be told."""
        ...


class Loop:
    """The turns of one daemon, for one thread at a time. `close` it when no turn comes any more.

    `make` makes an engine for the sources of the watch list; `reread` reads the list anew, when `reload_asked` says once that this
    is wanted. `figures` is None where nobody may ask for them, `announcer` where nobody is told what happens to clusters. A database
    that is busy or full is tried again after 2 s, then after ever longer, up to a minute; every other error ends the daemon.
    """

    def __init__(
        self,
        make: Callable[[tuple[Source, ...]], Ticking],
        sources: tuple[Source, ...],
        store: Answering,
        *,
        clock: Clock,
        pulse: Pulse,
        notifier: Notifier,
        figures: Figures | None,
        reread: Callable[[], tuple[Source, ...]],
        reload_asked: Callable[[], bool],
        announcer: Announcing | None = None,
    ) -> None:
        self._make = make
        self._sources = sources
        self._store = store
        self._clock = clock
        self._pulse = pulse
        self._notifier = notifier
        self._figures = figures
        self._reread = reread
        self._reload_asked = reload_asked
        self._announcer = announcer
        self._engine: Ticking | None = None
        self._stale = False
        self._rest_s = 0.0
        self._rests_until = 0.0
        self._counted_at: float | None = None
        self._log = get_logger()

    def turn(self) -> None:
        """Does what is to be done now. Raises StoreError, and whatever is a fault of newsfold."""
        if self._reload_asked():
            self._read_again()
        if self._clock.monotonic() < self._rests_until:
            return
        try:
            self._work()
        except (StoreBusy, StoreFull) as error:
            self._rest(error)
            return
        if self._rest_s:
            self._log.info("database in order again")
        self._rest_s = 0.0
        self._pulse.good()

    def close(self) -> None:
        """Abandon what is under way. Nothing is lost: what was not stored is asked for again."""
        if self._engine:
            self._engine.close()
        self._engine = None

    def _work(self) -> None:
        end = self._clock.monotonic() + _GO_ON_S
        self._announce()
        engine = self._current()
        self._tick(engine)
        while (left_s := end - self._clock.monotonic()) > 0 and engine.wait(left_s):
            self._tick(engine)
        if self._counted_at is None or self._clock.monotonic() - self._counted_at >= _COUNT_EVERY_S:
            self._count()

    def _announce(self) -> None:
        if self._announcer:
            deliveries = self._announcer.tick()
            if self._figures:
                self._figures.tell(deliveries)

    def _tick(self, engine: Ticking) -> None:
        start = self._clock.monotonic()
        tick = engine.tick()
        if self._figures:
            self._figures.record(tick, self._clock.monotonic() - start)

    def _current(self) -> Ticking:
        """The engine, which watches the sources of the list as it was read last."""
        if self._engine is None:
            self._engine = self._make(self._sources)
        elif self._stale:
            self._engine.reload(self._sources)
        self._stale = False
        return self._engine

    def _read_again(self) -> None:
        self._notifier.reloading()
        try:
            self._sources = self._reread()
        except SettingsError as error:
            self._log.error("watch list refused, the one before is kept", fault=str(error))
        else:
            self._log.info("watch list read", sources=len(self._sources))
            self._stale, self._counted_at = True, None
        self._notifier.ready("the watch list was read anew")

    def _rest(self, error: StoreError) -> None:
        self.close()
        self._rest_s = min(2 * self._rest_s or _FIRST_REST_S, _LONGEST_REST_S)
        self._rests_until = self._clock.monotonic() + self._rest_s
        self._log.warning("database not to be had", fault=str(error), again_in_s=self._rest_s)
        self._pulse.bad(str(error), answered=self._answers())
        self._notifier.status(str(error))

    def _answers(self) -> bool:
        try:
            self._store.source_states()
        except StoreError:
            return False
        return True

    def _count(self) -> None:
        self._counted_at = self._clock.monotonic()
        census = Census(conditions(self._store.source_states().values()))
        if self._figures:
            untold = self._announcer.untold() if self._announcer else census.untold
            census = replace(census, waiting=self._store.waiting_count(), untold=untold, log_bytes=self._store.log_size())
            self._figures.count(census)
        self._notifier.status(told(census))


def told(census: Census) -> str:
    """How the sources do, in one line: "watching 12 sources: 2 failing, 1 paused"."""
    total = sum(census.sources.values())
    not_well = ", ".join(f"{census.sources[how]} {how}" for how in (Condition.FAILING, Condition.PAUSED) if census.sources[how])
    return f"watching {total} source{'' if total == 1 else 's'}{f': {not_well}' if not_well else ''}"
