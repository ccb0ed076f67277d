"""The store of newsfold: whatever is kept between two runs. Its only writers are `Store.apply` and `Store.watch`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from newsfold.errors import SchemeMismatch, StoreError
from newsfold.store import watch_writer, writer
from newsfold.store.announcements import Announcing, Refusal
from newsfold.store.article_pages import ArticlePages
from newsfold.store.browsing import Browsing
from newsfold.store.checks import Checks
from newsfold.store.cluster_pages import ClusterPages
from newsfold.store.contests import Contests
from newsfold.store.decisions import Deciding, write_decided
from newsfold.store.dialect import upsert
from newsfold.store.handing import Handing
from newsfold.store.histories import Histories
from newsfold.store.identities import Identities
from newsfold.store.lookups import Lookups
from newsfold.store.maintenance import Maintenance
from newsfold.store.overview import Overviews
from newsfold.store.reports import Reports
from newsfold.store.retention import Retention
from newsfold.store.tables import articles, bodies, links, meta
from newsfold.store.turns import Heard, Turns
from newsfold.store.undecided import Undecided
from newsfold.store.watch_reports import WatchReports
from newsfold.store.watches import Watches

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsfold.changes import Changes
    from newsfold.watching import WatchChanges

_SCHEME = "scheme"
_ANNOUNCED = "announced"
_REFUSED = "refused"
_PRUNED = "pruned"
_NO_BODY = 0  # refers to nothing, which is found at commit if it is still there then


class Store(
    Lookups,
    Reports,
    ClusterPages,
    Watches,
    WatchReports,
    Announcing,
    Deciding,
    Contests,
    Histories,
    Identities,
    Retention,
    Checks,
    Maintenance,
    Handing,
    Browsing,
    ArticlePages,
    Undecided,
    Overviews,
    Turns,
):
    """An open database, for one thread. Every method raises StoreBusy, StoreFull or StoreError when the database fails."""

    _scheme: str | None = None

    @classmethod
    def open(cls, url: str, *, write: bool = False, scheme: str | None = None, beside: bool = False) -> Store:
        """Open the database at `url`: a path, ":memory:" or an SQLAlchemy URL.

        `write`: for the one writer, and the database is made where there is none. `beside`: for noting what people decide while somebody
        else may be writing; whatever else would write raises StoreError. `scheme` is the id of the scheme in force.
        Raises NotFound (nothing to read), StoreBusy (somebody else writes), NotOurs, TooNew, SchemeMismatch, StoreError.
        """
        store = cls(url, write=write, beside=beside)
        try:
            if scheme is not None:
                store._check_scheme(scheme)
                store._scheme = scheme
        except BaseException:
            store.close()
            raise
        return store

    def heard(self) -> Heard:
        """What others changed, see `Turns`. Raises SchemeMismatch when somebody computed everything anew by another scheme."""
        heard = super().heard()
        if heard.afresh and self._scheme is not None:
            self._check_scheme(self._scheme)
        return heard

    def _check_scheme(self, scheme: str) -> None:
        stored = self.scheme()
        if stored is None and self._write:
            self.set_scheme(scheme)
        elif stored not in {None, scheme}:
            message = f"the database was computed by scheme {stored}, this newsfold computes {scheme}; run `newsfold rebuild`"
            raise SchemeMismatch(message)

    def scheme(self) -> str | None:
        """The id of the scheme by which everything derived was computed; None in a database that has none yet."""
        return self._noted(_SCHEME)

    def set_scheme(self, scheme: str) -> None:
        """Record that everything derived is computed by `scheme`. For a rebuild, in its transaction."""
        self._note(_SCHEME, scheme)

    def announced(self) -> int | None:
        """The id of the newest event that need not be told any more; None if none was ever told, nor was that asked for."""
        noted = self._noted(_ANNOUNCED)
        return None if noted is None else int(noted)

    def set_announced(self, event: int) -> None:
        """Record that every event up to the one with this id was told to whom it concerns."""
        self._note(_ANNOUNCED, str(event))

    def pruned(self) -> int | None:
        """When what is too old was last removed by a running newsfold (UTC seconds); None: never."""
        noted = self._noted(_PRUNED)
        return None if noted is None else int(noted)

    def set_pruned(self, at: int) -> None:
        """Record that what is too old is removed now, at UTC seconds."""
        self._note(_PRUNED, str(at))

    def refusal(self) -> Refusal | None:
        """The event that whoever is told of events refused last; None if there never was one."""
        noted = self._noted(_REFUSED)
        return None if noted is None else Refusal(*map(int, noted.split()))

    def set_refusal(self, refusal: Refusal) -> None:
        """Record that an event was refused, and how often so far."""
        self._note(_REFUSED, f"{refusal.event} {refusal.since} {refusal.times}")

    def _noted(self, key: str) -> str | None:
        with self._reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def _note(self, key: str, value: str) -> None:
        with self._writing() as connection:
            upsert(connection, meta, [{"key": key, "value": value}], ("value",), if_changed=True)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """One transaction for all that is written inside: stored together at the end, or not at all when anything is raised.

        Raises StoreError at the end if a body stands nowhere.
        """
        with self._writing() as connection:
            yield
            if connection.execute(select(bodies.c.id).where(bodies.c.cluster_id.is_(None)).limit(1)).first():
                message = "a body was filed and not arranged; nothing of the transaction is stored"
                raise StoreError(message)

    def apply(self, changes: Changes, at: str) -> None:
        """Store all of `changes`, or nothing: in the open transaction, else in its own. `at` is the time, ISO 8601 with offset.

        Every body in `changes.bodies` is new, and a member of one of `changes.clusters` or of a later call's in the same
        transaction. Without changes nothing is done at all.
        """
        if any(getattr(changes, field.name) for field in fields(changes)):
            with self._writing() as connection:
                self._tell(connection, changes)
                writer.write(connection, changes, at)
                write_decided(connection, changes.decided)

    def watch(self, changes: WatchChanges) -> None:
        """Store all of `changes`, or nothing: in the open transaction, else in its own. Without changes nothing is done at all."""
        if any(getattr(changes, field.name) for field in fields(changes)):
            with self._writing() as connection:
                watch_writer.write(connection, changes)

    def forget_derived(self, scheme: str) -> dict[int, int]:
        """Drop bodies and links, to be computed anew by `scheme` from the articles; articles, clusters and their history stay.

        Only inside `transaction`, which must give every article that has no body a new one. Returns the cluster of each of these
        articles, by id, so that clusters can keep their ids. Bodies whose texts were removed stay where they stand, with the links
        between them; evidence that another scheme made is dropped.
        """
        worded = select(bodies.c.id).where(bodies.c.emptied.is_(None))
        standing = select(articles.c.id, bodies.c.cluster_id).join(bodies, bodies.c.id == articles.c.body_id)
        with self._writing() as connection:
            self._tell_afresh(connection)
            before = {row.id: row.cluster_id for row in connection.execute(standing.where(bodies.c.emptied.is_(None)))}
            connection.execute(update(articles).where(articles.c.body_id.in_(worded)).values(body_id=_NO_BODY))
            connection.execute(delete(links).where(links.c.a.in_(worded)))  # no link leads from these bodies to those that stay
            connection.execute(delete(bodies).where(bodies.c.emptied.is_(None)))
            if self.scheme() != scheme:
                connection.execute(update(links).values(evidence=[]))
            self.set_scheme(scheme)
        return before
