"""The loop's body: what is due is claimed, asked for, and written. Read this first.

A turn takes what threads have finished, writes at most one batch of it, and claims what is due: in one transaction, before anything is
asked, it notes when each source and page may be asked again. So a process that is killed at any moment has lost nothing, for what was
under way comes again in its time, and asks for nothing twice within its interval. An entry is marked as taken in the very transaction
that stores its article.
"""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from newsfold.daemon import known, pages, policy, reading, telling
from newsfold.daemon.answers import NotNow
from newsfold.daemon.claims import Claims, askings, visits
from newsfold.daemon.folders import Walk
from newsfold.daemon.harvest import Harvest
from newsfold.daemon.jobs import Jobs
from newsfold.daemon.pages import Tools
from newsfold.daemon.steps import Steps
from newsfold.daemon.tick import Tick
from newsfold.daemon.upkeep import Upkeep
from newsfold.fold.fold import Folded
from newsfold.model import Article, Skip
from newsfold.sources import watchlist
from newsfold.watching import WatchChanges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.clean.workers import Cleaner
    from newsfold.daemon.answers import Reading, Visit
    from newsfold.daemon.claims import Asking, Visiting
    from newsfold.fetch.clock import Clock
    from newsfold.fetch.courier import Courier
    from newsfold.fold.fold import Fold
    from newsfold.settings import Settings
    from newsfold.sources.parser import ListingParser
    from newsfold.sources.watchlist import Source
    from newsfold.store.store import Store
    from newsfold.workers import Ended

_PATIENCE_S = 5.0
_SET_BACK_S = 60  # a clock is often put right by less
_MOST_BATCHES_WAITING = 4  # to be written; then nothing more is asked for until they are
_WAKE_S = 1.0
_DRAIN_S = 60


