from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.daemon import policy
from newsfold.daemon.answers import Failed, Told
from newsfold.fetch.messages import Validators
from newsfold.sources import cron
from newsfold.sources.watchlist import Source
from newsfold.watching import SourceState

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_772_000_000
MINUTE, HOUR, DAY = 60, 3600, 86_400
LONGEST = 6 * HOUR
URL = "https://quay.example/rss"
QUAY = Source(key="quay", kind="feed", url=URL)
DAILY = Source(key="quay", kind="feed", url=URL, cron="30 2 * * *")
WEEKLY = Source(key="quay", kind="feed", url=URL, interval="7d")
BEGUN = policy.begun(QUAY, NOW)
FOUND = Validators(URL, '"1"', None)


def well(state: SourceState, source: Source = QUAY, *, told: Told | None = None, now: int = NOW, **counts: int) -> SourceState:
    return policy.succeeded(state, source, told or Told(), now, longest_s=LONGEST, digest=b"1", **counts)


def ill(state: SourceState, source: Source = QUAY, *, now: int = NOW, **said: object) -> SourceState:
    return policy.failed(state, source, Failed("status 500", **said), now)  # type: ignore[arg-type]


def repeated(state: SourceState, times: int, step: Callable[[SourceState], SourceState]) -> list[SourceState]:
    states = [state]
    for _ in range(times):
        states.append(step(states[-1]))
    return states[1:]


def test_a_source_begins_due_at_its_own_interval():
    assert policy.begun(QUAY, NOW) == SourceState("quay", "feed", URL, next_due=NOW, interval_s=30 * MINUTE)
    folder = policy.begun(Source(key="in", kind="folder", folder="/in", interval="15m"), NOW)
    assert folder == SourceState("in", "folder", "/in", next_due=NOW, interval_s=15 * MINUTE)


def test_a_source_with_a_cron_expression_begins_at_its_time():
    daily = policy.begun(DAILY, NOW)
    assert (daily.next_due, daily.interval_s) == (cron.next_time("30 2 * * *", NOW), DAY)
    assert policy.begun(DAILY, daily.next_due).next_due == daily.next_due


def test_a_claim_holds_whatever_happens_then():
    claimed = policy.claimed(BEGUN, QUAY, NOW)
    assert claimed == replace(BEGUN, next_due=claimed.next_due, checked=NOW, checks=1)
    assert NOW + 30 * MINUTE <= claimed.next_due <= NOW + 33 * MINUTE
    assert policy.postponed(BEGUN, NOW + 9, NOW) == replace(BEGUN, next_due=NOW + 9)
    assert policy.postponed(BEGUN, NOW - 9, NOW).next_due == NOW + 1


def test_a_source_is_asked_less_the_less_it_brings_and_more_the_more():
    quiet = repeated(BEGUN, 14, well)
    assert [state.interval_s for state in quiet[:3]] == [2250, 2813, 3517]
    assert quiet[-1].interval_s == LONGEST
    lively = repeated(quiet[-1], 5, lambda state: well(state, new=3))
    assert [state.interval_s for state in lively] == [10_800, 5400, 2700, 1800, 1800]
    assert (lively[-1].entries, lively[-1].brought, lively[-1].succeeded) == (15, NOW, NOW)
    assert well(quiet[-1], changed=1).interval_s == 10_800


def test_a_source_whose_own_interval_is_longer_than_the_longest_keeps_it():
    begun = policy.begun(WEEKLY, NOW)
    assert [state.interval_s for state in repeated(begun, 2, lambda state: well(state, WEEKLY))] == [7 * DAY] * 2
    assert ill(begun, WEEKLY).next_due - NOW >= 7 * DAY


def test_a_success_is_remembered_with_what_was_told():
    state = well(ill(ill(BEGUN)), told=Told(FOUND))
    assert (state.errors, state.fault, state.validators, state.digest) == (0, "", (URL, '"1"', None), b"1")
    forgotten = policy.succeeded(state, QUAY, Told(FOUND), NOW, longest_s=LONGEST, digest=None)
    assert (forgotten.validators, forgotten.digest) == (None, None)


def test_errors_in_a_row_double_the_pause_up_to_a_day_and_never_end_it():
    states = repeated(BEGUN, 40, ill)
    pauses = [state.next_due - NOW for state in states]
    assert [int(pause / HOUR) for pause in pauses[:4]] == [1, 2, 4, 8]
    assert pauses == sorted(pauses)
    assert DAY <= pauses[-1] <= 1.1 * DAY
    assert {state.paused for state in states} == {""}
    assert states[-1] == replace(BEGUN, errors=40, fault="status 500", next_due=states[-1].next_due)


