"""What takes long to find is kept for a while, and found anew by one at a time."""

from __future__ import annotations

import threading
import time

import pytest

from newsfold.errors import StoreError
from newsfold.serve.kept import STALE, TIMES, Kept


class Clock:
    """A clock, and something that takes a second to find: how often it was found."""

    def __init__(self) -> None:
        self.now = 0.0
        self.found = 0
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> float:
        return self.now

    def find(self) -> int:
        self.gate.wait()
        if self.fault:
            raise self.fault
        self.now += 1.0
        self.found += 1
        return self.found


def settled(kept: Kept[int], clock: Clock, found: int) -> None:
    """Waits until it was found so often, and nobody looks for it any more."""
    end = time.monotonic() + 10
    while (clock.found < found or kept._finding.locked()) and time.monotonic() < end:
        time.sleep(0.005)


def test_it_is_found_once_while_it_is_fresh():
    clock = Clock()
    kept = Kept(clock.find, clock)
    assert [kept.get() for _ in range(5)] == [1] * 5
    clock.now += TIMES - 0.1
    assert (kept.get(), clock.found) == (1, 1)


def test_what_is_stale_is_shown_while_it_is_found_anew():
    clock = Clock()
    kept = Kept(clock.find, clock)
    kept.get()
    clock.now += TIMES + 1
    clock.gate.clear()
    assert [kept.get() for _ in range(5)] == [1] * 5
    clock.gate.set()
    settled(kept, clock, 2)
    assert (kept.get(), clock.found) == (2, 2)


def test_what_is_old_is_waited_for_by_all_and_found_by_one():
    clock = Clock()
    kept = Kept(clock.find, clock)
    kept.get()
    clock.now += STALE * TIMES + 1
    clock.gate.clear()
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(kept.get())) for _ in range(5)]
    for thread in threads:
        thread.start()
    clock.gate.set()
    for thread in threads:
        thread.join()
    assert (seen, clock.found) == ([2] * 5, 2)


def test_what_cannot_be_found_is_told_when_nothing_may_be_shown():
    clock = Clock()
    kept = Kept(clock.find, clock)
    clock.fault = StoreError("the disk failed")
    with pytest.raises(StoreError):
        kept.get()
    clock.fault = None
    assert kept.get() == 1
    clock.fault = StoreError("the disk failed")
    clock.now += TIMES + 1
    assert kept.get() == 1
    settled(kept, clock, 1)
    clock.now += STALE * TIMES
    with pytest.raises(StoreError):
        kept.get()
