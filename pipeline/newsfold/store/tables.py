"""The tables, as SQLAlchemy Core knows them; `db/migrations` makes them, and a test compares the two.

Every foreign key is checked at commit, so that a batch may be written in the order that is fastest. Columns that are large stand
last, because SQLite reads a row from its front.
"""

from __future__ import annotations

import sqlalchemy as sa

from newsfold.store.dialect import Text

# The newest migration; a test compares it with db/migrations. Kept here so that opening a current database needs no alembic.
REVISION = "0008"

# SQLite makes only a column called exactly INTEGER its row id, and its integers always have 64 bits.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _reference(target: str, *, ondelete: str | None = None, use_alter: bool = False) -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete=ondelete, deferrable=True, initially="DEFERRED", use_alter=use_alter)


WAITING = sa.text("state = 'waiting'")
ASKED = sa.text("paused = ''")
NOT_TAKEN = sa.text("state <> 'taken'")
UNDECIDED = sa.text("log_odds > -1.5 AND log_odds < 1.5")
EMPTIED = sa.text("emptied IS NOT NULL")


def _part(name: str, *columns: str, where: sa.TextClause) -> sa.Index:
    """An index of the rows that fulfil `where` alone. A statement uses it where it repeats the very words of `where`."""
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", Text, primary_key=True),
    sa.Column("value", Text, nullable=False),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("source", Text, nullable=False),
    sa.Column("origin", Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    # use_alter: articles and bodies refer to each other, so PostgreSQL must add one of the two later.
    sa.Column("body_id", Id, _reference("bodies.id", use_alter=True), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("first_seen", Text, nullable=False),
    sa.Column("changed", Text, nullable=False),
    sa.Column("url", Text, index=True),
    sa.Column("title", Text),
    sa.Column("site", Text, index=True),
    sa.Column("author", Text),
    sa.Column("published", Text),
    sa.Column("published_epoch", sa.BigInteger, index=True),
    sa.Column("lang", Text),
    sa.Column("group_name", Text, nullable=False, index=True),
    sa.Column("furniture", sa.JSON, nullable=False),
    sa.Column("recurring", sa.JSON, nullable=False),
    sa.Column("lines", sa.LargeBinary, nullable=False),
    sa.Column("text", Text, nullable=False),
    # When its text was removed to make room (ISO 8601); `text` is empty since then.
    sa.Column("emptied", Text),
    sa.UniqueConstraint("source", "origin"),
    sa.Index(None, "origin", "digest"),
    _part("ix_articles_emptied", "body_id", where=EMPTIED),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("article_id", Id, _reference("articles.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("title", Text),
    sa.Column("published", Text),
    sa.Column("changed", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
)

clusters = sa.Table(
    "clusters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("canonical_id", Id, _reference("articles.id"), nullable=False, index=True),
    sa.Column("canonical_reason", Text, nullable=False),
    sa.Column("merged_into", Id, _reference("clusters.id"), index=True),
    # Both follow from other tables, and make a report fast: how many articles, and when the canonical one was published or seen.
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("newest", sa.BigInteger, nullable=False),
    sa.Column("created", Text, nullable=False),
    sa.Column("changed", Text, nullable=False),
    sa.Index(None, "newest", "id", "size"),
    sa.Index(None, "size"),
)

bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("lang", Text),
    # Where the body stands; empty only inside a transaction, between filing and arranging.
    sa.Column("cluster_id", Id, _reference("clusters.id"), index=True),
    sa.Column("article_id", Id, _reference("articles.id"), index=True),
    sa.Column("relation", Text),
    sa.Column("log_odds", sa.Double),
    # When the texts of its articles were removed (ISO 8601): since then nothing is compared with it, and it stands where it stands.
    sa.Column("emptied", Text),
    _part("ix_bodies_emptied", "cluster_id", where=EMPTIED),
)

# What of bodies is looked up, in the order in which it came: a period of news stands together in the file. Not all bodies are signed.
signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("body_id", Id, _reference("bodies.id", ondelete="CASCADE"), nullable=False, unique=True, index=True),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Index(None, "until", "since"),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("a", Id, _reference("bodies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("b", Id, _reference("bodies.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("log_odds", sa.Double, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("sketched", sa.Boolean, nullable=False),
    sa.CheckConstraint("a < b", name="ordered"),
    _part("ix_links_undecided", "log_odds", "a", "b", where=UNDECIDED),
)

# What encoders made of sentences: (sentences x dimensions) bytes, each a number from -127 to 127.
vectors = sa.Table(
    "vectors",
    metadata,
    sa.Column("body_id", Id, _reference("bodies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("encoder", Text, primary_key=True),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

skips = sa.Table(
    "skips",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("origin", Text, primary_key=True),
    sa.Column("reason", Text, nullable=False),
    sa.Column("detail", Text, nullable=False),
    sa.Column("seen", Text, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # Refers to no other table, for the history of a cluster outlives it.
    sa.Column("cluster_id", Id, nullable=False, index=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("other", Id),
    sa.Column("at", Text, nullable=False),
)

# Times in this table and the next are UTC seconds. Neither refers to another table: entries outlive their source, and articles
# are found by their address.
watched_sources = sa.Table(
    "watched_sources",
    metadata,
    sa.Column("key", Text, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("place", Text, nullable=False),
    sa.Column("next_due", sa.BigInteger, nullable=False),
    sa.Column("interval_s", sa.BigInteger, nullable=False),
    sa.Column("validators_url", Text),
    sa.Column("etag", Text),
    sa.Column("last_modified", Text),
    sa.Column("digest", sa.LargeBinary),
    sa.Column("moved_to", Text),
    sa.Column("moves", sa.Integer, nullable=False),
    sa.Column("errors", sa.Integer, nullable=False),
    sa.Column("fault", Text, nullable=False),
    sa.Column("checked", sa.BigInteger),
    sa.Column("succeeded", sa.BigInteger),
    sa.Column("brought", sa.BigInteger),
    sa.Column("paused", Text, nullable=False),
    sa.Column("checks", sa.BigInteger, nullable=False),
    sa.Column("entries", sa.BigInteger, nullable=False),
    _part("ix_watched_sources_next_due", "next_due", where=ASKED),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("url", Text),
    sa.Column("origin", Text),
    sa.Column("state", Text, nullable=False),
    sa.Column("first_seen", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try", sa.BigInteger, nullable=False),
    sa.Column("fault", Text, nullable=False),
    sa.Column("revisions", sa.Integer, nullable=False),
    sa.Column("fetched", sa.BigInteger),
    sa.Column("feed_title", Text),
    sa.Column("publisher", Text),
    sa.Column("publisher_url", Text),
    sa.Column("title", Text),
    sa.Column("author", Text),
    sa.Column("published", Text),
    sa.Column("lang", Text),
    sa.Column("tags", sa.JSON, nullable=False),
    sa.Index(None, "origin", "first_seen"),
    sa.Index(None, "first_seen"),
    # By far the most entries are taken: what still waits, or was given up, is found without them.
    _part("ix_entries_waiting", "first_seen", "digest", "source", "next_try", where=WAITING),
    _part("ix_entries_next_try", "next_try", where=WAITING),
    _part("ix_entries_not_taken", "source", "state", where=NOT_TAKEN),
)

# Every act of a person, in its order and never changed: an undo is an act too, and its `other_id` is the act that it undoes. Nothing
# here refers to another table, for what was decided outlives the articles that it was about.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("article_id", Id, nullable=False),
    sa.Column("other_id", Id),
    sa.Column("by", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("why", Text, nullable=False),
)

# Articles that were removed for good: they are not taken in again, nor is their content under the same origin in another source.
tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("origin", Text, primary_key=True),
    sa.Column("article_id", Id, nullable=False, index=True),
    sa.Column("removed", Text, nullable=False),
    sa.Column("digest", sa.LargeBinary),
    sa.Index(None, "origin", "digest"),
)

# Whatever lists are narrowed, ordered and counted by, one narrow row an article: no list reads a text. It repeats what articles,
# bodies and clusters say; `newsfold.store.cards` writes it. `moment` is the time of publication (`dated`), else of when it was first
# seen; `relation` is empty for the canonical of a cluster. Beside it stand the words that `search` holds, see `newsfold.store.fulltext`.
cards = sa.Table(
    "cards",
    metadata,
    sa.Column("article_id", Id, _reference("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Empty only inside a transaction, as in bodies.
    sa.Column("cluster_id", Id, _reference("clusters.id")),
    sa.Column("moment", sa.BigInteger, nullable=False),
    sa.Column("dated", sa.Boolean, nullable=False),
    sa.Column("relation", Text),
    sa.Column("lang", Text),
    sa.Column("site", Text),
    sa.Index(None, "cluster_id", "moment", "article_id", "dated", "relation", "site"),  # all that is told of a cluster's members
    sa.Index(None, "lang", "moment", "article_id"),
    sa.Index(None, "site", "moment", "article_id"),
    sa.Index(None, "moment", "article_id"),
)


def _names(table: str, name: str) -> sa.Table:
    """Names that articles have, each any number. Sorted by the names, so that all articles of one stand together."""
    return sa.Table(
        table,
        metadata,
        sa.Column(name, Text, primary_key=True),
        sa.Column("article_id", Id, _reference("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


# The watched sources that listed an article, else the folder it came from; and what its sources call it, see `newsfold.store.cards`.
listings = _names("listings", "source")
tags = _names("tags", "tag")
