"""The check of a whole database: SQLite's own, and ours. Only reads, and sees one state, whoever writes meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import column, func, select, table
from sqlalchemy.exc import DBAPIError

from newsfold.store import fulltext
from newsfold.store.faults import is_damage
from newsfold.store.invariants import ANYWHERE, SQLITE
from newsfold.store.session import Session
from newsfold.store.tables import articles
from newsfold.store.terms import searchable
from newsfold.views.keeping import Checked, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

_LISTED = 20  # findings of one rule
_SAMPLE = 1_000  # articles of which the search's index is compared with what is stored
_WORD = re.compile("[0-9a-z\x80-\U0010ffff]+")  # what FTS5's tokenizer "ascii" takes for a word
_MORE = 0x80  # of a byte of a variable-length integer: another one follows


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
    statements = (*ANYWHERE, *(SQLITE if sqlite else ()))
    ours = [_Rule(name, _finds(statement)) for name, statement in statements]
    return [_Rule("file", _damage), _Rule("references", _dangling), *ours, _Rule("search", _stale)] if sqlite else ours


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
    """Articles of a sample that are indexed by other words than they have, by the numbers of them."""
    last: int = connection.execute(select(func.max(articles.c.id))).scalar() or 0
    sizes = table("search_docsize", column("id"), column("sz"))
    sampled = select(articles.c.id, sizes.c.sz, *(articles.c[name] for name in fulltext.COLUMNS))
    sampled = sampled.join(sizes, sizes.c.id == articles.c.id).where(articles.c.id % (last // _SAMPLE + 1) == 0)
    for number, counts, *texts in map(tuple, connection.execute(sampled)):
        if _counts(counts) != [len(_WORD.findall(searchable(text or ""))) for text in texts]:
            yield f"article {number} is found by other words than it has"


def _counts(packed: bytes) -> list[int]:
    """Variable-length integers as SQLite packs them: seven bits a byte, the highest first."""
    found, value = [], 0
    for byte in packed:
        value = value << 7 | byte & ~_MORE
        if not byte & _MORE:
            found.append(value)
            value = 0
    return found
