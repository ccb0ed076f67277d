"""The way of an archive through Spark. Read this first: it is that of `newsfold.ingest`, a stage for all inputs at once.

files -> articles | skips -> what recurs -> bodies -> signatures -> candidates -> links -> components -> clusters -> Parquet, store
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsfold.backfill import arranging, candidates, comparing, components, filing, reading, signing
from newsfold.backfill.result import Result, result
from newsfold.cluster.threshold import DEFAULT, floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.backfill.stages import Stages
    from newsfold.settings import Settings


@dataclass(frozen=True, slots=True)
class Sizes:
    """What decides how the work is cut: bodies in one block, pairs of one task, and edges up to which the driver finds components."""

    block: int = candidates.BLOCK
    pairs: int = comparing.PAIRS
    few: int = components.FEW


SIZES = Sizes()


def backfill(stages: Stages, paths: Sequence[str], settings: Settings, at: datetime, sizes: Sizes = SIZES) -> Result:
    """The clusters of all that `paths` hold, as `newsfold ingest` makes them of one path after the other.

    `at` (aware) is when all of it counts as first seen. Raises PathMissing and UsageError before anything is read, SettingsError.
    """
    seen = at.astimezone(UTC).isoformat(timespec="seconds")
    read = stages.kept("read", reading.read(stages.spark, paths, (settings.read, settings.clean), at))
    articles = filing.articles(stages, read)
    filed = stages.kept("filed", filing.bodies_found(articles, filing.recurring(stages, articles)))
    bodies = stages.kept("bodies", signing.bodies(filed, seen))
    near = stages.kept("candidates", candidates.candidates(stages, bodies, getattr(settings.match, "window_days", 0), sizes.block))
    links = stages.kept("links", comparing.links(near, bodies, sizes.pairs))
    wholes = components.components(stages, links.where(f"log_odds > {floor(DEFAULT)}"), sizes.few)
    linked = arranging.Linked(filed, bodies, links)
    arranged = stages.kept("arranged", arranging.arranged(linked, wholes, settings.canonical, seen))
    return result(stages, linked, arranged, filing.skips(read, articles))
