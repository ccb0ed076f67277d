"""What the writers of one database tell each other, so that several may write: see `newsfold.store.turns`."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As in the first migration.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("writer", Text, nullable=False),
        sa.Column("at", Text, nullable=False),
        sa.Column("told", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
    )
