"""When an event that its receiver refuses is set aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.daemon.refusals import FEWEST, counted, is_over, is_refusal
from newsfold.store.announcements import Refusal

NOW = 1_772_000_000
HOUR_S, DAY_S = 3_600, 86_400


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 418, 422, 451, 499])
def test_a_status_of_4xx_is_a_refusal(status: int):
    assert is_refusal(status)


@pytest.mark.parametrize("status", [None, 200, 204, 301, 302, 408, 410, 425, 429, 500, 503, 599])
def test_what_may_pass_is_none(status: int | None):
    assert not is_refusal(status)


def test_refusals_are_those_of_one_event():
    first = counted(None, 7, NOW)
    again = counted(first, 7, NOW + 60)
    assert (first, again) == (Refusal(7, NOW, 1), Refusal(7, NOW, 2))
    assert counted(again, 8, NOW + 90) == Refusal(8, NOW + 90, 1)
    assert counted(again, 7, NOW - DAY_S) == Refusal(7, NOW - DAY_S, 3)  # the clock was set back


@pytest.mark.parametrize(
    ("status", "times", "seconds", "over"),
    [
        (422, FEWEST, HOUR_S, True),
        (422, FEWEST, HOUR_S - 1, False),
        (422, FEWEST - 1, 9 * DAY_S, False),
        (403, FEWEST, HOUR_S, False),
        (403, FEWEST, DAY_S, True),
    ],
)
def test_an_event_is_set_aside_after_so_many_refusals_and_so_long(status: int, times: int, seconds: int, *, over: bool):
    assert is_over(Refusal(7, NOW, times), status, NOW + seconds, HOUR_S) is over


@given(status=st.integers(400, 499), times=st.integers(1, 10**6), seconds=st.integers(0, 10**9))
def test_with_0_none_ever_is(status: int, times: int, seconds: int):
    assert not is_over(Refusal(7, NOW, times), status, NOW + seconds, 0)
