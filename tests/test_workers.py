from __future__ import annotations

import math
import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from newsfold import workers
from newsfold.workers import End, Ended, Limits, Task, Workers, attempt, usable_cores

if TYPE_CHECKING:
    from pathlib import Path

PRELOAD = "newsfold.workers"


def limits(deadline_s: float = 30.0, processes: int = 1, recycle: int = 1000) -> Limits:
    return Limits(processes=processes, deadline_s=deadline_s, memory_mb=500, recycle=recycle)


def test_whatever_a_task_does_the_next_one_is_done():
    with Workers(limits(deadline_s=1.0), preload=PRELOAD) as pool:
        outcomes = [
            pool.call(time.sleep, 600),
            pool.call(math.sqrt, 4.0),
            pool.call(os._exit, 3),
            pool.call(math.sqrt, 9.0),
            pool.call(signal.raise_signal, signal.SIGKILL),
            pool.call(bytearray, 4 * 1024**3),
            pool.call(int, "crane", base=16),
            pool.call(int, "cafe", base=16),
        ]
    assert outcomes == [
        Ended(End.TIMEOUT, "1 s"),
        2.0,
        Ended(End.CRASHED, "exit code 3"),
        3.0,
        Ended(End.CRASHED, "exit code -9"),
        Ended(End.MEMORY),
        Ended(End.CRASHED, "ValueError: invalid literal for int() with base 16: 'crane'"),
        0xCAFE,
    ]


def test_tasks_run_beside_each_other_and_what_they_raise_is_raised():
    with Workers(limits(processes=2), preload=PRELOAD) as pool:
        tasks = [pool.submit(math.sqrt, number) for number in (16.0, -1.0, 25.0)]
        assert (pool.result(tasks[0]), pool.result(tasks[2])) == (4.0, 5.0)
        with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
            pool.result(tasks[1])


def test_threads_share_the_processes():
    with Workers(limits(processes=2), preload=PRELOAD) as pool, ThreadPoolExecutor(8) as threads:
        pids = {asked.result() for asked in [threads.submit(pool.call, os.getpid) for _ in range(40)]}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_a_process_is_replaced_after_its_share():
    with Workers(limits(recycle=2), preload=PRELOAD) as pool:
        assert len({pool.call(os.getpid) for _ in range(6)}) == 3


def test_an_end_with_work_in_flight_waits_for_nothing():
    start = time.monotonic()
    with Workers(limits(deadline_s=600.0), preload=PRELOAD) as pool:
        pool.start()
        pool.submit(time.sleep, 600)
    assert time.monotonic() - start < 60


def test_an_end_before_any_work_has_nothing_to_end():
    with Workers(limits(), preload=PRELOAD) as pool:
        assert pool._pool is None


def test_processes_that_never_answer_are_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "_PATIENCE_S", 0.0)
    silent: Future[int] = Future()
    with Workers(limits(deadline_s=0.01), preload=PRELOAD) as pool, pytest.raises(RuntimeError, match="do not answer"):
        pool.result(Task(silent))


def test_an_error_is_told_on_one_line_that_can_be_stored():
    def fall() -> None:
        message = "crane\nfell \ud800" + "!" * 1000
        raise ValueError(message)

    def fill() -> None:
        raise MemoryError

    assert attempt(fall) == Ended(End.CRASHED, f"ValueError: crane fell ?{'!' * 176}")
    assert attempt(fill) == Ended(End.MEMORY)


def test_each_pool_adds_what_it_wants_loaded_once():
    Workers(limits(), preload=PRELOAD)
    Workers(limits(), preload=PRELOAD)
    assert workers._preloaded.count(PRELOAD) == 1


@pytest.mark.parametrize(
    ("groups", "files", "cores"),
    [
        ("0::/\n", {}, 64),
        ("0::/\n", {"cpu.max": "max 100000\n"}, 64),
        ("0::/\n", {"cpu.max": "200000 100000\n"}, 2),
        ("0::/\n", {"cpu.max": "50000 100000\n"}, 1),
        ("0::/shop.slice/news fold.service\n", {"shop.slice/news fold.service/cpu.max": "250000 100000\n"}, 3),
        (
            "0::/shop.slice/newsfold.service\n",
            {"shop.slice/newsfold.service/cpu.max": "max 100000\n", "shop.slice/cpu.max": "400000 100000\n"},
            4,
        ),
        ("0::/shop.slice/newsfold.service\n", {"other.slice/cpu.max": "100000 100000\n"}, 64),
        (
            "5:memory:/box\n4:cpu,cpuacct:/box\n0::/\n",
            {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"},
            64,
        ),
        (
            "5:memory:/box\n4:cpu,cpuacct:/box\n",
            {"cpu/box/cpu.cfs_quota_us": "150000\n", "cpu/box/cpu.cfs_period_us": "100000\n"},
            2,
        ),
        # Inside a container the first version names a folder that only lies outside; its own is the root that it sees.
        (
            "4:cpu:/docker/1f2e\n",
            {"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"},
            3,
        ),
    ],
)
def test_no_more_cores_are_used_than_control_groups_grant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, groups: str, files: dict[str, str], cores: int
):
    def many(_pid: int) -> set[int]:
        return set(range(64))

    monkeypatch.setattr(os, "sched_getaffinity", many)
    for name, content in files.items():
        file = tmp_path / "mounted" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "groups").write_text(groups)
    assert usable_cores(tmp_path / "groups", tmp_path / "mounted") == cores


def test_without_control_groups_the_cores_that_it_may_run_on_are_used(tmp_path: Path):
    assert usable_cores(tmp_path / "none", tmp_path) == len(os.sched_getaffinity(0))


def test_as_many_processes_as_cores_unless_told_otherwise():
    assert Workers(limits(processes=0), preload=PRELOAD).processes == usable_cores()
    assert Workers(limits(processes=5), preload=PRELOAD).processes == 5
