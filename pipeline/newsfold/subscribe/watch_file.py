"""The file of the watch list: read, and changed by one process at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsfold.errors import SettingsError
from newsfold.files import not_written, put
from newsfold.sources import watchlist

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from newsfold.sources.watchlist import Source

_MODE = 0o600  # it may hold what opens a paid source
_HEAD = """\
# The sources that newsfold watches, each in a table of its own. `newsfold sources` changes this file, and so may you: whatever a
# change does not concern stays as you wrote it. Every setting is explained in newsfold's config/sources.example.toml.
"""


def sources_in(path: Path) -> tuple[Source, ...]:
    """The sources of the list; none where there is no file yet. Raises SettingsError."""
    return watchlist.load(path) if os.path.lexists(path) else ()


def change(path: Path, edit: Callable[[str], str]) -> None:
    """Replace the file's text by what `edit` makes of it; a file that is not there yet begins with a few words on itself.

    Nobody else changes it meanwhile. Raises NotWritten, SettingsError, UsageError, and what `edit` raises, and then nothing has changed.
    """
    with _alone(path):
        try:
            before = path.read_text(encoding="utf-8") if os.path.lexists(path) else _HEAD
        except (OSError, UnicodeDecodeError) as error:
            message = f"cannot read the sources {path}: {error}"
            raise SettingsError(message) from error
        after = edit(before)
        if after != before:
            put(path, after, mode=_MODE)


@contextmanager
def _alone(path: Path) -> Generator[None]:
    """Hold the folder of the file, which is made where it is missing, until the end: a lock on it leaves nothing behind."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise not_written(path, error) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