def test_what_could_not_be_parsed_must_not_be_known_next_time():
    known = well(BEGUN, told=Told(FOUND))
    assert (ill(known).validators, ill(known).digest) == (known.validators, b"1")
    assert (ill(known, forget=True).validators, ill(known, forget=True).digest) == (None, None)


def test_gone_is_the_only_end():
    state = ill(BEGUN, gone=True)
    assert (state.paused, state.errors, state.fault) == ("gone", 1, "status 500")


def test_what_a_server_asks_for_is_kept_up_to_a_day():
    assert ill(BEGUN, retry_after_s=5 * HOUR + 0.2).next_due > NOW + 5 * HOUR
    assert ill(BEGUN, retry_after_s=5.0).next_due >= NOW + HOUR
    assert DAY <= ill(BEGUN, retry_after_s=1e9).next_due - NOW <= 1.1 * DAY
    assert well(BEGUN, told=Told(retry_after_s=5.0 * HOUR)).next_due >= NOW + 5 * HOUR


def test_a_cron_expression_tells_the_time_also_after_errors():
    begun = policy.begun(DAILY, NOW)
    times = [state.next_due for state in (well(begun, DAILY), ill(begun, DAILY), ill(begun, DAILY, retry_after_s=9.0))]
    first = cron.next_time("30 2 * * *", NOW)
    assert times == [first, first + DAY, first + DAY]
    assert well(begun, DAILY, told=Told(retry_after_s=23.9 * HOUR)).next_due == first + DAY
    assert [well(begun, DAILY, new=new).interval_s for new in (0, 1)] == [DAY, DAY]


def test_a_permanent_redirect_is_used_at_once_and_kept_from_the_third():
    onward = Told(moved_to="https://new.example/rss")
    states = repeated(BEGUN, 4, lambda state: well(state, told=onward if policy.address(state, QUAY) == URL else Told()))
    assert [state.moves for state in states] == [1, 2, 3, 3]
    assert [policy.address(state, QUAY) for state in states] == [URL, URL, "https://new.example/rss", "https://new.example/rss"]
    other = well(states[1], told=Told(moved_to="https://third.example/rss"))
    assert (other.moved_to, other.moves) == ("https://third.example/rss", 1)
    further = well(states[3], told=Told(moved_to="https://third.example/rss"))
    assert (further.moved_to, further.moves, policy.address(further, QUAY)) == ("https://third.example/rss", 1, URL)
    assert (well(states[1]).moved_to, well(states[1]).moves) == (None, 0)


def test_what_is_at_the_end_of_a_kept_redirect_neither_pauses_nor_holds_us():
    kept = replace(BEGUN, moved_to="https://new.example/rss", moves=3)
    state = ill(kept, gone=True)
    assert (state.paused, state.moved_to, policy.address(state, QUAY)) == ("", None, URL)
    early = replace(kept, moves=2)
    assert (ill(early).moved_to, ill(early, gone=True).paused) == ("https://new.example/rss", "gone")


def test_a_redirect_is_not_kept_where_it_would_carry_secrets_away():
    secret = QUAY.model_copy(update={"headers": {"Authorization": "Bearer 1"}})
    moved = replace(BEGUN, moved_to="https://new.example/rss", moves=3)
    assert policy.address(moved, secret) == URL
    assert policy.address(replace(moved, moved_to="https://quay.example/atom"), secret) == "https://quay.example/atom"


@pytest.mark.parametrize(
    "other", ["http://quay.example/rss", "https://quay.example:8443/rss", "https://www.quay.example/rss", "no"]
)
def test_an_origin_is_scheme_host_and_port(other: str):
    assert policy.same_origin(URL, "https://QUAY.example:443/other")
    assert not policy.same_origin(URL, other)
    assert not policy.same_origin(other, URL)


def test_a_list_that_is_read_again_changes_nothing_that_it_does_not_say():
    state = replace(well(ill(BEGUN)), next_due=NOW + 5)
    assert policy.reloaded(state, QUAY, NOW, LONGEST) == state
    assert policy.reloaded(None, QUAY, NOW, LONGEST) == BEGUN


def test_another_place_begins_anew():
    elsewhere = Source(key="quay", kind="feed", url="https://quay.example/atom")
    gone = ill(BEGUN, gone=True)
    assert policy.reloaded(gone, elsewhere, NOW, LONGEST) == policy.begun(elsewhere, NOW)
    assert policy.reloaded(gone, QUAY, NOW, LONGEST).paused == "gone"
    sitemap = Source(key="quay", kind="sitemap", url=URL)
    assert policy.reloaded(BEGUN, sitemap, NOW, LONGEST) == policy.begun(sitemap, NOW)


