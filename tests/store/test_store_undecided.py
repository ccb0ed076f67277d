"""The queue of pairs on which people are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.changes import Changes
from newsfold.errors import UsageError
from newsfold.model import Link
from newsfold.store.store import Store
from store_builders import AT, make_article, make_changes, make_cluster, make_filed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from databases import Fresh
    from newsfold.views.browsing import UndecidedPair

SINGLES = [make_filed(number, make_article(f"{number}", f"Text number {number}.")) for number in range(1, 9)]
BODIES = {one.id: one.body for one in SINGLES}


def link(one: int, other: int, log_odds: float) -> Link:
    a, b = sorted((BODIES[one], BODIES[other]))
    return Link(a, b, log_odds, (0.5,))


@pytest.fixture(scope="module")
def store(fresh: Fresh) -> Iterator[Store]:
    """Articles 1 to 8, each a cluster, but 1 and 2, which stand together. Its links are each test's own."""
    with Store.open(fresh(), write=True) as opened:
        opened.apply(make_changes(*([one] for one in SINGLES)), AT)
        opened.apply(Changes(clusters=(make_cluster(1, SINGLES[:2]),), merged=((2, 1),)), AT)
        yield opened


def linked(store: Store, links: list[Link], threshold: float = 0.0) -> None:
    stored = [(link.a, link.b) for link in store.links_of(BODIES.values())]
    store.apply(Changes(links_gone=tuple(stored)), AT)
    store.apply(Changes(links=tuple(links)), AT)
    store.set_threshold(threshold)


def ends(pair: UndecidedPair) -> set[int]:
    return {pair.a.id, pair.b.id}


def walked(store: Store, limit: int, settled: Callable[[int, int], bool] | None = None) -> list[UndecidedPair]:
    page = store.undecided(limit=limit, settled=settled)
    found = list(page.pairs)
    while page.following is not None:
        page = store.undecided(limit=limit, settled=settled, at=page.following)
        assert page.pairs
        found += page.pairs
    return found


def test_the_nearest_to_the_threshold_come_first(store: Store) -> None:
    linked(store, [link(1, 2, 0.9), link(3, 4, -0.2), link(4, 5, 0.3), link(6, 7, 1.6), link(7, 8, -1.6)], threshold=0.4)
    pairs = store.undecided().pairs
    assert [(ends(pair), pair.log_odds, pair.together) for pair in pairs] == [
        ({4, 5}, 0.3, False),
        ({1, 2}, 0.9, True),
        ({3, 4}, -0.2, False),
    ]
    assert {pair.threshold for pair in pairs} == {0.4}
    assert {pair.cluster_a for pair in pairs[1:2]} == {pair.cluster_b for pair in pairs[1:2]} == {1}
    assert pairs[0].a.title == f"Title of {pairs[0].a.id}"


def test_what_people_decided_is_not_asked_again(store: Store) -> None:
    linked(store, [link(1, 2, 0.1), link(3, 4, 0.2), link(4, 5, 0.3), link(5, 6, 0.4)])
    decided = {frozenset((BODIES[1], BODIES[2])), frozenset((BODIES[4], BODIES[5]))}

    def settled(one: int, other: int) -> bool:
        return frozenset((one, other)) in decided

    assert [ends(pair) for pair in walked(store, 1, settled)] == [{3, 4}, {5, 6}]


def test_whose_text_was_removed_is_not_asked_for(fresh: Fresh, store: Store) -> None:
    linked(store, [link(7, 8, 0.1), link(5, 6, 0.2)])
    with Store.open(fresh(), write=True) as other:
        other.apply(make_changes(*([one] for one in SINGLES)), AT)
        other.apply(Changes(links=(link(7, 8, 0.1), link(5, 6, 0.2)), emptied=()), AT)
        with other._writing() as connection:
            connection.exec_driver_sql(f"UPDATE bodies SET emptied = '{AT}' WHERE id = {BODIES[8]}")
        assert [ends(pair) for pair in other.undecided().pairs] == [{5, 6}]


def test_nothing_is_undecided_without_links(store: Store) -> None:
    linked(store, [])
    assert (store.undecided().pairs, store.undecided().following) == ((), None)


@given(
    odds=st.lists(st.sampled_from([-1.5, -1.499, -0.3, -0.1, 0.0, 0.1, 0.3, 1.499, 1.5]), max_size=12),
    threshold=st.sampled_from([0.0, 0.1, -0.2, 0.3, 3.0, -7.5]),
    limit=st.integers(1, 5),
)
def test_page_by_page_none_is_missing_and_none_comes_twice(store: Store, odds: list[float], threshold: float, limit: int) -> None:
    pairs = [(one, other) for one in BODIES for other in BODIES if one < other]
    linked(store, [link(*pair, log_odds) for pair, log_odds in zip(pairs, odds, strict=False)], threshold)
    found = walked(store, limit)
    assert sorted(pair.log_odds for pair in found) == sorted(one for one in odds if -1.5 < one < 1.5)
    assert len({frozenset(ends(pair)) for pair in found}) == len(found)
    distances = [abs(pair.log_odds - threshold) for pair in found]
    assert distances == sorted(distances)


@pytest.mark.parametrize("at", ["", "x", "1:2", "nan:1:2", "inf:1:2", "0.5:a:2", "1:2:3:4"])
def test_what_leads_to_no_page_is_refused(store: Store, at: str) -> None:
    with pytest.raises(UsageError, match="leads to no page of the undecided pairs"):
        store.undecided(at=at)
