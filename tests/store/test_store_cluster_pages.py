"""What pages of clusters can ask beside their views."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, update

from newsfold.changes import Event
from newsfold.store.store import Store
from newsfold.store.tables import bodies
from newsfold.views.browsing import CopyView
from newsfold.views.pages import Sighting
from newsfold.watching import WEB, WatchChanges
from store_builders import AT, LATER, body_for, make_article, make_changes, make_cluster, make_filed, make_link, sample_changes
from watch_builders import NOW, make_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_ids_and_views_of_a_report_are_those_of_the_report(store: Store) -> None:
    choices: list[dict[str, Any]] = [
        *({}, {"singles": True}, {"limit": 1}, {"limit": 0}),
        *({"site": "copy.example"}, {"since_epoch": 300}, {"min_size": 3}),
    ]
    for asked in choices:
        ids = store.report_ids(**asked)
        assert store.cluster_views(ids) == store.report(**asked)
    assert [view.id for view in store.cluster_views([3, 99, 1])] == [3, 1]


def test_a_cluster_that_was_merged_is_missing(store: Store) -> None:
    moved = sample_changes().filed
    merged = replace(
        make_changes(), clusters=(make_cluster(1, [*moved[:3], moved[5]]),), merged=((3, 1),), events=(Event(3, "merged", 1),)
    )
    store.apply(merged, LATER)
    assert [view.id for view in store.cluster_views([3, 2, 1])] == [2, 1]


def test_bodies_of_articles_whose_text_is_kept(store: Store) -> None:
    filed = sample_changes().filed
    assert store.body_of([1, 2, 3, 99]) == {number: filed[number - 1].body for number in (1, 2, 3)}
    with store.transaction(), store._writing() as connection:
        connection.execute(update(bodies).values(emptied=LATER).where(bodies.c.article_id == 3))
    assert store.body_of([1, 2, 3]) == {1: body_for(filed[0].article).id, 2: body_for(filed[0].article).id}


def test_log_odds_among_articles_stand_under_both_orders(store: Store) -> None:
    group = [make_filed(number, make_article(f"{number}", f"Text number {number}.")) for number in (10, 11, 12)]
    changes = make_changes(group, first_cluster=7)
    changes = replace(changes, links=(make_link(group[0], group[1], 4.5), make_link(group[1], group[2], -0.25)))
    store.apply(changes, AT)
    assert store.log_odds_among([10, 11, 12]) == {(10, 11): 4.5, (11, 10): 4.5, (11, 12): -0.25, (12, 11): -0.25}
    assert store.log_odds_among([10, 12]) == {}
    assert store.log_odds_among([1, 3, 10]) == {(1, 3): 2.5, (3, 1): 2.5}


def test_the_first_published_copies_of_each_text(store: Store) -> None:
    texts = ("One text, told four times.", "Another text.")
    times = {10: 50, 11: None, 12: 40, 13: 60}
    one = [make_filed(n, make_article(f"{n}", texts[0], site=f"s{n}.example", published=time)) for n, time in times.items()]
    other = [make_filed(n, make_article(f"{n}", texts[1])) for n in (20, 21)]
    store.apply(make_changes([*one, *other], first_cluster=7), AT)
    assert store.cluster(7).canonical.id == 10
    found = store.copies_of([1, 3, 10, 20, 99], 2)
    assert {of: [copy.id for copy in copies] for of, copies in found.items()} == {1: [2], 10: [12, 13], 20: [21]}
    assert found[10][0] == CopyView(12, "12", None, "Title of 12", "s12.example", "epoch 40")
    assert [copy.id for copy in store.copies_of([10], 9)[10]] == [12, 13, 11]
    assert store.copies_of([11], 9) == {}, "it does not show its body"


def test_who_listed_an_article_first(store: Store) -> None:
    group = [make_filed(n, make_article(f"https://example.org/{n}", f"Text {n}.", source=WEB)) for n in (10, 11)]
    store.apply(make_changes(group, first_cluster=7), AT)
    listed = [make_entry("late", "10", first_seen=NOW + 60), make_entry("z", "10"), make_entry("a", "10"), make_entry("a", "11")]
    store.watch(WatchChanges(entries=tuple(listed)))
    assert store.first_listed([1, 10, 11]) == {10: Sighting(10, "a", NOW), 11: Sighting(11, "a", NOW)}


def test_a_page_needs_few_statements(store: Store) -> None:
    group = [make_filed(n, make_article(f"{n}", f"Text number {n}.")) for n in range(10, 110)]
    store.apply(make_changes(group, first_cluster=10), AT)
    ids = [view.article.id for view in store.cluster(10).variants]
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(str(call[2])))
    assert store.body_of(ids).keys() == set(ids)
    assert (store.log_odds_among(ids), store.copies_of(ids, 5), store.first_listed(ids)) == ({}, {}, {})
    assert len([statement for statement in statements if statement != "BEGIN"]) == 5
