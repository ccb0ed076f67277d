"""What a command costs, with all the processes that it starts: wall time, CPU time, and memory at its highest."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SESSION = 3  # the field of /proc/PID/stat, counted after the command's name
_TIMES = slice(11, 15)  # its own time as a user and in the system, and that of its children; in ticks
_GAP_S = 0.2
_ERRORS_SHOWN = 400  # characters


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took. `peak_mib` is proportional set size, so that pages shared by processes count once; None off Linux."""

    seconds: float
    cpu_s: float
    peak_mib: float | None
    output: str


class CommandFailed(Exception):
    """A command that was measured ended with an exit code that it may not end with; says which, and the end of its errors."""


class Memory(threading.Thread):
    """Looks at the memory of a session's processes, again and again, until it is stopped. `peak` is the most so far, in bytes."""

    def __init__(self, session: int, gap_s: float = _GAP_S) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._gap_s = gap_s
        self._ended = threading.Event()
        self._peak = 0

    def run(self) -> None:
        """Look until the end."""
        while not self._ended.wait(self._gap_s):
            self._peak = max(self._peak, memory_of(self._session))

    def stop(self) -> int:
        """End; the most since the last peak was taken."""
        self._ended.set()
        self.join()
        return self._peak

    def taken(self) -> int:
        """The most since the last peak was taken, from which looking begins anew."""
        peak, self._peak = self._peak, 0
        return peak


def memory_of(session: int) -> int:
    """The bytes that a session's processes hold now; 0 where nobody tells."""
    return sum(_proportional(folder) for folder in Path("/proc").glob("[0-9]*") if _session(folder) == session)


def cpu_of(session: int) -> float:
    """The CPU seconds that a session's processes took so far, with those of their children that have ended; 0 where nobody tells."""
    return sum(_cpu(folder) for folder in Path("/proc").glob("[0-9]*") if _session(folder) == session)


def measured(
    command: Sequence[str] | Sequence[str | Path], *, expected: Sequence[int] = (0,), environment: dict[str, str] | None = None
) -> Cost:
    """Run a command in a session of its own, and tell what it took. Raises CommandFailed."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, start_new_session=True, env=environment)
        memory = Memory(process.pid)
        memory.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        peak = memory.stop()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if code not in expected:
            message = f"{' '.join(map(str, command))} ended with {code}: {_text(errors)[-_ERRORS_SHOWN:]}"
            raise CommandFailed(message)
        cpu_s = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        return Cost(seconds, cpu_s, peak / (1 << 20) if peak else None, _text(output))


def cores() -> int:
    """How many cores this process and those that it starts may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> float:
    """The load of this machine over the last minute."""
    return os.getloadavg()[0]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _session(process: Path) -> int | None:
    fields = _stat(process)
    return int(fields[_SESSION]) if fields else None


def _cpu(process: Path) -> float:
    return sum(map(int, _stat(process)[_TIMES])) / os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[str]:
    """What the system tells of a process, without its number and name."""
    try:
        return (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:  # it has just ended
        return []


def _proportional(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:  # as above
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
