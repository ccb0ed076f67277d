from __future__ import annotations

import threading

import pytest

from newsfold.daemon.jobs import Jobs
from newsfold.workers import End, Ended


def test_results_are_taken_by_the_thread_that_asked():
    jobs = Jobs()
    found: list[object] = []
    go = threading.Event()
    jobs.start(go.wait, lambda result: found.append((result, threading.current_thread())))
    assert (len(jobs), jobs.take(), found) == (1, False, [])
    assert not jobs.wait(0.01)
    assert not jobs.take()
    go.set()
    assert jobs.wait(30)
    assert jobs.wait(30)  # what was waited for is not lost
    assert (len(jobs), jobs.take(), len(jobs)) == (1, True, 0)
    assert found == [(True, threading.current_thread())]
    assert not jobs.wait(30)  # for nothing


def test_a_fault_is_a_result_too():
    jobs = Jobs()
    found: list[object] = []
    jobs.start(lambda: 1 // 0, found.append)
    jobs.wait(30)
    assert jobs.take()
    assert found == [Ended(End.CRASHED, "ZeroDivisionError: integer division or modulo by zero")]


def test_what_is_done_with_a_result_may_fail():
    jobs = Jobs()
    jobs.start(lambda: 1, lambda _: pytest.fail("crane"))
    jobs.wait(30)
    with pytest.raises(BaseException, match="crane"):
        jobs.take()
    assert len(jobs) == 0
