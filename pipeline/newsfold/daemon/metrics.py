"""The daemon's figures, for Prometheus: what became of requests, entries and articles, and how the loop does."""

from __future__ import annotations

import math
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from newsfold.store.announcements import Untold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.daemon.pulse import Pulse
    from newsfold.daemon.tick import Deliveries, Tick
    from newsfold.fetch.clock import Clock
    from newsfold.watching import SourceState

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_TURN_BOUNDS_S = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


_NOTHING = Untold()


class Condition(StrEnum):
    """How a watched source does."""

    WELL = "well"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Census:
    """How many sources do how, how many entries wait to be fetched, how many events to be told, and how long the write-ahead log is."""

    sources: dict[Condition, int]
    waiting: int = 0
    untold: Untold = _NOTHING
    log_bytes: int = 0


def conditions(states: Iterable[SourceState]) -> dict[Condition, int]:
    """How many of these sources do how; all conditions are there."""
    tally = Tally(_condition(state) for state in states)
    return {condition: tally[condition] for condition in Condition}


def _condition(state: SourceState) -> Condition:
    if state.paused:
        return Condition.PAUSED
    return Condition.FAILING if state.errors else Condition.WELL


class Figures:
    """All figures of one daemon. The loop's thread calls `record`, `tell` and `count`, any other `text`."""

    def __init__(self, pulse: Pulse, clock: Clock) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter("newsfold_requests", "Sources asked", registry=registry)
        self._answers = Counter("newsfold_answers", "Answers without news, by outcome", ["outcome"], registry=registry)
        self._entries = Counter("newsfold_entries", "Entries of sources, by what became of them", ["outcome"], registry=registry)
        self._articles = Counter("newsfold_articles", "Articles stored, by kind", ["kind"], registry=registry)
        self._removed = Counter("newsfold_removed", "What was too old and was removed, by kind", ["kind"], registry=registry)
        self._clusters = Counter("newsfold_clusters_changed", "Clusters made or changed", registry=registry)
        self._skipped = Counter("newsfold_skipped", "Inputs that could not be used", registry=registry)
        self._crashes = Counter("newsfold_crashes", "Inputs lost by a fault of newsfold", registry=registry)
        self._waiting = Gauge("newsfold_entries_waiting", "Entries that wait to be fetched", registry=registry)
        self._sources = Gauge("newsfold_sources", "Watched sources, by condition", ["condition"], registry=registry)
        self._deliveries = Counter(
            "newsfold_webhook_deliveries", "Events posted, by what became of it", ["outcome"], registry=registry
        )
        _add(self._deliveries, taken=0, failed=0, set_aside=0)
        self._untold = Gauge("newsfold_webhook_waiting", "Events that are still to be told", registry=registry)
        self._clock = clock
        self._oldest: float | None = None  # when the event happened, in UTC seconds
        oldest = Gauge("newsfold_webhook_oldest_waiting_age_seconds", "Time since the first of them happened", registry=registry)
        oldest.set_function(self._oldest_age_s)
        self._log = Gauge(
            "newsfold_wal_bytes", "Size of the write-ahead log; it grows while somebody reads for long", registry=registry
        )
        self._turns = Histogram("newsfold_tick_seconds", "Time of a turn of the loop", buckets=_TURN_BOUNDS_S, registry=registry)
        age = Gauge("newsfold_last_tick_age_seconds", "Time since a turn of the loop last ended well", registry=registry)
        age.set_function(lambda: _or_nan(pulse.age_s()))

    def record(self, tick: Tick, seconds: float) -> None:
        """What one turn of the loop brought, and how long it took."""
        self._turns.observe(seconds)
        self._requests.inc(tick.sources_asked)
        _add(self._answers, unchanged=tick.sources_unchanged, failed=tick.sources_failed, postponed=tick.sources_postponed)
        _add(
            self._entries,
            new=tick.entries_new,
            taken=tick.entries_taken,
            revised=tick.entries_revised,
            refused=tick.entries_refused,
        )
        _add(self._articles, new=tick.articles_new, revised=tick.articles_revised, copy=tick.articles_copies)
        _add(self._removed, articles=tick.articles_removed, texts=tick.texts_removed)
        self._clusters.inc(tick.clusters_changed)
        self._skipped.inc(tick.skips)
        self._crashes.inc(tick.crashes)

    def tell(self, deliveries: Deliveries) -> None:
        """What became of events in one turn of the loop."""
        _add(self._deliveries, taken=deliveries.taken, failed=deliveries.failed, set_aside=deliveries.set_aside)

    def count(self, census: Census) -> None:
        """How sources, entries and events stand."""
        self._waiting.set(census.waiting)
        self._untold.set(census.untold.count)
        self._log.set(census.log_bytes)
        self._oldest = datetime.fromisoformat(census.untold.since).timestamp() if census.untold.since else None
        for condition, count in census.sources.items():
            self._sources.labels(condition).set(count)

    def text(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self._registry)

    def _oldest_age_s(self) -> float:
        oldest = self._oldest
        return 0.0 if oldest is None else max(self._clock.now() - oldest, 0.0)


def _add(counter: Counter, **counts: int) -> None:
    for label, count in counts.items():
        counter.labels(label).inc(count)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
