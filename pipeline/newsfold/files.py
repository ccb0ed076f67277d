"""Files for people and other programs, put in their place whole or not at all: whoever looks there finds the old one or the new one."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from newsfold.errors import NotWritten, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

# Linux alone has files without a name, and gives them one only by /proc.
_NAMELESS: int = getattr(os, "O_TMPFILE", 0) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112 no Path is at hand
_NEW = os.O_CREAT | os.O_EXCL


@contextmanager
def replacing(path: Path, *, mode: int = 0o666) -> Generator[BinaryIO]:
    """A file to write into, which takes the place of `path` when the block ends well; a link stays one.

    Until then, and if anything is raised, `path` is as it was, and where the file system can do it nothing lies beside it, however
    the process ends. The file keeps the mode of the one before; a new one gets `mode`, less what the umask takes.

    Raises UsageError for a device and the like, and NotWritten, which is also what an OSError raised in the block becomes.
    """
    try:
        place = Path(os.path.realpath(path))  # resolve() would raise for a link to itself
        if place.exists() and not place.is_file():
            message = f"{path} is not a regular file"
            raise UsageError(message)
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with _Replacement(folder, place.name, mode) as file:
                yield file
        finally:
            os.close(folder)
    except OSError as error:
        raise not_written(path, error) from error


def put(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Put the text, as UTF-8, in the file's place: see `replacing`. Raises UsageError also for text that is not UTF-8."""
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        message = f"{path} can hold only UTF-8, and {error.object[error.start : error.end]!r} is none"
        raise UsageError(message) from error
    with replacing(path, mode=mode) as file:
        file.write(data)


def not_written(path: Path, error: OSError) -> NotWritten:
    """The error that tells that `path` could not be written."""
    return NotWritten(f"cannot write {path}: {error.strerror or error}")


class _Replacement:
    """A file in `folder` (an open one) that has no name, or one of its own, until it takes the name `name`."""

    def __init__(self, folder: int, name: str, mode: int) -> None:
        self._folder = folder
        self._name = name
        self._own_name = f".{secrets.token_hex(8)}.part"
        self._nameless = bool(_NAMELESS)
        try:
            opened = os.open(".", os.O_WRONLY | _NAMELESS | os.O_CLOEXEC, mode, dir_fd=folder)
        except OSError:  # not on every file system, and without O_TMPFILE a folder cannot be written
            self._nameless = False
            opened = os.open(self._own_name, os.O_WRONLY | _NEW | os.O_CLOEXEC, mode, dir_fd=folder)
        self._file = open(opened, "wb")  # noqa: PTH123, SIM115 it has no path, and is closed by __exit__

    def __enter__(self) -> BinaryIO:
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._take_place()
        finally:
            with suppress(FileNotFoundError):
                os.unlink(self._own_name, dir_fd=self._folder)
            with suppress(OSError):  # it was told already, or nobody wants what is still buffered
                self._file.close()

    def _take_place(self) -> None:
        self._file.flush()
        with suppress(FileNotFoundError):
            os.fchmod(self._file.fileno(), os.stat(self._name, dir_fd=self._folder).st_mode & 0o7777)
        os.fsync(self._file.fileno())
        if self._nameless:
            # A folder must be named for the link of /proc to be followed, though its path is absolute.
            os.link(f"/proc/self/fd/{self._file.fileno()}", self._own_name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        os.replace(self._own_name, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        os.fsync(self._folder)
