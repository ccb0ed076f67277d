"""One backfill from its beginning to its end: Spark is started, the stages are gone through, and the outcome goes where it shall."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from newsfold.backfill import session
from newsfold.backfill.backfill import SIZES, Sizes, backfill
from newsfold.backfill.loading import check_empty, load
from newsfold.backfill.result import Result
from newsfold.backfill.stages import Stages
from newsfold.errors import SettingsError
from newsfold.match.scheme import scheme_id
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from newsfold.settings import Settings

_PARTS = "spark.sql.shuffle.partitions"
_PARTS_PER_CORE = 3


@dataclass(frozen=True, slots=True)
class Job:
    """Where Spark is, what is `given` of its configuration, and where to: `out` a folder, `db` a database, one of them at least.

    `work` is a folder for what is kept on the way, which every executor can read and write.
    """

    master: str
    given: Mapping[str, str]
    out: str | None
    work: str
    db: str | None
    keep_work: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """How much there is of everything, and the seconds that each stage took."""

    articles: int
    bodies: int
    links: int
    clusters: int
    skips: int
    seconds: Mapping[str, float]


def run(
    paths: Sequence[str], settings: Settings, job: Job, *, at: datetime, progress: Callable[[int], None], sizes: Sizes = SIZES
) -> Filled:
    """Makes the clusters of all that `paths` hold. `at` (aware) is when all of it counts as first seen.

    `progress` is told how many more articles are stored in the database. Raises SparkMissing, MasterUnreachable, NotEmpty, PathMissing,
    SettingsError and UsageError before anything is read, and StoreError.
    """
    if settings.match.encoder:
        message = "setting match.encoder: a backfill asks no encoder; run it without, then `newsfold rebuild` with one"
        raise SettingsError(message)
    with ExitStack() as ends:
        spark = session.start(job.master, job.given)
        ends.callback(spark.stop)
        if _PARTS not in job.given:
            spark.conf.set(_PARTS, str(_PARTS_PER_CORE * spark.sparkContext.defaultParallelism))
        for folder in filter(None, (job.out, job.work)):
            session.check_empty(spark, folder)
        store = ends.enter_context(_opened(settings.db)) if job.db else None
        stages = Stages(spark, job.work)
        made = backfill(stages, paths, settings, at, sizes)
        kept = made.store(spark, job.out or f"{job.work}/outcome")
        if store is not None:
            start = perf_counter()
            load(kept, store, at.isoformat(timespec="seconds"), progress)
            stages.seconds["load"] = perf_counter() - start
        counts = {name: rows.count() for name, rows in zip(Result._fields, kept, strict=True)}
        if not job.keep_work:
            session.remove(spark, job.work)
        return Filled(**counts, seconds=stages.seconds)


def _opened(url: str) -> Store:
    store = Store.open(url, write=True, scheme=scheme_id(None))
    try:
        check_empty(store, url)
    except BaseException:
        store.close()
        raise
    return store
