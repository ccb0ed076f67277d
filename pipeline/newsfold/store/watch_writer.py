"""How what the daemon learned is written: sources and entries are replaced whole, in a transaction that somebody else holds."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from newsfold.store import cards
from newsfold.store.dialect import upsert
from newsfold.store.rows import VALIDATORS, select_in, select_pairs
from newsfold.store.tables import entries, watched_sources
from newsfold.watching import Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from newsfold.watching import SourceState, WatchChanges

_ENTRY = tuple(field.name for field in fields(Entry))  # `asdict` looks into every value, which costs more than to store them
_NO_VALIDATORS = (None, None, None)
_WAITS = entries.c.state == EntryState.WAITING.value
_NEVER_FETCHED = (_WAITS, entries.c.fetched.is_(None))
_NO_DIGEST = b""  # equals none, so that a revision which was never fetched is one again if the entry is listed again


def write(connection: Connection, changes: WatchChanges) -> None:
    """Write all of `changes`, what was removed first: a key may be among both."""
    led_to = _led_to(connection, changes)
    _remove(connection, changes.removed)
    _replace(connection, watched_sources, [_source_row(state) for state in changes.sources])
    _replace(connection, entries, [_entry_row(entry) for entry in changes.entries])
    cards.rename_origins(connection, led_to)


def _led_to(connection: Connection, changes: WatchChanges) -> set[str]:
    """The origins of all articles to which entries lead that are to be replaced or removed, and will lead to."""
    listed = select(entries.c.source, entries.c.id, entries.c.origin)
    keys = [(entry.source, entry.id) for entry in changes.entries]
    named = {(entry.source, entry.id, entry.origin) for entry in changes.entries}
    named |= {tuple(row) for row in select_pairs(connection, listed, (entries.c.source, entries.c.id), keys)}
    named |= {tuple(row) for row in select_in(connection, listed.where(*_NEVER_FETCHED), entries.c.source, changes.removed)}
    return {origin or cards.origin_without_address(source, entry) for source, entry, origin in named}


def _remove(connection: Connection, keys: Sequence[str]) -> None:
    if not keys:
        return
    gone = [{"key_source": key} for key in keys]
    connection.execute(delete(watched_sources).where(watched_sources.c.key == bindparam("key_source")), gone)
    of_source = entries.c.source == bindparam("key_source")
    connection.execute(delete(entries).where(of_source, *_NEVER_FETCHED), gone)
    connection.execute(update(entries).where(of_source, _WAITS).values(state=EntryState.TAKEN.value, digest=_NO_DIGEST), gone)


def _replace(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    upsert(connection, table, rows, [column.name for column in table.columns if not column.primary_key], if_changed=False)


def _source_row(state: SourceState) -> dict[str, Any]:
    row = asdict(state)
    said = row.pop("validators") or _NO_VALIDATORS
    return row | dict(zip(VALIDATORS, said, strict=True))


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _ENTRY} | {"state": entry.state.value, "tags": list(entry.tags)}
