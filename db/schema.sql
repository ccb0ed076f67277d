CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE articles (
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    digest BLOB NOT NULL,
    body_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    changed TEXT NOT NULL,
    url TEXT,
    title TEXT,
    site TEXT,
    author TEXT,
    published TEXT,
    published_epoch BIGINT,
    lang TEXT,
    group_name TEXT NOT NULL,
    furniture JSON NOT NULL,
    recurring JSON NOT NULL,
    lines BLOB NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_articles PRIMARY KEY (id),
    CONSTRAINT uq_articles_source_origin UNIQUE (source, origin),
    CONSTRAINT fk_articles_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_articles_body_id ON articles (body_id);

CREATE INDEX ix_articles_group_name ON articles (group_name);

CREATE INDEX ix_articles_origin_digest ON articles (origin, digest);

CREATE INDEX ix_articles_published_epoch ON articles (published_epoch);

CREATE INDEX ix_articles_site ON articles (site);

CREATE INDEX ix_articles_url ON articles (url);

CREATE TABLE bodies (
    id INTEGER NOT NULL,
    words INTEGER NOT NULL,
    lang TEXT,
    cluster_id INTEGER,
    article_id INTEGER,
    relation TEXT,
    log_odds DOUBLE,
    signature BLOB,
    CONSTRAINT pk_bodies PRIMARY KEY (id),
    CONSTRAINT fk_bodies_cluster_id FOREIGN KEY(cluster_id) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_bodies_article_id FOREIGN KEY(article_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_bodies_article_id ON bodies (article_id);

CREATE INDEX ix_bodies_cluster_id ON bodies (cluster_id);

CREATE TABLE clusters (
    id INTEGER NOT NULL,
    canonical_id INTEGER NOT NULL,
    canonical_reason TEXT NOT NULL,
    merged_into INTEGER,
    size INTEGER NOT NULL,
    newest BIGINT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    CONSTRAINT pk_clusters PRIMARY KEY (id),
    CONSTRAINT fk_clusters_canonical_id FOREIGN KEY(canonical_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clusters_merged_into FOREIGN KEY(merged_into) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_clusters_canonical_id ON clusters (canonical_id);

CREATE INDEX ix_clusters_merged_into ON clusters (merged_into);

CREATE INDEX ix_clusters_newest_id_size ON clusters (newest, id, size);

CREATE TABLE entries (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    digest BLOB NOT NULL,
    url TEXT,
    origin TEXT,
    state TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    next_try BIGINT NOT NULL,
    fault TEXT NOT NULL,
    revisions INTEGER NOT NULL,
    fetched BIGINT,
    feed_title TEXT,
    publisher TEXT,
    publisher_url TEXT,
    title TEXT,
    author TEXT,
    published TEXT,
    lang TEXT,
    tags JSON NOT NULL,
    CONSTRAINT pk_entries PRIMARY KEY (source, id)
);

CREATE INDEX ix_entries_first_seen ON entries (first_seen);

CREATE INDEX ix_entries_next_try ON entries (next_try) WHERE state = 'waiting';

CREATE INDEX ix_entries_not_taken ON entries (source, state) WHERE state <> 'taken';

CREATE INDEX ix_entries_origin_first_seen ON entries (origin, first_seen);

CREATE INDEX ix_entries_waiting ON entries (first_seen, digest, source, next_try) WHERE state = 'waiting';

CREATE TABLE events (
    id INTEGER NOT NULL,
    cluster_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    other INTEGER,
    at TEXT NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT fk_events_cluster_id FOREIGN KEY(cluster_id) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_events_cluster_id ON events (cluster_id);

CREATE TABLE links (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    log_odds DOUBLE NOT NULL,
    evidence JSON NOT NULL,
    sketched BOOLEAN NOT NULL,
    CONSTRAINT pk_links PRIMARY KEY (a, b),
    CONSTRAINT ck_links_ordered CHECK (a < b),
    CONSTRAINT fk_links_a FOREIGN KEY(a) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_links_b FOREIGN KEY(b) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_links_b ON links (b);

CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY ("key")
);

CREATE TABLE revisions (
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    title TEXT,
    published TEXT,
    changed TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_revisions PRIMARY KEY (article_id, revision),
    CONSTRAINT fk_revisions_article_id FOREIGN KEY(article_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE skips (
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    seen TEXT NOT NULL,
    CONSTRAINT pk_skips PRIMARY KEY (source, origin)
);

CREATE TABLE vectors (
    body_id INTEGER NOT NULL,
    encoder TEXT NOT NULL,
    vectors BLOB NOT NULL,
    CONSTRAINT pk_vectors PRIMARY KEY (body_id, encoder),
    CONSTRAINT fk_vectors_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE watched_sources (
    "key" TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    next_due BIGINT NOT NULL,
    interval_s BIGINT NOT NULL,
    validators_url TEXT,
    etag TEXT,
    last_modified TEXT,
    digest BLOB,
    moved_to TEXT,
    moves INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    fault TEXT NOT NULL,
    checked BIGINT,
    succeeded BIGINT,
    brought BIGINT,
    paused TEXT NOT NULL,
    checks BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    CONSTRAINT pk_watched_sources PRIMARY KEY ("key")
);

CREATE INDEX ix_watched_sources_next_due ON watched_sources (next_due) WHERE paused = '';
