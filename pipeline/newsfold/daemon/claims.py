"""What is due, and what is noted about it before it is asked for. Reads the store and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsfold.address import twin
from newsfold.daemon import policy, settling
from newsfold.daemon.known import known
from newsfold.watching import EntryState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from newsfold.model import StoredArticle
    from newsfold.sources.watchlist import Source
    from newsfold.store.store import Store
    from newsfold.watching import Entry, SourceState


@dataclass(frozen=True, slots=True)
class Asking:
    """A source to be asked: how it was known until now, and how it is stored before it is asked."""

    source: Source
    before: SourceState
    state: SourceState


@dataclass(frozen=True, slots=True)
class Visiting:
    """A page to be fetched: how its entry was stored until now, and how it is stored before the page is asked for.

    `known` is the digest of its article, if that is stored.
    """

    source: Source
    before: Entry
    entry: Entry
    known: bytes | None


@dataclass(frozen=True, slots=True)
class Claims:
    """What is to be asked for now; `settled` are entries for which that is not needed, or not yet."""

    askings: tuple[Asking, ...] = ()
    visitings: tuple[Visiting, ...] = ()
    settled: tuple[Entry, ...] = ()

    @property
    def sighted(self) -> int:
        """How many entries lead to what is stored already."""
        return sum(entry.state is EntryState.TAKEN for entry in self.settled)


def askings(due: Iterable[SourceState], sources: Mapping[str, Source], now: int, room: int) -> tuple[Asking, ...]:
    """The first `room` of the sources that are due."""
    listed = [(sources[state.key], state) for state in due if state.key in sources]
    return tuple(Asking(source, state, policy.claimed(state, source, now)) for source, state in listed[:room])


def visits(
    store: Store, waiting: Collection[Entry], sources: Mapping[str, Source], under_way: Collection[str | None], now: int
) -> Claims:
    """What is to be done about entries that wait: none whose page is under way, and no page twice, by whichever scheme."""
    origins = {entry.origin for entry in waiting if entry.origin}
    pages = known(store, origins)
    rivals = store.entries_by_origin(origins.union(map(twin, origins)))
    found: list[Visiting] = []
    settled: list[Entry] = []
    taken = set(under_way)
    for entry in waiting:
        origin = entry.origin or ""
        if not taken.isdisjoint({origin, twin(origin)}):
            continue
        taken.add(origin)
        article = pages.articles.get(origin)
        others = [*rivals.get(origin, ()), *rivals.get(twin(origin), ())]
        read, behind = settling.read_since(entry, others, now), settling.behind(entry, others, now)
        if origin in pages.removed:
            settled.append(settling.sighted(entry))
        elif article and settling.is_first(entry):
            settled.append(settling.sighted(replace(entry, origin=article.article.origin)))
        elif article and read is not None:
            settled.append(settling.taken(entry, read, article.article.origin))
        elif behind:
            settled.append(behind)
        else:
            found.append(_visiting(entry, sources[entry.source], article, now))
    return Claims(visitings=tuple(found), settled=tuple(settled))


def _visiting(entry: Entry, source: Source, article: StoredArticle | None, now: int) -> Visiting:
    return Visiting(source, entry, settling.claimed(entry, now), article.article.digest if article else None)
