from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from newsfold.browse import Bounds, cluster_page, cluster_pages, shares, variant_page
from newsfold.model import Relation
from newsfold.store.store import Store
from newsfold.store.tables import bodies
from newsfold.views.explanations import Alignment, Passage
from newsfold.views.pages import Matrix, Shares
from store_builders import AT, make_article, make_changes, make_filed, make_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh
    from newsfold.views.clusters import ClusterView

REPORT = "The ferry Astrid ran aground off Nordhavn at dawn.\nAll 212 people on board were taken to safety by two tugs."
REWRITE = "The ferry Astrid ran aground off Nordhavn at dawn.\nTwo tugs took all 212 people on board to safety.\nNobody was hurt."
BRIEF = "Ferry Astrid aground off Nordhavn: 212 people taken to safety."
WHOLE = Bounds(listed=9, aligned=9, matrix=9, copies=9)


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    report = [
        make_filed(1, make_article("report", REPORT, published=100)),
        make_filed(2, make_article("copy", REPORT, site="mirror.example", published=150)),
        make_filed(3, make_article("rewrite", REWRITE, published=200)),
        make_filed(4, make_article("brief", BRIEF, published=300)),
    ]
    other = [make_filed(5, make_article("b", "Prices rose by 3 %.")), make_filed(6, make_article("c", "Prices are up 3 %."))]
    changes = make_changes(report, other)
    changes = replace(changes, links=(*changes.links, make_link(report[2], report[3], 1.25)))
    with Store.open(fresh(), write=True) as opened:
        opened.apply(changes, AT)
        yield opened


def test_a_page_holds_each_variant_beside_the_canonical(store: Store) -> None:
    page = cluster_page(store, store.cluster(1))
    rewrite, brief = page.variants
    assert (page.id, page.canonical.id, page.left_out, page.aligned) == (1, 1, 0, 2)
    assert [copy.site for copy in page.copies] == ["mirror.example"]
    assert (rewrite.article.id, rewrite.variant.relation) == (3, Relation.REWRITE)
    assert [passage.kind for passage in rewrite.passages] == [Alignment.SAME, Alignment.SAME, Alignment.ONLY_B]
    assert rewrite.shares == Shares(98 / 114, 0.0, 16 / 114)
    assert brief.shares == Shares(0.0, 1.0, 0.0)
    assert page.matrix == Matrix((1, 3, 4), ((None, 2.5, 2.5), (2.5, None, 1.25), (2.5, 1.25, None)))
    assert (page.sightings, page.history, page.background) == ((), None, None)


def test_bounds_say_how_much_of_a_large_cluster_is_shown(store: Store) -> None:
    page = cluster_page(store, store.cluster(1), Bounds(listed=1, aligned=0, matrix=2, copies=0))
    assert ([variant.article.id for variant in page.variants], page.left_out, page.aligned) == ([3], 1, 0)
    assert (page.matrix, page.copies) == (None, ())
    page = cluster_page(store, store.cluster(1), replace(WHOLE, aligned=1, matrix=3))
    assert [variant.shares is None for variant in page.variants] == [False, True]
    page = cluster_page(store, store.cluster(1), replace(WHOLE, words=10))
    assert page.aligned == 0, "the canonical is too long"
    page = cluster_page(store, store.cluster(1), replace(WHOLE, words=21))
    assert [variant.article.id for variant in page.variants if variant.shares] == [4]


def test_a_matrix_tells_how_many_texts_it_leaves_out(store: Store) -> None:
    group = [make_filed(n, make_article(f"{n}", f"Text number {n} of many.")) for n in range(10, 20)]
    store.apply(make_changes(group, first_cluster=7), AT)
    page = cluster_page(store, store.cluster(7), replace(WHOLE, matrix=4))
    assert page.matrix is not None
    assert (page.matrix.articles, page.matrix.left_out) == ((10, 11, 12, 13), 6)
    assert page.matrix.log_odds[1] == (2.5, None, None, None), "variants were never compared with each other"


def test_over_all_clusters_only_so_many_variants_are_aligned(store: Store) -> None:
    def aligned(most: int | None) -> list[int]:
        lists = [[store.cluster(1)], [store.cluster(2), store.cluster(1)], [store.cluster(1)]]
        pages = list(cluster_pages(store, lists, WHOLE, most_aligned=most))
        assert [page.id for page in pages] == [1, 2, 1, 1]
        return [page.aligned for page in pages]

    assert aligned(None) == [2, 1, 2, 2]
    assert aligned(4) == [2, 1, 1, 0]
    assert aligned(3) == [2, 1, 0, 0]
    assert aligned(0) == [0, 0, 0, 0]


def test_lists_are_asked_for_one_by_one(store: Store) -> None:
    asked: list[int] = []

    def lists() -> Iterator[list[ClusterView]]:
        for number in (1, 2):
            asked.append(number)
            yield [store.cluster(number)]

    pages = cluster_pages(store, lists())
    assert (next(pages).id, asked) == (1, [1])
    assert (next(pages).id, asked) == (2, [1, 2])


def test_one_variant_can_be_asked_for_alone(store: Store) -> None:
    view = store.cluster(1)
    assert variant_page(store, view.canonical, view.variants[1]) == cluster_page(store, view).variants[1]


def test_texts_that_were_removed_are_not_aligned(store: Store) -> None:
    with store.transaction(), store._writing() as connection:
        connection.execute(update(bodies).values(emptied=AT).where(bodies.c.article_id == 3))
    view = store.cluster(1)
    page = cluster_page(store, view)
    assert [(variant.article.id, variant.shares is None, variant.passages == ()) for variant in page.variants] == [
        (3, True, True),
        (4, False, False),
    ]
    assert variant_page(store, view.canonical, view.variants[0]).shares is None


PASSAGES = st.lists(
    st.tuples(st.sampled_from(Alignment), st.text(max_size=5), st.text(max_size=5)).map(
        lambda drawn: Passage(
            drawn[0], None if drawn[0] is Alignment.ONLY_B else drawn[1], None if drawn[0] is Alignment.ONLY_A else drawn[2], 0.5
        )
    )
)


@given(PASSAGES)
def test_shares_are_those_of_text_b_and_make_one(passages: list[Passage]) -> None:
    found = shares(passages)
    if found is None:
        assert not any(passage.b for passage in passages)
    else:
        assert all(0 <= share <= 1 for share in (found.same, found.reworded, found.only))
        assert found.same + found.reworded + found.only == pytest.approx(1)
