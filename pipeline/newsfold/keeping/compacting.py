"""Making the database's file as small as what is in it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.errors import StoreFull

if TYPE_CHECKING:
    from newsfold.store.store import Store
    from newsfold.views.keeping import Compacted

_TEMPORARY = ("/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108 where SQLite puts its temporary files, in this order


@dataclass(frozen=True, slots=True)
class Room:
    """The bytes that a compaction may take in a folder for a while, and those that are free there."""

    folder: Path
    wanted: int
    free: int


def room(store: Store) -> tuple[Room, ...]:
    """What a compaction needs: a copy where temporary files lie, and one more in the database's write-ahead log.

    A server needs none that could be told.
    """
    if store.served():
        return ()
    wanted = store.size()
    own, temporary = store.file().parent, _temporary()
    if own.stat().st_dev == temporary.stat().st_dev:
        return (Room(own, 2 * wanted, shutil.disk_usage(own).free),)
    return tuple(Room(folder, wanted, shutil.disk_usage(folder).free) for folder in (own, temporary))


def compact(store: Store) -> Compacted:
    """Makes the file smaller. For the one writer. Raises StoreFull, before anything is done, where there is not room enough."""
    for one in room(store):
        if one.free < one.wanted:
            message = f"compacting may take {one.wanted:,} bytes in {one.folder} for a while, and {one.free:,} are free; make room, then run again"
            raise StoreFull(message)
    return store.compact()


def _temporary() -> Path:
    """The folder in which SQLite puts temporary files: https://www.sqlite.org/tempfiles.html, 5."""
    named = [os.environ.get(name, "") for name in ("SQLITE_TMPDIR", "TMPDIR")]
    usable = (Path(name) for name in (*named, *_TEMPORARY) if name and os.access(name, os.W_OK | os.X_OK))
    return next(usable, Path.cwd())
