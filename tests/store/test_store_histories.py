"""What the store tells of the past of clusters, of articles in one line, and of what the choice of canonicals looks at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold.changes import Changes, Event
from newsfold.errors import NotFound
from newsfold.model import Moment, ShownBy
from newsfold.store.contests import Field
from newsfold.store.histories import Came, Story
from newsfold.store.identities import ArticleKey
from newsfold.store.store import Store
from newsfold.views.decisions import ArticleBrief, ClusterSize
from newsfold.views.histories import ClusterPast
from store_builders import AT, LATER, digest_of, make_article, make_changes, make_cluster, make_filed, make_link, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

LAST = "2026-03-04T10:00:00+00:00"
A = ArticleBrief(1, "a.html", "Title of a.html", "example.org", "epoch 100")
B = ArticleBrief(4, "b.html", "Title of b.html", "example.org", "epoch 300")
D = ArticleBrief(6, "d.html", "Title of d.html", None, None)


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def merge(store: Store) -> None:
    """Cluster 3 goes into 2, and that into 1."""
    filed = sample_changes().filed
    pair = make_cluster(2, [filed[3], filed[4], filed[5]])
    store.apply(Changes(clusters=(pair,), merged=((3, 2),), events=(Event(3, "merged", 2),)), LATER)
    everything = make_cluster(1, filed)
    told = (Event(2, "merged", 1), Event(1, "canonical", 1))
    store.apply(Changes(clusters=(everything,), merged=((2, 1),), events=told), LAST)


def test_the_story_of_a_cluster_is_that_of_all_that_went_into_it(store: Store) -> None:
    merge(store)
    story = store.story(3)
    assert story == store.story(1)
    assert (story.cluster, story.size, story.family) == (1, 6, (1, 2, 3))
    assert story.events == (
        (AT, Event(1, "created")),
        (AT, Event(2, "created")),
        (AT, Event(3, "created")),
        (LATER, Event(3, "merged", 2)),
        (LAST, Event(2, "merged", 1)),
        (LAST, Event(1, "canonical", 1)),
    )
    assert story.clusters == {1: ClusterPast(1, A, None), 2: ClusterPast(2, B, 1), 3: ClusterPast(3, D, 2)}
    assert story.articles[6] == D
    assert [came.article for came in story.came] == [1, 2, 3, 4, 5, 6]


def test_a_story_tells_of_what_was_split_off_too(store: Store) -> None:
    filed = sample_changes().filed
    alone = make_cluster(9, [filed[4]])
    kept = make_cluster(2, [filed[3]])
    store.apply(Changes(clusters=(kept, alone), events=(Event(9, "created"), Event(9, "split", 2))), LATER)
    assert store.story(2).events == ((AT, Event(2, "created")), (LATER, Event(9, "split", 2)))
    speaks = ArticleBrief(5, "c.html", "Title of c.html", "example.org", "epoch 310")
    other = ClusterPast(9, speaks, None)
    assert store.story(2).clusters[9] == other
    assert store.story(9) == Story(
        cluster=9,
        size=1,
        family=(9,),
        events=((LATER, Event(9, "created")), (LATER, Event(9, "split", 2))),
        came=(Came(AT, 5, 1, "Title of c.html"),),
        clusters={9: other, 2: ClusterPast(2, B, None)},
        articles={5: speaks, 4: B},
    )


def test_every_revision_of_an_article_is_told_with_the_title_it_had(store: Store) -> None:
    for at, title in ((LATER, "Second"), (LAST, "Third")):
        newer = replace(make_article("d.html", "Rain is expected.", site=None), digest=digest_of(title), title=title)
        store.apply(Changes(filed=(make_filed(6, newer, revised=True),)), at)
    assert store.story(3).came == (Came(AT, 6, 1, "Title of d.html"), Came(LATER, 6, 2, "Second"), Came(LAST, 6, 3, "Third"))


@pytest.mark.parametrize("number", [0, -1, 4, 2**63])
def test_unknown_clusters_have_no_story(store: Store, number: int) -> None:
    with pytest.raises(NotFound, match=f"no cluster {number}"):
        store.story(number)


def test_articles_and_clusters_in_one_line(store: Store) -> None:
    assert store.briefs([6, 99]) == {6: D, 99: ArticleBrief(99)}
    assert store.sizes([1, 3, 99]) == {1: ClusterSize(1, 3, A), 3: ClusterSize(3, 1, D)}
    merge(store)
    assert store.sizes([3])[3].articles == 0


def test_a_field_has_all_articles_of_a_cluster_and_the_links_that_speak_for_it(store: Store) -> None:
    report = sample_changes().filed[:3]
    field = store.field(1)
    assert field == Field(
        cluster=1,
        canonical=1,
        articles=(
            ShownBy(report[0].body, 1, "/in", "a.html", "example.org", Moment("epoch 100", 100), AT, None),
            ShownBy(report[1].body, 2, "/in", "copy.html", "copy.example", None, AT, None),
            ShownBy(report[2].body, 3, "/in", "rewrite.html", "other.example", Moment("epoch 90", 90), AT, None),
        ),
        words={report[0].body: 6, report[2].body: 8},
        links=(make_link(report[0], report[2]),),
    )
    assert store.field(99) is None
    merge(store)
    assert store.field(2) is None


def test_links_that_speak_against_it_and_those_to_other_clusters_are_no_part_of_a_field(store: Store) -> None:
    filed = sample_changes().filed
    pairs = ((filed[0], filed[2], -1.0), (filed[3], filed[4], 0.5), (filed[0], filed[3], 3.0))
    links = tuple(make_link(one, other, odds) for one, other, odds in pairs)
    store.apply(Changes(links=links), LATER)
    assert [field and field.links for field in (store.field(1), store.field(2))] == [(), (links[1],)]


def test_a_revised_article_says_when(store: Store) -> None:
    newer = replace(make_article("d.html", "Rain is expected.", site=None), digest=digest_of("new"))
    store.apply(Changes(filed=(make_filed(6, newer, revised=True),)), LATER)
    field = store.field(3)
    assert field is not None
    assert [(one.first_seen, one.revised) for one in field.articles] == [(AT, LATER)]


def test_pages_of_fields_are_those_of_all_clusters_with_a_choice(store: Store) -> None:
    copies = [make_filed(n, make_article(f"{n}", "Ice in April.")) for n in (10, 11)]
    store.apply(make_changes(copies, [make_filed(12, make_article("12", "Sleet in May."))], first_cluster=10), AT)
    assert [[field.cluster for field in page] for page in store.field_pages(2)] == [[1, 2], [10]]
    assert [[field.cluster for field in page] for page in store.field_pages(3)] == [[1, 2, 10]]
    (page,) = store.field_pages(10)
    assert (page[2].links, [one.article for one in page[2].articles]) == ((), [10, 11])


def test_articles_are_known_elsewhere_by_key_then_content_then_address(store: Store) -> None:
    keys = store.keys([1, 6, 99])
    assert keys == {
        1: ArticleKey("/in", "a.html", "https://example.org/a", digest_of("The bridge fell.\nNobody was hurt.")),
        6: ArticleKey("/in", "d.html", None, digest_of("Rain is expected.")),
    }
    moved = replace(keys[6], source="/elsewhere")
    renamed = replace(keys[1], source="/elsewhere", origin="z.html")
    changed = replace(keys[1], digest=None)
    strangers = [replace(renamed, url=None), replace(moved, digest=None), replace(moved, digest=b"other")]
    assert store.articles_named([keys[1], moved, renamed, changed, *strangers]) == {
        keys[1]: (1,),
        moved: (6,),
        renamed: (1,),
        changed: (1,),
    }


def test_a_name_that_several_articles_answer_to_names_them_all(store: Store) -> None:
    twins = [make_filed(n, make_article("twin", "Frost again.", source=f"/{n}", url="https://example.org/a")) for n in (30, 31)]
    store.apply(make_changes(twins, first_cluster=30), AT)
    key = ArticleKey("/else", "twin", None, digest_of("Frost again."))
    by_address = ArticleKey("/else", "unknown", "https://example.org/a", None)
    assert store.articles_named([key, by_address]) == {key: (30, 31), by_address: (1, 30, 31)}
