from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.dates import moment
from newsfold.model import Moment

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def epoch(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]  # parts are the first six arguments


@pytest.mark.parametrize(
    ("words", "text", "seconds"),
    [
        ("2026-03-02T09:15:00+01:00", "2026-03-02T09:15:00+01:00", epoch(2026, 3, 2, 8, 15)),
        ("2026-03-02T09:15Z", "2026-03-02T09:15:00+00:00", epoch(2026, 3, 2, 9, 15)),
        ("2026-03-02T09:15:00.123456-0500", "2026-03-02T09:15:00-05:00", epoch(2026, 3, 2, 14, 15)),
        (" 2026-03-02 09:15:00 +0100 ", "2026-03-02T09:15:00+01:00", epoch(2026, 3, 2, 8, 15)),
        ("2026-03-02 09:15:00 UTC", "2026-03-02T09:15:00+00:00", epoch(2026, 3, 2, 9, 15)),
        ("2026-03-02T09:15:00", "2026-03-02T09:15:00", epoch(2026, 3, 2, 9, 15)),
        ("20260302T091500Z", "2026-03-02T09:15:00+00:00", epoch(2026, 3, 2, 9, 15)),
        ("Mon, 02 Mar 2026 09:15:00 +0100", "2026-03-02T09:15:00+01:00", epoch(2026, 3, 2, 8, 15)),
        ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00+00:00", epoch(2026, 3, 2)),
        ("2026-03-02", "2026-03-02", epoch(2026, 3, 2, 23, 59, 59)),
        ("2026/3/2", "2026-03-02", epoch(2026, 3, 2, 23, 59, 59)),
        ("20260302", "2026-03-02", epoch(2026, 3, 2, 23, 59, 59)),
    ],
)
def test_a_date_keeps_its_precision_and_its_offset(words: str, text: str, seconds: int) -> None:
    assert moment(words, NOW) == Moment(text=text, epoch=seconds)


@pytest.mark.parametrize(
    "words",
    [
        None,
        "",
        "yesterday",
        "2026-13-40",
        "2026-02-30",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31",
        "9999-12-31T23:59:59-12:00",
        "2026-03-12",
        "2026-03-11T13:00:00Z",
        "2026-W99-1",
        "2026-03-02T09:15:00+99:00",
        "2" * 100,
        "Mon, 99 Foo 2026 99:99:99 +0100",
        "Mon, 02 Mar 99999999999 09:15:00 +0100",
    ],
)
def test_absurd_or_future_dates_are_no_dates(words: str | None) -> None:
    assert moment(words, NOW) is None


def test_old_dates_keep_their_text_and_are_ordered_as_1990() -> None:
    assert moment("1912-04-16", NOW) == Moment(text="1912-04-16", epoch=epoch(1990, 1, 1))


def test_today_is_not_in_the_future_but_ordered_no_later_than_tomorrow() -> None:
    assert moment("2026-03-11", NOW) == Moment(text="2026-03-11", epoch=epoch(2026, 3, 11, 12))


@given(st.text(max_size=40) | st.from_regex(r"\d{1,5}[-/]\d\d?[-/]\d\d?[T ]?[\d:.+\-Z ]{0,20}", fullmatch=True))
def test_a_moment_is_always_in_bounds(words: str) -> None:
    found = moment(words, NOW)
    if found is not None:
        assert epoch(1990, 1, 1) <= found.epoch <= epoch(2026, 3, 11, 12)
        assert datetime.fromisoformat(found.text).isoformat().startswith(found.text)
        assert moment(found.text, NOW) == found
