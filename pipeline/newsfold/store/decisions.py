"""What people decided: every act, in its order, and which of them the clusters reflect."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Integer, cast, func, insert, select

from newsfold.model import Act, Decision
from newsfold.store.dialect import upsert
from newsfold.store.rows import select_in
from newsfold.store.session import Session
from newsfold.store.tables import articles, bodies, decisions, meta

if TYPE_CHECKING:
    from collections.abc import Collection, Generator

    from sqlalchemy import Connection

    from newsfold.store.rows import AnyRow

_DECIDED = "decided"


class Deciding(Session):
    """Acts of people: read by everybody, noted also by whoever opened the database `beside` its writer."""

    def decisions(self, after: int = 0) -> list[Decision]:
        """Every act whose id is above `after`, by id."""
        wanted = select(decisions).where(decisions.c.id > after).order_by(decisions.c.id)
        with self._reading() as connection:
            return [_decision(row) for row in connection.execute(wanted)]

    def decided(self) -> int:
        """The id of the last act that the clusters reflect; later ones are pending. 0: none."""
        noted = select(cast(meta.c.value, Integer)).where(meta.c.key == _DECIDED)
        with self._reading() as connection:
            return connection.execute(noted).scalar() or 0

    def pending(self) -> bool:
        """Whether there is an act that the clusters do not reflect yet."""
        reflected = select(cast(meta.c.value, Integer)).where(meta.c.key == _DECIDED).scalar_subquery()
        with self._reading() as connection:
            newest = select(decisions.c.id).where(decisions.c.id > func.coalesce(reflected, 0)).limit(1)
            return connection.execute(newest).first() is not None

    def bodies_of(self, article_ids: Collection[int]) -> dict[int, int]:
        """The body of each article. Articles that are not stored, or have no body while derived data are forgotten, are missing."""
        wanted = select(articles.c.id, articles.c.body_id).join(bodies, bodies.c.id == articles.c.body_id)
        with self._reading() as connection:
            return {row.id: row.body_id for row in select_in(connection, wanted, articles.c.id, article_ids)}

    @contextmanager
    def noting(self) -> Generator[None]:
        """One transaction, in which acts are read, weighed and noted: nobody else writes meanwhile."""
        with self._writing(noting=True):
            yield

    def note_decision(self, kind: Act, article: int, other: int | None, *, by: str, at: str, why: str = "") -> Decision:
        """Store an act, after all others. Nothing is looked at: whether it can stand is for the caller to say."""
        row = {"kind": kind.value, "article_id": article, "other_id": other, "by": by, "at": at, "why": why}
        with self._writing(noting=True) as connection:
            newest: int | None = connection.execute(select(func.max(decisions.c.id))).scalar()
            number = (newest or 0) + 1
            connection.execute(insert(decisions), [{"id": number, **row}])
        return Decision(number, kind, article, other, by, at, why)


def write_decided(connection: Connection, decided: int) -> None:
    """Record that the clusters reflect every act up to the one with this id; 0: nothing new."""
    if decided:
        upsert(connection, meta, [{"key": _DECIDED, "value": str(decided)}], ("value",), if_changed=False)


def _decision(row: AnyRow) -> Decision:
    return Decision(row.id, Act(row.kind), row.article_id, row.other_id, row.by, row.at, row.why)
