"""The first schema.

The tables are written out again rather than imported: what this migration makes must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite makes only a column called exactly INTEGER its row id, and its integers always have 64 bits.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# PostgreSQL would sort by the rules of a language; SQLite sorts by the characters' numbers.
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

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


sa.Table(
    "meta",
    metadata,
    sa.Column("key", Text, primary_key=True),
    sa.Column("value", Text, nullable=False),
)

sa.Table(
    "articles",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("source", Text, nullable=False),
    sa.Column("origin", Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
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
    sa.UniqueConstraint("source", "origin"),
    sa.Index(None, "origin", "digest"),
)

sa.Table(
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

sa.Table(
    "clusters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("canonical_id", Id, _reference("articles.id"), nullable=False, index=True),
    sa.Column("canonical_reason", Text, nullable=False),
    sa.Column("merged_into", Id, _reference("clusters.id"), index=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("newest", sa.BigInteger, nullable=False),
    sa.Column("created", Text, nullable=False),
    sa.Column("changed", Text, nullable=False),
    sa.Index(None, "newest", "id", "size"),
)

sa.Table(
    "bodies",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("lang", Text),
    sa.Column("cluster_id", Id, _reference("clusters.id"), index=True),
    sa.Column("article_id", Id, _reference("articles.id"), index=True),
    sa.Column("relation", Text),
    sa.Column("log_odds", sa.Double),
    sa.Column("signature", sa.LargeBinary),
)

sa.Table(
    "links",
    metadata,
    sa.Column("a", Id, _reference("bodies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("b", Id, _reference("bodies.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("log_odds", sa.Double, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("sketched", sa.Boolean, nullable=False),
    sa.CheckConstraint("a < b", name="ordered"),
)

sa.Table(
    "skips",
    metadata,
    sa.Column("source", Text, primary_key=True),
    sa.Column("origin", Text, primary_key=True),
    sa.Column("reason", Text, nullable=False),
    sa.Column("detail", Text, nullable=False),
    sa.Column("seen", Text, nullable=False),
)

sa.Table(
    "events",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("cluster_id", Id, _reference("clusters.id"), nullable=False, index=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("other", Id),
    sa.Column("at", Text, nullable=False),
)


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)
