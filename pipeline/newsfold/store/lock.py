"""One writer at a time: an advisory lock on a file beside the database, free at once when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from newsfold.errors import StoreBusy

if TYPE_CHECKING:
    from pathlib import Path

_PID_BYTES = 32


class Lock:
    """The lock of one database, held from its making until `release`.

    `database` is the database's path; the lock lies beside it and is left there, because removing it would race with the next
    writer. Raises StoreBusy, naming the holder's process id, when another process holds it; OSError when it cannot be made.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, _PID_BYTES).decode("ascii", "replace").strip()
            os.close(self._file)
            message = (
                f"the database {database} is in use by {f'process {holder}' if holder else 'another process'}; try again later"
            )
            raise StoreBusy(message) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Give the lock back. To be called once."""
        os.close(self._file)
