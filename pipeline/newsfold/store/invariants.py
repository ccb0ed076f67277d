"""What must hold in every database of ours, as statements that find what breaks it: each row is one finding, told in one line.

Pairs of what people call the rule, and the statement. `ANYWHERE` are for every kind of database, the others use what only one has.
"""

from __future__ import annotations

ANYWHERE: tuple[tuple[str, str], ...] = (
    ("bodies", "SELECT 'body ' || id || ' stands in no cluster' FROM bodies WHERE cluster_id IS NULL"),
    (
        "bodies",
        """SELECT 'body ' || b.id || ' is shown by article ' || coalesce(b.article_id, 0) || ', which does not have it'
        FROM bodies b LEFT JOIN articles a ON a.id = b.article_id WHERE a.body_id IS NULL OR a.body_id <> b.id""",
    ),
    (
        "bodies",
        """SELECT 'article ' || a.id || ' has no body' FROM articles a LEFT JOIN bodies b ON b.id = a.body_id WHERE b.id IS NULL""",
    ),
    (
        "clusters",
        """SELECT 'cluster ' || c.id || ' says that it has ' || c.size || ' articles, and has ' || coalesce(t.size, 0)
        FROM clusters c LEFT JOIN
        (SELECT b.cluster_id, count(*) AS size FROM articles a JOIN bodies b ON b.id = a.body_id GROUP BY b.cluster_id) t
        ON t.cluster_id = c.id WHERE c.merged_into IS NULL AND c.size <> coalesce(t.size, 0)""",
    ),
    ("clusters", "SELECT 'cluster ' || id || ' is empty' FROM clusters WHERE merged_into IS NULL AND size = 0"),
    (
        "canonicals",
        """SELECT 'cluster ' || c.id || ': its canonical, article ' || c.canonical_id || ', does not stand in it'
        FROM clusters c LEFT JOIN articles a ON a.id = c.canonical_id LEFT JOIN bodies b ON b.id = a.body_id
        WHERE c.merged_into IS NULL AND (b.cluster_id IS NULL OR b.cluster_id <> c.id)""",
    ),
    (
        "canonicals",
        """SELECT 'cluster ' || c.id || ': body ' || b.id || ' is ' || CASE WHEN b.log_odds IS NULL THEN 'taken' ELSE 'not taken' END
        || ' for that of its canonical' FROM bodies b JOIN clusters c ON c.id = b.cluster_id
        WHERE (b.log_odds IS NULL) <> (b.article_id = c.canonical_id)""",
    ),
    (
        "merged clusters",
        """SELECT 'cluster ' || c.id || ' was merged into another one, and body ' || b.id || ' still stands in it'
        FROM bodies b JOIN clusters c ON c.id = b.cluster_id WHERE c.merged_into IS NOT NULL""",
    ),
    (
        "merged clusters",
        """WITH RECURSIVE standing (id) AS (
            SELECT id FROM clusters WHERE merged_into IS NULL
            UNION SELECT c.id FROM clusters c JOIN standing ON c.merged_into = standing.id
        ) SELECT 'cluster ' || id || ' was merged into ' || merged_into || ', which leads to no cluster that stands'
        FROM clusters WHERE id NOT IN (SELECT id FROM standing)""",
    ),
    (
        "links",
        """SELECT 'the link of bodies ' || l.a || ' and ' || l.b || ' is no pair of two bodies, the smaller first'
        FROM links l LEFT JOIN bodies one ON one.id = l.a LEFT JOIN bodies other ON other.id = l.b
        WHERE one.id IS NULL OR other.id IS NULL OR l.a >= l.b""",
    ),
    (
        "removed texts",
        """SELECT 'bodies ' || l.a || ' and ' || l.b || ' are linked, and the text of one was removed'
        FROM links l JOIN bodies one ON one.id = l.a JOIN bodies other ON other.id = l.b
        WHERE (one.emptied IS NULL) <> (other.emptied IS NULL)""",
    ),
    (
        "removed texts",
        """SELECT 'body ' || b.id || ' has a sketch or vectors, and its text was removed' FROM bodies b WHERE b.emptied IS NOT NULL
        AND (EXISTS (SELECT 1 FROM signatures s WHERE s.body_id = b.id) OR EXISTS (SELECT 1 FROM vectors v WHERE v.body_id = b.id))""",
    ),
    (
        "spans",
        """SELECT 'body ' || s.body_id || ' is told to stand from ' || s.since || ' to ' || s.until || ', and its articles do not'
        FROM signatures s JOIN articles a ON a.body_id = s.body_id JOIN cards c ON c.article_id = a.id
        GROUP BY s.body_id, s.since, s.until
        HAVING min(CASE WHEN c.dated OR a.source = 'web' THEN c.moment ELSE -4611686018427387904 END) <> s.since
        OR max(CASE WHEN c.dated OR a.source = 'web' THEN c.moment ELSE 4611686018427387904 END) <> s.until""",
    ),
    (
        "removed texts",
        """SELECT 'article ' || a.id || ' lost its text, and its body ' || b.id || ' is compared' FROM articles a
        JOIN bodies b ON b.id = a.body_id WHERE a.emptied IS NOT NULL AND b.emptied IS NULL""",
    ),
    (
        "removed texts",
        """SELECT 'article ' || id || CASE WHEN emptied IS NULL THEN ' has no text' ELSE ' has a text that was removed' END FROM articles
        WHERE (text = '') <> (emptied IS NOT NULL)""",
    ),
    (
        "revisions",
        """SELECT 'article ' || a.id || ' is in its revision ' || a.revision || ', and an older one is its ' || r.revision
        FROM revisions r JOIN articles a ON a.id = r.article_id WHERE r.revision >= a.revision""",
    ),
    (
        "history",
        """SELECT 'event ' || e.id || ' tells of cluster ' || e.cluster_id || ', which is not there and was not removed' FROM events e
        WHERE NOT EXISTS (SELECT 1 FROM clusters c WHERE c.id = e.cluster_id)
        AND NOT EXISTS (SELECT 1 FROM events r WHERE r.cluster_id = e.cluster_id AND r.kind = 'removed')""",
    ),
    (
        "history",
        """SELECT 'event ' || e.id || ' tells of cluster ' || e.other || ', which is not there and was not removed' FROM events e
        WHERE e.kind IN ('merged', 'split') AND NOT EXISTS (SELECT 1 FROM clusters c WHERE c.id = e.other)
        AND NOT EXISTS (SELECT 1 FROM events r WHERE r.cluster_id = e.other AND r.kind = 'removed')""",
    ),
    (
        "history",
        """SELECT 'cluster ' || e.cluster_id || ' was removed, and is there' FROM events e JOIN clusters c ON c.id = e.cluster_id
        WHERE e.kind = 'removed'""",
    ),
    (
        "removed articles",
        """SELECT 'article ' || a.id || ' (' || a.origin || ') was removed as article ' || t.article_id || ', and is there'
        FROM tombstones t JOIN articles a ON a.source = t.source AND a.origin = t.origin""",
    ),
    (
        "decisions",
        """SELECT 'decision ' || d.id || ' is about an article that neither is there nor was removed' FROM decisions d
        WHERE d.kind <> 'undo' AND (
            NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = d.article_id UNION ALL SELECT 1 FROM tombstones t WHERE t.article_id = d.article_id)
            OR d.other_id IS NOT NULL AND d.kind <> 'canonical' AND NOT EXISTS (
                SELECT 1 FROM articles a WHERE a.id = d.other_id UNION ALL SELECT 1 FROM tombstones t WHERE t.article_id = d.other_id))""",
    ),
    (
        "decisions",
        """SELECT 'decision ' || d.id || ' undoes ' || coalesce(d.other_id, 0) || ', which is no earlier one' FROM decisions d
        WHERE d.kind = 'undo' AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.id = d.other_id AND u.id < d.id)""",
    ),
    (
        "lists",
        """SELECT 'article ' || a.id || ' is listed otherwise than it stands' FROM articles a JOIN bodies b ON b.id = a.body_id
        LEFT JOIN cards k ON k.article_id = a.id WHERE k.article_id IS NULL OR k.cluster_id IS NULL OR k.cluster_id <> b.cluster_id
        OR coalesce(k.site, '') <> coalesce(a.site, '') OR coalesce(k.lang, '') <> coalesce(a.lang, '')
        OR k.dated <> (a.published_epoch IS NOT NULL) OR k.dated AND k.moment <> a.published_epoch OR coalesce(k.relation, '')
        <> CASE WHEN b.article_id <> a.id THEN 'copy' WHEN b.log_odds IS NULL THEN '' ELSE b.relation END""",
    ),
    (
        "lists",
        """SELECT 'article ' || a.id || ' is not listed under what it came from' FROM articles a WHERE a.source <> 'web'
        AND NOT EXISTS (SELECT 1 FROM listings l WHERE l.article_id = a.id AND l.source = a.source)""",
    ),
    (
        "entries",
        """SELECT 'entry ' || e.id || ' of ' || e.source || ' was taken, and there is no article ' || e.at FROM
        (SELECT source, id, coalesce(origin, source || '#' || id) AS at FROM entries WHERE state = 'taken' AND fetched IS NOT NULL) e
        WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.source = 'web' AND a.origin = e.at)
        AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.source = 'web'
            AND t.origin IN (e.at, replace(e.at, 'http://', 'https://'), replace(e.at, 'https://', 'http://')))""",
    ),
    (
        "scheme",
        """SELECT 'nothing tells by which scheme the bodies were made' FROM (SELECT 1 FROM bodies LIMIT 1) b
        WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'scheme')""",
    ),
)

