"""By what lists for people are narrowed, ordered and searched. What is stored already is filled in after the last migration.

See `newsfold.store.migrate`: how texts are prepared for the search is the code's matter, and changes with it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As in the first migration.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Without a copy of the texts: what is shown is read from the articles. Texts come prepared, see `newsfold.store.terms`.
SEARCH = "CREATE VIRTUAL TABLE search USING fts5(title, text, site, author, content = '', tokenize = 'ascii')"


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("cluster_id", Id),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.Column("dated", sa.Boolean, nullable=False),
        sa.Column("relation", Text),
        sa.Column("lang", Text),
        sa.Column("site", Text),
        sa.PrimaryKeyConstraint("article_id", name="pk_cards"),
        _reference("cards", "article_id", "articles", ondelete="CASCADE"),
        _reference("cards", "cluster_id", "clusters"),
    )
    for leading in ("lang", "site"):
        op.create_index(f"ix_cards_{leading}_moment_article_id", "cards", [leading, "moment", "article_id"])
    op.create_index("ix_cards_moment_article_id", "cards", ["moment", "article_id"])
    members = ["cluster_id", "moment", "article_id", "dated", "relation", "site"]
    op.create_index(f"ix_cards_{'_'.join(members)}", "cards", members)
    _names("listings", "source")
    _names("tags", "tag")
    op.create_index("ix_clusters_size", "clusters", ["size"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH)
    else:
        _search()


def _search() -> None:
    """The same on PostgreSQL: one vector of words an article, or several where it is long. See `newsfold.store.fulltext`."""
    op.create_table(
        "search",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("words", postgresql.TSVECTOR, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "part", name="pk_search"),
    )
    # Up to 2 MB are kept to be sorted in together, which takes a third of the time; every search reads them through.
    for name, where in (("ix_search_words", "whole"), ("ix_search_words_of_parts", "NOT whole")):
        op.create_index(
            name,
            "search",
            ["words"],
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 2048},
            postgresql_where=sa.text(where),
        )


def _names(table: str, name: str) -> None:
    op.create_table(
        table,
        sa.Column(name, Text, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.PrimaryKeyConstraint(name, "article_id", name=f"pk_{table}"),
        _reference(table, "article_id", "articles", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_article_id", table, ["article_id"])


def _reference(table: str, column: str, other: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete, deferrable=True, initially="DEFERRED"
    )