class Engine:
    """Watches `sources`. For one thread, the only one that touches `store`; what is asked of the network runs in others.

    When a method raises (StoreError), this object and `fold` may not be used again: close it and make others. Nothing is lost by that.
    Of `settings`, `watch`, `read`, `canonical` and `retention` are used; `sources` rank their sites. `patience_s` is how long a request waits in its thread for its turn at a host; one that
    would have to wait longer comes again later.
    """

    def __init__(  # noqa: PLR0917 each is the only one of its kind
        self,
        store: Store,
        courier: Courier,
        parser: ListingParser,
        cleaner: Cleaner[Article],
        fold: Fold,
        sources: Sequence[Source],
        settings: Settings,
        clock: Clock,
        *,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._store = store
        self._fold = fold
        self._settings = settings
        self._clock = clock
        self._tools = Tools(courier, parser, cleaner, clock, patience_s)
        self._jobs = Jobs()
        self._steps = Steps()
        self._upkeep = Upkeep(fold, store, settings.retention)
        self._harvest = Harvest(store, self._tools, self._jobs, self._steps, settings)
        self._off: frozenset[str] = frozenset()
        self._visiting: dict[tuple[str, str], str | None] = {}  # to the address that is asked for
        self._latest = 0
        self._once: set[str] | None = None  # while draining: the keys of the sources that are still to be asked
        self._closed = False
        self._counts = Tick()
        self.reload(sources)

    def reload(self, sources: Sequence[Source]) -> None:
        """Watch these from now on. Those that are the same keep their times; of those that are gone only what they led to stays.

        The ranks that they give to sites hold for what is taken in from now on.
        """
        while self._steps:
            self._write()
        self._fold.elect_by(self._settings.canonical.also_ranking(watchlist.ranks(sources)))
        now = self._now()
        longest_s = self._settings.watch.longest_s
        states = {key: policy.put_right(state, now) for key, state in self._store.source_states().items()}
        reloaded = tuple(policy.reloaded(states.get(source.key), source, now, longest_s) for source in sources)
        removed = tuple(sorted(states.keys() - {source.key for source in sources}))
        self._store.watch(WatchChanges(sources=reloaded, removed=removed))
        self._harvest.sources = {source.key: source for source in sources if source.enabled}
        self._off = frozenset(source.key for source in sources if not source.enabled)

    def tick(self) -> Tick:
        """One turn. Waits for nothing but the database."""
        if self._closed:
            return Tick()
        self._counts += self._upkeep.turn(self._now())
        while self._jobs.take():
            pass
        self._write()
        self._claim()
        counts, self._counts = self._counts, Tick()
        return counts

    def wait(self, seconds: float) -> bool:
        """Whether there is more to do at once: waits until something under way is finished, for at most `seconds` (above 0).

        It does not wait while there is more to write.
        """
        return bool(self._steps) or self._jobs.wait(seconds)

    def settle(self) -> Tick:
        """Turns until nothing is under way and nothing more is due at this moment."""
        counts = self.tick()
        while (self._steps or self._jobs or self._upkeep.is_under_way) and not self._closed:
            self.wait(_WAKE_S)
            counts += self.tick()
        return counts

    def drain(self) -> Tick:
        """Ask every source that is due, once, and take what it lists; ends when nothing of it is due within a minute."""
        self._once = {state.key for state in self._store.due_sources(self._now(), len(self._harvest.sources))}
        try:
            counts = self.settle()
            while self._is_more_soon() and not self._closed:
                with (pause := Condition()):
                    self._clock.wait(pause, _WAKE_S)
                counts += self.settle()
            return counts
        finally:
            self._once = None

    def close(self) -> None:
        """Abandon what is under way, at once. May be called from a signal handler."""
        self._closed = True

    def _write(self) -> None:
        steps = self._steps.cut(self._settings.read.batch)
        if not steps:
            return
        start = self._clock.monotonic()
        steps = known.settled(self._store, steps)
        articles = [step.outcome for step in steps if isinstance(step.outcome, Article)]
        skips = [step.outcome for step in steps if isinstance(step.outcome, Skip)]
        entries = {(entry.source, entry.id): entry for step in steps for entry in step.entries}
        sources = {step.source.key: step.source for step in steps if step.source}
        with self._store.transaction():
            at = self._tools.time().isoformat(timespec="seconds")
            folded = self._fold.take_in(articles, skips, at) if articles or skips else Folded(0, 0, 0, 0, 0)
            self._store.watch(WatchChanges(tuple(sources.values()), tuple(entries.values())))
        counts = sum((step.counts for step in steps), Tick()) + Tick(
            articles_new=folded.new,
            articles_revised=folded.revised,
            articles_copies=folded.copies,
            clusters_changed=folded.clusters,
        )
        self._counts += counts
        telling.stored(steps, counts, self._clock.monotonic() - start)

    def _claim(self) -> None:
        """Note when what is due may be asked again, then ask it."""
        now = self._now()
        if now < self._latest - _SET_BACK_S:
            self._put_back(now)
        self._latest = now
        room = self._settings.watch.threads - len(self._jobs)
        if room <= 0 or self._closed or len(self._steps) > _MOST_BATCHES_WAITING * self._settings.read.batch:
            return
        asked = self._due(now, room)
        claims = self._waiting(now, room - len(asked))
        entries = (*(visiting.entry for visiting in claims.visitings), *claims.settled)
        if asked or entries:
            self._store.watch(WatchChanges(tuple(asking.state for asking in asked), entries))
        self._counts += Tick(sources_asked=len(asked), entries_taken=claims.sighted)
        for asking in asked:
            self._ask(asking)
        for visiting in claims.visitings:
            self._visit(visiting)

    def _due(self, now: int, room: int) -> tuple[Asking, ...]:
        due = self._store.due_sources(now, room + len(self._harvest.asking) if self._once is None else len(self._harvest.sources))
        wanted = [
            state for state in due if state.key not in self._harvest.asking and (self._once is None or state.key in self._once)
        ]
        return askings(wanted, self._harvest.sources, now, room)

    def _waiting(self, now: int, room: int) -> Claims:
        waiting = self._store.waiting_entries(now, room + len(self._visiting), self._off) if room else []
        wanted = [entry for entry in waiting if (entry.source, entry.id) not in self._visiting][:room]
        return visits(self._store, wanted, self._harvest.sources, self._visiting.values(), now) if wanted else Claims()

    def _ask(self, asking: Asking) -> None:
        source, state = asking.source, asking.state
        self._harvest.asking.add(source.key)
        if source.folder:
            walk = Walk(source, self._settings.read)
            self._jobs.start(walk.slice, lambda inputs: self._harvest.sliced(walk, state, inputs))
        else:
            self._jobs.start(lambda: reading.ask(source, state, self._tools), lambda result: self._asked(asking, result))
        if self._once is not None:
            self._once.discard(source.key)

    def _asked(self, asking: Asking, result: Reading | Ended) -> None:
        if isinstance(result, NotNow) and self._once is not None:
            self._once.add(asking.source.key)
        self._harvest.asked(asking.source, asking.before, asking.state, result)

    def _visit(self, visiting: Visiting) -> None:
        entry = visiting.entry
        self._visiting[entry.source, entry.id] = entry.origin

        def then(result: Visit | Ended) -> None:
            del self._visiting[entry.source, entry.id]
            self._harvest.visited(visiting.before, entry, result)

        self._jobs.start(lambda: pages.visit(entry, visiting.source, visiting.known, self._tools), then)

    def _is_more_soon(self) -> bool:
        soon = self._now() + _DRAIN_S
        due = self._store.due_sources(soon, len(self._harvest.sources)) if self._once else []
        return any(state.key in (self._once or ()) for state in due) or bool(self._store.waiting_entries(soon, 1, self._off))

    def _put_back(self, now: int) -> None:
        """The clock was set back: what was to be in an hour is to be in an hour still."""
        states = self._store.source_states().values()
        self._store.watch(WatchChanges(sources=tuple(policy.put_right(state, now) for state in states)))

    def _now(self) -> int:
        """Rounded down: what is due a part of a second later is not due yet."""
        return int(self._clock.now())
