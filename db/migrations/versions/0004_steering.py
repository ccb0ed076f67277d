"""What people decided, what was removed for good, and a short way to the pairs that are undecided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# As in the first migration.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("other_id", Id),
        sa.Column("by", Text, nullable=False),
        sa.Column("at", Text, nullable=False),
        sa.Column("why", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_table(
        "tombstones",
        sa.Column("source", Text, nullable=False),
        sa.Column("origin", Text, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("removed", Text, nullable=False),
        sa.PrimaryKeyConstraint("source", "origin", name="pk_tombstones"),
    )
    op.add_column("articles", sa.Column("emptied", Text))
    undecided = sa.text("log_odds > -1.5 AND log_odds < 1.5")
    op.create_index("ix_links_undecided", "links", ["log_odds", "a", "b"], sqlite_where=undecided, postgresql_where=undecided)
