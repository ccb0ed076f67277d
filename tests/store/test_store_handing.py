"""What is handed on of the store: clusters whole and in their order, what changed since, and what is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from newsfold.changes import Changes, Event
from newsfold.errors import StoreError
from newsfold.model import Relation
from newsfold.store import handing
from newsfold.store.store import Store
from newsfold.views.handing import GoneArticle, GoneCluster, HandedArticle, Mark, Sighting, Wanted
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, LATER, make_article, make_changes, make_cluster, make_filed, sample_changes
from watch_builders import NOW, make_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from databases import Fresh
    from newsfold.changes import Filed

NEVER = Mark("1970-01-01T00:00:00+00:00")


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        yield opened


@pytest.fixture
def sample(store: Store) -> Store:
    """Clusters of the articles 1, 2 and 3; 4 and 5; 6. Article 2 is a copy of 1."""
    store.apply(sample_changes(), AT)
    return store


def one(number: int, words: str = "") -> Filed:
    return make_filed(number, make_article(f"{number}.html", words or f"Report {number}.", published=number))


def handed(store: Store, wanted: Wanted | None = None) -> list[tuple[int, list[int]]]:
    return [(cluster.id, [article.id for article in cluster.articles]) for cluster in store.handed(wanted or Wanted())]


def test_clusters_come_by_id_the_canonical_first_and_every_copy_is_an_article(sample: Store) -> None:
    first, second, third = sample.handed(Wanted())
    assert [(article.id, article.relation, article.log_odds, article.copy_of) for article in first.articles] == [
        (1, None, None, None),
        (3, Relation.REWRITE, 2.5, None),
        (2, Relation.COPY, None, 1),
    ]
    assert (first.id, first.created, first.changed, first.canonical_reason) == (1, AT, AT, "earliest")
    assert second.articles[1].furniture == frozenset({0})
    assert third.canonical == HandedArticle(
        id=6,
        relation=None,
        log_odds=None,
        copy_of=None,
        origin="d.html",
        url=None,
        title="Title of d.html",
        site=None,
        author="A. Writer",
        published=None,
        epoch=None,
        first_seen=AT,
        changed=AT,
        revision=1,
        lang="en",
        words=3,
        tags=(),
        sightings=(),
        furniture=frozenset(),
    )
    assert sample.texts([1, 5, 99]) == {1: "The bridge fell.\nNobody was hurt.", 5: "Share\nPrices are up 3 %."}


def test_a_cluster_of_any_size_and_any_number_of_clusters_come_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "_PAGE", 3)
    monkeypatch.setattr(handing, "_ARTICLES", 4)
    groups = [
        [one(number) for number in range(start, start + size)]
        for start, size in ((1, 2), (3, 2), (5, 6), (11, 1), (12, 1), (13, 1))
    ]
    store.apply(make_changes(*groups), AT)
    assert handed(store) == [(number, [filed.id for filed in group]) for number, group in enumerate(groups, 1)]


def test_the_filters_ask_one_article_for_all_and_the_cluster_for_its_size(sample: Store) -> None:
    german = make_filed(7, replace(make_article("de.html", "Es regnet.", site="other.example"), lang="de"))
    sample.apply(make_changes([german], first_cluster=4), LATER)
    assert [number for number, _ in handed(sample, Wanted(site="other.example"))] == [1, 4]
    assert [number for number, _ in handed(sample, Wanted(language="de"))] == [4]
    assert handed(sample, Wanted(language="en", site="other.example")) == [(1, [1, 3, 2])]
    assert [number for number, _ in handed(sample, Wanted(min_size=2))] == [1, 2]
    assert handed(sample, Wanted(tag="none")) == []


def test_who_listed_an_article_and_what_they_call_it(store: Store) -> None:
    listed = make_filed(1, make_article("https://example.org/a", "The bridge fell.", source=WEB))
    store.watch(
        WatchChanges(
            entries=(
                make_entry("quay", "a", EntryState.TAKEN, first_seen=NOW + 60, tags=("Bridges", "Town ")),
                make_entry("agency", "a", EntryState.TAKEN, first_seen=NOW),
            )
        )
    )
    store.apply(make_changes([listed], [one(2)]), AT)
    seen = (Sighting("agency", "2026-03-02T10:00:00+00:00"), Sighting("quay", "2026-03-02T10:01:00+00:00"))
    told = [cluster.canonical for cluster in store.handed(Wanted())]
    assert [(article.sightings, article.tags) for article in told] == [(seen, ("bridges", "town")), ((), ())]
    assert handed(store, Wanted(tag=" TOWN")) == [(1, [1])]


def test_an_article_without_an_address_was_listed_at_an_unknown_time(store: Store) -> None:
    store.watch(WatchChanges(entries=(make_entry("quay", "n1", EntryState.TAKEN, url=None, origin=None, tags=("Town",)),)))
    store.apply(make_changes([make_filed(1, make_article("quay#n1", "The bridge fell.", source=WEB))]), AT)
    (cluster,) = store.handed(Wanted())
    assert (cluster.canonical.sightings, cluster.canonical.tags) == ((Sighting("quay", None),), ("town",))


def test_every_batch_has_a_stamp_of_its_own_whatever_the_clock_says(sample: Store) -> None:
    marks = [sample.mark()]
    for number, at in enumerate((AT, AT, LATER, AT), 7):  # the same second again, a later one, and a clock that was set back
        sample.apply(make_changes([one(number)], first_cluster=number), at)
        marks.append(sample.mark())
    first, *rest = (mark.changed for mark in marks)
    assert (first, rest[0], rest[1]) == (AT, "2026-03-02T10:00:00.000001+00:00", "2026-03-02T10:00:00.000002+00:00")
    assert (rest[2], rest[3]) == (LATER, "2026-03-03T10:00:00.000001+00:00")
    assert [mark.event for mark in marks] == [3, 4, 5, 6, 7]
    changed = [[number for number, _ in handed(sample, Wanted(since=mark))] for mark in (NEVER, *marks)]
    assert changed == [[1, 2, 3, 7, 8, 9, 10], [7, 8, 9, 10], [8, 9, 10], [9, 10], [10], []]
    assert {cluster.created for cluster in sample.handed(Wanted())} == {AT, LATER}


def test_a_store_from_before_there_were_stamps_goes_on_from_its_newest_change(sample: Store) -> None:
    with sample._writing() as connection:
        connection.execute(text("DELETE FROM meta WHERE key = 'changed'"))
    assert sample.mark() == Mark(AT, 3)
    sample.apply(make_changes([one(7)], first_cluster=7), AT)
    assert sample.mark().changed > AT


@pytest.mark.parametrize("copy", [True, False], ids=["a copy comes", "a revision that leaves its words as they are"])
def test_whatever_is_filed_changes_its_cluster(sample: Store, *, copy: bool) -> None:
    mark = sample.mark()
    new = make_filed(7 if copy else 6, make_article("d2.html" if copy else "d.html", "Rain is expected."), revised=not copy)
    sample.apply(Changes(filed=(new,)), LATER)
    assert [number for number, _ in handed(sample, Wanted(since=mark))] == [3]


def test_what_has_no_say_in_clusters_changes_none(sample: Store) -> None:
    mark = sample.mark()
    sample.apply(Changes(skips=sample_changes().skips), LATER)
    sample.watch(WatchChanges(entries=(make_entry("quay", "a"),)))
    assert sample.mark() == mark


def test_merged_clusters_tell_where_they_lead_in_the_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "_PAGE", 1)
    filed = [one(number) for number in range(1, 5)]
    store.apply(make_changes(*([each] for each in filed)), AT)
    marks = [store.mark()]
    for gone, into in ((4, 3), (3, 2), (2, 1)):
        members = [one(number) for number in range(into, 5)]
        store.apply(
            Changes(clusters=(make_cluster(into, members),), merged=((gone, into),), events=(Event(gone, "merged", into),)), AT
        )
        marks.append(store.mark())
    told = [list(store.gone_clusters(mark)) for mark in marks]
    ends = [GoneCluster(number, 1, None) for number in (2, 3, 4)]
    assert told == [ends, ends[:2], ends[:1], []]
    assert handed(store) == [(1, [1, 2, 3, 4])]


def test_what_was_removed_is_told(sample: Store) -> None:
    before = sample.mark()
    changes = Changes(
        removed=(6,), clusters_gone=(3,), bodies_gone=(make_filed(6, make_article("d.html", "Rain is expected.")).body,)
    )
    sample.apply(changes, LATER)
    assert list(sample.gone_clusters(before)) == [GoneCluster(3, None, LATER)]
    assert list(sample.gone_articles(before)) == [GoneArticle(6, LATER)]
    at_a_time = Mark("2026-03-03T09:59:59.999999+00:00")
    assert list(sample.gone_clusters(at_a_time)) == [GoneCluster(3, None, LATER)]
    assert list(sample.gone_articles(at_a_time)) == [GoneArticle(6, LATER)]
    after = sample.mark()
    assert (list(sample.gone_clusters(after)), list(sample.gone_articles(after))) == ([], [])
    assert handed(sample, Wanted(since=before)) == []


def test_removed_texts_are_missing(sample: Store) -> None:
    sample.apply(Changes(emptied=(1,)), LATER)
    assert sample.texts([1, 2, 6]) == {6: "Rain is expected."}
    assert handed(sample)[0] == (1, [1, 3, 2])


def test_news_are_the_clusters_whose_canonicals_are_new(sample: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "_PAGE", 2)
    assert [(news.cluster.id, news.updated) for news in sample.news(Wanted(), 2)] == [(3, AT), (2, AT)]
    sample.apply(Changes(filed=(one(7, "Rain is expected."),)), LATER)
    assert [(news.cluster.id, news.updated) for news in sample.news(Wanted(), 9)] == [(3, AT), (2, AT), (1, AT)]
    members = [make_filed(3, sample_changes().filed[2].article), make_filed(1, sample_changes().filed[0].article)]
    sample.apply(Changes(clusters=(make_cluster(1, members),), events=(Event(1, "canonical", 3),)), LATER)
    assert [(news.cluster.id, news.updated) for news in sample.news(Wanted(), 2)] == [(1, LATER), (3, AT)]
    assert [news.cluster.id for news in sample.news(Wanted(min_size=2), 9)] == [1, 3, 2]
    assert [news.cluster.id for news in sample.news(Wanted(site="copy.example"), 9)] == [1]


def test_a_revised_canonical_updates_its_entry(sample: Store) -> None:
    revised = make_filed(6, make_article("d.html", "Rain is expected."), revised=True)
    sample.apply(Changes(filed=(revised,)), LATER)
    assert {news.cluster.id: news.updated for news in sample.news(Wanted(), 9)} == {1: AT, 2: AT, 3: LATER}


def test_one_state_is_that_of_its_first_read_and_takes_nothing_in(database: str) -> None:
    with Store.open(database, write=True) as writer, Store.open(database) as reader:
        writer.apply(sample_changes(), AT)
        with reader.one_state():
            before = handed(reader), reader.mark()
            writer.apply(make_changes([one(7)], first_cluster=7), LATER)
            with reader.one_state():
                assert (handed(reader), reader.mark()) == before
        assert len(handed(reader)) == len(before[0]) + 1
        with writer.one_state(), pytest.raises(StoreError, match=r"nothing can be stored in .* while one state of it is read"):
            writer.apply(make_changes([one(8)], first_cluster=8), LATER)
        with writer.transaction(), writer.one_state():
            writer.apply(make_changes([one(8)], first_cluster=8), LATER)
        assert len(handed(reader)) == len(before[0]) + 2


def test_a_database_keeps_its_identity_and_shares_it_with_its_copies(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.db", tmp_path / "b.db"
    with Store.open(str(path), write=True) as store:
        identity = store.identity()
    copy.write_bytes(path.read_bytes())
    with Store.open(str(path), write=True) as store, Store.open(str(copy)) as other, Store.open(":memory:", write=True) as new:
        assert store.identity() == other.identity() == identity != new.identity()
