from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.sources.cron import fault, next_time


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


TIMES = {
    ("* * * * *", "2026-03-02T10:00:00"): "2026-03-02T10:01",
    ("* * * * *", "2026-03-02T10:00:59"): "2026-03-02T10:01",
    ("5,35 6-22 * * mon-fri", "2026-03-06T22:40"): "2026-03-09T06:05",  # over a week-end
    ("5,35 6-22 * * mon-fri", "2026-03-06T22:30"): "2026-03-06T22:35",
    ("*/25 8-12/2 * * *", "2026-03-02T08:25"): "2026-03-02T08:50",
    ("*/25 8-12/2 * * *", "2026-03-02T08:50"): "2026-03-02T10:00",
    ("30 2 29 FEB *", "2026-03-02"): "2028-02-29T02:30",
    ("0 0 29 feb mon", "2016-03-01"): "2044-02-29T00:00",
    ("0 0 31 * *", "2026-03-31T00:00"): "2026-05-31T00:00",
    ("0 0 1 jan *", "2026-12-31T23:59:59"): "2027-01-01T00:00",
}


@pytest.mark.parametrize(("expression", "after"), TIMES)
def test_the_next_time_is_the_first_that_fits_all_fields(expression: str, after: str):
    assert next_time(expression, at(after)) == at(TIMES[expression, after])


def test_a_day_that_never_comes_is_a_fault():
    assert fault("0 0 31 feb,apr *") == "there is no such day"
    assert fault("0 0 29 feb sun") is None


ZONES = ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "UTC")
TWO_YEARS_S = 2 * 365 * 86_400


@pytest.mark.parametrize("expression", ["30 2 * * *", "0 */6 * * *", "15 1 * * sun"])
def test_no_clock_change_of_the_machine_s_zone_moves_or_doubles_a_time(expression: str, monkeypatch: pytest.MonkeyPatch):
    found: dict[str, list[int]] = {}
    for zone in ZONES:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        times = [at("2026-01-01")]
        while times[-1] < times[0] + TWO_YEARS_S:
            times.append(next_time(expression, times[-1]))
        found[zone] = times
    monkeypatch.undo()
    time.tzset()
    assert all(times == found["UTC"] for times in found.values())
    assert len({later - sooner for sooner, later in pairwise(found["UTC"][1:])}) == 1


MINUTES = st.sets(st.integers(0, 59), min_size=1, max_size=4)
HOURS = st.sets(st.integers(0, 23), min_size=1, max_size=4)


@given(MINUTES, HOURS, st.sampled_from(["*", "mon", "sat,sun"]), st.integers(0, 4_000_000_000))
def test_times_fit_and_follow_each_other_without_a_gap(minutes: set[int], hours: set[int], weekday: str, after: int):
    expression = f"{','.join(map(str, minutes))} {','.join(map(str, hours))} * * {weekday}"
    first = next_time(expression, after)
    found = datetime.fromtimestamp(first, UTC)
    assert (found.minute in minutes, found.hour in hours, found.second) == (True, True, 0)
    assert after < first
    assert next_time(expression, first - 1) == first