def test_a_source_is_switched_off_and_on():
    off = policy.reloaded(ill(BEGUN, gone=True), QUAY.model_copy(update={"enabled": False}), NOW, LONGEST)
    assert off.paused == "off"
    on = policy.reloaded(off, QUAY, NOW + DAY, LONGEST)
    assert (on.paused, on.next_due) == ("", NOW + DAY)


def test_a_shorter_interval_holds_at_once_unless_something_is_wrong():
    often = QUAY.model_copy(update={"interval": "1m"})
    slow = policy.reloaded(replace(BEGUN, next_due=NOW + 5 * HOUR, interval_s=LONGEST), QUAY, NOW, 2 * HOUR)
    assert slow.interval_s == 2 * HOUR
    assert NOW + 2 * HOUR <= slow.next_due <= NOW + 2.2 * HOUR
    assert policy.reloaded(BEGUN, often, NOW, LONGEST) == BEGUN  # it falls by what it brings
    bad = replace(ill(BEGUN), interval_s=LONGEST, next_due=NOW + DAY)
    assert policy.reloaded(bad, QUAY, NOW, 2 * HOUR).next_due == NOW + DAY
    longer = QUAY.model_copy(update={"interval": "2h"})
    assert policy.reloaded(replace(BEGUN, next_due=NOW + 7), longer, NOW, LONGEST) == replace(
        BEGUN, next_due=NOW + 7, interval_s=2 * HOUR
    )


def test_a_clock_that_was_set_back_takes_its_times_with_it():
    asked = replace(BEGUN, checked=NOW, next_due=NOW + HOUR)
    assert policy.put_right(asked, NOW - 3 * HOUR) == replace(asked, checked=NOW - 3 * HOUR, next_due=NOW - 2 * HOUR)
    assert policy.put_right(asked, NOW - 30) == asked
    assert policy.put_right(BEGUN, NOW - DAY) == BEGUN


def test_a_page_is_tried_eight_times_in_ten_hours():
    waits = [policy.back_off_s(tries) for tries in range(1, 8)]
    assert (waits[0], waits[1], sum(waits)) == (5 * MINUTE, 10 * MINUTE, 127 * 5 * MINUTE)
    assert (policy.back_off_s(0), policy.back_off_s(99)) == (5 * MINUTE, DAY)
    assert [policy.is_hopeless(tries) for tries in (7, 8, 9)] == [False, True, True]


def test_revisions_come_at_ever_longer_distances():
    assert [policy.spacing_s(revisions) for revisions in (0, 1, 7, 8, 99)] == [600, 1200, 76_800, DAY, DAY]


SOURCES = st.builds(
    Source,
    key=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    kind=st.just("feed"),
    url=st.just(URL),
    interval=st.integers(1, 10_000).map(lambda minutes: f"{minutes}m"),
)
SECONDS = st.one_of(st.none(), st.floats(0, 1e10))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, float | None]]:
    """What comes of asking: a name, how much it brings, and what the server asks for."""
    step = st.tuples(st.sampled_from(["well", "ill", "gone", "postponed"]), st.integers(0, 2), SECONDS)
    return draw(st.lists(step, max_size=30))


@given(SOURCES, histories(), st.integers(60, DAY))
def test_whatever_comes_the_interval_stays_in_its_bounds_and_nothing_is_asked_before_its_time(
    source: Source, history: list[tuple[str, int, float | None]], longest_s: int
):
    own = source.interval_s or 0
    state, now = policy.begun(source, NOW), NOW
    for name, brought, retry_after_s in history:
        if state.paused:
            assert state.paused == "gone"
            return
        before, state = state, policy.claimed(state, source, now)
        assert state.next_due >= now + own
        match name:
            case "postponed":
                state = policy.postponed(before, now + 7, now)
                assert replace(state, next_due=0) == replace(before, next_due=0)
            case "well":
                told = Told(retry_after_s=retry_after_s)
                state = policy.succeeded(state, source, told, now, longest_s=longest_s, digest=None, new=brought)
            case _:
                state = policy.failed(state, source, Failed("x", retry_after_s, gone=name == "gone"), now)
        assert own <= state.interval_s <= max(own, longest_s)
        if name != "postponed":
            kept_s = min(retry_after_s or 0, DAY)
            assert max(own, kept_s) <= state.next_due - now <= 1.1 * max(DAY, own) + 1
        now = max(now + 1, state.next_due)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_pauses_between_tries_and_revisions_are_a_day_at_most(tries: int, revisions: int):
    assert 300 <= policy.back_off_s(tries) <= DAY
    assert 600 <= policy.spacing_s(revisions) <= DAY
