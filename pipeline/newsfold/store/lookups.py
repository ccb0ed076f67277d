"""What an ingestion asks the store before it decides."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from newsfold.dates import span_of
from newsfold.model import FOREVER, Body, Span
from newsfold.store import rows
from newsfold.store.rows import CONTENDING, STORED, select_in, select_pairs
from newsfold.store.tables import EMPTIED, articles, bodies, clusters, events, links, signatures, tombstones, vectors
from newsfold.store.tombstones import Tombstones
from newsfold.text import compared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Column

    from newsfold.model import Cluster, Link, Member, ShownBy, StoredArticle
    from newsfold.store.rows import AnyRow, AnySelect

_PAGE = 5_000  # rows of a stream fetched at once; a signature has about 1 KB


class Lookups(Tombstones):
    """Reads by key, each from one state of the database. What is not stored is missing from the answer."""

    def known(self, inputs: Mapping[tuple[str, str], bytes]) -> set[tuple[str, str]]:
        """The keys, of those in `inputs`, that need not be cleaned again. `inputs` maps (source, origin) to the digest.

        One is known when this source's article of that origin has that digest; or, where this source has none of that origin,
        when another source's article has it: a folder that was moved is not new. And so is what was removed for good.
        """
        columns = select(articles.c.source, articles.c.origin, articles.c.digest)
        with self._reading() as connection:
            found = list(select_in(connection, columns, articles.c.origin, (origin for _, origin in inputs)))
        same = {(row.origin, row.digest) for row in found}
        stored = {(row.source, row.origin): row.digest for row in found}
        known = {key for key, digest in inputs.items() if (key[1], digest) in same and stored.get(key, digest) == digest}
        return known | self.buried(inputs)

    def articles(self, ids: Collection[int]) -> dict[int, StoredArticle]:
        """Articles by id."""
        with self._reading() as connection:
            return {row.id: rows.stored_article(row) for row in select_in(connection, STORED, articles.c.id, ids)}

    def articles_by_key(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], StoredArticle]:
        """Articles by (source, origin)."""
        with self._reading() as connection:
            # Few sources have articles of one origin, and pairs take SQLAlchemy many times as long to ask for.
            found = select_in(connection, STORED, articles.c.origin, (origin for _, origin in keys))
            wanted = set(keys)
            return {(row.source, row.origin): rows.stored_article(row) for row in found if (row.source, row.origin) in wanted}

    def articles_of_bodies(self, body_ids: Collection[int]) -> dict[int, list[StoredArticle]]:
        """Every article of each body, by id. One body may have very many: see `shown` and `article_count`."""
        found: defaultdict[int, list[StoredArticle]] = defaultdict(list)
        with self._reading() as connection:
            for row in select_in(connection, STORED.order_by(articles.c.id), articles.c.body_id, body_ids):
                found[row.body_id].append(rows.stored_article(row))
        return dict(found)

    def article_count(self, body_ids: Collection[int]) -> dict[int, int]:
        """How many articles each body has."""
        count = select(articles.c.body_id, func.count().label("size")).group_by(articles.c.body_id)
        with self._reading() as connection:
            return {row.body_id: row.size for row in select_in(connection, count, articles.c.body_id, body_ids)}

    def shown(self, body_ids: Collection[int]) -> dict[int, StoredArticle]:
        """The article that shows each body."""
        with self._reading() as connection:
            return {row.body_id: rows.stored_article(row) for row in select_in(connection, _SHOWN, bodies.c.id, body_ids)}

    def shown_by(self, body_ids: Collection[int]) -> dict[int, ShownBy]:
        """The same without texts, for clusters of any size."""
        with self._reading() as connection:
            return {row.shows: rows.shown_by(row) for row in select_in(connection, _SHOWN_BY, bodies.c.id, body_ids)}

    def words(self, body_ids: Collection[int]) -> dict[int, int]:
        """How many words each body has."""
        with self._reading() as connection:
            found = select_in(connection, select(bodies.c.id, bodies.c.words), bodies.c.id, body_ids)
            return {row.id: row.words for row in found}

    def bodies(self, ids: Collection[int]) -> dict[int, Body]:
        """Bodies, with their texts rebuilt from one of their articles; all of them give the same.

        Those whose texts were removed are missing from the answer, whatever copies have come since: nothing is compared with them.
        """
        with self._reading() as connection:
            return {row.shows: _body(row) for row in select_in(connection, _WORDED, bodies.c.id, ids)}

    def body_clusters(self, ids: Collection[int]) -> dict[int, int]:
        """The cluster in which each body stands. Those that were filed but not arranged yet are missing from the answer."""
        with self._reading() as connection:
            found = select_in(connection, select(bodies.c.id, bodies.c.cluster_id), bodies.c.id, ids)
            return {row.id: row.cluster_id for row in found if row.cluster_id is not None}

    def emptied(self, cluster_ids: Collection[int]) -> dict[int, list[int]]:
        """The bodies in each cluster whose texts were removed, by id. Clusters without any are missing from the answer."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        standing = select(bodies.c.cluster_id, bodies.c.id).where(EMPTIED).order_by(bodies.c.id)
        with self._reading() as connection:
            for row in select_in(connection, standing, bodies.c.cluster_id, cluster_ids):
                found[row.cluster_id].append(row.id)
        return dict(found)

    def body_count(self, cluster_ids: Collection[int]) -> dict[int, int]:
        """How many bodies stand in each cluster."""
        count = select(bodies.c.cluster_id, func.count().label("size")).group_by(bodies.c.cluster_id)
        with self._reading() as connection:
            return {row.cluster_id: row.size for row in select_in(connection, count, bodies.c.cluster_id, cluster_ids)}

    def clusters(self, ids: Collection[int]) -> dict[int, Cluster]:
        """Clusters with their members. An id that was merged into another is missing from the answer."""
        members: defaultdict[int, list[Member]] = defaultdict(list)
        live = select(clusters).where(clusters.c.merged_into.is_(None))
        with self._reading() as connection:
            for row in select_in(connection, select(bodies), bodies.c.cluster_id, ids):
                members[row.cluster_id].append(rows.member(row))
            return {row.id: rows.cluster(row, members[row.id]) for row in select_in(connection, live, clusters.c.id, ids)}

    def links_of(self, body_ids: Collection[int]) -> list[Link]:
        """The links that have at least one end in `body_ids`, ordered by their ends."""
        first = set(body_ids)
        with self._reading() as connection:
            # Most links of a large cluster have both ends in it: each is read once, for evidence takes long to read.
            ends = [(row.a, row.b) for row in select_in(connection, select(links.c.a, links.c.b), links.c.b, first)]
            others = [(a, b) for a, b in ends if a not in first]
            found = [rows.link(row) for row in select_in(connection, select(links), links.c.a, first)]
            found += [rows.link(row) for row in select_pairs(connection, select(links), (links.c.a, links.c.b), others)]
        return sorted(found, key=attrgetter("a", "b"))

    def joining_pairs(self, above: float) -> list[tuple[int, int]]:
        """The ends of every link that the sketches found and whose log-odds are above `above`, ordered."""
        found = select(links.c.a, links.c.b).where(links.c.sketched, links.c.log_odds > above).order_by(links.c.a, links.c.b)
        with self._reading() as connection:
            return [(row.a, row.b) for row in connection.execute(found)]

    def joining_bodies(self, bodies_of: Collection[int], above: float, limit: int) -> set[int]:
        """The bodies with which sketches found links above `above` for one of `bodies_of`; of more than `limit`, any so many."""
        found: set[int] = set()
        with self._reading() as connection:
            for one, other in ((links.c.a, links.c.b), (links.c.b, links.c.a)):
                joined = select(other.label("id")).distinct().where(links.c.sketched, links.c.log_odds > above).limit(limit)
                found.update(row.id for row in select_in(connection, joined, one, bodies_of))
        return found

    def group_lines(self, group: str) -> Iterator[tuple[int, bytes]]:
        """(article id, digest of its lines) for every article of a group, by id."""
        statement = select(articles.c.id, articles.c.lines).where(articles.c.group_name == group)
        for page in self._pages(statement, articles.c.id, _PAGE):
            yield from ((row.id, row.lines) for row in page)

    def signatures(self, span: Span | None = None) -> Iterator[tuple[int, bytes, Span]]:
        """(body id, little-endian uint32 values, span) of each signed body that touches a span, both ends included; None: of all.

        Those that stand anywhere touch `ANYWHERE` alone. They come as they were stored first.
        """
        touching = select(signatures.c.id).order_by(signatures.c.id)
        if span and span.anywhere:
            touching = touching.where(signatures.c.until == FOREVER)
        elif span:
            touching = touching.where(
                signatures.c.until >= span.since, signatures.c.until < FOREVER, signatures.c.since <= span.until
            )
        with self._reading() as connection:
            numbers = connection.execute(touching).scalars().all()
        for first in range(0, len(numbers), _PAGE):
            with self._reading() as connection:
                page = list(select_in(connection, select(signatures), signatures.c.id, numbers[first : first + _PAGE]))
            yield from ((row.body_id, row.signature, Span(row.since, row.until)) for row in page)

    def signatures_of(self, body_ids: Collection[int]) -> dict[int, tuple[bytes, Span]]:
        """The same of some bodies. Those that are not signed are missing from the answer."""
        with self._reading() as connection:
            found = select_in(connection, select(signatures), signatures.c.body_id, body_ids)
            return {row.body_id: (row.signature, Span(row.since, row.until)) for row in found}

    def spans(self, body_ids: Collection[int]) -> dict[int, Span]:
        """When the articles of bodies stand, as far as these are signed."""
        spans = select(signatures.c.body_id, signatures.c.since, signatures.c.until)
        with self._reading() as connection:
            return {row.body_id: Span(row.since, row.until) for row in select_in(connection, spans, signatures.c.body_id, body_ids)}

    def ends(self) -> Span | None:
        """From the earliest to the latest moment at which a signed body stands; None: there is none but such as stand anywhere."""
        bounded = signatures.c.until < FOREVER
        with self._reading() as connection:
            first = connection.execute(select(func.min(signatures.c.since)).where(bounded)).scalar()
            last = connection.execute(select(func.max(signatures.c.until)).where(bounded)).scalar()
        return None if first is None or last is None else Span(first, last)

    def article_spans(self, body_ids: Collection[int]) -> dict[int, dict[int, Span]]:
        """For each body when its articles stand, by article id."""
        found: defaultdict[int, dict[int, Span]] = defaultdict(dict)
        told = select(articles.c.id, articles.c.body_id, articles.c.source, articles.c.published_epoch, articles.c.first_seen)
        with self._reading() as connection:
            for row in select_in(connection, told, articles.c.body_id, body_ids):
                found[row.body_id][row.id] = span_of(row.source, row.published_epoch, row.first_seen)
        return dict(found)

    def vectors(self, body_ids: Collection[int], encoder: str) -> dict[int, bytes]:
        """What the encoder of this id made of the sentences of bodies, as far as it was asked: see `SentenceVectors`."""
        made = select(vectors.c.body_id, vectors.c.vectors).where(vectors.c.encoder == encoder)
        with self._reading() as connection:
            return {row.body_id: row.vectors for row in select_in(connection, made, vectors.c.body_id, body_ids)}

    def article_pages(self, size: int) -> Iterator[list[StoredArticle]]:
        """Every article, by id, in lists of `size`."""
        for page in self._pages(STORED, articles.c.id, size):
            yield [rows.stored_article(row) for row in page]

    def next_article_id(self) -> int:
        """An id that is above that of every article that was ever stored."""
        return self._next(articles.c.id, tombstones.c.article_id)

    def next_cluster_id(self) -> int:
        """An id that is above that of every cluster that ever was."""
        return self._next(clusters.c.id, events.c.cluster_id)

    def _next(self, *columns: Column[int]) -> int:
        with self._reading() as connection:
            return max(connection.execute(select(func.max(column))).scalar() or 0 for column in columns) + 1

    def _pages(self, statement: AnySelect, key: Column[int], size: int) -> Iterator[list[AnyRow]]:
        """All rows by `key`, which must be among the columns: no cursor stays open between two pages, whatever the caller does."""
        ordered = statement.order_by(key).limit(size)
        last = 0
        while True:
            with self._reading() as connection:
                page = list(connection.execute(ordered.where(key > last)).all())
            if page:
                yield page
                last = page[-1].id
            if len(page) < size:
                return


_SHOWN = STORED.where(bodies.c.article_id == articles.c.id)
_SHOWN_BY = select(bodies.c.id.label("shows"), *CONTENDING).join(articles, articles.c.id == bodies.c.article_id)
_ANY_ARTICLE = select(func.min(articles.c.id)).where(articles.c.body_id == bodies.c.id).correlate(bodies).scalar_subquery()
_WORDED = (
    select(bodies.c.id.label("shows"), bodies.c.lang, bodies.c.words, articles.c.text, articles.c.furniture, articles.c.recurring)
    .select_from(bodies)
    .join(articles, articles.c.id == _ANY_ARTICLE)
    .where(bodies.c.emptied.is_(None))
)


def _body(row: AnyRow) -> Body:
    text = compared(row.text, {*row.furniture, *row.recurring})
    return Body(id=row.shows, lang=row.lang, text=text, words=row.words)
