"""What reports can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from newsfold.changes import Changes
from newsfold.errors import NotFound
from newsfold.model import Reason, Relation
from newsfold.store.store import Store
from newsfold.views.clusters import ArticleView
from newsfold.views.runs import SkipView
from store_builders import AT, LATER, make_article, make_changes, make_filed, make_skip, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

A = ArticleView(
    id=1,
    origin="a.html",
    url="https://example.org/a",
    title="Title of a.html",
    site="example.org",
    author="A. Writer",
    published="epoch 100",
    first_seen=AT,
    lang="en",
    words=6,
    copies=("copy.html",),
)


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


def test_a_cluster_is_shown_with_its_copies_and_variants(store: Store) -> None:
    view = store.cluster(1)
    assert (view.id, view.canonical, view.canonical_reason) == (1, A, "earliest")
    assert [(v.article.id, v.relation, v.log_odds, v.article.copies) for v in view.variants] == [(3, Relation.REWRITE, 2.5, ())]


def test_variants_stand_in_the_order_of_publication(store: Store) -> None:
    times = {10: 500, 11: None, 12: 400, 13: None, 14: 300}
    group = [
        make_filed(number, make_article(f"{99 - number}", f"Text number {number}.", published=time))
        for number, time in times.items()
    ]
    store.apply(make_changes(group, first_cluster=7), AT)
    assert [variant.article.id for variant in store.cluster(7).variants] == [14, 12, 13, 11]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, [2, 1], id="at least two articles, newest first"),
        pytest.param({"singles": True}, [3, 2, 1], id="singles too; without a publication the time first seen counts"),
        pytest.param({"singles": True, "limit": 2}, [3, 2], id="limit"),
        pytest.param({"since_epoch": 300}, [2], id="since"),
        pytest.param({"since_epoch": 301}, [], id="since later"),
        pytest.param({"site": "example.org"}, [2, 1], id="site"),
        pytest.param({"site": "copy.example"}, [1], id="site of a copy"),
        pytest.param({"site": "nowhere.example", "singles": True}, [], id="unknown site"),
        pytest.param({"min_size": 3}, [1], id="copies count"),
        pytest.param({"min_size": 1}, [2, 1], id="a minimum of one does not ask for singles"),
        pytest.param({"min_size": 2, "singles": True}, [2, 1], id="a minimum outranks singles"),
    ],
)
def test_report_filters(store: Store, filters: dict[str, Any], found: list[int]) -> None:
    assert [view.id for view in store.report(**filters)] == found


def test_a_report_needs_few_statements(store: Store) -> None:
    groups = [
        [make_filed(n * 2, make_article(f"{n}a", f"A {n}.")), make_filed(n * 2 + 1, make_article(f"{n}b", f"B {n}."))]
        for n in range(10, 110)
    ]
    store.apply(make_changes(*groups, first_cluster=10), LATER)
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(str(call[2])))
    assert len(store.report()) == 102
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 3


@pytest.mark.parametrize("number", [0, -1, 4, 2**63, 10**30])
def test_unknown_ids_are_named(store: Store, number: int) -> None:
    with pytest.raises(NotFound, match=f"no cluster {number}"):
        store.cluster(number)
    with pytest.raises(NotFound, match=f"no article {number + 9}"):
        store.view(number + 9)
    with pytest.raises(NotFound, match=f"no article {number + 9}"):
        store.find_article(str(number + 9))


def test_an_article_is_found_by_id_origin_or_url(store: Store) -> None:
    assert store.find_article("4").article.origin == "b.html"
    assert store.find_article("rewrite.html").id == 3
    assert store.find_article("https://example.org/a").id == 1
    store.apply(make_changes([make_filed(7, make_article("77", "Its origin is a number."))], first_cluster=7), AT)
    assert store.find_article("77").id == 7
    with pytest.raises(NotFound, match="no article ²"):
        store.find_article("²")


def test_an_ambiguous_name_lists_its_candidates(store: Store) -> None:
    others = [make_filed(n, make_article("a.html", f"Another text {n}.", source=f"/in{n}")) for n in range(20, 26)]
    store.apply(make_changes(others[:1], first_cluster=20), AT)
    with pytest.raises(
        NotFound, match=r"^several articles are called a.html: 1 \(from /in\), 20 \(from /in20\); name one by its id$"
    ):
        store.find_article("a.html")
    store.apply(make_changes(others[1:], first_cluster=21), AT)
    with pytest.raises(NotFound, match=r"23 \(from /in23\), \.\.\.; name"):
        store.find_article("a.html")


def test_views_of_one_article(store: Store) -> None:
    assert store.view(1) == A
    copy = store.view(2)
    assert (copy.id, copy.origin, copy.copies, copy.words) == (2, "copy.html", ("a.html",), 6)


def test_skips_are_listed_by_source_and_origin(store: Store) -> None:
    skips = (make_skip("z", Reason.EMPTY), make_skip("a", Reason.EMPTY, source="/zz"), make_skip("a", Reason.BAD_JSON, "line 7"))
    store.apply(Changes(skips=skips), LATER)
    found = store.skips()
    assert found[0] == SkipView("a", "/in", Reason.BAD_JSON, "line 7", LATER)
    assert [(view.source, view.origin) for view in found] == [("/in", "a"), ("/in", "bad.html"), ("/in", "z"), ("/zz", "a")]
    assert [view.origin for view in store.skips(reason=Reason.EMPTY)] == ["z", "a"]
    assert [view.origin for view in store.skips(limit=1)] == ["a"]


def test_counts(store: Store) -> None:
    assert store.counts() == {"articles": 6, "revisions": 0, "bodies": 5, "links": 2, "skips": 1, "clusters": 3}
