from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.fetch.retry import LONGEST_S, next_interval, retry_after

NOW = 1_772_000_000.0  # Wed, 25 Feb 2026 06:13:20 GMT

ASKED: dict[str | None, float | None] = {
    None: None,
    "": None,
    "0": 0.0,
    "120": 120.0,
    " 120 ": 120.0,
    "-5": None,
    "1.5": None,
    "soon": None,
    "١٢٠": None,
    "9" * 12: 999999999999.0,
    "9" * 5000: None,
    "Wed, 25 Feb 2026 06:15:20 GMT": 120.0,
    "Wednesday, 25-Feb-26 06:15:20 GMT": 120.0,
    "Wed Feb 25 06:15:20 2026": 120.0,
    "Wed, 25 Feb 2026 07:15:20 +0100": 120.0,
    "Wed, 25 Feb 2026 06:15:20 -0000": 120.0,
    "Wed, 25 Feb 2015 06:15:20 GMT": 0.0,
    "Tue, 25 Feb 2036 06:13:20 GMT": 315532800.0,
    "Wed, 32 Feb 2026 06:15:20 GMT": None,
    "Wed, 25 Feb 99999 06:15:20 GMT": None,
}


@pytest.mark.parametrize(("value", "seconds"), ASKED.items())
def test_what_a_server_asks_for(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text())
def test_any_text_is_a_number_of_seconds_or_nothing(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("interval", "asked", "wanted"),
    [(900, None, 900), (900, 60, 900), (900, 3600, 3600), (900, 1e9, LONGEST_S), (100_000, 1e9, 100_000)],
)
def test_the_longer_of_both_holds_up_to_a_day(interval: float, asked: float | None, wanted: float) -> None:
    assert next_interval(interval, asked) == wanted
