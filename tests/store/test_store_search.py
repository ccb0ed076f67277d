"""The search: what is found by words, whatever was stored, changed and removed before, and whatever is typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from newsfold.fold.fold import Fold
from newsfold.keeping.retention import Policy, prune
from newsfold.settings import CanonicalSettings
from newsfold.store import cards as cataloguing
from newsfold.store import search
from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.store.tables import cards, listings, tags
from newsfold.store.terms import words
from newsfold.views.browsing import Filter, Order
from newsfold.watching import WEB, EntryState, WatchChanges
from store_builders import AT, make_article, make_changes, make_filed
from watch_builders import NOW, make_entry, make_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh
    from newsfold.model import Article

POLICY = CanonicalSettings(
    rules=("not_excerpt", "earliest", "most_complete"), earliest_step_s=1, complete_step_words=1, default_rank=100, ranks={}
)
TEXTS = (
    "The bridge over the Lind fell on Tuesday.\nNobody was hurt.",
    "A café in Łódź serves strudel — and it's good.",
    "東京タワーが閉館する。",
    "Prices rose by 3.5 % in May.",
    "The bridge was closed for repairs.",
)


EARLY = "1970-01-01T00:00:00+00:00"  # so that publication tells how old an article is
TITLES = ("Collapse", "Bridge of cakes", "東京", None, "Notice")
AUTHORS = ("A. Writer", None, "山田", "Bo", "Bo")


@pytest.fixture(scope="module")
def store(fresh: Fresh) -> Iterator[Store]:
    """Five articles, each a cluster of its own; only to be read."""
    with Store.open(fresh(), write=True) as opened:
        titled = [
            replace(make_article(f"{number}.html", text, site=f"site{number}.example"), title=title, author=author)
            for number, (text, title, author) in enumerate(zip(TEXTS, TITLES, AUTHORS, strict=True), 1)
        ]
        opened.apply(make_changes(*([make_filed(number, one)] for number, one in enumerate(titled, 1))), AT)
        yield opened


def found(store: Store, query: str, order: Order | None = None) -> list[int]:
    return [hit.article.id for hit in store.browse(Filter(query=query), order).hits]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("bridge", {1, 2, 5}, id="a word in text or title"),
        pytest.param("BRIDGE fell", {1}, id="all words"),
        pytest.param("bridge -fell -cakes", {5}, id="without others"),
        pytest.param("-bridge", {3, 4}, id="only without"),
        pytest.param('"the bridge"', {1, 5}, id="a phrase"),
        pytest.param('"bridge the"', set(), id="a phrase in another order"),
        pytest.param("bri", set(), id="no part of a word"),
        pytest.param("bri* repai*", {5}, id="beginnings"),
        pytest.param("cafe lodz", {2}, id="without accents"),
        pytest.param("it's", {2}, id="an apostrophe"),
        pytest.param("its", set(), id="and without"),
        pytest.param("東京", {3}, id="a word without spaces around it"),
        pytest.param("京東", set(), id="its characters in another order"),
        pytest.param("タワー 閉館", {3}, id="two of them"),
        pytest.param("3.5", {4}, id="a figure"),
        pytest.param("bo", {4, 5}, id="an author"),
        pytest.param("site4", {4}, id="a site"),
        pytest.param("???", set(), id="no word at all"),
        pytest.param(" ", {1, 2, 3, 4, 5}, id="nothing asked"),
    ],
)
def test_what_is_found(store: Store, query: str, ids: set[int]) -> None:
    assert set(found(store, query)) == set(found(store, query, Order.NEWEST)) == ids


def test_a_title_says_more_than_a_text_and_a_rare_word_more_than_a_frequent_one(store: Store) -> None:
    assert found(store, "bridge")[0] == 2
    assert found(store, "bridge", Order.NEWEST) == [5, 2, 1]


@given(query=st.text() | st.text("ab \"*-():^{}+'\\;,.%_\x00東é", max_size=40))
def test_whatever_is_typed_is_answered(store: Store, query: str) -> None:
    pages = [store.browse(Filter(query=query), order) for order in Order]
    assert {len(page.hits) for page in pages} == {page.found for page in pages} == {store.facets(Filter(query=query)).counted}


@given(word=st.sampled_from(sorted({word for text in TEXTS for word in words(text)})) | st.text(min_size=1, max_size=4))
def test_one_word_finds_what_a_scan_finds(store: Store, word: str) -> None:
    assume(len(words(word)) == 1 and not word.strip().startswith("-"))
    stored = [one for page in store.article_pages(10) for one in page]
    scanned = {one.id for one in stored if any(words(word)[0] in words(part or "") for part in indexed(one.article))}
    assert set(found(store, word)) == scanned


def indexed(article: Article) -> tuple[str | None, ...]:
    return article.title, article.text, article.site, article.author


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that lists and the search are made of, down to every word's place."""
    with store._writing() as connection:
        found = {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in (cards, listings, tags)}
        if connection.dialect.name == "postgresql":
            parts = connection.exec_driver_sql("SELECT article_id, part, whole, words::text FROM search ORDER BY 1, 2")
            return found | {"words": [tuple(row) for row in parts]}
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'search', 'instance')"
        )
        found["words"] = sorted(map(tuple, connection.exec_driver_sql("SELECT term, doc, col, offset FROM vocabulary")))
        ranked = "SELECT rowid, bm25(search) FROM search WHERE search MATCH 'the OR 東 OR bridge' ORDER BY rowid"
        return found | {"ranked": [tuple(row) for row in connection.exec_driver_sql(ranked)]}


