"""Signatures apart from bodies, each with the moments between which its body's articles stand: they are looked up by time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOVE = """
INSERT INTO signatures (body_id, since, until, signature)
SELECT
    b.id,
    min(CASE WHEN a.published_epoch IS NOT NULL THEN a.published_epoch WHEN a.source = 'web' THEN {seen} ELSE -4611686018427387904 END),
    max(CASE WHEN a.published_epoch IS NOT NULL THEN a.published_epoch WHEN a.source = 'web' THEN {seen} ELSE 4611686018427387904 END),
    b.signature
FROM bodies AS b
JOIN articles AS a ON a.body_id = b.id
WHERE b.signature IS NOT NULL
GROUP BY b.id
ORDER BY min(a.id)
"""


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    body = sa.ForeignKey("bodies.id", name="fk_signatures_body_id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    op.create_table(
        "signatures",
        sa.Column("id", number, nullable=False),
        sa.Column("body_id", number, body, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
    )
    op.create_index("ix_signatures_body_id", "signatures", ["body_id"], unique=True)
    op.create_index("ix_signatures_until_since", "signatures", ["until", "since"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    seen = (
        "CAST(strftime('%s', a.first_seen) AS INTEGER)"
        if sqlite
        else "CAST(floor(extract(epoch FROM a.first_seen::timestamptz)) AS bigint)"
    )
    op.execute(MOVE.format(seen=seen))
    op.drop_column("bodies", "signature")
