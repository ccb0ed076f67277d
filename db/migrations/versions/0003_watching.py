"""What is known of watched sources, and of what they listed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As in the first migration.
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "watched_sources",
        sa.Column("key", Text, nullable=False),
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
        sa.PrimaryKeyConstraint("key", name="pk_watched_sources"),
    )
    op.create_table(
        "entries",
        sa.Column("source", Text, nullable=False),
        sa.Column("id", Text, nullable=False),
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
        sa.PrimaryKeyConstraint("source", "id", name="pk_entries"),
    )
    op.create_index("ix_entries_origin_first_seen", "entries", ["origin", "first_seen"])
    op.create_index("ix_entries_first_seen", "entries", ["first_seen"])
    _index_part("ix_watched_sources_next_due", "watched_sources", ["next_due"], "paused = ''")
    _index_part("ix_entries_waiting", "entries", ["first_seen", "digest", "source", "next_try"], "state = 'waiting'")
    _index_part("ix_entries_next_try", "entries", ["next_try"], "state = 'waiting'")
    _index_part("ix_entries_not_taken", "entries", ["source", "state"], "state <> 'taken'")


def _index_part(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
