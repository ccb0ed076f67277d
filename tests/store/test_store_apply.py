"""What one batch leaves in the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from newsfold.changes import Changes, Event
from newsfold.errors import StoreError
from newsfold.model import Reason, Relation
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store
from newsfold.store.tables import metadata
from store_builders import (
    AT,
    LATER,
    body_for,
    digest_of,
    make_article,
    make_changes,
    make_cluster,
    make_filed,
    make_link,
    make_refiled,
    make_signature,
    make_skip,
    make_spans,
    sample_changes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True, scheme="s1") as opened:
        yield opened


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but `turns`, by which writers hear of one another."""
    with store._reading() as connection:
        found = {name: connection.execute(sa.select(table)) for name, table in metadata.tables.items() if name != "turns"}
        return {name: [tuple(row) for row in some] for name, some in found.items()}


def test_a_first_batch_is_stored_whole(store: Store) -> None:
    store.apply(sample_changes(), AT)
    found = dump(store)
    a, copy, rewrite = (one for one in sample_changes().filed[:3])
    assert a.body == copy.body
    assert found["scheme"] == "s1"
    assert [row["key"][1] for row in found["articles"]] == ["a.html", "b.html", "c.html", "copy.html", "d.html", "rewrite.html"]
    assert found["articles"][0] == {
        "key": ["/in", "a.html"],
        "digest": digest_of("The bridge fell.\nNobody was hurt.").hex(),
        "text": "The bridge fell.\nNobody was hurt.",
        "furniture": [],
        "recurring": [],
        "emptied": False,
        "lines": "01020304",
        "body": a.body,
        "group": "example.org",
        "revision": 1,
        "url": "https://example.org/a",
        "title": "Title of a.html",
        "site": "example.org",
        "author": "A. Writer",
        "published": "epoch 100",
        "published_epoch": 100,
        "lang": "en",
    }
    assert found["clusters"][0] == {
        "canonical": ["/in", "a.html"],
        "reason": "earliest",
        "size": 3,
        "members": [
            {"key": ["/in", "a.html"], "shown_by": ["/in", "a.html"], "relation": "copy", "log_odds": None},
            {"key": ["/in", "copy.html"], "shown_by": ["/in", "a.html"], "relation": "copy", "log_odds": None},
            {"key": ["/in", "rewrite.html"], "shown_by": ["/in", "rewrite.html"], "relation": "rewrite", "log_odds": 2.5},
        ],
    }
    assert [min(a.body, rewrite.body), max(a.body, rewrite.body), 2.5, [0.5, 0.25], True] in found["links"]
    assert found["skips"] == [["/in", "bad.html", "not text", "an image"]]
    assert store.history(1) == [(AT, Event(1, "created"))]


def test_no_change_touches_nothing(store: Store) -> None:
    store.apply(sample_changes(), AT)
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(str(call[2])))
    store.apply(Changes(), LATER)
    assert statements == []


def test_an_equal_skip_leaves_its_row_and_another_replaces_it(store: Store) -> None:
    skip = make_skip("bad.html", Reason.NOT_TEXT, "an image")
    store.apply(Changes(skips=(skip,)), AT)
    before = rows(store)
    store.apply(Changes(skips=(skip,)), LATER)
    assert rows(store) == before
    store.apply(Changes(skips=(make_skip("bad.html", Reason.NOT_TEXT, "a sound"),)), LATER)
    assert rows(store)["skips"] == [("/in", "bad.html", "not text", "a sound", LATER)]
    store.apply(Changes(skips=(make_skip("bad.html", Reason.EMPTY, "a sound"),)), AT)
    assert rows(store)["skips"] == [("/in", "bad.html", "empty", "a sound", AT)]


def test_a_skipped_input_that_can_be_used_now_is_no_longer_a_skip(store: Store) -> None:
    store.apply(Changes(skips=(make_skip("x", Reason.EMPTY), make_skip("x", Reason.EMPTY, source="/other"))), AT)
    store.apply(make_changes([make_filed(1, make_article("x", "Now there is a text."))]), LATER)
    assert [(view.source, view.origin) for view in store.skips()] == [("/other", "x")]


def test_a_revision_keeps_the_older_version_and_its_old_body_can_go(store: Store) -> None:
    old = make_filed(1, make_article("x", "The first version.", published=50))
    store.apply(make_changes([old]), AT)
    article = make_article("x", "The second version.", published=60)
    new = make_filed(1, article, revised=True)
    body = body_for(article)
    store.apply(
        Changes(
            filed=(new,),
            bodies=((body, make_signature(body)),),
            spans=make_spans([new]),
            bodies_gone=(old.body,),
            clusters=(make_cluster(1, [new]),),
        ),
        LATER,
    )
    found = rows(store)
    stored = store.articles([1])[1]
    assert (stored.revision, stored.article, stored.first_seen, stored.body) == (2, article, AT, new.body)
    assert found["revisions"] == [
        (1, 1, digest_of("The first version."), "Title of x", "epoch 50", AT, "The first version."),
    ]
    assert [row[0] for row in found["bodies"]] == [new.body]
    assert store.report(singles=True, since_epoch=60)[0].id == 1
    third = replace(new, article=make_article("x", "The second version.", published=70))
    store.apply(Changes(filed=(third,)), LATER)
    assert [row[1] for row in rows(store)["revisions"]] == [1, 2]
    assert store.report(singles=True, since_epoch=70)[0].id == 1


