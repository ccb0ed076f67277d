"""The check of a whole database: SQLite's own, and ours. Only reads, and sees one state, whoever writes meanwhile.

PostgreSQL sees to its files and to what refers to what by itself, and has no check of its own that anybody could ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from newsfold.store import fulltext
from newsfold.store.faults import is_damage
from newsfold.store.fulltext.columns import COLUMNS
from newsfold.store.invariants import ANYWHERE, POSTGRESQL, SQLITE
from newsfold.store.session import Session
from newsfold.store.tables import articles
from newsfold.store.terms import searchable
from newsfold.views.keeping import Checked, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

_LISTED = 20  # findings of one rule
_SAMPLE = 1_000  # articles of which the search's index is compared with what is stored


@dataclass(frozen=True, slots=True)
class _Rule:
    """`name` is what people call it; `find` tells what breaks it, each in one line."""

    name: str
    find: Callable[[Connection], Iterable[str]]


class Checks(Session):
    """Looks whether everything is as it must be."""

    def check(self, progress: Callable[[int], None]) -> Checked:
        """Whatever is not as it must be. `progress` is told of every rule that was looked at."""
        found: list[Finding] = []
        left_out = 0
        with self._reading() as connection:
            rules = _rules(connection)
            for rule in rules:
                broken = [Finding(rule.name, detail) for detail in _told(connection, rule)]
                found += broken[:_LISTED]
                left_out += len(broken[_LISTED:])
                progress(1)
        return Checked(tuple(found), len(rules), left_out)


def _rules(connection: Connection) -> list[_Rule]:
    sqlite = connection.dialect.name == "sqlite"
    statements = (*ANYWHERE, *(SQLITE if sqlite else POSTGRESQL))
    ours = [*(_Rule(name, _finds(statement)) for name, statement in statements), _Rule("search", _stale)]
    return [_Rule("file", _damage), _Rule("references", _dangling), *ours] if sqlite else ours


def _told(connection: Connection, rule: _Rule) -> list[str]:
    try:
        return list(rule.find(connection))
    except DBAPIError as error:
        if not is_damage(error):
            raise
        return [f"cannot be looked at: {error.orig}"]


def _finds(statement: str) -> Callable[[Connection], Iterable[str]]:
    return lambda connection: connection.exec_driver_sql(statement).scalars()


def _damage(connection: Connection) -> list[str]:
    return [line for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if line != "ok"]


def _dangling(connection: Connection) -> Iterator[str]:
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row.rowid} of {row.table} refers to something in {row.parent} that is not there"


def _stale(connection: Connection) -> Iterator[str]:
    """Articles of a sample that are indexed by other words than they have."""
    last: int = connection.execute(select(func.max(articles.c.id))).scalar() or 0
    sampled = select(articles.c.id, *(articles.c[name] for name in COLUMNS)).where(articles.c.id % (last // _SAMPLE + 1) == 0)
    prepared = ((number, [searchable(text or "") for text in texts]) for number, *texts in connection.execute(sampled))
    for number in fulltext.of(connection).stale(connection, prepared):
        yield f"article {number} is found by other words than it has"
