"""How what the daemon learned is written: sources and entries are replaced whole, in a transaction that somebody else holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, update

from newsfold.store.dialect import upsert
from newsfold.store.rows import VALIDATORS
from newsfold.store.tables import entries, watched_sources
from newsfold.watching import EntryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from newsfold.watching import Entry, SourceState, WatchChanges

_NO_VALIDATORS = (None, None, None)
_NO_DIGEST = b""  # equals none, so that a revision which was never fetched is one again if the entry is listed again


def write(connection: Connection, changes: WatchChanges) -> None:
    """Write all of `changes`, what was removed first: a key may be among both."""
    _remove(connection, changes.removed)
    _replace(connection, watched_sources, [_source_row(state) for state in changes.sources])
    _replace(connection, entries, [_entry_row(entry) for entry in changes.entries])


def _remove(connection: Connection, keys: Sequence[str]) -> None:
    if not keys:
        return
    gone = [{"key_source": key} for key in keys]
    connection.execute(delete(watched_sources).where(watched_sources.c.key == bindparam("key_source")), gone)
    waiting = (entries.c.source == bindparam("key_source"), entries.c.state == EntryState.WAITING.value)
    connection.execute(delete(entries).where(*waiting, entries.c.fetched.is_(None)), gone)
    connection.execute(update(entries).where(*waiting).values(state=EntryState.TAKEN.value, digest=_NO_DIGEST), gone)


def _replace(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    upsert(connection, table, rows, [column.name for column in table.columns if not column.primary_key], if_changed=False)


def _source_row(state: SourceState) -> dict[str, Any]:
    row = asdict(state)
    said = row.pop("validators") or _NO_VALIDATORS
    return row | dict(zip(VALIDATORS, said, strict=True))


def _entry_row(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"state": entry.state.value, "tags": list(entry.tags)}
