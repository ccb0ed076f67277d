"""Retention: what is removed when, and the removing itself, some clusters at a time.

A story that still runs is not cut: a cluster goes whole, and only when every article in it is old enough. What the removed articles
had shown of others (furniture that recurs on a site, a pair that held a component together) is decided anew without them, so that
the rest is as if they had never come; what is left of them is their keys, as tombstones. What people decided is never removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.views.keeping import Pruned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsfold.fold.fold import Fold
    from newsfold.settings import RetentionSettings, Settings
    from newsfold.store.retention import Outdated

_DAY_S = 86_400
_AT_ONCE = 200  # articles of one step, of which each takes some milliseconds, and nobody else writes meanwhile


@dataclass(frozen=True, slots=True)
class Policy:
    """Which clusters are removed, and of which only the texts: those of which every article is of that age. None: none."""

    articles: Age | None = None
    texts: Age | None = None


def policy_of(settings: RetentionSettings, now: int) -> Policy:
    """The policy of the settings. `now` is in UTC seconds."""
    return Policy(_age(settings.keep_articles_days, now), _age(settings.keep_texts_days, now))


def _age(days: int, now: int) -> Age | None:
    return Age(now - days * _DAY_S) if days else None


def pruning(fold: Fold, store: Store, policy: Policy, now: int) -> Iterator[Pruned]:
    """Removes what `policy` does not keep, step by step, each a transaction: what each step removed, once that is stored.

    Between two steps no transaction is open, and `fold`, which must be the one that folds into `store`, may take in other batches.
    A step takes a second at most, unless one cluster is larger, and may remove nothing. Nothing is lost by an interruption: the next
    pruning goes on. Raises StoreError; then neither `fold` nor the iterator may be used again. `now` is in UTC seconds.
    """
    at = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    for outdated in _pages(store, policy.articles, with_texts=False, act=lambda some: fold.remove(some, at)):
        yield Pruned(clusters=len(outdated.clusters), articles=sum(outdated.clusters.values()))
    for outdated in _pages(store, policy.texts, with_texts=True, act=lambda some: fold.empty(some, at)):
        yield Pruned(emptied=len(outdated.clusters), texts=sum(outdated.clusters.values()))


def prune(fold: Fold, store: Store, policy: Policy, now: int, progress: Callable[[int], None]) -> Pruned:
    """The same at once; all that was removed. `progress` is told how many articles were dealt with since it was last told."""
    total = Pruned()
    for step in pruning(fold, store, policy, now):
        total += step
        progress(step.articles + step.texts)
    return total


def due(store: Store, policy: Policy) -> Pruned:
    """What a pruning would remove now. Reads only, and beside whoever writes."""
    total = Pruned()
    gone: set[int] = set()
    for outdated in _pages(store, policy.articles, with_texts=False):
        gone.update(outdated.clusters)
        total += Pruned(clusters=len(outdated.clusters), articles=sum(outdated.clusters.values()))
    for outdated in _pages(store, policy.texts, with_texts=True):
        texts = [count for number, count in outdated.clusters.items() if number not in gone]
        total += Pruned(emptied=len(texts), texts=sum(texts))
    return total


def due_in(settings: Settings, policy: Policy) -> Pruned:
    """The same in the database of the settings. Raises NotFound where there is none, and StoreError."""
    with Store.open(settings.db) as store:
        return due(store, policy)


def prune_in(settings: Settings, policy: Policy, now: int, progress: Callable[[int], None]) -> Pruned:
    """Removes what `policy` does not keep from the database of the settings; as its one writer. As `prune`; raises NotFound too."""
    from newsfold.fold.fold import Fold  # noqa: PLC0415 takes a second, and whoever only looks needs none of it
    from newsfold.match.encoder import load as load_encoder  # noqa: PLC0415
    from newsfold.match.scheme import scheme_id  # noqa: PLC0415

    encoder, window = load_encoder(settings.match.encoder), settings.match.window_days
    Store.open(settings.db, scheme=scheme_id(encoder, window)).close()  # a writer would make the database that is not there
    with Store.open(settings.db, write=True, scheme=scheme_id(encoder, window)) as store:
        return prune(Fold(store, settings.canonical, {}, encoder, window_days=window), store, policy, now, progress)


def _pages(
    store: Store, age: Age | None, *, with_texts: bool, act: Callable[[Outdated], None] = lambda _: None
) -> Iterator[Outdated]:
    """The outdated clusters, as the store is whenever the next page is asked for, once `act` was done to them. Nobody writes in between."""
    after: tuple[int, int] | None = None
    while age:
        with store.turn():
            outdated = store.outdated(age, _AT_ONCE, after, with_texts=with_texts)
            if outdated.clusters:
                act(outdated)
        yield outdated
        after = outdated.after
        if after is None:
            return
