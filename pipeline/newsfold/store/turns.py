"""What the writers of one database tell each other: which bodies and articles a batch changed.

Where several processes may write, their batches follow one another, each with the database to itself; but what a process keeps in
memory between two of its batches, it must bring up to date before the next one. Where there is one writer, nothing is written here.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import delete, func, insert, or_, select

from newsfold.store import dialect
from newsfold.store.dialect import Text
from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import Id, articles, bodies, metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Sequence

    from sqlalchemy import Connection

    from newsfold.changes import Changes

# It says nothing about what is stored, and is not copied with it.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("writer", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("told", sa.JSON(none_as_null=True)),
)

_MOST = 20_000  # bodies and articles: whoever missed more has read everything anew as fast
_KEPT = 1_000  # turns
_KEPT_FOR = timedelta(days=7)
# By the server's clock, which all writers share.
_NOW = func.timezone("UTC", func.clock_timestamp(), type_=sa.DateTime)
_ISO = 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'


@dataclass(frozen=True, slots=True)
class Heard:
    """What other writers changed.

    `bodies` came, or stand at other times; `gone` have no article any more, or no text. `articles` came, changed or were removed: their
    ids, each with the groups (see `Filed`) in which they were before and are now. `afresh`: there is too much to tell, or it was too
    long ago, or everything was computed anew; then the rest is empty, and whatever was read before may be wrong.
    """

    bodies: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    articles: tuple[tuple[int, tuple[str, ...]], ...] = ()
    afresh: bool = False

    def __bool__(self) -> bool:
        return bool(self.bodies or self.gone or self.articles or self.afresh)


class Turns(Session):
    """Taking turns with other writers of the database, and hearing of theirs."""

    def __init__(self, name: str, *, write: bool, beside: bool = False) -> None:
        super().__init__(name, write=write, beside=beside)
        self._writer = str(uuid4())
        self._last = 0
        try:
            if write and self._shared:
                with self._reading() as connection:
                    self._last = _newest(connection)
        except BaseException:
            self.close()
            raise

    @property
    def _shared(self) -> bool:
        return dialect.is_shared(self._engine.dialect)

    @contextmanager
    def turn(self) -> Generator[None]:
        """All of a batch. Where others may write, nobody does meanwhile, so that what is decided by what is read stays right.

        It is one transaction there: stored together at the end, or not at all when anything is raised. Where nobody else may write,
        it is nothing, and a transaction begins as late as it can; nor is it for whoever only reads. Turns may stand inside each other,
        and in a transaction.
        """
        if not (self._shared and self._write) or self._connection is not None:
            yield
            return
        with self._writing():
            yield

    def heard(self) -> Heard:
        """What others changed since this was asked last, or since the database was opened. To be asked inside `turn`."""
        if not self._shared:
            return Heard()
        told = select(turns.c.id, turns.c.writer, turns.c.told).where(turns.c.id > self._last).order_by(turns.c.id)
        with self._reading() as connection:
            found = connection.execute(told).all()
        missed = bool(found) and found[0].id > self._last + 1
        self._last = found[-1].id if found else self._last
        others = [row.told for row in found if row.writer != self._writer]
        if missed or None in others or sum(len(some) for told in others for some in told.values()) > _MOST:
            return Heard(afresh=True)
        return _heard(others)

    def _tell(self, connection: Connection, changes: Changes) -> None:
        """Note what a batch is going to change, for other writers. Before anything of it is written."""
        if self._shared:
            told = _told(connection, changes)
            if any(told.values()):
                _note(connection, self._writer, told if sum(map(len, told.values())) <= _MOST else None)

    def _tell_afresh(self, connection: Connection) -> None:
        """Note that whatever others have read may soon be wrong."""
        if self._shared:
            _note(connection, self._writer, None)

    def lines_of(self, article_ids: Collection[int]) -> dict[int, tuple[str, bytes]]:
        """The group of each article, and the digest of its lines."""
        wanted = select(articles.c.id, articles.c.group_name, articles.c.lines)
        with self._reading() as connection:
            return {row.id: (row.group_name, row.lines) for row in select_in(connection, wanted, articles.c.id, article_ids)}


def _told(connection: Connection, changes: Changes) -> dict[str, list[Any]]:
    now = {one.id: one.group for one in changes.filed}
    named = [*now, *(one.id for one in changes.refiled), *changes.removed]
    stood = select_in(connection, select(articles.c.id, articles.c.group_name), articles.c.id, named)
    groups: dict[int, set[str]] = {row.id: {row.group_name} for row in stood}
    for number, group in now.items():
        groups.setdefault(number, set()).add(group)
    emptied = select_in(connection, select(bodies.c.id), bodies.c.cluster_id, changes.emptied)
    gone = {*changes.bodies_gone, *(row.id for row in emptied)}
    came = {*(body.id for body, _ in changes.bodies), *(body for body, _ in changes.spans)} - gone
    told = [(number, sorted(some)) for number, some in sorted(groups.items())]
    return {"bodies": sorted(came), "gone": sorted(gone), "articles": told}


def _note(connection: Connection, writer: str, told: dict[str, list[Any]] | None) -> None:
    """As one transaction follows the other, ids have no gaps: by one that is missing, others see that they have missed something."""
    number = _newest(connection) + 1
    connection.execute(insert(turns).values(id=number, writer=writer, at=func.to_char(_NOW, _ISO), told=told))
    old = or_(turns.c.id <= number - _KEPT, turns.c.at < func.to_char(_NOW - _KEPT_FOR, _ISO))
    connection.execute(delete(turns).where(old))


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(turns.c.id))).scalar() or 0


def _heard(told: Sequence[dict[str, list[Any]]]) -> Heard:
    """What several turns changed, together: what one of them says of a body, a later one may take back."""
    gone: set[int] = set()
    came: set[int] = set()
    groups: dict[int, set[str]] = {}
    for turn in told:
        gone = (gone - {*turn["bodies"]}) | {*turn["gone"]}
        came = (came - {*turn["gone"]}) | {*turn["bodies"]}
        for number, some in turn["articles"]:
            groups.setdefault(number, set()).update(some)
    return Heard(frozenset(came), frozenset(gone), tuple((number, tuple(sorted(some))) for number, some in sorted(groups.items())))
