"""When what is asked again. Pure: from what is known and what came to what is known now; all times are whole UTC seconds.

A source has its own interval, which is the shortest. It is halved when a reading brought something new and grows by a quarter when
not, up to the longest, so that a source is asked about as often as it writes. After errors the interval doubles with each one in a
row, up to a day, and never becomes silence: only a server that says "gone" (410) is asked no more. What a server asks for
(Retry-After) is kept to, up to a day. Each source comes a little later than its interval, by a share that its key decides, so that
those that were due together do not stay together.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from math import ceil
from typing import TYPE_CHECKING

from newsfold.fetch import target as targets
from newsfold.fetch.retry import LONGEST_S, next_interval
from newsfold.sources import cron
from newsfold.watching import SourceState

if TYPE_CHECKING:
    from newsfold.daemon.answers import Failed, Told
    from newsfold.sources.watchlist import Source

DAY_S = int(LONGEST_S)
CLOCK_SLACK_S = 60
"""By less than that clocks are put right every day."""

GONE, OFF = "gone", "off"
_KEPT_AFTER = 3  # equal permanent redirects, after which we go where they lead without asking where they begin
_MOST_DOUBLINGS = 20  # are more than any bound
_FIRST_BACK_OFF_S = 300
_MOST_TRIES = 8
_SPACING_S = 600  # between an entry and its first revision
_JITTER = 0.1


def place(source: Source) -> str:
    """Where a source is: its address or its folder."""
    return source.url or source.folder or ""


def own_interval_s(source: Source, now: int) -> int:
    """Seconds from one reading to the next as its owner wishes; by a cron expression, from the next to the one after it."""
    if source.interval_s is not None:
        return source.interval_s
    first = cron.next_time(source.cron or "", now)
    return cron.next_time(source.cron or "", first) - first


def begun(source: Source, now: int) -> SourceState:
    """What is known of a source that was never asked: it is due now, or at the next time that its cron expression names."""
    due = cron.next_time(source.cron, now - 1) if source.cron else now
    return SourceState(source.key, source.kind, place(source), next_due=due, interval_s=own_interval_s(source, now))


def reloaded(state: SourceState | None, source: Source, now: int, longest_s: int) -> SourceState:
    """What is known of a source as the watch list has it now: at another place it begins anew."""
    if state is None or (state.kind, state.place) != (source.kind, place(source)):
        state = begun(source, now)
    if not source.enabled:
        return replace(state, paused=OFF)
    if state.paused == OFF:
        state = replace(state, paused="", next_due=begun(source, now).next_due)
    kept = replace(state, interval_s=_bounded(state.interval_s, source, now, longest_s))
    if kept.interval_s < state.interval_s and not state.errors:  # it need not wait until its old time
        return replace(kept, next_due=min(state.next_due, next_due(kept, source, now)))
    return kept


def claimed(state: SourceState, source: Source, now: int) -> SourceState:
    """As stored before the source is asked: whatever happens then, it is not asked again before its time."""
    return replace(state, next_due=next_due(state, source, now), checked=now, checks=state.checks + 1)


def postponed(before: SourceState, retry_at: int, now: int) -> SourceState:
    """A source that was not asked, because of its host: as it was before it was claimed, and due when the host may be asked."""
    return replace(before, next_due=max(retry_at, now + 1))


def failed(state: SourceState, source: Source, failure: Failed, now: int) -> SourceState:
    """A source that could not be read. If a redirect was kept, what is at its end tells nothing: where it begins is asked again."""
    worse = replace(state, errors=state.errors + 1, fault=failure.fault)
    if failure.forget:
        worse = replace(worse, validators=None, digest=None)
    if address(worse, source) != worse.place:
        worse = replace(worse, moved_to=None, moves=0)
    elif failure.gone:
        worse = replace(worse, paused=GONE)
    return replace(worse, next_due=next_due(worse, source, now, failure.retry_after_s))


def succeeded(
    state: SourceState,
    source: Source,
    told: Told,
    now: int,
    *,
    longest_s: int,
    digest: bytes | None,
    new: int = 0,
    changed: int = 0,
) -> SourceState:
    """A source that was read. `digest` is None where its body must not be known again; `new` and `changed` count its entries."""
    brought = new + changed > 0
    interval_s = _bounded(state.interval_s // 2 if brought else ceil(state.interval_s * 1.25), source, now, longest_s)
    validators = told.validators if digest else None
    moved_to, moves = _moved(state, source, told.moved_to)
    well = replace(
        state,
        interval_s=interval_s,
        validators=(validators.url, validators.etag, validators.last_modified) if validators else None,
        digest=digest,
        moved_to=moved_to,
        moves=moves,
        errors=0,
        fault="",
        succeeded=now,
        brought=now if brought else state.brought,
        entries=state.entries + new,
    )
    return replace(well, next_due=next_due(well, source, now, told.retry_after_s))


def put_right(state: SourceState, now: int) -> SourceState:
    """What is known of a source that seems to be asked last in the future: the clock was set back, and its times with it."""
    if state.checked is None or state.checked <= now + CLOCK_SLACK_S:
        return state
    return replace(state, next_due=state.next_due - (state.checked - now), checked=now)


def next_due(state: SourceState, source: Source, now: int, retry_after_s: float | None = None) -> int:
    """When a source is asked next."""
    longest_s = max(DAY_S, state.interval_s)
    pause_s = min(state.interval_s << min(state.errors, _MOST_DOUBLINGS), longest_s)
    if source.cron:
        return cron.next_time(source.cron, now + ceil(next_interval(pause_s if state.errors else 0, retry_after_s)))
    interval_s = ceil(next_interval(pause_s, retry_after_s))
    return now + interval_s + int(_share(state.key) * _JITTER * interval_s)


def address(state: SourceState, source: Source) -> str:
    """The address to ask: where a permanent redirect leads, once it is kept.

    Never where the source's own headers would go to another origin: they may be secrets.
    """
    if state.moved_to is None or state.moves < _KEPT_AFTER:
        return state.place
    return state.moved_to if not source.headers or same_origin(state.place, state.moved_to) else state.place


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    first, second = targets.read(one), targets.read(other)
    return isinstance(first, targets.Target) and isinstance(second, targets.Target) and first.origin == second.origin


def back_off_s(tries: int) -> int:
    """Seconds after which a page is tried again that failed `tries` times: 5 minutes after the first, then twice as many each time."""
    return min(_FIRST_BACK_OFF_S << min(max(tries - 1, 0), _MOST_DOUBLINGS), DAY_S)


def is_hopeless(tries: int) -> bool:
    """Whether a page that failed `tries` times is given up."""
    return tries >= _MOST_TRIES


def spacing_s(revisions: int) -> int:
    """Seconds between a page that was revised `revisions` times and its next revision: 10 minutes, then twice as many each time."""
    return min(_SPACING_S << min(revisions, _MOST_DOUBLINGS), DAY_S)


def _bounded(interval_s: int, source: Source, now: int, longest_s: int) -> int:
    own = own_interval_s(source, now)
    return own if source.cron else min(max(interval_s, own), max(longest_s, own))


def _moved(state: SourceState, source: Source, moved_to: str | None) -> tuple[str | None, int]:
    """Where a permanent redirect leads, and how often that was seen in a row."""
    if moved_to is None:  # a kept redirect is not seen any more
        return (None, 0) if address(state, source) == state.place else (state.moved_to, state.moves)
    return moved_to, state.moves + 1 if moved_to == state.moved_to else 1


def _share(key: str) -> float:
    """A number from 0 to 1 that looks like chance, and is always the same for a key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") / 2**32