def made_anew(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """The same, after all of it was thrown away."""
    with store._writing() as connection:
        for table in (cards, listings, tags):
            connection.execute(delete(table))
        on_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')" if on_sqlite else "DELETE FROM search")
        cataloguing.fill(connection)
    return everything(store)


LONG = [" ".join(f"Harbour{number} Lind{number} {number}{letter}" for number in range(20)) for letter in "ab"]
POOL = (*TEXTS, *LONG, f"{LONG[0]} and more", f"{LONG[0]}\nAnd nobody was hurt in {LONG[1]}")
KEYS = ("one", "two")
NAMES = ("a", "b")
ORIGINS = (*(f"https://example.org/{name}" for name in NAMES), "one#a", "c.html")
DAY = 86_400


@dataclass(frozen=True)
class Take:
    """A batch: (origin, text, source, day) of each article."""

    batch: list[tuple[str, str, str, int | None]]


@dataclass(frozen=True)
class List:
    """A source that lists something."""

    key: str
    name: str
    tags: list[str]
    state: EntryState
    addressed: bool


@dataclass(frozen=True)
class Forget:
    """A source that is watched no more."""

    key: str


@dataclass(frozen=True)
class Prune:
    """What is older is removed, or only the texts of it."""

    day: int
    texts: bool


keys = st.sampled_from(KEYS)
days = st.integers(1, 4)
taken = st.tuples(st.sampled_from(ORIGINS), st.sampled_from(POOL), st.sampled_from([WEB, "/in"]), st.none() | days)
tagged = st.lists(st.sampled_from(["Sport", "sport ", "ﬁne", " ", "x" * 200]), max_size=3)
steps = (
    st.builds(Take, st.lists(taken, min_size=1, max_size=4, unique_by=lambda one: (one[0], one[2])))
    | st.builds(List, keys, st.sampled_from(NAMES), tagged, st.sampled_from(EntryState), st.booleans())
    | st.builds(Forget, keys)
    | st.builds(Prune, days, st.booleans())
)


def take(step: Take) -> list[Article]:
    return [
        replace(
            make_article(origin, text, source=source, published=day and day * DAY), title=text[:20], site=f"{origin[-1]}.example"
        )
        for origin, text, source, day in step.batch
    ]


def do(store: Store, fold: Fold, step: Take | List | Forget | Prune) -> None:
    match step:
        case Take():
            fold.take_in(take(step), [], EARLY)
        case List():
            entry = make_entry(step.key, step.name, step.state, tags=tuple(step.tags))
            known = entry if step.addressed else replace(entry, url=None, origin=None)
            store.watch(WatchChanges(sources=(make_state(step.key),), entries=(known,)))
        case Forget():
            store.watch(WatchChanges(removed=(step.key,)))
        case Prune():
            age = Age(step.day * DAY + 1)
            prune(fold, store, Policy(texts=age) if step.texts else Policy(articles=age), NOW, lambda _: None)


@settings(max_examples=60)
@given(st.lists(steps, min_size=1, max_size=8))
def test_after_whatever_changed_all_is_as_if_made_anew(fresh: Fresh, changes: list[Take | List | Forget | Prune]) -> None:
    with Store.open(fresh(), write=True, scheme="s") as store:
        fold = Fold(store, POLICY, {})
        for step in changes:
            do(store, fold, step)
        assert everything(store) == made_anew(store)


def test_articles_that_are_not_stored_are_passed_over(store: Store) -> None:
    with store._writing() as connection:
        search.index(connection, [])
        search.unindex(connection, [77, 78])
        search.index(connection, [77])
    assert set(found(store, "bridge")) == {1, 2, 5}
