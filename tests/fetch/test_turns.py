from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from fetch.network import FakeClock
from newsfold.fetch import turns
from newsfold.fetch.clock import SystemClock
from newsfold.fetch.turns import Turns

if TYPE_CHECKING:
    import pytest


def test_starts_at_one_host_lie_a_gap_apart_and_others_do_not_wait() -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=2, gap_s=2.0)
    starts: list[tuple[str, float]] = []
    for name in ("a", "a", "b", "a", "b"):
        assert hosts.enter(name, patience_s=10) is None
        starts.append((name, clock.time))
        hosts.leave(name)
    assert starts == [("a", 0), ("a", 2), ("b", 2), ("a", 4), ("b", 4)]


def test_a_host_may_wish_for_a_longer_gap_and_not_for_a_shorter_one() -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=1, gap_s=2.0)
    starts: list[float] = []
    for gap in (7.0, 0.5, 0.0):
        assert hosts.enter("a", patience_s=10, gap_s=gap) is None
        starts.append(clock.time)
        hosts.leave("a")
    assert starts == [0, 7, 9]


def test_who_has_no_patience_is_told_when_to_come_back_each_later_than_the_one_before() -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=1, gap_s=1.0)
    assert [hosts.enter("a", patience_s=0.5) for _ in range(4)] == [None, 2, 3, 4]
    hosts.leave("a")
    clock.time = 2.0
    assert hosts.enter("a", patience_s=0.5) is None


def test_one_more_than_the_host_takes_waits_until_one_has_left() -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=2, gap_s=0.0)
    assert [hosts.enter("a", patience_s=0) for _ in range(2)] == [None, None]
    clock.planned = [(3.0, lambda: None), (5.0, lambda: hosts.leave("a"))]
    assert (hosts.enter("a", patience_s=9), clock.time) == (None, 5)
    assert (hosts.enter("a", patience_s=9), clock.time) == (0, 14)


def test_nobody_is_let_in_before_the_host_allows_it() -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=2, gap_s=1.0)
    hosts.hold("a", 100.0)
    hosts.hold("a", 10.0)  # less than was said before
    assert hosts.enter("a", patience_s=99) == 101
    assert (hosts.enter("a", patience_s=100), clock.time) == (None, 100)
    hosts.leave("a")
    clock.planned = [(100.5, lambda: hosts.hold("a", 50.0))]  # while somebody waits
    assert (hosts.enter("a", patience_s=60), clock.time) == (None, 150.5)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 5), st.floats(0, 9), st.booleans()), max_size=40),
    st.integers(1, 3),
    st.floats(0, 4),
)
def test_whoever_comes_the_host_is_never_asked_too_early_or_too_often(
    calls: list[tuple[str, float, float, bool]], per_host: int, gap_s: float
) -> None:
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=per_host, gap_s=gap_s)
    under_way: dict[str, int] = {"a": 0, "b": 0}
    started: dict[str, float] = {}
    for name, patience, pause, leaves in calls:
        before = clock.time
        later = hosts.enter(name, patience_s=patience)
        assert clock.time <= before + patience + 1e-6
        if later is None:
            under_way[name] += 1
            assert clock.time >= started.get(name, float("-inf")) + gap_s - 1e-6
            assert under_way[name] <= per_host
            started[name] = clock.time
        if leaves and under_way[name]:
            hosts.leave(name)
            under_way[name] -= 1
        clock.time += pause


def test_hosts_that_are_at_rest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_HOSTS_KEPT", 3)
    clock = FakeClock(0.0)
    hosts = Turns(clock, per_host=1, gap_s=1.0)
    for name in ("busy", "rested", "held"):
        assert hosts.enter(name, patience_s=0) is None
    hosts.leave("rested")
    hosts.leave("held")
    hosts.hold("held", 100.0)
    clock.time = 2.0
    assert hosts.enter("new", patience_s=0) is None
    assert set(hosts._hosts) == {"busy", "held", "new"}


def test_threads_take_turns() -> None:
    hosts = Turns(SystemClock(), per_host=3, gap_s=0.0)
    lock = threading.Lock()
    under_way, most = 0, 0

    def visit() -> None:
        nonlocal under_way, most
        assert hosts.enter("a", patience_s=60) is None
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.005)
        with lock:
            under_way -= 1
        hosts.leave("a")

    threads = [threading.Thread(target=visit) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (under_way, most) == (0, 3)
