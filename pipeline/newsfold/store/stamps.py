"""When clusters changed: times of which no two batches have the same, so that whoever follows the changes misses none.

A batch is stamped with its own time. Where that is not later than the last stamp (a second may see several batches, and a clock may be
set back), the stamp is a microsecond after the last one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.store.dialect import upsert
from newsfold.store.tables import clusters, meta

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LAST = "changed"
_NEVER = "1970-01-01T00:00:00+00:00"
_STEP = timedelta(microseconds=1)


def stamp(connection: Connection, at: str) -> str:
    """The stamp of a batch that is stored at the time `at`; both are ISO 8601 in UTC. For the batch's transaction."""
    last = last_stamp(connection)
    new = at if at > last else (datetime.fromisoformat(last) + _STEP).isoformat()
    upsert(connection, meta, [{"key": _LAST, "value": new}], ("value",), if_changed=True)
    return new


def last_stamp(connection: Connection) -> str:
    """The newest stamp; a time before all others where no cluster ever changed."""
    noted: str | None = connection.execute(select(meta.c.value).where(meta.c.key == _LAST)).scalar()
    return noted or connection.execute(select(func.max(clusters.c.changed))).scalar() or _NEVER
