"""The way of a batch through the stages, counted. Read this first.

    Source -> Fetched | Skip -> Article, body, signature | Skip -> fold (links, clusters) -> one transaction

Inputs that are stored as they are pass by uncleaned; the others are cleaned and signed in worker processes while earlier ones are
folded.
"""

from __future__ import annotations

from collections import Counter, deque
from datetime import UTC, datetime
from itertools import islice
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, BinaryIO

from newsfold.clean.workers import Cleaner, Work
from newsfold.errors import StoreBusy
from newsfold.match.encoder import load as load_encoder
from newsfold.model import Fetched, Prepared, Skip
from newsfold.sources.local import read
from newsfold.store.store import Store
from newsfold.views.runs import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from newsfold.fold.fold import Fold
    from newsfold.model import Reason
    from newsfold.settings import Settings
    from newsfold.views.reclusterings import Reclustering
    from newsfold.views.recrownings import Recrowning

PREPARING: Work[Prepared] = Work("newsfold.fold.preparing:cleaned", preload="newsfold.fold.preload")

_STAGES = ("read", "clean", "match", "cluster", "store")
_FIRST_SKIPS = 20
_FIRST_BATCH = 32
_BUSY_GAP_S = 0.2


def ingest(
    paths: Sequence[str], settings: Settings, *, stdin: BinaryIO, progress: Callable[[int], None], wait_s: float = 0.0
) -> Summary:
    """Takes in whatever `paths` name (see `newsfold.sources.local`), and folds it into the clusters of the store.

    `progress` is told how many inputs were finished since it was last told. Every finished batch is stored, so an interrupted
    ingestion is continued by running it again. Another writer of the store is waited for, at most `wait_s` seconds. Raises PathMissing
    and SettingsError before anything is read or made, and StoreError.
    """
    encoder = load_encoder(settings.match.encoder)
    inputs = read(paths, settings.read, stdin)
    with Cleaner(settings.clean, PREPARING) as cleaner:
        cleaner.start()
        from newsfold.fold.fold import Fold  # noqa: PLC0415 takes a second, in which the extraction processes start
        from newsfold.fold.opinion import STAGE  # noqa: PLC0415
        from newsfold.match.scheme import scheme_id  # noqa: PLC0415

        seconds: dict[str, float] = dict.fromkeys((*_STAGES, *([STAGE] if encoder else ())), 0.0)
        with _opened(settings.db, scheme_id(encoder, settings.match.window_days), wait_s) as store:
            fold = Fold(store, settings.canonical, seconds, encoder, window_days=settings.match.window_days)
            ingestion = Ingestion(store, cleaner, fold, size=settings.read.batch, seconds=seconds, progress=progress)
            return ingestion.run(inputs)


def _opened(url: str, scheme: str, wait_s: float) -> Store:
    end = monotonic() + wait_s
    while True:
        try:
            return Store.open(url, write=True, scheme=scheme)
        except StoreBusy:
            if monotonic() >= end:
                raise
            sleep(_BUSY_GAP_S)


def rebuild(settings: Settings) -> int:
    """Computes bodies, signatures, links and clusters anew from the stored texts; the number of clusters.

    Cluster ids stay with their canonicals. Nothing is read but the store, and nothing changes unless all of it is done. Raises
    NotFound where there is no database, and StoreError.
    """
    from newsfold.fold.rebuilding import rebuild as rebuild_store  # noqa: PLC0415 as above
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415

    encoder, window = load_encoder(settings.match.encoder), settings.match.window_days
    Store.open(settings.db).close()  # a writer would make the database that is not there
    with Store.open(settings.db, write=True) as store:
        return rebuild_store(store, settings.canonical, _now(), scheme_id(encoder, window), encoder, window_days=window)


def recluster(settings: Settings, threshold: float, *, keep: bool) -> Reclustering:
    """Makes the clusters of another threshold from what is stored, and tells what became of the ones before.

    Unless `keep`, it is only tried and nothing is written. Raises BadThreshold, NotFound where there is no database, and
    StoreError.
    """
    from newsfold.cluster.threshold import checked  # noqa: PLC0415 as above
    from newsfold.fold.reclustering import recluster as recluster_store  # noqa: PLC0415
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415

    checked(threshold)
    encoder, window = load_encoder(settings.match.encoder), settings.match.window_days
    Store.open(settings.db, scheme=scheme_id(encoder, window)).close()  # a writer would make the database that is not there
    with Store.open(settings.db, write=True, scheme=scheme_id(encoder, window)) as store:
        return recluster_store(store, settings.canonical, threshold, _now(), keep=keep, encoder=encoder, window_days=window)


def recrown(settings: Settings) -> Recrowning:
    """Chooses all canonicals anew by the rules in force, and tells which are others now. Raises NotFound and StoreError."""
    from newsfold.fold.recrowning import recrown as recrown_store  # noqa: PLC0415 as above
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415

    encoder, window = load_encoder(settings.match.encoder), settings.match.window_days
    Store.open(settings.db, scheme=scheme_id(encoder, window)).close()  # a writer would make the database that is not there
    with Store.open(settings.db, write=True, scheme=scheme_id(encoder, window)) as store:
        return recrown_store(store, settings.canonical, _now(), encoder, window_days=window)


