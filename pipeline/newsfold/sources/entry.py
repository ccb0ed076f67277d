"""One file that was found, and what its operating system's errors mean."""

from __future__ import annotations

import errno
import os
import zlib
from dataclasses import dataclass
from gzip import BadGzipFile

from newsfold.model import Reason, Skip

_REASONS = {
    errno.ENOENT: Reason.VANISHED,
    errno.ENOTDIR: Reason.VANISHED,  # a folder of its path is one no longer
    errno.ELOOP: Reason.LINK,
    errno.ENXIO: Reason.NOT_A_FILE,  # a socket
}
READ_ERRORS = (OSError, EOFError, zlib.error)  # what opening and reading a file, compressed or not, may raise


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be read: its key, and where it lies.

    `named` tells that the user named the file itself, so that an unknown suffix is no reason to pass it over.
    """

    source: str
    origin: str
    path: str
    named: bool = False

    def skip(self, reason: Reason, detail: str = "") -> Skip:
        """The Skip of this file."""
        return Skip(self.source, self.origin, reason, detail)

    def failed(self, error: Exception) -> Skip:
        """The Skip of this file after one of READ_ERRORS."""
        return self.skip(*meaning(error))


def meaning(error: Exception) -> tuple[Reason, str]:
    """The reason and detail of a Skip that one of READ_ERRORS leads to."""
    if isinstance(error, (BadGzipFile, EOFError, zlib.error)):
        return Reason.BAD_GZIP, str(error)
    code = error.errno if isinstance(error, OSError) else None
    if code in _REASONS:
        return _REASONS[code], ""
    return Reason.UNREADABLE, os.strerror(code) if code else str(error)
