"""The window: what lies too far apart in time is not compared, and the outcome is still a function of the articles alone."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases import Fresh
from fold.test_fold import AT, MINERALS, POLICY, clusters, opened
from newsfold.fold.fold import Fold
from newsfold.fold.rebuilding import rebuild
from newsfold.match.window import DAY_S
from newsfold.model import Article, Moment
from newsfold.store.dump import dump_text
from newsfold.store.store import Store

WINDOW = 10
ROLES = "ABCDEG"
FIRST = 1_700_000_000

# On which day each report stands, and each of some exact copies of them, or None: it does not say.
days = st.lists(st.sampled_from((None, 0, 6, 13, 21, 40)), min_size=2 * len(ROLES), max_size=2 * len(ROLES))


def on(article: Article, day: float | None, origin: str = "") -> Article:
    epoch = None if day is None else FIRST + int(day * DAY_S)
    return replace(article, origin=origin or article.origin, published=None if epoch is None else Moment(str(epoch), epoch))


def dated(some: list[int | None]) -> list[Article]:
    reports = [on(MINERALS[role], day) for role, day in zip(ROLES, some, strict=False)]
    return reports + [on(MINERALS[role], day, f"copy-{role}") for role, day in zip(ROLES, some[len(ROLES) :], strict=True)]


def fold(store: Store, *batches: list[Article]) -> None:
    folding = Fold(store, POLICY, {}, window_days=WINDOW)
    for batch in batches:
        folding.take_in(batch, [], AT)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some=days, later=days, random=st.randoms(use_true_random=False), cuts=st.sets(st.integers(1, 2 * len(ROLES) - 1), max_size=4)
)
def test_neither_order_nor_batches_nor_revised_dates_matter(
    fresh: Fresh, some: list[int | None], later: list[int | None], random: Random, cuts: set[int]
):
    first, last = dated(some), dated(later)
    with opened(fresh()) as store:
        fold(store, first, last)
        whole = dump_text(store)
        assert store.check(lambda _: None).findings == ()
    order = random.sample(range(len(first)), len(first))
    edges = [0, *sorted(cuts), len(order)]
    with opened(fresh()) as store:
        for start, stop in pairwise(edges):
            fold(store, [first[number] for number in order[start:stop]])
        for start, stop in pairwise(edges):
            fold(store, [last[number] for number in reversed(order[start:stop])])
        assert dump_text(store) == whole
        rebuild(store, POLICY, AT, "test", window_days=WINDOW)
        assert dump_text(store) == whole


@pytest.mark.parametrize(("apart", "together"), [(WINDOW, True), (WINDOW + 0.01, False)])
def test_a_rewrite_is_found_as_far_as_the_window_reaches(fresh: Fresh, apart: float, together: bool):  # noqa: FBT001
    with opened(fresh()) as store:
        fold(store, [on(MINERALS["A"], 0)], [on(MINERALS["B"], apart)])
        assert len(clusters(store)) == (1 if together else 2)


def test_an_exact_copy_is_found_however_old_and_brings_what_it_lies_near_to(fresh: Fresh):
    a, b = MINERALS["A"].origin, MINERALS["B"].origin
    apart = {frozenset({a, "late copy"}), frozenset({b})}
    with opened(fresh()) as store:
        fold(store, [on(MINERALS["A"], 2000)], [on(MINERALS["B"], 0)], [on(MINERALS["A"], 3000, "late copy")])
        assert clusters(store) == apart
        fold(store, [on(MINERALS["A"], 5, "early copy")])
        assert clusters(store) == {frozenset({a, b, "early copy", "late copy"})}
        fold(store, [on(MINERALS["A"], 500, "early copy")])
        assert clusters(store) == {frozenset({a, "early copy", "late copy"}), frozenset({b})}
        assert not store.links_of({article.body for page in store.article_pages(9) for article in page})


def test_when_the_article_goes_that_lay_near_the_others_part(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [on(MINERALS["A"], 0), on(MINERALS["B"], 25), on(MINERALS["B"], 5, "early copy")])
        assert len(clusters(store)) == 1
        fold(store, [on(MINERALS["B"], 26, "early copy")])
        assert clusters(store) == {frozenset({MINERALS["A"].origin}), frozenset({MINERALS["B"].origin, "early copy"})}


def test_without_a_window_everything_is_compared(fresh: Fresh):
    with opened(fresh()) as store:
        folding = Fold(store, POLICY, {}, window_days=0)
        folding.take_in([on(MINERALS["A"], 0)], [], AT)
        folding.take_in([on(MINERALS["B"], 9000)], [], AT)
        assert len(clusters(store)) == 1
