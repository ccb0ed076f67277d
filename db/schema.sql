-- The revision of this schema: the newest of db/migrations that was applied.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,  -- its number
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- An article in its newest revision.
CREATE TABLE articles (
    id INTEGER NOT NULL,  -- never given twice, also when an article is removed
    source TEXT NOT NULL,  -- what it was read from: a folder's absolute path, `-` for standard input, `web` for the network
    origin TEXT NOT NULL,  -- its name in its source; both together are its key
    digest BLOB NOT NULL,  -- 16 bytes of BLAKE2b over the input as it was found: tells whether it has changed since
    body_id INTEGER NOT NULL,  -- the words that are compared of it; exact copies share one body
    revision INTEGER NOT NULL,  -- the number of this revision, from 1
    first_seen TEXT NOT NULL,  -- when its first revision was stored; ISO 8601, UTC
    changed TEXT NOT NULL,  -- when this revision was stored; ISO 8601, UTC
    url TEXT,  -- its address
    title TEXT,  -- its title
    site TEXT,  -- a host name without www., or the name that a document gives
    author TEXT,  -- its author
    published TEXT,  -- when it was published, as precise as its source was; ISO 8601
    published_epoch BIGINT,  -- the same in UTC seconds, for ordering; a bare day counts as its last second
    lang TEXT,  -- ISO 639-1
    group_name TEXT NOT NULL,  -- whose articles it is compared with to find lines that recur: its site, or empty
    furniture JSON NOT NULL,  -- the indexes of the lines that are the site's, not the article's: left out of what is compared
    recurring JSON NOT NULL,  -- the indexes of further lines left out, because they recur across the articles of its group
    lines BLOB NOT NULL,  -- a digest of each line, to find those that recur
    text TEXT NOT NULL,  -- the whole cleaned text, a paragraph a line; empty once it was removed
    emptied TEXT,  -- when its text was removed to make room; ISO 8601, UTC
    CONSTRAINT pk_articles PRIMARY KEY (id),
    CONSTRAINT uq_articles_source_origin UNIQUE (source, origin),
    CONSTRAINT fk_articles_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_articles_body_id ON articles (body_id);

CREATE INDEX ix_articles_emptied ON articles (body_id) WHERE emptied IS NOT NULL;

CREATE INDEX ix_articles_group_name ON articles (group_name);

CREATE INDEX ix_articles_origin_digest ON articles (origin, digest);

CREATE INDEX ix_articles_published_epoch ON articles (published_epoch);

CREATE INDEX ix_articles_site ON articles (site);

CREATE INDEX ix_articles_url ON articles (url);

-- The words of one or more articles that are compared, without furniture and typography, and where they stand.
CREATE TABLE bodies (
    id INTEGER NOT NULL,  -- made from language and words, so equal words have equal ids in every database
    words INTEGER NOT NULL,  -- how many words
    lang TEXT,  -- ISO 639-1
    cluster_id INTEGER,  -- the cluster in which it stands
    article_id INTEGER,  -- the article that shows it: the best of its exact copies
    relation TEXT,  -- what it is to the canonical of its cluster; of the canonical's own body: copy
    log_odds DOUBLE,  -- those of the pair with the canonical; empty: it is the canonical's own body
    emptied TEXT,  -- when the texts of its articles were removed: since then nothing is compared with it; ISO 8601, UTC
    CONSTRAINT pk_bodies PRIMARY KEY (id),
    CONSTRAINT fk_bodies_cluster_id FOREIGN KEY(cluster_id) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_bodies_article_id FOREIGN KEY(article_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_bodies_article_id ON bodies (article_id);

CREATE INDEX ix_bodies_cluster_id ON bodies (cluster_id);

CREATE INDEX ix_bodies_emptied ON bodies (cluster_id) WHERE emptied IS NOT NULL;

-- What lists are narrowed and ordered by: one narrow row an article. Repeats articles, bodies and clusters.
CREATE TABLE cards (
    article_id INTEGER NOT NULL,  -- the article
    cluster_id INTEGER,  -- the cluster in which it stands
    moment BIGINT NOT NULL,  -- when it was published, else first seen; UTC seconds
    dated BOOLEAN NOT NULL,  -- 1: moment is a time of publication
    relation TEXT,  -- what it is to the canonical; empty: it is the canonical
    lang TEXT,  -- as in articles
    site TEXT,  -- as in articles
    CONSTRAINT pk_cards PRIMARY KEY (article_id),
    CONSTRAINT fk_cards_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_cards_cluster_id FOREIGN KEY(cluster_id) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_cards_cluster_id_moment_article_id_dated_relation_site ON cards (cluster_id, moment, article_id, dated, relation, site);

CREATE INDEX ix_cards_lang_moment_article_id ON cards (lang, moment, article_id);

CREATE INDEX ix_cards_moment_article_id ON cards (moment, article_id);

CREATE INDEX ix_cards_site_moment_article_id ON cards (site, moment, article_id);

-- A cluster, or (merged_into) where one went.
CREATE TABLE clusters (
    id INTEGER NOT NULL,  -- never given twice
    canonical_id INTEGER NOT NULL,  -- the article that speaks for it
    canonical_reason TEXT NOT NULL,  -- the rule that chose it, in one line
    merged_into INTEGER,  -- the cluster to which this id leads now; empty: it stands
    size INTEGER NOT NULL,  -- how many articles it holds, exact copies too; 0 once it was merged
    newest BIGINT NOT NULL,  -- when its canonical was published, else first seen; UTC seconds
    created TEXT NOT NULL,  -- when it was made; ISO 8601, UTC
    changed TEXT NOT NULL,  -- when anything of it changed last; never the same for two batches; ISO 8601, UTC
    CONSTRAINT pk_clusters PRIMARY KEY (id),
    CONSTRAINT fk_clusters_canonical_id FOREIGN KEY(canonical_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_clusters_merged_into FOREIGN KEY(merged_into) REFERENCES clusters (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_clusters_canonical_id ON clusters (canonical_id);

CREATE INDEX ix_clusters_merged_into ON clusters (merged_into);

CREATE INDEX ix_clusters_newest_id_size ON clusters (newest, id, size);

CREATE INDEX ix_clusters_size ON clusters (size);

-- What a person decided, in its order and never changed. It outlives the articles that it is about.
CREATE TABLE decisions (
    id INTEGER NOT NULL,  -- its number; later decisions have higher ones
    kind TEXT NOT NULL,  -- same, different, canonical, or undo (of the decision `other_id`)
    article_id INTEGER NOT NULL,  -- the article that it is about
    other_id INTEGER,  -- the other article; of an undo, the decision that it undoes
    "by" TEXT NOT NULL,  -- who decided
    at TEXT NOT NULL,  -- when; ISO 8601, UTC
    why TEXT NOT NULL,  -- the reason, as the person gave it
    CONSTRAINT pk_decisions PRIMARY KEY (id)
);

-- What a watched source listed: one row a source and entry, also when several lead to one article. Times are UTC seconds.
CREATE TABLE entries (
    source TEXT NOT NULL,  -- the key of the source
    id TEXT NOT NULL,  -- its identity in that source
    digest BLOB NOT NULL,  -- that of what the source says of it
    url TEXT,  -- its address as listed
    origin TEXT,  -- the canonical address: with the source `web` the key of its article
    state TEXT NOT NULL,  -- waiting, taken or refused
    first_seen BIGINT NOT NULL,  -- when the source listed it first
    tries INTEGER NOT NULL,  -- failures since its page was last read
    next_try BIGINT NOT NULL,  -- when it may be asked for (again)
    fault TEXT NOT NULL,  -- why it was refused, or why the last try failed
    revisions INTEGER NOT NULL,  -- how often it changed
    fetched BIGINT,  -- when its page, or what the source gave of it, was last understood
    feed_title TEXT,  -- what the source calls itself
    publisher TEXT,  -- who published it, where the source only collects
    publisher_url TEXT,  -- the publisher's address
    title TEXT,  -- the title that the source gives
    author TEXT,  -- the author that the source gives
    published TEXT,  -- the time in the source's own words
    lang TEXT,  -- the language that the source gives
    tags JSON NOT NULL,  -- a JSON list
    CONSTRAINT pk_entries PRIMARY KEY (source, id)
);

CREATE INDEX ix_entries_first_seen ON entries (first_seen);

CREATE INDEX ix_entries_next_try ON entries (next_try) WHERE state = 'waiting';

CREATE INDEX ix_entries_not_taken ON entries (source, state) WHERE state <> 'taken';

CREATE INDEX ix_entries_origin_first_seen ON entries (origin, first_seen);

CREATE INDEX ix_entries_waiting ON entries (first_seen, digest, source, next_try) WHERE state = 'waiting';

-- One thing that happened to a cluster. It outlives the cluster.
CREATE TABLE "events" (
    id INTEGER NOT NULL,  -- grows with time
    cluster_id INTEGER NOT NULL,  -- to which cluster
    kind TEXT NOT NULL,  -- created, merged, split, canonical, quarantined or removed
    other INTEGER,  -- the cluster into which it was merged or from which it was split off, or the article that is the canonical
    at TEXT NOT NULL,  -- when; ISO 8601, UTC
    CONSTRAINT pk_events PRIMARY KEY (id)
);

CREATE INDEX ix_events_cluster_id ON events (cluster_id);

-- A pair of bodies that was compared on the texts, the smaller id first.
CREATE TABLE links (
    a INTEGER NOT NULL,  -- the body with the smaller id
    b INTEGER NOT NULL,  -- the other body
    log_odds DOUBLE NOT NULL,  -- the natural logarithm of the odds that both are one report
    evidence JSON NOT NULL,  -- the value of each term of the model, a JSON list in the order of the scheme; empty: of an older scheme
    sketched BOOLEAN NOT NULL,  -- 1: their sketches brought them together; 0: they were compared to complete a component
    CONSTRAINT pk_links PRIMARY KEY (a, b),
    CONSTRAINT ck_links_ordered CHECK (a < b),
    CONSTRAINT fk_links_a FOREIGN KEY(a) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_links_b FOREIGN KEY(b) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_links_b ON links (b);

CREATE INDEX ix_links_undecided ON links (log_odds, a, b) WHERE log_odds > -1.5 AND log_odds < 1.5;

-- Which watched sources listed an article, or the folder that it came from.
CREATE TABLE listings (
    source TEXT NOT NULL,  -- the key of a source, or a folder
    article_id INTEGER NOT NULL,  -- the article
    CONSTRAINT pk_listings PRIMARY KEY (source, article_id),
    CONSTRAINT fk_listings_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

CREATE INDEX ix_listings_article_id ON listings (article_id);

-- What holds for the whole database: the scheme of everything derived, the threshold, and how far this and that was done.
CREATE TABLE meta (
    "key" TEXT NOT NULL,  -- what is noted
    value TEXT NOT NULL,  -- as text
    CONSTRAINT pk_meta PRIMARY KEY ("key")
);

-- One row an article, in its newest revision.
CREATE VIEW newsfold_articles AS
SELECT
    a.id AS article,  -- its id, as in `newsfold explain A B`
    b.cluster_id AS cluster,  -- the cluster in which it stands
    CASE WHEN a.id = c.canonical_id THEN 'canonical' WHEN a.id = b.article_id THEN b.relation ELSE 'copy' END AS relation,  -- what it is to the canonical of its cluster; `canonical`: it is the canonical
    a.title AS title,  -- its title
    a.url AS url,  -- its address
    a.site AS site,  -- its site, a host name without www.
    a.author AS author,  -- its author, as the page names one
    a.published AS published,  -- when it was published as the source told it, with its zone; a bare day where that is all
    strftime('%Y-%m-%dT%H:%M:%SZ', a.published_epoch, 'unixepoch') AS published_utc,  -- the same in UTC, ISO 8601; a bare day counts as its last second
    a.first_seen AS first_seen,  -- when newsfold stored it first; ISO 8601, UTC
    a.changed AS changed,  -- when newsfold stored its newest revision; ISO 8601, UTC
    a.revision AS revision,  -- the number of its newest revision, from 1
    a.lang AS language,  -- ISO 639-1
    b.words AS words,  -- how many words are compared
    a.source AS source,  -- what it was read from: a folder, an archive, `-` for standard input, `web` for the network
    a.origin AS origin,  -- its name in its source: a path, FILE.jsonl#ID, an address
    a.emptied AS text_removed,  -- when its text was removed to make room; empty: the text is there
    a.text AS text  -- its whole text, a paragraph a line
FROM articles AS a
JOIN bodies AS b ON b.id = a.body_id
JOIN clusters AS c ON c.id = b.cluster_id;

-- One row a cluster, told by its canonical article.
CREATE VIEW newsfold_clusters AS
SELECT
    c.id AS cluster,  -- its id, as in `newsfold report CLUSTER`
    a.title AS title,  -- the canonical's title
    a.url AS url,  -- the canonical's address
    a.site AS site,  -- the canonical's site
    strftime('%Y-%m-%dT%H:%M:%SZ', c.newest, 'unixepoch') AS time,  -- when the canonical was published, else first seen; ISO 8601, UTC
    c.size AS articles,  -- how many articles it holds, exact copies too
    (SELECT count(*) FROM bodies AS b WHERE b.cluster_id = c.id) AS texts,  -- how many different texts
    a.lang AS language,  -- the canonical's language, ISO 639-1
    a.author AS author,  -- the canonical's author
    a.published AS published,  -- the canonical's time of publication as the source told it, with its zone
    c.canonical_id AS canonical,  -- the id of the canonical article
    c.canonical_reason AS reason,  -- why that one is the canonical
    c.created AS created,  -- when the cluster was made; ISO 8601, UTC
    c.changed AS changed  -- when anything of it changed last; ISO 8601, UTC
FROM clusters AS c
JOIN articles AS a ON a.id = c.canonical_id
WHERE c.merged_into IS NULL;

-- One row for everything that happened to a cluster, also to those that were merged or removed since.
CREATE VIEW newsfold_history AS
SELECT
    id AS event,  -- its number; what happened later has a higher one
    at AS time,  -- when; ISO 8601, UTC
    cluster_id AS cluster,  -- to which cluster
    kind AS what,  -- created, merged (into the cluster `other`), split (off from the cluster `other`), canonical (article `other` speaks for it since), quarantined or removed
    other AS other  -- a cluster or an article, as `what` says
FROM events;

-- One row for every pair of texts that was compared and kept, each shown by one of its articles.
CREATE VIEW newsfold_pairs AS
SELECT
    one.article_id AS article,  -- the id of an article with the first text
    other.article_id AS other,  -- the id of an article with the second text
    l.log_odds AS log_odds,  -- the natural logarithm of the odds that both are one report; near 0: undecided
    CASE WHEN one.cluster_id = other.cluster_id THEN 1 ELSE 0 END AS together,  -- 1: both stand in one cluster
    one.cluster_id AS cluster,  -- the cluster of the first
    other.cluster_id AS other_cluster  -- the cluster of the second
FROM links AS l
JOIN bodies AS one ON one.id = l.a
JOIN bodies AS other ON other.id = l.b;

-- One row a watched source, and how it does.
CREATE VIEW newsfold_sources AS
SELECT
    key AS source,  -- its key in the watch list
    kind AS kind,  -- feed, sitemap, page, folder or warc
    place AS place,  -- its address or folder
    strftime('%Y-%m-%dT%H:%M:%SZ', checked, 'unixepoch') AS asked,  -- when it was asked last; ISO 8601, UTC
    strftime('%Y-%m-%dT%H:%M:%SZ', succeeded, 'unixepoch') AS succeeded,  -- when it was read last; ISO 8601, UTC
    strftime('%Y-%m-%dT%H:%M:%SZ', brought, 'unixepoch') AS brought,  -- when it last brought something new; ISO 8601, UTC
    strftime('%Y-%m-%dT%H:%M:%SZ', next_due, 'unixepoch') AS due,  -- when it is asked next; ISO 8601, UTC
    interval_s AS interval_s,  -- seconds between two readings, as adapted so far
    errors AS errors,  -- how many times in a row it failed
    fault AS fault,  -- what the last failure was
    paused AS paused,  -- why it is asked no more; empty: it is asked
    entries AS entries  -- how many entries it ever listed
FROM watched_sources;

-- One row for every article that is not the canonical of its cluster, beside that canonical.
CREATE VIEW newsfold_variants AS
SELECT
    b.cluster_id AS cluster,  -- the cluster in which both stand
    v.id AS article,  -- the id of the variant
    CASE WHEN v.id = b.article_id THEN b.relation ELSE 'copy' END AS relation,  -- what it is to the canonical: copy, light edit, rewrite, excerpt or expanded
    v.title AS title,  -- the variant's title
    v.url AS url,  -- the variant's address
    v.site AS site,  -- the variant's site
    strftime('%Y-%m-%dT%H:%M:%SZ', v.published_epoch, 'unixepoch') AS published_utc,  -- when the variant was published; ISO 8601, UTC
    (v.published_epoch - a.published_epoch) / 3600.0 AS hours_later,  -- how many hours after the canonical it was published
    b.log_odds AS log_odds,  -- the natural logarithm of the odds that both are one report; of an exact copy those of the text that it copies; empty for copies of the canonical
    a.id AS canonical,  -- the id of the canonical
    a.title AS canonical_title,  -- the canonical's title
    a.url AS canonical_url,  -- the canonical's address
    a.site AS canonical_site  -- the canonical's site
FROM articles AS v
JOIN bodies AS b ON b.id = v.body_id
JOIN clusters AS c ON c.id = b.cluster_id
JOIN articles AS a ON a.id = c.canonical_id
WHERE v.id <> c.canonical_id;

-- An older revision of an article; the newest is in articles.
CREATE TABLE revisions (
    article_id INTEGER NOT NULL,  -- the article
    revision INTEGER NOT NULL,  -- its number, from 1
    digest BLOB NOT NULL,  -- as in articles
    title TEXT,  -- the title that it had
    published TEXT,  -- the time of publication that it told; ISO 8601
    changed TEXT NOT NULL,  -- when it was stored; ISO 8601, UTC
    text TEXT NOT NULL,  -- its whole text; empty once it was removed
    CONSTRAINT pk_revisions PRIMARY KEY (article_id, revision),
    CONSTRAINT fk_revisions_article_id FOREIGN KEY(article_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED
);

-- The words of articles, for `newsfold serve` (FTS5 without a copy of the texts; rowid is the article's id). Words are stored
-- prepared, so ask for them in lower case and without accents.
-- title: words of the title
-- text: words of the text
-- site: words of the site
-- author: words of the author
CREATE VIRTUAL TABLE search USING fts5(title, text, site, author, content = '', tokenize = 'ascii');

-- What of bodies is looked up to find candidates. Bodies of too few features, and those whose texts were removed, have none.
CREATE TABLE signatures (
    id INTEGER NOT NULL,  -- in the order in which they came
    body_id INTEGER NOT NULL,  -- the body
    since BIGINT NOT NULL,  -- when the first of its articles was published, else first seen; UTC seconds
    until BIGINT NOT NULL,  -- the same of the last of them; UTC seconds
    signature BLOB NOT NULL,  -- its sketch: the keys of its bands and the features that were sketched
    CONSTRAINT pk_signatures PRIMARY KEY (id),
    CONSTRAINT fk_signatures_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX ix_signatures_body_id ON signatures (body_id);

CREATE INDEX ix_signatures_until_since ON signatures (until, since);

-- An input that could not be used, and why.
CREATE TABLE skips (
    source TEXT NOT NULL,  -- what it was read from
    origin TEXT NOT NULL,  -- its name there
    reason TEXT NOT NULL,  -- why
    detail TEXT NOT NULL,  -- more of it, in one line
    seen TEXT NOT NULL,  -- when; ISO 8601, UTC
    CONSTRAINT pk_skips PRIMARY KEY (source, origin)
);

-- What its sources tag an article with.
CREATE TABLE tags (
    tag TEXT NOT NULL,  -- in lower case, at most 100 characters
    article_id INTEGER NOT NULL,  -- the article
    CONSTRAINT pk_tags PRIMARY KEY (tag, article_id),
    CONSTRAINT fk_tags_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

CREATE INDEX ix_tags_article_id ON tags (article_id);

-- An article that was removed because it was old: it is not taken in again, nor is its content under the same origin elsewhere.
CREATE TABLE tombstones (
    source TEXT NOT NULL,  -- what it was read from
    origin TEXT NOT NULL,  -- its name there
    article_id INTEGER NOT NULL,  -- the id that it had
    removed TEXT NOT NULL,  -- when; ISO 8601, UTC
    digest BLOB,  -- as in articles
    CONSTRAINT pk_tombstones PRIMARY KEY (source, origin)
);

CREATE INDEX ix_tombstones_article_id ON tombstones (article_id);

CREATE INDEX ix_tombstones_origin_digest ON tombstones (origin, digest);

-- What the last batches changed, for other writers of the same database. Empty on SQLite, where there is one writer.
CREATE TABLE turns (
    id INTEGER NOT NULL,  -- in their order, without gaps
    writer TEXT NOT NULL,  -- who wrote it: an id that whoever opens the database to write makes for itself
    at TEXT NOT NULL,  -- when, by the server's clock; ISO 8601, UTC
    told JSON,  -- bodies that came or stand at other times, bodies that are gone, articles that changed with their groups before and now; empty: too much to tell
    CONSTRAINT pk_turns PRIMARY KEY (id)
);

-- What a sentence encoder made of a body, where one was asked.
CREATE TABLE vectors (
    body_id INTEGER NOT NULL,  -- the body
    encoder TEXT NOT NULL,  -- the encoder's id
    vectors BLOB NOT NULL,  -- sentences x dimensions bytes, each a number from -127 to 127
    CONSTRAINT pk_vectors PRIMARY KEY (body_id, encoder),
    CONSTRAINT fk_vectors_body_id FOREIGN KEY(body_id) REFERENCES bodies (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- What is known of a source of the watch list. All times are UTC seconds.
CREATE TABLE watched_sources (
    "key" TEXT NOT NULL,  -- its key in the watch list
    kind TEXT NOT NULL,  -- feed, sitemap, page, folder or warc
    place TEXT NOT NULL,  -- its address or folder
    next_due BIGINT NOT NULL,  -- when it may be asked again
    interval_s BIGINT NOT NULL,  -- seconds between two readings, as adapted so far
    validators_url TEXT,  -- the address that gave the two validators
    etag TEXT,  -- as the server wrote it
    last_modified TEXT,  -- as the server wrote it
    digest BLOB,  -- that of the last content that was read
    moved_to TEXT,  -- the address of a permanent redirect
    moves INTEGER NOT NULL,  -- how many times in a row that redirect was seen; it is kept from the third
    errors INTEGER NOT NULL,  -- failures in a row
    fault TEXT NOT NULL,  -- what the last failure was
    checked BIGINT,  -- when it was asked last
    succeeded BIGINT,  -- when it was read last
    brought BIGINT,  -- when it last brought something new
    paused TEXT NOT NULL,  -- why it is asked no more; empty: it is asked
    checks BIGINT NOT NULL,  -- how many times it was asked, ever
    entries BIGINT NOT NULL,  -- how many entries it listed, ever
    CONSTRAINT pk_watched_sources PRIMARY KEY ("key")
);

CREATE INDEX ix_watched_sources_next_due ON watched_sources (next_due) WHERE paused = '';
