"""The figures of the whole store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.store.periods import DAY_S, periods
from newsfold.store.store import Store
from newsfold.store.tallying import Tally
from newsfold.views.overviews import Borrowing, Counts, Overview, Period, Rewritten, SiteFigures, SizeClass, Span
from store_builders import AT, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from databases import Fresh
    from newsfold.store.tallying import Member

MARCH = 1_772_323_200  # 2026-03-01, a Sunday


def test_an_overview_of_nothing(fresh: Fresh) -> None:
    with Store.open(fresh(), write=True) as store:
        assert store.overview(5) == Overview(5, Counts(0, 0, 0, 0, 0, 0, 0, 0, 0), Span.DAY, (), (), (), (), ())


def test_an_overview(fresh: Fresh) -> None:
    with Store.open(fresh(), write=True) as store:
        store.apply(sample_changes(), AT)
        store.apply(make_changes([make_filed(7, make_article("x", "Snow.", published=MARCH))], first_cluster=4), AT)
        found = store.overview(9, span=Span.WEEK, top=2)
        canonical = {view.id: view.canonical for view in store.report(singles=True)}
    week = int(datetime(2026, 2, 23, tzinfo=UTC).timestamp())
    assert found.counts == Counts(
        articles=7, clusters=4, stories=2, copies=1, rewrites=2, sites=3, languages=1, revisions=0, skips=1
    )
    assert (found.at, found.span, found.earlier) == (9, Span.WEEK, 0)
    assert found.periods[0] == Period(-3 * DAY_S, 4, 2)
    assert found.periods[-2:] == (Period(week, 1, 1), Period(week + 7 * DAY_S, 2, 1))
    assert len(found.periods) == (week + 10 * DAY_S) // DAY_S // 7 + 1
    assert found.sizes == (SizeClass(1, 1, 2), SizeClass(2, 2, 1), SizeClass(3, 3, 1))
    assert [(one.cluster, one.size, one.rewrites, one.sites) for one in found.rewritten] == [(1, 3, 1, 3), (2, 2, 1, 1)]
    assert [one.canonical.id for one in found.rewritten] == [canonical[1].id, canonical[2].id]
    assert found.sites == (
        SiteFigures("example.org", articles=4, first=0, copies=0, rewrites=1, median_lag_s=10),
        SiteFigures("copy.example", articles=1, first=0, copies=1, rewrites=0, median_lag_s=None),
    )
    assert found.borrowings == (
        Borrowing("copy.example", "example.org", copies=1, rewrites=0, median_lag_s=None),
        Borrowing("other.example", "example.org", copies=0, rewrites=1, median_lag_s=-10),
    )
    assert isinstance(found.rewritten[0], Rewritten)


def story(number: int, *members: tuple[str | None, int, str | None], undated: int = -1) -> list[Member]:
    return [(number, site, moment, place != undated, relation) for place, (site, moment, relation) in enumerate(members)]


@pytest.mark.parametrize(
    ("members", "first"),
    [
        pytest.param(story(1, ("a", 1, None), ("b", 2, "rewrite")), {"a": 1}, id="the earliest"),
        pytest.param(story(1, ("b", 1, "rewrite"), ("a", 2, None)), {"b": 1}, id="also before the canonical"),
        pytest.param(story(1, ("a", 1, None), ("b", 1, "rewrite")), {}, id="nobody of two at once"),
        pytest.param(story(1, ("a", 1, None), ("a", 2, "rewrite")), {}, id="nobody where nobody else has it"),
        pytest.param(story(1, ("a", 1, None), ("a", 1, "copy"), ("b", 2, "copy")), {"a": 1}, id="a site with its own copy"),
        pytest.param(story(1, ("a", 1, None), ("b", 2, "copy"), ("c", 3, "copy"), undated=0), {"b": 1}, id="not who has no date"),
        pytest.param(story(1, (None, 1, None), ("b", 2, "copy"), ("c", 3, "copy")), {"b": 1}, id="nor who has no name"),
        pytest.param(
            [*story(1, ("a", 1, None), ("b", 2, "copy")), *story(2, ("a", 3, None), ("b", 4, "copy"))], {"a": 2}, id="twice"
        ),
    ],
)
def test_who_is_first(members: list[Member], first: dict[str, int]) -> None:
    sites = Tally(members).sites([(site, 0) for site in "abc"])
    assert {one.site: one.first for one in sites if one.first} == first


def test_lags_are_of_dated_articles_alone_and_their_median_is_one_of_them() -> None:
    members = story(
        1, ("a", 10, None), ("b", 20, "copy"), ("b", 40, "rewrite"), ("b", 90, "excerpt"), (None, 95, "copy"), undated=3
    )
    tally = Tally(members)
    assert tally.sites([("b", 3)]) == (SiteFigures("b", 3, 0, 1, 2, 10),)
    assert tally.borrowings(5) == (Borrowing("b", "a", 1, 2, 10),)
    assert (tally.copies, tally.rewrites, tally.rewritten) == (2, 2, {1: 2})


@pytest.mark.parametrize(
    ("days", "span", "starts"),
    [
        pytest.param({0: 1, 2: 1}, Span.DAY, [0, 1, 2], id="days"),
        pytest.param({0: 1, 99: 1}, Span.WEEK, list(range(-3, 100, 7)), id="weeks begin on Monday"),
        pytest.param({5: 1, 800: 1}, Span.MONTH, None, id="months"),
    ],
)
def test_periods_fit_the_time_that_is_shown(days: dict[int, int], span: Span, starts: list[int] | None) -> None:
    chosen, shown, earlier = periods(days, {}, None)
    assert (chosen, earlier) == (span, 0)
    if starts is None:
        assert all(datetime.fromtimestamp(period.start, UTC).day == 1 for period in shown)
        assert len(shown) == 27
    else:
        assert [period.start for period in shown] == [day * DAY_S for day in starts]


def test_a_few_far_older_articles_leave_the_others_their_room() -> None:
    days = {0: 1, 5_000: 50, 5_009: 50}
    assert periods(days, {}, None) == (
        Span.DAY,
        tuple(Period(day * DAY_S, days.get(day, 0), 0) for day in range(5_000, 5_010)),
        1,
    )
    assert periods({0: 2, 5_000: 50, 5_009: 50}, {}, None)[2] == 0
    assert periods({0: 1, 4: 50, 9: 50}, {}, None)[2] == 0


@given(st.dictionaries(st.integers(0, 30_000), st.integers(1, 500), min_size=1, max_size=20), st.sampled_from(Span))
def test_periods_hold_every_article(days: dict[int, int], span: Span) -> None:
    _, shown, earlier = periods(days, days, span)
    assert sum(period.articles for period in shown) + earlier == sum(days.values())
    assert [period.articles for period in shown] == [period.clusters for period in shown]
    starts = [period.start for period in shown]
    assert starts == sorted(set(starts))
    assert earlier <= sum(days.values()) / 100
