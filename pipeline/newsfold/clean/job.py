"""What runs inside an extraction process: its limits, and one task's inputs, each to its outcome."""

from __future__ import annotations

import resource
import signal
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from newsfold.model import Reason, Skip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsfold.model import Article, Fetched

_MIB = 1024 * 1024
_STATM = Path("/proc/self/statm")
# The parent kills a task at its deadline. This is for a process whose parent was killed: it ends soon after, in C code too.
_ORPHAN_DEADLINES = 3
_LONGEST_DETAIL = 200


def limit(memory_mb: int) -> None:
    """Let this process take `memory_mb` MiB of addresses more than it has, and let a signal end it at once."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory_mb * _MIB, hard))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def run(work: str, items: Sequence[Fetched], now: datetime, deadline_s: float) -> list[Article | Skip]:
    """The outcome of each item, in order. `work` is "module:function", called as function(item, now)."""
    signal.setitimer(signal.ITIMER_REAL, _ORPHAN_DEADLINES * deadline_s)
    function = resolve_name(work)
    outcomes = [attempt(function, item, now) for item in items]
    signal.setitimer(signal.ITIMER_REAL, 0)
    return outcomes


def attempt(function: Callable[[Fetched, datetime], Article | Skip], item: Fetched, now: datetime) -> Article | Skip:
    """What `function` makes of the item; a Skip if it runs out of memory or fails."""
    try:
        return function(item, now)
    except MemoryError:
        return Skip(item.source, item.origin, Reason.OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 a library's fault on one page must not cost the others; it is counted and shown
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        return Skip(item.source, item.origin, Reason.CRASHED, detail[:_LONGEST_DETAIL].encode("utf-8", "replace").decode())


def _address_space() -> int:
    """Bytes of addresses in use now; 0 on a system that does not tell, where the limit then is the plain number."""
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if _STATM.exists() else 0