class Ingestion:
    """One run of inputs into a store; counts what becomes of each.

    `size` is how many inputs make a batch; the first batches are smaller, so that folding begins while others are cleaned.
    """

    def __init__(
        self,
        store: Store,
        cleaner: Cleaner[Prepared],
        fold: Fold,
        *,
        size: int,
        seconds: dict[str, float],
        progress: Callable[[int], None],
    ) -> None:
        self._store = store
        self._cleaner = cleaner
        self._fold = fold
        self._size = size
        self._seconds = seconds
        self._progress = progress
        self._counts: Counter[str] = Counter()
        self._passed_over = 0  # because they were removed for good; counted as unchanged at first, as nothing more is known of them
        self._skipped: Counter[Reason] = Counter()
        self._first_skips: list[Skip] = []

    def run(self, inputs: Iterable[Fetched | Skip]) -> Summary:
        """Takes in all inputs, batch by batch."""
        for batch in self._batches(self._outcomes(inputs)):
            articles = [outcome for outcome in batch if isinstance(outcome, Prepared)]
            skips = [outcome for outcome in batch if isinstance(outcome, Skip)]
            folded = self._fold.take_in(articles, skips, _now())
            self._skipped.update(skip.reason for skip in skips)
            self._first_skips += skips[: _FIRST_SKIPS - len(self._first_skips)]
            self._counts.update(
                read=len(batch),
                new=folded.new,
                revised=folded.revised,
                copies=folded.copies,
                unchanged=len(batch) - len(articles) - len(skips) + folded.unchanged,
                removed=folded.removed,
                clusters=folded.clusters,
                quarantined=folded.quarantined,
            )
            self._progress(len(batch))
        return Summary(
            read=self._counts["read"],
            new=self._counts["new"],
            revised=self._counts["revised"],
            copies=self._counts["copies"],
            unchanged=self._counts["unchanged"] - self._passed_over,
            skipped=dict(self._skipped),
            clusters=self._counts["clusters"],
            seconds=dict(self._seconds),
            first_skips=tuple(self._first_skips),
            quarantined=self._counts["quarantined"],
            removed=self._counts["removed"] + self._passed_over,
        )

    def _batches(self, outcomes: Iterable[Prepared | Skip | None]) -> Iterator[list[Prepared | Skip | None]]:
        """Outcomes in batches; an article whose key is in the batch already opens the next one, as a revision must."""
        batch: list[Prepared | Skip | None] = []
        keys: set[tuple[str, str]] = set()
        size = min(_FIRST_BATCH, self._size)
        for outcome in outcomes:
            key = (outcome.article.source, outcome.article.origin) if isinstance(outcome, Prepared) else None
            if key in keys or len(batch) == size:
                yield batch
                batch, keys = [], set()
                size = min(2 * size, self._size)
            batch.append(outcome)
            if key:
                keys.add(key)
        if batch:
            yield batch

    def _outcomes(self, inputs: Iterable[Fetched | Skip]) -> Iterator[Prepared | Skip | None]:
        """What becomes of each input, in their order; None where it is stored as it is."""
        passed: deque[Skip | None] = deque()
        counts: deque[int] = deque([0])

        def to_clean() -> Iterator[Fetched]:
            for item in self._unknown(inputs):
                if isinstance(item, Fetched):
                    counts.append(0)
                    yield item
                else:
                    passed.append(item)
                    counts[-1] += 1

        for cleaned in self._timed("clean", self._cleaner.clean(to_clean())):
            for _ in range(counts.popleft()):
                yield passed.popleft()
            yield cleaned
        yield from passed

    def _unknown(self, inputs: Iterable[Fetched | Skip]) -> Iterator[Fetched | Skip | None]:
        """The inputs, with None for those that are stored as they are."""
        reading = iter(inputs)
        while True:
            start = perf_counter()
            chunk = list(islice(reading, self._size))
            fresh = unknown(self._store, chunk)
            self._passed_over += len(self._store.buried(keyed(chunk)))
            self._seconds["read"] += perf_counter() - start
            if not chunk:
                return
            yield from fresh

    def _timed(self, stage: str, items: Iterable[Prepared | Skip]) -> Iterator[Prepared | Skip]:
        """`items`, with the time spent waiting for them booked to `stage`, less what reading took of it."""
        waiting = iter(items)
        while True:
            start, reading = perf_counter(), self._seconds["read"]
            item = next(waiting, None)
            self._seconds[stage] += perf_counter() - start - (self._seconds["read"] - reading)
            if item is None:
                return
            yield item


def unknown(store: Store, inputs: Sequence[Fetched | Skip]) -> list[Fetched | Skip | None]:
    """The inputs, with None for those that are stored as they are."""
    known = store.known(keyed(inputs))
    return [None if isinstance(item, Fetched) and (item.source, item.origin) in known else item for item in inputs]


def keyed(inputs: Iterable[Fetched | Skip]) -> dict[tuple[str, str], bytes]:
    """What was read, by (source, origin): its digest."""
    return {(item.source, item.origin): item.digest for item in inputs if isinstance(item, Fetched)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
