"""What was stored, told to the log: a line a source that was read, and a line a batch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from structlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.daemon.steps import Step
    from newsfold.daemon.tick import Tick
    from newsfold.watching import SourceState


def stored(steps: Sequence[Step], counts: Tick, seconds: float) -> None:
    """These steps were stored in one transaction, which took `seconds`; `counts` is all that they did."""
    log = get_logger()
    for step in steps:
        if step.source:
            log.info("source read", **_reading(step.source, step.counts))
        if step.counts.crashes:
            entry = step.entries[0] if step.entries else None
            log.error(
                "a fault of newsfold",
                source=step.source.key if step.source else entry and entry.source,
                url=entry and entry.url,
                inputs=step.counts.crashes,
                fault=step.fault,
            )
    batch = {
        "new": counts.articles_new,
        "revised": counts.articles_revised,
        "copies": counts.articles_copies,
        "clusters": counts.clusters_changed,
        "skipped": counts.skips,
        "entries_taken": counts.entries_taken,
        "entries_refused": counts.entries_refused,
    }
    if any(batch.values()):
        log.info("batch stored", **batch, seconds=round(seconds, 3))


def _reading(state: SourceState, counts: Tick) -> dict[str, object]:
    told: dict[str, object] = {
        "source": state.key,
        "outcome": _outcome(counts),
        "new": counts.entries_new,
        "revised": counts.entries_revised,
        "next_due": f"{datetime.fromtimestamp(state.next_due, UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    if counts.sources_failed:
        told |= {"fault": state.fault, "errors": state.errors}
    return told | ({"paused": state.paused} if state.paused else {}) | ({"moved_to": state.moved_to} if state.moved_to else {})


def _outcome(counts: Tick) -> str:
    if counts.sources_failed:
        return "failed"
    if counts.sources_postponed:
        return "postponed"
    return "unchanged" if counts.sources_unchanged else "changed"
