from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.model import Reason, Relation
from newsfold.report import figures
from newsfold.views.runs import Summary
from report.samples import CLUSTER, PAIR, SINGLE, SKIPS, SUMMARY, article


def test_a_cluster_in_numbers():
    assert [article.id for article in figures.members(CLUSTER)] == [11, 12, 14, 19]
    assert (figures.copies(CLUSTER), figures.size(CLUSTER), figures.sites(CLUSTER)) == (2, 6, 4)
    assert figures.relations(CLUSTER) == {Relation.COPY: 2, Relation.REWRITE: 1, Relation.EXCERPT: 1, Relation.EXPANDED: 1}
    assert figures.relations_words(CLUSTER) == ["2 copies", "1 rewrite", "1 excerpt", "1 expanded"]
    assert figures.relations_words(PAIR) == ["2 light edits"]


def test_a_single_article_in_numbers():
    assert (figures.copies(SINGLE), figures.size(SINGLE), figures.sites(SINGLE)) == (0, 1, 0)
    assert figures.relations_words(SINGLE) == []


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (1, "copy", "1 copy"),
        (2, "copy", "2 copies"),
        (0, "article", "0 articles"),
        (2, "expanded", "2 expanded"),
        (1200, "input", "1,200 inputs"),
    ],
)
def test_nouns_follow_their_numbers(count: int, noun: str, words: str):
    assert figures.counted(count, noun) == words


@pytest.mark.parametrize(
    ("log_odds", "probability"), [(0.0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25), (2000.0, 1.0), (-2000.0, 0.0)]
)
def test_log_odds_as_a_probability(log_odds: float, probability: float):
    assert figures.probability(log_odds) == pytest.approx(probability)


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "> 99.9 %"), (0.9991, "> 99.9 %"), (0.985, "98.5 %"), (0.001, "0.1 %"), (0.0, "< 0.1 %")]
)
def test_no_probability_is_told_as_certain(share: float, text: str):
    assert figures.percent(share) == text


@pytest.mark.parametrize(
    ("earlier", "later", "lag"),
    [
        ("2026-03-10T18:05:00+01:00", "2026-03-10T22:15:00+00:00", "+5 h 10 min"),
        ("2026-03-10T18:05:00+01:00", "2026-03-10T17:05:30Z", "same time"),
        ("2026-03-10T18:05:00+01:00", "2026-03-10T17:04:00Z", "-1 min"),
        ("2026-03-10T00:00:00Z", "2026-03-10T02:00:00Z", "+2 h"),
        ("2026-03-10T00:00:00Z", "2026-03-12T00:59:00Z", "+2 d"),
        ("2026-03-12T03:00:00Z", "2026-03-10T00:00:00Z", "-2 d 3 h"),
        ("2026-03-10T10:00:00", "2026-03-10T11:00:00+00:00", "+1 h"),
        ("2026-03-10", "2026-03-10T11:00:00+00:00", "same day"),
        ("2026-03-10T23:00:00Z", "2026-03-11", "+1 d"),
        ("2026-03-10", "2023-03-10", "-1,096 d"),
        (None, "2026-03-10", ""),
        ("2026-03-10", "soon", ""),
    ],
)
def test_how_far_apart_two_times_are(earlier: str | None, later: str | None, lag: str):
    assert figures.lag(earlier, later) == lag


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-03-10T18:05:59+01:00", "2026-03-10 17:05"),
        ("2026-03-10", "2026-03-10"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("yesterday", "yesterday"),
        (None, ""),
    ],
)
def test_times_are_shown_in_utc(text: str | None, clock: str):
    assert figures.clock(text) == clock


MOMENTS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones() | st.none()).map(lambda at: at.isoformat()),
)


@given(MOMENTS, MOMENTS)
def test_any_two_texts_can_be_asked_for_their_lag(earlier: str | None, later: str | None):
    figures.clock(earlier)
    there, back = figures.lag(earlier, later), figures.lag(later, earlier)
    assert there.lstrip("+-") == back.lstrip("+-")


def test_skips_come_by_reason_the_most_frequent_first():
    assert {reason: [skip.origin for skip in group] for reason, group in figures.grouped(SKIPS).items()} == {
        Reason.BAD_JSON: ["feeds/ledger.jsonl#7", "feeds/ledger.jsonl#9"],
        Reason.EMPTY: ["notes/empty.txt"],
    }
    assert next(iter(figures.grouped(SKIPS))) is Reason.BAD_JSON


def test_an_ingestion_in_numbers():
    assert figures.skipped(SUMMARY) == 3
    assert figures.elapsed(SUMMARY) == 50.0
    assert figures.rate(SUMMARY) == pytest.approx(24.68)


def test_an_ingestion_that_took_no_time_has_no_rate():
    nothing = Summary(read=0, new=0, revised=0, copies=0, unchanged=0, skipped={}, clusters=0, seconds={})
    assert figures.rate(nothing) is None


def test_sites_are_counted_once():
    assert figures.sites(PAIR) == 2
    assert article().site == "harrowwire.example"
