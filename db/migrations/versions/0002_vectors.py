"""Sentence vectors, for the second opinion by meaning."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As in the first migration.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "vectors",
        sa.Column("body_id", Id, nullable=False),
        sa.Column("encoder", Text, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("body_id", "encoder", name="pk_vectors"),
        sa.ForeignKeyConstraint(
            ["body_id"],
            ["bodies.id"],
            name="fk_vectors_body_id",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
