from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import QName, fromstring

import hostile
from newsfold.report.html.drawing import label
from newsfold.report.html.plots import borrowings, firsts, over_time, overview_plots, sizes
from newsfold.report.html.timeline import timeline
from newsfold.views.overviews import Period
from report.page_samples import AT, DAY, EMPTY, OVERVIEW, PAGE, page_of
from report.samples import CANONICAL

if TYPE_CHECKING:
    from markupsafe import Markup

    from newsfold.report.html.plots import Plot
    from newsfold.views.pages import ClusterPage

ALLOWED = {"class", "cx", "cy", "d", "height", "r", "rx", "ry", "transform", "viewBox", "width", "x", "y", "role", "aria-label"}


def marks(picture: Markup, name: str) -> list[str]:
    """What the marks of one kind say where a pointer rests on them."""
    parsed = fromstring(picture)
    return [group.findtext("{*}title") or "" for group in parsed.iterfind(f".//{{*}}g[@class='{name}']")]


def test_plots_say_in_words_what_they_show():
    time, size, first, whom = overview_plots(OVERVIEW)
    assert (
        'aria-label="Articles and clusters by day, from 2026-03-01 to 2026-03-15. The most articles, 37, in the day of'
        in time.picture
    )
    assert time.rows[1] == ("2026-03-02", "7", "3")
    assert time.columns == ("Day", "Articles", "Clusters")
    assert 'aria-label="Clusters by size: 90 of 2, 55 of 3–9, 3 of 10+ articles."' in size.picture  # noqa: RUF001 a range
    assert size.rows[0] == ("1", "822"), "single articles are only in the table"
    assert marks(size.picture, "bar") == ["2: 90", "3–9: 55", "10+: 3"]  # noqa: RUF001
    assert "before all others: harrowwire.example 14, sahelmonitor.example 3." in first.picture
    assert first.rows[1] == ("globaldesk24.example", "0", "80", "31", "20", "+5 h 10 min")
    assert marks(whom.picture, "dots")[0] == "globaldesk24.example of harrowwire.example: 32"
    assert whom.rows == (
        ("globaldesk24.example", "harrowwire.example", "12", "20", "+5 h 10 min"),
        ("sahelmonitor.example", "harrowwire.example", "0", "3", ""),
    )


def test_plots_that_would_be_empty_are_left_out():
    assert overview_plots(EMPTY) == []
    assert sizes(OVERVIEW.sizes[:1]) is None
    assert firsts(OVERVIEW.sites[1:2]) is None


