"""Files of databases that this process has open.

SQLite tells other processes that it reads a file by locks that belong to the whole process, and that the process loses as soon as it
opens and closes the same file in any other way (https://www.sqlite.org/howtocorrupt.html, 2.2). A writer that ends would then take the
write-ahead log away from under its readers, who from then on read what is not there. So a file is looked into only while no session of
this process has it open, and one that has been looked into need not be again.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LOCK = Lock()
_SESSIONS: Counter[tuple[int, int]] = Counter()  # by the device and number of each file: while it is open, no other file has them


class Held:
    """A file that a session has open, from its making until `release`. For any thread.

    `check` looks into it, if no other session has done so already and has it open still. Raises what `check` raises.
    """

    def __init__(self, path: Path, check: Callable[[Path], None]) -> None:
        with _LOCK:
            place = _place(path)
            if place is None or not _SESSIONS[place]:
                check(path)
                place = _place(path)
            self._place = place
            if place is not None:
                _SESSIONS[place] += 1

    def release(self) -> None:
        """The session has closed it. May be called again."""
        with _LOCK:
            if self._place is not None:
                _SESSIONS[self._place] -= 1
            self._place = None


def _place(path: Path) -> tuple[int, int] | None:
    """What tells a file from every other one; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
