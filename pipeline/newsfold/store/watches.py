"""What the daemon asks the store: which sources and entries are due, and what is known of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select

from newsfold.store import rows
from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import ASKED, WAITING, entries, watched_sources

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

    from newsfold.watching import Entry, SourceState

_SET_BACK_S = 2 * 86_400  # a time so far ahead was noted before the clock was set back, unless a long interval explains it


class Watches(Session):
    """Reads of what is watched, each from one state of the database. Times are UTC seconds."""

    def source_states(self) -> dict[str, SourceState]:
        """Every watched source by its key."""
        with self._reading() as connection:
            return {row.key: rows.source_state(row) for row in connection.execute(select(watched_sources))}

    def due_sources(self, now: int, limit: int) -> list[SourceState]:
        """At most `limit` sources that are to be asked now, the longest due first; none that is paused.

        One that was noted while the clock stood more than two days ahead of `now` is due too: else it would be silent for as
        long as the clock was wrong.
        """
        due = select(watched_sources).where(ASKED, or_(watched_sources.c.next_due <= now, _source_set_back(now)))
        with self._reading() as connection:
            ordered = due.order_by(watched_sources.c.next_due, watched_sources.c.key).limit(limit)
            return [rows.source_state(row) for row in connection.execute(ordered)]

    def waiting_entries(self, now: int, limit: int, passed_over: Collection[str] = ()) -> list[Entry]:
        """At most `limit` waiting entries that may be asked for now, the longest known first; none of the sources `passed_over`.

        Those that became known at the same time come mixed, whatever their source, so that no host must take them all at once.
        None waits longer than two days between two tries: a longer time was noted before the clock was set back, and is over.
        """
        ready = or_(entries.c.next_try <= now, _entry_set_back(now))
        wanted = select(entries).where(WAITING, ready, entries.c.source.not_in(passed_over))
        # A digest is as good as chance.
        ordered = wanted.order_by(entries.c.first_seen, entries.c.digest, entries.c.source).limit(limit)
        with self._reading() as connection:
            return [rows.entry(row) for row in connection.execute(ordered)]

    def waiting_count(self) -> int:
        """How many entries wait to be fetched, now or later. An index has it: a millisecond for 50,000 that wait."""
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(entries).where(WAITING)).scalar_one()

    def log_size(self) -> int:
        """The bytes of the write-ahead log, which grows for as long as somebody reads; 0 where there is none."""
        log = self._file.with_name(f"{self._file.name}-wal") if self._file else None
        return log.stat().st_size if log and log.exists() else 0

    def next_event(self, now: int) -> int | None:
        """When the next source or entry is due, in the past if it is overdue; None if nothing is watched.

        `now` if something was noted before the clock was set back.
        """
        asked, waiting = (
            select(func.min(watched_sources.c.next_due)).where(ASKED),
            select(func.min(entries.c.next_try)).where(WAITING),
        )
        set_back = (
            exists().where(ASKED, _source_set_back(now)),
            exists().where(WAITING, _entry_set_back(now)),
        )
        with self._reading() as connection:
            times = [connection.execute(first).scalar() for first in (asked, waiting)]
            if connection.execute(select(or_(*set_back))).scalar():
                times.append(now)
        return min((time for time in times if time is not None), default=None)

    def entries_of(self, source: str, ids: Collection[str]) -> dict[str, Entry]:
        """Entries of one source, by id. What it never listed is missing from the answer."""
        listed = select(entries).where(entries.c.source == source)
        with self._reading() as connection:
            return {row.id: rows.entry(row) for row in select_in(connection, listed, entries.c.id, ids)}

    def entries_by_origin(self, origins: Collection[str]) -> dict[str, list[Entry]]:
        """The entries of all sources that lead to each of these addresses, the first to list it first."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        with self._reading() as connection:
            for row in select_in(connection, select(entries).order_by(*_FIRST), entries.c.origin, origins):
                found[row.origin].append(rows.entry(row))
        return dict(found)


_FIRST = (entries.c.first_seen, entries.c.source, entries.c.id)


def _source_set_back(now: int) -> ColumnElement[bool]:
    """Whether a source's time was noted by a clock far ahead of `now`: a long interval alone does not make it so."""
    noted = func.coalesce(watched_sources.c.checked, watched_sources.c.next_due - watched_sources.c.interval_s)
    return and_(watched_sources.c.next_due > now + _SET_BACK_S, noted > now + _SET_BACK_S)


def _entry_set_back(now: int) -> ColumnElement[bool]:
    return entries.c.next_try > now + _SET_BACK_S
