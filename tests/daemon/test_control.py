"""Signals, sent to this process for real."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
import structlog

from newsfold.daemon import control
from newsfold.daemon.control import Control
from newsfold.daemon.notify import Notifier
from newsfold.daemon.pulse import Pulse
from newsfold.fetch.clock import SystemClock

LONG_S = 30.0


class Schedule:
    """Notes what it is told."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.stopped = 0
        self.beats = 0

    def stop(self) -> None:
        self.stopped += 1

    def beat(self) -> None:
        if self.broken:
            message = "no time"
            raise ValueError(message)
        self.beats += 1


class Ends(list[int]):
    """Where a process would end, its exit code is noted."""

    def __call__(self, code: int) -> None:
        self.append(code)


def controlled(schedule: Schedule, ends: Ends) -> Control:
    clock = SystemClock()
    return Control(schedule, Notifier({}, clock), Pulse(clock), end=ends)


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "BEAT_S", 0.01)
    monkeypatch.setattr(control, "LONGEST_STOP_S", 0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_schedule_and_a_process_that_goes_on_all_the_same(number: signal.Signals):
    schedule, ends = Schedule(), Ends()
    before = signal.getsignal(number)
    with controlled(schedule, ends) as controls:
        os.kill(os.getpid(), number)
        wait_for(lambda: ends)
        assert (schedule.stopped, ends, controls.take_reload()) == (1, [os.EX_OK], False)
    assert signal.getsignal(number) == before


def test_a_second_signal_ends_the_process_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(control, "LONGEST_STOP_S", LONG_S)
    schedule, ends = Schedule(), Ends()
    with controlled(schedule, ends):
        os.kill(os.getpid(), signal.SIGTERM)
        wait_for(lambda: schedule.stopped)
        assert ends == []
        os.kill(os.getpid(), signal.SIGINT)
        wait_for(lambda: ends)
        assert ends == [130]


def test_a_hangup_asks_for_the_watch_list_once():
    schedule, ends = Schedule(), Ends()
    with controlled(schedule, ends) as controls:
        assert not controls.take_reload()
        os.kill(os.getpid(), signal.SIGHUP)
        wait_for(controls.take_reload)
        assert not controls.take_reload()
    assert (schedule.stopped, ends) == (0, [])


def test_time_goes_by():
    schedule = Schedule()
    with controlled(schedule, Ends()):
        wait_for(lambda: schedule.beats > 3)
    assert not [thread for thread in threading.enumerate() if thread.name == "control"]


def test_a_process_whose_control_fails_is_ended():
    ends = Ends()
    with structlog.testing.capture_logs() as logged, controlled(Schedule(broken=True), ends):
        wait_for(lambda: ends)
    assert ends == [os.EX_SOFTWARE]
    assert [entry["event"] for entry in logged] == ["control failed"]
