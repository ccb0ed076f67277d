"""`newsfold report --html`: the report as one file, written while it is read."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from newsfold import browse, files
from newsfold.fold.chronicle import history
from newsfold.fold.contesting import background
from newsfold.report.figures import counted
from newsfold.report.html import headings
from newsfold.report.html.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsfold.settings import Settings
    from newsfold.store.store import Store
    from newsfold.views.clusters import Choice, ClusterView

_AT_ONCE = 50  # clusters that are read at once


def write_many(path: Path, store: Store, choice: Choice, limit: int) -> str:
    """Write the report of the newest clusters, and tell in one line what was written. Raises NotWritten, UsageError."""
    now = int(time.time())
    found = store.report_ids(**asdict(choice))
    shown = found[:limit]
    overview = store.overview(now)
    bounds = browse.ONE_OF_MANY
    heading = headings.of_many(
        overview.counts,
        now,
        choice,
        len(shown),
        len(found),
        listed=bounds.listed,
        aligned=bounds.aligned,
        in_all=browse.IN_A_REPORT,
    )
    pages = browse.cluster_pages(store, _views(store, shown), bounds, most_aligned=browse.IN_A_REPORT)
    size = _write(path, report(heading, pages, overview=overview, shown=frozenset(shown)))
    return f"wrote {path}: {counted(len(shown), 'cluster')} of {len(found):,}, {size / 1e6:.1f} MB"


def write_one(path: Path, store: Store, number: int, settings: Settings) -> str:
    """Write the report of one cluster, and tell in one line what was written. Raises NotFound, NotWritten, UsageError."""
    cluster = store.cluster(number)
    page = replace(
        browse.cluster_page(store, cluster),
        history=history(store, cluster.id),
        background=background(store, cluster.id, settings.canonical),
    )
    heading = headings.of_one(cluster, int(time.time()), listed=browse.ONE.listed, aligned=browse.ONE.aligned)
    merged = f", into which cluster {number} has been merged" if number != cluster.id else ""
    return f"wrote {path}: cluster {cluster.id}{merged}, {_write(path, report(heading, [page])) / 1e6:.1f} MB"


def _views(store: Store, ids: Sequence[int]) -> Iterator[Sequence[ClusterView]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield store.cluster_views(ids[at : at + _AT_ONCE])


def _write(path: Path, pieces: Iterator[bytes]) -> int:
    """The number of bytes written."""
    with files.replacing(path) as file:
        return sum(file.write(piece) for piece in pieces)
