"""Work in processes that can be killed: whatever one task does, the others come out.

Why processes: reading a hostile page or feed can run for ever, or take all memory, inside C code that no exception reaches.
They are forked from a server that holds nothing but the libraries, never from the process that has the database open.
"""

from __future__ import annotations

import os
import resource
import signal
from concurrent.futures import wait
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from math import ceil
from multiprocessing import forkserver, get_context
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")

_MIB = 1024 * 1024
_STATM = Path("/proc/self/statm")
# The parent kills a task at its deadline. This is for a process whose parent was killed: it ends soon after, in C code too.
_ORPHAN_DEADLINES = 3
_LONGEST_DETAIL = 200
# Time for processes to start, and for one that was killed from outside to be noticed.
_PATIENCE_S = 120.0
# What the fork server of this process loads before it forks, in the order in which it was asked for.
_preloaded = ["__main__"]


class End(StrEnum):
    """How a task ended that has no result."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Ended:
    """A task without a result. `detail` is one line for a person, or empty."""

    end: End
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What tasks may take: processes at once (0: one for each core that this process may use), seconds and MiB for each.

    A process is replaced after `recycle` tasks, because libraries keep caches.
    """

    processes: int
    deadline_s: float
    memory_mb: int
    recycle: int


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A task that was submitted; `Workers.result` waits for it."""

    future: Future[T]


class Workers:
    """Processes for tasks, `processes` of them. Used as a context manager: its end leaves no process behind. Threads may share it.

    Processes start with the first task, or earlier by `start`. `preload` names a module that is imported once for all of them. All
    pools of a program share one server to fork from: of those that are made after it started, each process imports its own.
    """

    def __init__(self, limits: Limits, *, preload: str) -> None:
        self._limits = limits
        self.processes = limits.processes or usable_cores()
        self._preload = preload
        self._pool: ProcessPool | None = None
        self._making = Lock()
        self._in_flight: set[Future[Any]] = set()
        if preload not in _preloaded:
            _preloaded.append(preload)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            if self._in_flight:
                self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one method without types
            else:
                # A process that is only just starting would complain aloud if everything were taken from under it.
                self._pool.close()  # type: ignore[no-untyped-call]  # as above
            self._pool.join()
            self._pool = None

    def start(self) -> None:
        """Begins to load what the processes need, and returns at once: the caller may use the second that this takes."""
        self._made_pool()
        forkserver.ensure_running()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Ended:
        """What function(*args, **kwargs) returns in a process, or how it ended: killed, out of memory, or by an exception."""
        task: Task[T | Ended] = self._scheduled(attempt, (function, *args), kwargs)
        return self.result(task)

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Task[T]:
        """Begins function(*args, **kwargs) in a process. It is found there by its module and name."""
        return self._scheduled(function, args, kwargs)

    def result(self, task: Task[T]) -> T | Ended:
        """What the task returned, or why it did not. Raises what it raised, and RuntimeError if no process answers any more."""
        patience = self._limits.deadline_s * (len(self._in_flight) + 1) + _PATIENCE_S
        if not wait([task.future], timeout=patience).done:
            message = "the worker processes do not answer"
            raise RuntimeError(message)
        self._in_flight.discard(task.future)
        try:
            return task.future.result()
        except TimeoutError:
            return Ended(End.TIMEOUT, f"{self._limits.deadline_s:g} s")
        except ProcessExpired as expired:
            return Ended(End.CRASHED, f"exit code {expired.exitcode}")

    def _scheduled(self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, Any]) -> Task[T]:
        call = (function, self._limits.deadline_s, args, kwargs)
        future: Future[T] = self._made_pool().schedule(_run, args=call, timeout=self._limits.deadline_s)
        self._in_flight.add(future)
        return Task(future)

    def _made_pool(self) -> ProcessPool:
        with self._making:
            if self._pool is None:
                context = get_context("forkserver")
                context.set_forkserver_preload(_preloaded)
                self._pool = ProcessPool(
                    max_workers=self.processes,
                    max_tasks=self._limits.recycle,
                    initializer=_begin,
                    initargs=(self._preload, self._limits.memory_mb),
                    context=context,
                )
            return self._pool


def usable_cores(groups: Path = Path("/proc/self/cgroup"), mounted: Path = Path("/sys/fs/cgroup")) -> int:
    """How many cores this process may use: those it may run on, but no more than its control groups grant it time for.

    The latter is how containers and services are limited, and nothing in Python tells it. `groups` lists the process's groups, as
    cgroups(7) says; `mounted` is where their files lie.
    """
    granted = [ceil(quota) for folder in _group_folders(groups, mounted) if (quota := _quota(folder)) is not None]
    return max(1, min([len(os.sched_getaffinity(0)), *granted]))


def _group_folders(groups: Path, mounted: Path) -> Iterator[Path]:
    """The folders of the groups that grant processor time, from the process's own outwards: each may grant less than the last."""
    for line in _content(groups).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        root = mounted / "cpu" if controllers else mounted  # the first version of control groups has a tree for each controller
        group = PurePosixPath(path.lstrip("/"))
        yield from (root / folder for folder in (group, *group.parents))


def _quota(folder: Path) -> float | None:
    """Cores' worth of time that a group grants; None if it does not limit it."""
    told = _content(folder / "cpu.max") or f"{_content(folder / 'cpu.cfs_quota_us')} {_content(folder / 'cpu.cfs_period_us')}"
    granted, *period = told.split() or ["max"]
    return int(granted) / int(period[0]) if granted.isdigit() and period else None


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def limit(memory_mb: int) -> None:
    """Let this process take `memory_mb` MiB of addresses more than it has, and let a signal end it at once."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory_mb * _MIB, hard))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Ended:
    """What the function returns, or how it ended if it ran out of memory or failed."""
    try:
        return function(*args, **kwargs)
    except MemoryError:
        return Ended(End.MEMORY)
    except Exception as error:  # noqa: BLE001 a library's fault on one input must not cost the others; it is counted and shown
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        return Ended(End.CRASHED, detail[:_LONGEST_DETAIL].encode("utf-8", "replace").decode())


def _begin(preload: str, memory_mb: int) -> None:
    import_module(preload)  # nothing to do, unless the server was started before this was asked for
    limit(memory_mb)


def _run(function: Callable[..., T], deadline_s: float, args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    signal.setitimer(signal.ITIMER_REAL, _ORPHAN_DEADLINES * deadline_s)
    outcome = function(*args, **kwargs)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return outcome


def _address_space() -> int:
    """Bytes of addresses in use now; 0 on a system that does not tell, where the limit then is the plain number."""
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if _STATM.exists() else 0
