"""The schedule, run for real in turns of a few hundredths of a second."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Self

import apscheduler.schedulers.base
import pytest

from daemon.clocks import ShiftedClock
from newsfold.daemon.schedule import Schedule

EVERY_S = 0.05
LONG_S = 30.0


class Turns:
    """Counts turns, and stops the schedule after so many of them."""

    def __init__(self, schedule: Schedule, until: int) -> None:
        self.schedule = schedule
        self.until = until
        self.threads: list[int] = []

    def __call__(self) -> None:
        self.threads.append(threading.get_ident())
        if len(self.threads) == self.until:
            self.schedule.stop()


def running(schedule: Schedule, turn: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=schedule.run, args=(turn,), daemon=True)
    thread.start()
    return thread


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def wait_for_turn(schedule: Schedule, turns: Turns) -> None:
    before, end = len(turns.threads), time.monotonic() + LONG_S
    while len(turns.threads) == before:
        assert time.monotonic() < end
        schedule.beat()
        time.sleep(EVERY_S)


def test_turns_follow_each_other_in_one_thread_until_it_is_stopped():
    schedule = Schedule(ShiftedClock(), every_s=EVERY_S)
    turns = Turns(schedule, until=5)
    schedule.run(turns)
    assert len(turns.threads) == 5
    assert len(set(turns.threads)) == 1
    assert threading.get_ident() not in turns.threads
    schedule.stop()


def test_one_that_is_stopped_before_it_starts_turns_never():
    schedule = Schedule(ShiftedClock(), every_s=EVERY_S)
    turns = Turns(schedule, until=1)
    schedule.stop()
    schedule.run(turns)
    assert turns.threads == []


def test_what_a_turn_raises_ends_it():
    def broken() -> None:
        message = "no engine"
        raise ValueError(message)

    with pytest.raises(ValueError, match="no engine"):
        Schedule(ShiftedClock(), every_s=EVERY_S).run(broken)


def test_a_turn_that_takes_long_is_never_joined_by_another_and_is_waited_for_at_the_end():
    schedule = Schedule(ShiftedClock(), every_s=EVERY_S)
    begun, ended = threading.Semaphore(0), threading.Event()
    under_way: list[int] = []

    def slow() -> None:
        under_way.append(1)
        assert len(under_way) == 1
        begun.release()
        ended.wait(LONG_S)
        under_way.pop()

    thread = running(schedule, slow)
    assert begun.acquire(timeout=LONG_S)
    time.sleep(6 * EVERY_S)
    schedule.beat()
    schedule.stop()
    time.sleep(2 * EVERY_S)
    assert thread.is_alive()
    ended.set()
    thread.join(LONG_S)
    assert not thread.is_alive()
    assert not begun.acquire(timeout=3 * EVERY_S)


@pytest.mark.parametrize("hours", [-1, 3, -8_760, 500_000])
def test_a_clock_that_is_set_leaves_no_silence(monkeypatch: pytest.MonkeyPatch, hours: int):
    clock = ShiftedClock()

    class Wall(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(clock.now(), tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wall)
    schedule = Schedule(clock, every_s=EVERY_S)
    turns = Turns(schedule, until=1_000_000)
    thread = running(schedule, turns)
    wait_for(lambda: len(turns.threads) > 2)
    clock.shift = hours * 3_600.0
    time.sleep(4 * EVERY_S)
    if hours < 0:
        before = len(turns.threads)
        time.sleep(6 * EVERY_S)
        assert len(turns.threads) == before  # left alone, it would be silent for the hour
    for _ in range(3):
        wait_for_turn(schedule, turns)
    schedule.stop()
    thread.join(LONG_S)
    schedule.beat()
    assert not thread.is_alive()
