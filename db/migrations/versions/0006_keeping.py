"""What removed articles and texts leave behind, and views for people who ask the database with tools of their own."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As in the first migration.
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Times in braces are UTC seconds, shown as ISO 8601.
CLUSTERS = """
CREATE VIEW newsfold_clusters AS
SELECT
    c.id AS cluster,
    a.title AS title,
    a.url AS url,
    a.site AS site,
    {c.newest} AS time,
    c.size AS articles,
    (SELECT count(*) FROM bodies AS b WHERE b.cluster_id = c.id) AS texts,
    a.lang AS language,
    a.author AS author,
    a.published AS published,
    c.canonical_id AS canonical,
    c.canonical_reason AS reason,
    c.created AS created,
    c.changed AS changed
FROM clusters AS c
JOIN articles AS a ON a.id = c.canonical_id
WHERE c.merged_into IS NULL
"""

ARTICLES = """
CREATE VIEW newsfold_articles AS
SELECT
    a.id AS article,
    b.cluster_id AS cluster,
    CASE WHEN a.id = c.canonical_id THEN 'canonical' WHEN a.id = b.article_id THEN b.relation ELSE 'copy' END AS relation,
    a.title AS title,
    a.url AS url,
    a.site AS site,
    a.author AS author,
    a.published AS published,
    {a.published_epoch} AS published_utc,
    a.first_seen AS first_seen,
    a.changed AS changed,
    a.revision AS revision,
    a.lang AS language,
    b.words AS words,
    a.source AS source,
    a.origin AS origin,
    a.emptied AS text_removed,
    a.text AS text
FROM articles AS a
JOIN bodies AS b ON b.id = a.body_id
JOIN clusters AS c ON c.id = b.cluster_id
"""

VARIANTS = """
CREATE VIEW newsfold_variants AS
SELECT
    b.cluster_id AS cluster,
    v.id AS article,
    CASE WHEN v.id = b.article_id THEN b.relation ELSE 'copy' END AS relation,
    v.title AS title,
    v.url AS url,
    v.site AS site,
    {v.published_epoch} AS published_utc,
    (v.published_epoch - a.published_epoch) / 3600.0 AS hours_later,
    b.log_odds AS log_odds,
    a.id AS canonical,
    a.title AS canonical_title,
    a.url AS canonical_url,
    a.site AS canonical_site
FROM articles AS v
JOIN bodies AS b ON b.id = v.body_id
JOIN clusters AS c ON c.id = b.cluster_id
JOIN articles AS a ON a.id = c.canonical_id
WHERE v.id <> c.canonical_id
"""

PAIRS = """
CREATE VIEW newsfold_pairs AS
SELECT
    one.article_id AS article,
    other.article_id AS other,
    l.log_odds AS log_odds,
    CASE WHEN one.cluster_id = other.cluster_id THEN 1 ELSE 0 END AS together,
    one.cluster_id AS cluster,
    other.cluster_id AS other_cluster
FROM links AS l
JOIN bodies AS one ON one.id = l.a
JOIN bodies AS other ON other.id = l.b
"""

HISTORY = """
CREATE VIEW newsfold_history AS
SELECT
    id AS event,
    at AS time,
    cluster_id AS cluster,
    kind AS what,
    other AS other
FROM events
"""

SOURCES = """
CREATE VIEW newsfold_sources AS
SELECT
    key AS source,
    kind AS kind,
    place AS place,
    {checked} AS asked,
    {succeeded} AS succeeded,
    {brought} AS brought,
    {next_due} AS due,
    interval_s AS interval_s,
    errors AS errors,
    fault AS fault,
    paused AS paused,
    entries AS entries
FROM watched_sources
"""

VIEWS = (CLUSTERS, ARTICLES, VARIANTS, PAIRS, HISTORY, SOURCES)


def upgrade() -> None:
    op.add_column("tombstones", sa.Column("digest", sa.LargeBinary))
    op.create_index("ix_tombstones_article_id", "tombstones", ["article_id"])
    op.create_index("ix_tombstones_origin_digest", "tombstones", ["origin", "digest"])
    op.add_column("bodies", sa.Column("emptied", Text))
    _index_emptied("bodies", "cluster_id")
    _index_emptied("articles", "body_id")
    # The history of a cluster outlives it.
    with op.batch_alter_table("events") as batch:
        batch.drop_constraint("fk_events_cluster_id", type_="foreignkey")
    for view in VIEWS:
        op.execute(re.sub(r"\{(.*?)\}", lambda epoch: _iso(epoch[1]), view.strip()))


def _index_emptied(table: str, column: str) -> None:
    where = sa.text("emptied IS NOT NULL")
    op.create_index(f"ix_{table}_emptied", table, [column], sqlite_where=where, postgresql_where=where)


def _iso(epoch: str) -> str:
    """UTC seconds as ISO 8601."""
    if op.get_bind().dialect.name == "sqlite":
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {epoch}, 'unixepoch')"
    return f"""to_char(to_timestamp({epoch}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
