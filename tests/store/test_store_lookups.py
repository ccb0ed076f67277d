"""What an ingestion can ask."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from databases import plan, read_whole
from newsfold.model import ShownBy, Signature
from newsfold.store import lookups
from newsfold.store.rows import select_in
from newsfold.store.store import Store
from newsfold.store.tables import articles
from store_builders import AT, LINES, body_for, digest_of, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_nothing_is_known_of_an_empty_store(fresh: Fresh) -> None:
    with Store.open(fresh(), write=True) as store:
        assert store.known({("/in", "a"): b"x"}) == set()
        by_id = (
            store.articles,
            store.bodies,
            store.clusters,
            store.shown,
            store.articles_of_bodies,
            store.article_count,
            store.body_clusters,
            store.shown_by,
            store.words,
            store.body_count,
        )
        assert [look([1]) for look in by_id] == [{}] * 10
        assert store.articles_by_key([("/in", "a")]) == {}
        assert store.links_of([1]) == []
        assert [list(stream) for stream in (store.signatures(), store.group_lines("g"), store.article_pages(3))] == [[], [], []]
        assert (store.next_article_id(), store.next_cluster_id()) == (1, 1)


@pytest.mark.parametrize(
    ("source", "text", "known"),
    [
        pytest.param("/in", "Rain is expected.", True, id="unchanged"),
        pytest.param("/in", "Sun is expected.", False, id="changed"),
        pytest.param("/moved", "Rain is expected.", True, id="moved"),
        pytest.param("/moved", "Sun is expected.", False, id="moved and changed"),
    ],
)
def test_known_inputs(store: Store, source: str, text: str, *, known: bool) -> None:
    inputs = {(source, "d.html"): digest_of(text), (source, "new.html"): digest_of(text)}
    assert store.known(inputs) == ({(source, "d.html")} if known else set())


def test_a_sources_own_article_outranks_an_equal_one_elsewhere(store: Store) -> None:
    own = make_filed(7, make_article("d.html", "Snow is expected.", source="/own"))
    store.apply(make_changes([own], first_cluster=9), AT)
    assert store.known({("/own", "d.html"): digest_of("Rain is expected.")}) == set()
    assert store.known({("/in", "d.html"): digest_of("Rain is expected.")}) == {("/in", "d.html")}


def test_articles_by_id_and_by_key(store: Store) -> None:
    filed = sample_changes().filed[4]
    found = store.articles([5, 77])
    assert found.keys() == {5}
    assert found[5].article == filed.article
    assert (found[5].body, found[5].cluster, found[5].first_seen, found[5].revision) == (filed.body, 2, AT, 1)
    assert store.articles_by_key([("/in", "c.html"), ("/other", "c.html")]) == {("/in", "c.html"): found[5]}


def test_bodies_and_the_articles_that_have_them(store: Store) -> None:
    first, copy, _, _, furnished, _ = sample_changes().filed
    ids = [first.body, furnished.body, 12345]
    assert store.bodies(ids) == {first.body: body_for(first.article), furnished.body: body_for(furnished.article)}
    assert store.bodies([furnished.body])[furnished.body].text == "Prices are up 3 %."
    assert {body: article.id for body, article in store.shown(ids).items()} == {first.body: 1, furnished.body: 5}
    assert {body: [one.id for one in found] for body, found in store.articles_of_bodies(ids).items()} == {
        first.body: [first.id, copy.id],
        furnished.body: [5],
    }
    assert store.article_count(ids) == {first.body: 2, furnished.body: 1}
    assert store.body_clusters(ids) == {first.body: 1, furnished.body: 2}


def test_what_shows_bodies_is_told_without_their_texts(store: Store) -> None:
    first, _, rewrite, _, _, single = sample_changes().filed
    shown = store.shown_by([first.body, rewrite.body, single.body, 12345])
    assert shown == {
        one.body: ShownBy(one.body, one.id, "/in", one.article.origin, one.article.site, one.article.published, AT, None)
        for one in (first, rewrite, single)
    }
    assert store.words([first.body, 12345]) == {first.body: body_for(first.article).words}
    assert store.body_count([1, 2, 3, 4]) == {1: 2, 2: 2, 3: 1}


def test_clusters_are_read_as_they_were_stored(store: Store) -> None:
    clusters = sample_changes().clusters
    found = store.clusters([1, 2, 3, 4])
    assert {number: (one.canonical, one.canonical_reason) for number, one in found.items()} == {
        one.id: (one.canonical, one.canonical_reason) for one in clusters
    }
    for cluster in clusters:
        assert found[cluster.id].members[0] == cluster.members[0]
        assert set(found[cluster.id].members) == set(cluster.members)


def test_links_are_found_from_either_end(store: Store) -> None:
    first, second = sample_changes().links
    assert store.links_of([first.a]) == store.links_of([first.b]) == store.links_of([first.a, first.b]) == [first]
    assert store.links_of([first.b, second.a]) == sorted((first, second), key=lambda link: (link.a, link.b))


def test_streams_go_through_all_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_PAGE", 2)
    changes = sample_changes()
    unsigned = make_filed(8, make_article("short", "Few words."))
    body = body_for(unsigned.article)
    store.apply(replace(make_changes([unsigned], first_cluster=8), bodies=((body, Signature(body.id, None)),)), AT)
    spans = dict(changes.spans)
    expected = [
        (one.body, one.values.astype("<u4").tobytes(), spans[one.body]) for _, one in changes.bodies if one.values is not None
    ]
    assert list(store.signatures()) == expected
    assert store.signatures_of([body.id, expected[0][0]]) == {expected[0][0]: expected[0][1:]}
    assert store.spans([body.id, expected[0][0]]) == {expected[0][0]: expected[0][2]}
    assert list(store.group_lines("example.org")) == [(1, LINES), (4, LINES), (5, LINES), (8, LINES)]
    assert [[article.id for article in page] for page in store.article_pages(3)] == [[1, 2, 3], [4, 5, 6], [8]]
    assert store.next_article_id() == 9


def test_a_half_read_stream_does_not_block_the_writer(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_PAGE", 1)
    with Store.open(database, write=True) as store:
        store.apply(sample_changes(), AT)
        stream = store.signatures()
        next(stream)
        store.apply(make_changes([make_filed(9, make_article("z", "Another text."))], first_cluster=9), AT)
        assert len(list(stream)) >= 4


def test_long_lists_are_asked_for_in_parts(store: Store) -> None:
    with store._reading() as connection:
        found = list(select_in(connection, sa.select(articles.c.id), articles.c.id, [*range(1, 40_000), 1, 2]))
    assert [row.id for row in found] == [1, 2, 3, 4, 5, 6]
    inputs = {("/in", f"{number}"): b"0" for number in range(3_000)}
    assert store.known(inputs | {("/in", "d.html"): digest_of("Rain is expected.")}) == {("/in", "d.html")}


def test_no_look_up_reads_a_whole_table(store: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def record(*call: Any) -> None:  # noqa: ANN401 what SQLAlchemy passes to listeners
        asked.append((call[2], call[3]))

    event.listen(store._engine, "before_cursor_execute", record)
    numbers = range(1, 500)
    store.known({("/in", f"{number}"): b"x" for number in numbers})
    store.articles_by_key([("/in", f"{number}") for number in numbers])
    by_id = (
        store.articles,
        store.bodies,
        store.clusters,
        store.shown,
        store.articles_of_bodies,
        store.article_count,
        store.body_clusters,
    )
    for look in (*by_id, store.links_of):
        look(numbers)
    list(store.group_lines("example.org"))
    store.report(limit=20)
    with store._reading() as connection:
        for statement, given in tuple(asked):
            if not statement.startswith("BEGIN"):
                steps = plan(connection, statement, given)
                assert steps
                assert read_whole(steps) <= {"wanted", "given"}
                if "ORDER BY clusters.newest" in statement:
                    assert not [step for step in steps if re.search("TEMP B-TREE|Sort", step)]
