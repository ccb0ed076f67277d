"""One round of watching: for a timer, or for a person who wants no daemon."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.daemon import logs
from newsfold.daemon.control import LONGEST_STOP_S, end_within
from newsfold.daemon.redacting import Redactor
from newsfold.daemon.service import listed, rooms
from newsfold.daemon.webhook import webhook_of
from newsfold.fetch.clock import SystemClock
from newsfold.views.runs import Round
from newsfold.watching import WatchChanges

if TYPE_CHECKING:
    from typing import TextIO

    from newsfold.daemon.tick import Tick
    from newsfold.settings import Settings
    from newsfold.store.store import Store

_INTERRUPTED = 130
_TELLING_S = 60.0  # for the webhook; what its receiver has not taken by then comes with the next round


def once(settings: Settings, stream: TextIO, *, everything: bool) -> Round:
    """Asks every source that is due, takes what they list, and tells what came of it. `everything`: also those that are not due.

    Sources that are paused are not asked. Warnings go to `stream`. Raises SettingsError, StoreError with its kinds, SchemeMismatch;
    and KeyboardInterrupt, after which the process is over within 8 s, whatever is still under way.
    """
    clock, redactor = SystemClock(), Redactor()
    logs.configure(stream, redactor, quiet=True)
    sources = listed(settings)
    redactor.know(value for source in sources for value in source.headers.values())
    redactor.know((settings.webhook.url, settings.webhook.secret.get_secret_value()))
    webhook = webhook_of(settings, clock)
    with rooms(settings, clock) as (store, make), closing(make(sources)) as engine:
        if everything:
            _make_due(store, int(clock.now()))
        begun, start = int(clock.now()), clock.monotonic()
        try:
            if webhook:
                webhook.tick(store)  # what happens from now on is told
            view = _round(store, engine.drain(), begun, clock.monotonic() - start)
            if webhook:
                webhook.finish(store, _TELLING_S)
        except KeyboardInterrupt:
            end_within(LONGEST_STOP_S, _INTERRUPTED)
            raise
        return view


def _make_due(store: Store, now: int) -> None:
    asked = (state for state in store.source_states().values() if not state.paused)
    store.watch(WatchChanges(sources=tuple(replace(state, next_due=min(state.next_due, now)) for state in asked)))


def _round(store: Store, tick: Tick, begun: int, seconds: float) -> Round:
    now = begun + int(seconds)
    health = store.health(now)
    return Round(
        watched=len(health),
        asked=tick.sources_asked,
        unchanged=tick.sources_unchanged,
        failed=tick.sources_failed,
        postponed=tick.sources_postponed,
        entries_new=tick.entries_new,
        entries_taken=tick.entries_taken,
        entries_revised=tick.entries_revised,
        entries_refused=tick.entries_refused,
        new=tick.articles_new,
        revised=tick.articles_revised,
        copies=tick.articles_copies,
        clusters=tick.clusters_changed,
        skipped=tick.skips,
        crashed=tick.crashes,
        waiting=sum(source.waiting for source in health),
        faults=tuple(
            (source.key, source.fault) for source in health if source.errors and source.checked and source.checked >= begun
        ),
        next_due=store.next_event(now),
        seconds=seconds,
    )
