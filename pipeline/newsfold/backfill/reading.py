"""The inputs: found on the driver, read and cleaned on the executors. A file is read by one task."""

from __future__ import annotations

import heapq
import os
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql.pandas.types import from_arrow_schema

from newsfold.backfill.parquet import is_parquet, read_parquet
from newsfold.backfill.rows import READ, batches, columns, read_row
from newsfold.clean.workers import EXTRACTION, Cleaner
from newsfold.errors import UsageError
from newsfold.model import Fetched, Reason, Skip
from newsfold.sources.entry import Entry
from newsfold.sources.files import read_file
from newsfold.sources.local import STDIN, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from pyspark.sql import DataFrame, SparkSession

    from newsfold.backfill.rows import Batch
    from newsfold.model import Article
    from newsfold.settings import CleanSettings, ReadSettings

_LISTED = (
    "files array<struct<file: long, source: string, origin: string, path: binary, named: boolean, reason: string, detail: string>>"
)
_FILES_PER_TASK = 4  # at least so many tasks for each core, of about the same number of bytes
_TASK_BYTES = 256 << 20


class _File(NamedTuple):
    """A row of what was listed: a file, or (`reason`) why there is none."""

    file: int
    source: str
    origin: str
    path: bytes
    named: bool
    reason: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """What reading and cleaning depend on."""

    read: ReadSettings
    clean: CleanSettings
    now: datetime

    def __call__(self, tasks: Iterator[Batch]) -> Iterator[Batch]:
        listed = (_File(**file) for batch in tasks for (files,) in columns(batch, "files") for file in files)
        with Cleaner(self.clean, EXTRACTION, now=self.now) as cleaner:
            yield from batches((read_row(*placed) for placed in _outcomes(listed, self.read, cleaner)), READ)


def read(spark: SparkSession, paths: Sequence[str], settings: tuple[ReadSettings, CleanSettings], now: datetime) -> DataFrame:
    """What became of every input below `paths`: rows of `READ`. Raises PathMissing, and UsageError for standard input.

    Files are those of `newsfold.sources.local`, and Parquet files. The paths lead to the same files on every executor.
    """
    if STDIN in paths:
        message = "a backfill reads files: standard input is nowhere to be found on other machines"
        raise UsageError(message)
    tasks = _tasks(list(_listed(paths)), spark.sparkContext.defaultParallelism)
    listed = spark.createDataFrame(spark.sparkContext.parallelize([(files,) for files in tasks], max(1, len(tasks))), _LISTED)
    reads, cleans = settings
    # A task has one core: it waits while the one process that may be killed works.
    cleaning = _Cleaning(reads, cleans.model_copy(update={"workers": 1}), now)
    return listed.mapInArrow(cleaning, from_arrow_schema(READ))


def _listed(paths: Sequence[str]) -> Iterator[_File]:
    for number, one in enumerate(found(paths)):
        if isinstance(one, Skip):
            yield _File(number, one.source, one.origin, b"", named=False, reason=one.reason.value, detail=one.detail)
        else:
            yield _File(number, one.source, one.origin, os.fsencode(one.path), named=one.named, reason=None, detail="")


def _tasks(files: Sequence[_File], cores: int) -> list[list[_File]]:
    """The files of each task, of about as many bytes each: the largest file first, to the task that has the least."""
    sizes = sorted(((_size(file), file) for file in files), key=lambda sized: (-sized[0], sized[1].file))
    wanted = max(cores * _FILES_PER_TASK, sum(size for size, _ in sizes) // _TASK_BYTES)
    filled = [(0, task) for task in range(min(len(files), wanted))]
    tasks: list[list[_File]] = [[] for _ in filled]
    for size, file in sizes:
        held, task = filled[0]
        tasks[task].append(file)
        heapq.heapreplace(filled, (held + size, task))
    return tasks


def _size(file: _File) -> int:
    try:
        return os.lstat(file.path).st_size
    except OSError:  # whoever reads it says why
        return 0


def _outcomes(
    files: Iterable[_File], settings: ReadSettings, cleaner: Cleaner[Article]
) -> Iterator[tuple[int, int, Article | Skip]]:
    """What becomes of each input, with its place."""
    waiting: deque[tuple[int, int]] = deque()
    skipped: deque[tuple[int, int, Skip]] = deque()

    def to_clean() -> Iterator[Fetched]:
        for file in files:
            for record, item in enumerate(_read(file, settings)):
                if isinstance(item, Fetched):
                    waiting.append((file.file, record))
                    yield item
                else:
                    skipped.append((file.file, record, item))

    for outcome in cleaner.clean(to_clean()):
        yield (*waiting.popleft(), outcome)
        while skipped:
            yield skipped.popleft()
    yield from skipped


def _read(file: _File, settings: ReadSettings) -> Iterator[Fetched | Skip]:
    if file.reason is not None:
        return iter((Skip(file.source, file.origin, Reason(file.reason), file.detail),))
    entry = Entry(file.source, file.origin, os.fsdecode(file.path), file.named)
    return read_parquet(entry, settings) if is_parquet(entry) else read_file(entry, settings)