@pytest.mark.parametrize(
    ("most", "labels"),
    [(1, ["0", "1"]), (5, ["0", "1", "2", "3", "4", "5"]), (14, ["0", "5", "10", "15"]), (4_321, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"])],
)  # fmt: skip
def test_axes_of_counts_are_whole_and_round(most: int, labels: list[str]):
    plot = firsts([replace(OVERVIEW.sites[0], first=most)])
    assert plot is not None
    found = [text.text for text in fromstring(plot.picture).iterfind(".//{*}g[@class='axis x always_show']//{*}text")]
    assert found == labels


def test_many_periods_are_a_line():
    many = [Period(AT + day * DAY, day, day // 2) for day in range(100)]
    plot = over_time(many, "day")
    assert plot is not None
    assert "line" in plot.picture
    assert len(plot.rows) == 100


@pytest.mark.parametrize("plot", [*overview_plots(OVERVIEW), *filter(None, [over_time(OVERVIEW.periods * 20, "day")])])
def test_pictures_hold_nothing_but_shapes_and_words(plot: Plot):
    check_shapes(plot.picture)


def check_shapes(picture: Markup) -> None:
    parsed = fromstring(picture)
    assert {QName(element).localname for element in parsed.iter()} <= {"svg", "g", "rect", "path", "text", "circle", "title"}
    assert {name for element in parsed.iter() for name in element.attrib} <= ALLOWED
    assert "<!--" not in picture


def test_a_timeline_has_a_lane_for_each_relation():
    picture = timeline(PAGE)
    assert picture is not None
    check_shapes(picture)
    lanes = [text.text for text in fromstring(picture).iterfind(".//{*}g[@class='axis y always_show']//{*}text")]
    assert lanes == ["canonical", "copy", "rewrite", "excerpt", "expanded"]
    assert marks(picture, "dots") == [
        "harrowwire.example, 2026-03-10 17:05, canonical",
        "mirror.example, 2026-03-10 20:05, copy",
        "globaldesk24.example, 2026-03-10 22:15, rewrite",
        "dailyledger.example, 2026-03-11, excerpt",
        "sahelmonitor.example, 2026-03-12 20:20, expanded",
    ]
    assert (
        "5 articles; the first is harrowwire.example, 2026-03-10 17:05, canonical; the last, 2 d 3 h later, sahelmonitor" in picture
    )


def undated(page: ClusterPage, *times: str | None) -> ClusterPage:
    articles = [replace(CANONICAL, published=time) for time in times]
    variants = [
        replace(old, variant=replace(old.variant, article=article))
        for old, article in zip(page.variants, articles[1:], strict=False)
    ]
    return replace(page, cluster=replace(page.cluster, canonical=articles[0]), variants=tuple(variants), copies=())


def test_fewer_than_two_different_times_are_no_timeline():
    assert timeline(undated(PAGE, None, None)) is None
    assert timeline(undated(PAGE, "2026-03-10", None)) is None
    assert timeline(undated(PAGE, "2026-03-10", "some day", "0001-01-01", "9999-12-31T23:59:59Z")) is None
    assert timeline(undated(PAGE, "2026-03-10", "2026-03-10")) is None
    assert timeline(undated(PAGE, "2026-03-10", "2026-03-11")) is not None


@pytest.mark.parametrize(
    ("last", "ticks"),
    [
        ("2026-03-10T10:04:00Z", ["10:00", "10:02", "10:04"]),
        ("2026-03-10T16:00:00Z", ["10:00", "12:00", "14:00", "16:00"]),
        ("2026-03-12T10:00:00Z", ["12:00", "11 Mar", "12:00", "12 Mar"]),
        ("2026-03-31T10:00:00Z", ["12 Mar", "19 Mar", "26 Mar"]),
        ("2027-03-10T10:00:00Z", ["Mar 2026", "Jul 2026", "Nov 2026", "Mar 2027"]),
        ("2096-03-10T10:00:00Z", ["Jun 2030", "Aug 2045", "Sep 2060", "Nov 2075", "Dec 2090"]),
    ],
)
def test_ticks_are_few_and_round(last: str, ticks: list[str]):
    picture = timeline(undated(PAGE, "2026-03-10T10:00:00Z", last))
    assert picture is not None
    found = [text.text for text in fromstring(picture).iterfind(".//{*}g[@class='axis x always_show']//{*}text")]
    assert found == ticks


MOMENTS = st.datetimes().map(lambda at: at.isoformat()) | st.dates().map(lambda day: day.isoformat()) | st.none()


@settings(max_examples=50)
@given(st.lists(MOMENTS, min_size=1, max_size=4))
def test_any_times_make_a_timeline_or_none(times: list[str | None]):
    picture = timeline(undated(PAGE, *times))
    if picture is not None:
        check_shapes(picture)


def test_labels_can_be_written_whatever_they_are():
    for text in (*hostile.TEXTS, *hostile.URLS):
        assert len(label(text)) <= 28
        check_shapes(timeline(replace(undated(PAGE, "2026-03-10", "2026-03-11"), sightings=())) or "")  # type: ignore[arg-type]
        page = page_of(text)
        dated = replace(page.cluster.canonical, published="2026-03-10")
        variant = replace(
            page.variants[0], variant=replace(page.variants[0].variant, article=replace(dated, published="2026-03-11"))
        )
        picture = timeline(replace(page, cluster=replace(page.cluster, canonical=dated), variants=(variant,)))
        assert picture is not None
        check_shapes(picture)


def test_borrowings_are_those_of_few_sites():
    many = [replace(OVERVIEW.borrowings[0], site=f"s{n}.example", origin_site=f"o{n}.example") for n in range(50)]
    plot = borrowings(many)
    assert plot is not None
    assert len(plot.rows) == 50
    assert len(marks(plot.picture, "dots")) == 8