def test_a_copy_of_a_known_body_changes_only_the_size_and_the_time_of_its_cluster(store: Store) -> None:
    store.apply(sample_changes(), AT)
    before = rows(store)
    copy = make_filed(7, make_article("again.html", "Rain is expected.", source="/elsewhere"))
    store.apply(Changes(filed=(copy,)), LATER)
    after = rows(store)
    assert {name for name in before if before[name] != after[name]} == {"articles", "cards", "clusters", "listings", "meta"}
    assert [view.canonical.copies for view in store.report() if view.id == 3] == [("again.html",)]


def test_refiled_articles_move_to_their_new_body(store: Store) -> None:
    filed = make_filed(1, make_article("x", "Subscribe now.\nThe report itself."))
    store.apply(make_changes([filed]), AT)
    moved = make_refiled(filed, (0,))
    again = replace(filed, body=moved.body)
    body = body_for(filed.article, (0,))
    store.apply(
        Changes(
            refiled=(moved,),
            bodies=((body, make_signature(body)),),
            spans=make_spans([again]),
            bodies_gone=(filed.body,),
            clusters=(make_cluster(1, [again]),),
        ),
        LATER,
    )
    stored = store.articles([1])[1]
    assert (stored.recurring, stored.body, stored.revision, stored.article) == ((0,), moved.body, 1, filed.article)
    assert store.bodies([moved.body]) == {moved.body: body}


def test_bodies_that_go_take_their_links_with_them(store: Store) -> None:
    one, two, three = (make_filed(n, make_article(f"{n}", f"Text number {n}.")) for n in (1, 2, 3))
    store.apply(
        replace(make_changes([one, two, three]), links=(make_link(one, two), make_link(two, three), make_link(one, three))), AT
    )
    moved = replace(two, article=make_article("2", "Text number 1."), body=one.body, revised=True)
    store.apply(Changes(filed=(moved,), bodies_gone=(two.body,), clusters=(make_cluster(1, [one, moved, three]),)), LATER)
    assert [(link.a, link.b) for link in store.links_of([one.body, two.body, three.body])] == [
        (min(one.body, three.body), max(one.body, three.body))
    ]


def test_links_are_replaced_and_removed(store: Store) -> None:
    changes = sample_changes()
    store.apply(changes, AT)
    first, second = changes.links
    again = replace(first, log_odds=-1.25, evidence=(1.0,), sketched=False)
    store.apply(Changes(links=(again,), links_gone=((second.a, second.b),)), LATER)
    assert store.links_of([first.a, second.a]) == [again]
    assert store.link(first.b, first.a) == again
    assert store.link(second.a, second.b) is None


def test_merged_clusters_redirect_and_keep_their_history(store: Store) -> None:
    changes = sample_changes()
    store.apply(changes, AT)
    whole = make_cluster(2, [changes.filed[3], changes.filed[4], changes.filed[5]], reason="source_rank")
    store.apply(Changes(clusters=(whole,), merged=((3, 2),), events=(Event(2, "merged", 3),)), LATER)
    everything = make_cluster(1, [*changes.filed[:2], *changes.filed[3:]])
    rest = make_cluster(4, [changes.filed[2]])
    store.apply(Changes(clusters=(everything, rest), merged=((2, 1),), events=(Event(1, "merged", 2), Event(4, "split", 1))), LATER)
    assert store.clusters([1, 2, 3]).keys() == {1}
    assert store.cluster(3) == store.cluster(2) == store.cluster(1)
    assert [view.id for view in store.report(singles=True)] == [1, 4]
    assert store.history(2) == [(AT, Event(2, "created")), (LATER, Event(2, "merged", 3))]
    assert store.counts()["clusters"] == 2
    assert store.next_cluster_id() == 5
    with store._reading() as connection:
        sizes = connection.execute(sa.text("SELECT id, size FROM clusters ORDER BY id")).all()
    assert [tuple(row) for row in sizes] == [(1, 5), (2, 0), (3, 0), (4, 1)]


