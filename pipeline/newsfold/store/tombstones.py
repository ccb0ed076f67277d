"""What was removed for good, and does not come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, events, tombstones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


class Tombstones(Session):
    """Reads of removed articles."""

    def buried(self, inputs: Mapping[tuple[str, str], bytes]) -> set[tuple[str, str]]:
        """The keys, of those in `inputs`, whose articles were removed. `inputs` maps (source, origin) to the digest.

        Removed under its own key, whatever its digest is now; or, where this source has no article of that origin, with that digest
        in another source: a folder that was moved brings nothing back.
        """
        columns = select(tombstones.c.source, tombstones.c.origin, tombstones.c.digest)
        with self._reading() as connection:
            found = list(select_in(connection, columns, tombstones.c.origin, (origin for _, origin in inputs)))
            own = inputs.keys() & {(row.source, row.origin) for row in found}
            same = {(row.origin, row.digest) for row in found}
            moved = {key for key, digest in inputs.items() if (key[1], digest) in same} - own
            standing = select(articles.c.source, articles.c.origin)
            stored = select_in(connection, standing, articles.c.origin, (origin for _, origin in moved))
            return own | moved.difference((row.source, row.origin) for row in stored)


_ID_BITS = 63
_DAY = len("2026-03-02")


def article_missing(connection: Connection, name: str) -> str:
    """Why no article answers to `name`, an id or an origin: it was removed, or never was."""
    number = int(name) if name.isascii() and name.isdigit() and int(name) < 1 << _ID_BITS else None
    named = tombstones.c.origin == name if number is None else or_(tombstones.c.article_id == number, tombstones.c.origin == name)
    removed: str | None = connection.execute(select(tombstones.c.removed).where(named).limit(1)).scalar()
    return f"no article {name}" if removed is None else f"article {name} was removed on {removed[:_DAY]}, because it was old"


def cluster_missing(connection: Connection, number: int) -> str:
    """The same of a cluster."""
    told = select(events.c.at).where(events.c.cluster_id == number, events.c.kind == "removed")
    removed: str | None = connection.execute(told.limit(1)).scalar() if number < 1 << _ID_BITS else None
    return f"no cluster {number}" if removed is None else f"cluster {number} was removed on {removed[:_DAY]}, because it was old"
