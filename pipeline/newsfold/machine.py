"""What this machine has: memory, as far as this process may use it."""

from __future__ import annotations

import os
from pathlib import Path

# Of control groups of the second version, and of the first.
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def memory_bytes() -> int:
    """The memory of the machine, or of the container in which this runs, where that has less."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = [path.read_text(encoding="ascii").strip() for path in _LIMITS if path.exists()]
    return min([physical, *(int(limit) for limit in told if limit.isdigit())])
