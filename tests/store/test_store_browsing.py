"""Lists of clusters: narrowed, ordered, page by page both ways, and what they can be narrowed to further."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from newsfold.errors import UsageError
from newsfold.model import Relation
from newsfold.store import lists
from newsfold.store.store import Store
from newsfold.views.browsing import Facet, Facets, Filter, Marked, Order
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, make_article, make_changes, make_filed, sample_changes
from watch_builders import make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh
    from newsfold.changes import Filed
    from newsfold.views.browsing import HitPage

SEEN = 1_772_445_600  # AT in seconds
WORDS = ("bridge", "harbour", "rain")


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def listed(page: HitPage) -> list[tuple[int, int]]:
    return [(hit.cluster, hit.article.id) for hit in page.hits]


def test_a_list_shows_each_cluster_by_its_newest_article(store: Store) -> None:
    page = store.browse(Filter())
    assert listed(page) == [(3, 6), (1, 2), (2, 5)]
    assert (page.found, page.more, page.previous, page.following, page.of_newest) == (6, False, None, None, None)
    first, copy, pair = page.hits
    assert (first.size, first.sites, first.relation, first.moment, first.article) == (1, 0, None, SEEN, first.canonical)
    assert (copy.size, copy.sites, copy.relation, copy.moment, copy.canonical.id) == (3, 3, Relation.COPY, SEEN, 1)
    assert (pair.size, pair.sites, pair.relation, pair.moment, pair.canonical.id) == (2, 1, Relation.REWRITE, 310, 4)
    assert (pair.title, pair.excerpt) == (Marked("Title of c.html"), Marked("Share Prices are up 3 %."))
    assert copy.article.copies == ()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(Filter(query="bridge"), [(1, 2)], id="words"),
        pytest.param(Filter(query="prices rose"), [(2, 4)], id="words of one article"),
        pytest.param(Filter(site="example.org"), [(2, 5), (1, 1)], id="a site"),
        pytest.param(Filter(site="other.example"), [(1, 3)], id="a variant's site"),
        pytest.param(Filter(site="nowhere.example"), [], id="no site"),
        pytest.param(Filter(language="en", min_size=2), [(1, 2), (2, 5)], id="a language and a size"),
        pytest.param(Filter(language="de"), [], id="another language"),
        pytest.param(Filter(min_size=3), [(1, 2)], id="a size"),
        pytest.param(Filter(min_size=4), [], id="none so large"),
        pytest.param(Filter(since=310), [(3, 6), (1, 2), (2, 5)], id="since, inclusive"),
        pytest.param(Filter(until=310), [(2, 4), (1, 1)], id="until, exclusive"),
        pytest.param(Filter(since=90, until=100), [(1, 3)], id="a time in which a variant came"),
        pytest.param(Filter(source="/in", query="rain"), [(3, 6)], id="a folder"),
        pytest.param(Filter(source="/elsewhere"), [], id="another folder"),
        pytest.param(Filter(query="injuries", site="example.org"), [], id="two things that two articles fulfil"),
        pytest.param(Filter(query="-bridge -prices"), [(3, 6)], id="unwanted words"),
        pytest.param(Filter(query="-bridge", site="example.org"), [(2, 5)], id="unwanted words at a site"),
    ],
)
def test_a_list_is_narrowed(store: Store, monkeypatch: pytest.MonkeyPatch, wanted: Filter, found: list[tuple[int, int]]) -> None:
    assert sorted(listed(store.browse(wanted))) == sorted(found)
    assert listed(store.browse(wanted, Order.NEWEST)) == found
    monkeypatch.setattr(lists, "FEW", 0)
    assert listed(store.browse(wanted, Order.NEWEST)) == found


def test_sources_and_tags_are_those_of_whoever_listed_an_article(store: Store) -> None:
    web = [make_filed(7, make_article("https://example.org/x", "Snow fell in May.", source=WEB, published=400))]
    store.watch(WatchChanges(sources=(make_state("one"), make_state("two", kind="folder", place="/in"))))
    store.watch(WatchChanges(entries=(make_entry("one", "x", EntryState.TAKEN, tags=("Weather ", "May")),)))
    store.apply(make_changes(web, first_cluster=4), AT)
    assert listed(store.browse(Filter(source="one"))) == listed(store.browse(Filter(tag="WEATHER"))) == [(4, 7)]
    assert listed(store.browse(Filter(source="two"))) == listed(store.browse(Filter(source="/in"))) == [(3, 6), (1, 2), (2, 5)]
    assert store.facets(Filter(), limit=2) == Facets(
        sites=(Facet("example.org", 4), Facet("copy.example", 1)),
        languages=(Facet("en", 7),),
        sources=(Facet("/in", 6), Facet("one", 1)),
        tags=(Facet("may", 1), Facet("weather", 1)),
        counted=7,
        whole=True,
    )
    later = replace(make_entry("one", "x", EntryState.TAKEN), tags=("June",))
    store.watch(WatchChanges(entries=(later, make_entry("three", "x"))))
    assert [tag.name for tag in store.facets(Filter(source="three")).tags] == ["june"]
    assert store.browse(Filter(tag="may")).hits == ()


def test_facets_of_nothing(store: Store) -> None:
    assert store.facets(Filter(site="nowhere.example")) == Facets((), (), (), (), 0, whole=True)


def test_the_answer_is_marked(store: Store) -> None:
    long = make_article("long.html", f"{'Other words came first. ' * 30}\nThen the Lind's bridge fell. {'And so on. ' * 50}")
    store.apply(make_changes([make_filed(7, replace(long, title="A bridge"))], first_cluster=4), AT)
    hit = next(hit for hit in store.browse(Filter(query="bridg* lind")).hits if hit.cluster == 4)
    assert hit.title == Marked("A bridge", ((2, 8),))
    assert [hit.excerpt.text[start:end] for start, end in hit.excerpt.marks] == ["Lind", "bridge"]
    assert hit.excerpt.text.startswith("…")
    assert hit.excerpt.text.endswith("…")
    assert "\n" not in hit.excerpt.text


@pytest.mark.parametrize(
    "at",
    [
        "x",
        "",
        "after",
        "after:1",
        "after:x:1",
        "after:1:x",
        "before:nan:1",
        "after:inf:2",
        "near:1:2",
        f"after:1:{1 << 63}",
        "a:b:c:d",
    ],
)
def test_what_leads_to_no_page_is_refused(store: Store, at: str) -> None:
    with pytest.raises(UsageError, match="leads to no page of the list"):
        store.browse(Filter(), at=at)


def test_beyond_either_end_there_is_a_way_back(store: Store) -> None:
    last = store.browse(Filter(), at="after:-1:-1")
    assert (last.hits, last.following) == ((), None)
    assert last.found == 6
    assert last.previous is not None
    assert listed(store.browse(Filter(), at=last.previous)) == [(3, 6), (1, 2), (2, 5)]
    assert store.browse(Filter(query="rain"), at="after:1:-1").found == 1


Written = tuple[list[str], str | None, str, int | None]
articles = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.sampled_from(["a.example", "b.example", None]),
    st.sampled_from(["en", "de"]),
    st.none() | st.integers(1, 5),
)
filters = st.builds(
    Filter,
    query=st.sampled_from(["", "bridge", "bridge rain", "harb* -rain", "-bridge", '"rain rain"']),
    since=st.none() | st.integers(1, 5),
    until=st.none() | st.integers(1, 6),
    site=st.sampled_from([None, "a.example"]),
    language=st.sampled_from([None, "en"]),
    source=st.sampled_from([None, "/in", "/out"]),
    min_size=st.integers(1, 3),
)


def filed(groups: list[list[Written]]) -> list[list[Filed]]:
    number = 0
    made: list[list[Filed]] = []
    for group in groups:
        made.append([])
        for said, site, lang, day in group:
            number += 1
            article = make_article(
                f"{number}", f"{' '.join(said)} number{number}", site=site, published=day, source=("/in", "/out")[number % 2]
            )
            made[-1].append(make_filed(number, replace(article, lang=lang)))
    return made


def fulfils(one: Filed, size: int, wanted: Filter) -> bool:
    article, words = one.article, one.article.text.split()
    moment = article.published.epoch if article.published else SEEN
    asked = {
        "": True,
        "bridge": "bridge" in words,
        "bridge rain": {"bridge", "rain"} <= set(words),
        "harb* -rain": "harbour" in words and "rain" not in words,
        "-bridge": "bridge" not in words,
        '"rain rain"': "rain rain" in article.text,
    }
    return (
        asked[wanted.query]
        and (wanted.since is None or moment >= wanted.since)
        and (wanted.until is None or moment < wanted.until)
        and wanted.site in {None, article.site}
        and wanted.language in {None, article.lang}
        and wanted.source in {None, article.source}
        and size >= wanted.min_size
    )


def scanned(groups: list[list[Filed]], wanted: Filter) -> list[tuple[int, int]]:
    """The newest article of each cluster that fulfils all, the newest first."""

    def age(one: Filed) -> tuple[int, int]:
        return (one.article.published.epoch if one.article.published else SEEN), one.id

    newest = [
        (*max(map(age, some)), cluster)
        for cluster, group in enumerate(groups, 1)
        if (some := [one for one in group if fulfils(one, len(group), wanted)])
    ]
    return [(cluster, number) for _, number, cluster in sorted(newest, reverse=True)]


@settings(max_examples=40)
@given(
    groups=st.lists(st.lists(articles, min_size=1, max_size=4), max_size=6),
    wanted=filters,
    size=st.integers(1, 3),
    few=st.sampled_from([0, 2, 100]),
)
def test_pages_hold_what_a_scan_finds_both_ways(
    fresh: Fresh, groups: list[list[Written]], wanted: Filter, size: int, few: int
) -> None:
    made = filed(groups)
    with Store.open(fresh(), write=True) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "FEW", few)
        store.apply(make_changes(*made), AT)
        expected = scanned(made, wanted)
        total = sum(fulfils(one, len(group), wanted) for group in made for one in group)
        for order in (Order.NEWEST, Order.BEST):
            there = [store.browse(wanted, order, limit=size)]
            while there[-1].following is not None:
                there.append(store.browse(wanted, order, limit=size, at=there[-1].following))
            hits = [hit for page in there for hit in page.hits]
            if order is Order.NEWEST:
                assert [(hit.cluster, hit.article.id) for hit in hits] == expected
            elif few == 100:
                assert sorted(hit.cluster for hit in hits) == sorted(cluster for cluster, _ in expected)
            assert all(len(page.hits) == size for page in there[:-1])
            back = [there[-1]]
            while back[-1].previous is not None:
                back.append(store.browse(wanted, order, limit=size, at=back[-1].previous))
            assert [hit for page in reversed(back) for hit in page.hits] == hits
            assert (there[0].found, there[0].more) == (min(total, few), total > few)
        assert store.facets(wanted).counted == min(total, few)


def test_a_list_takes_few_statements_however_long_it_is(store: Store) -> None:
    asked: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append(str(call[2])))
    for wanted in (Filter(), Filter(query="bridge", site="example.org", min_size=2)):
        asked.clear()
        store.browse(wanted)
        assert len(asked) < 12
    asked.clear()
    store.facets(Filter(query="bridge"))
    assert len(asked) <= 3