def test_members_that_stay_are_not_written_again(store: Store) -> None:
    changes = sample_changes()
    store.apply(changes, AT)
    updates: list[object] = []

    def watch(*call: object) -> None:
        if str(call[2]).startswith("UPDATE bodies"):
            updates.append(call[3])

    event.listen(store._engine, "before_cursor_execute", watch)
    store.apply(Changes(clusters=(replace(changes.clusters[0], canonical_reason="source_rank"),)), LATER)
    assert updates == []
    kept, moved = changes.clusters[0].members
    cluster = replace(changes.clusters[0], members=(kept, replace(moved, relation=Relation.EXCERPT, log_odds=1.5)))
    store.apply(Changes(clusters=(cluster,)), LATER)
    assert len(updates) == 1
    assert store.clusters([1]) == {1: cluster}


def test_what_refers_to_nothing_is_refused_and_leaves_no_trace(store: Store) -> None:
    store.apply(sample_changes(), AT)
    before = rows(store)
    stray = make_filed(9, make_article("stray", "Its body is not stored."))
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.apply(Changes(filed=(stray,)), LATER)
    assert rows(store) == before


def test_one_key_has_one_article(store: Store) -> None:
    store.apply(sample_changes(), AT)
    before = rows(store)
    twice = replace(sample_changes().filed[0], id=99)
    with pytest.raises(StoreError, match=r"(?i)unique"):
        store.apply(Changes(filed=(twice,)), LATER)
    assert rows(store) == before


def test_a_transaction_is_stored_whole_or_not_at_all(store: Store) -> None:
    changes = sample_changes()
    before = rows(store)

    class Stop(Exception):
        pass

    def interrupted() -> None:
        with store.transaction():
            store.apply(changes, AT)
            assert store.counts()["articles"] == 6
            raise Stop

    with pytest.raises(Stop):
        interrupted()
    assert rows(store) == before
    with store.transaction(), store.transaction():
        store.apply(changes, AT)
        store.set_scheme("s2")
    assert store.counts()["articles"] == 6
    assert store.scheme() == "s2"


def test_a_failure_inside_a_transaction_cannot_be_forgiven(store: Store) -> None:
    before = rows(store)
    twice = make_filed(1, make_article("x", "Text."))

    def forgiving() -> None:
        with store.transaction():
            store.apply(make_changes([make_filed(2, make_article("y", "Other text."))]), AT)
            with pytest.raises(StoreError, match=r"(?i)unique"):
                store.apply(replace(make_changes([twice]), filed=(twice, twice)), AT)

    with pytest.raises(StoreError):
        forgiving()
    assert rows(store) == before
    store.apply(sample_changes(), AT)
    assert store.counts()["articles"] == 6


def test_a_rebuild_gives_every_article_a_body_again(store: Store) -> None:
    changes = sample_changes()
    store.apply(changes, AT)
    before = dump_text(store)
    with store.transaction():
        standing = store.forget_derived("s1")
        pages = list(store.article_pages(4))
        assert [(article.id, article.cluster) for page in pages for article in page] == [(n, 0) for n in range(1, 7)]
        refiled = tuple(make_refiled(filed, ()) for filed in changes.filed)
        derived = Changes(bodies=changes.bodies, spans=changes.spans, links=changes.links, clusters=changes.clusters)
        store.apply(replace(derived, refiled=refiled), LATER)
    assert standing == {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
    assert dump_text(store) == before


def test_a_rebuild_that_forgets_an_article_is_refused(store: Store) -> None:
    store.apply(sample_changes(), AT)
    before = dump_text(store)
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.forget_derived("s1")
    assert dump_text(store) == before


def test_the_dump_does_not_depend_on_ids_order_or_batches(fresh: Fresh, store: Store) -> None:
    store.apply(sample_changes(), AT)
    groups = [list(sample_changes().filed[start:end]) for start, end in ((5, 6), (3, 5), (0, 3))]
    ids = iter(range(50, 60))
    renumbered = [[replace(filed, id=next(ids)) for filed in group] for group in groups]
    with Store.open(fresh(), write=True, scheme="s1") as other:
        for number, group in enumerate(renumbered, 7):
            other.apply(make_changes(group, first_cluster=number), LATER)
        assert dump_text(other) != dump_text(store)
        other.apply(Changes(skips=sample_changes().skips), LATER)
        assert dump_text(other) == dump_text(store)


def test_a_transaction_that_leaves_a_body_nowhere_is_refused(store: Store) -> None:
    changes = make_changes([make_filed(1, make_article("a.html", "Rain is expected."))])
    before = dump_text(store)
    with pytest.raises(StoreError, match="not arranged"), store.transaction():
        store.apply(replace(changes, clusters=(), events=()), AT)
    assert dump_text(store) == before
    with store.transaction():
        store.apply(replace(changes, clusters=(), events=()), AT)
        store.apply(Changes(clusters=changes.clusters), AT)
    assert store.counts()["clusters"] == 1