SQLITE: tuple[tuple[str, str], ...] = (
    (
        "clusters",
        """SELECT 'cluster ' || c.id || ' is dated otherwise than its canonical, article ' || a.id FROM clusters c
        JOIN articles a ON a.id = c.canonical_id WHERE c.merged_into IS NULL
        AND c.newest <> coalesce(a.published_epoch, CAST(strftime('%s', a.first_seen) AS INTEGER))""",
    ),
    (
        "search",
        """SELECT 'article ' || a.id || ' cannot be found by its words' FROM articles a
        LEFT JOIN search_docsize s ON s.id = a.id WHERE s.id IS NULL""",
    ),
    (
        "search",
        """SELECT 'the search finds article ' || s.id || ', which is not there' FROM search_docsize s
        LEFT JOIN articles a ON a.id = s.id WHERE a.id IS NULL""",
    ),
)

POSTGRESQL: tuple[tuple[str, str], ...] = (
    (
        "clusters",
        """SELECT 'cluster ' || c.id || ' is dated otherwise than its canonical, article ' || a.id FROM clusters c
        JOIN articles a ON a.id = c.canonical_id WHERE c.merged_into IS NULL
        AND c.newest <> coalesce(a.published_epoch, floor(extract(epoch FROM CAST(a.first_seen AS timestamptz))))""",
    ),
    (
        "search",
        """SELECT 'article ' || a.id || ' cannot be found by its words' FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM search s WHERE s.article_id = a.id AND s.part = 0)""",
    ),
    (
        "search",
        """SELECT DISTINCT 'the search finds article ' || s.article_id || ', which is not there' FROM search s
        WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = s.article_id)""",
    ),
)
