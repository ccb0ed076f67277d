"""Backups: a copy of one state of the database, put in its place whole, or not at all, while others read and write."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.errors import NotWritten, UsageError
from newsfold.files import not_written
from newsfold.views.keeping import BackedUp

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from newsfold.store.store import Store

_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite may keep beside a database


def back_up(store: Store, target: Path, progress: Callable[[int, int], None], *, force: bool = False) -> BackedUp:
    """Copies the database to the file `target`, checks the copy, and only then gives it that name; `force`: in place of another file.

    `progress` is told how many pages are copied, of how many. Whatever is raised, `target` is as it was; what a process leaves that is
    killed goes with the next backup to the same place. Raises UsageError where a copy would do harm, NotWritten, StoreError.
    """
    place = Path(os.path.realpath(target))
    _check(store, target, place, force=force)
    try:
        with _part(place, mode=store.file().stat().st_mode & 0o777) as part:
            store.copy(part, progress)
            size = part.stat().st_size
            _take_place(part, place, target, force=force)
    except OSError as error:
        raise not_written(target, error) from error
    return BackedUp(str(target), size)


def _check(store: Store, target: Path, place: Path, *, force: bool) -> None:
    own = {store.file().with_name(f"{store.file().name}{end}") for end in ("", ".lock", *_BESIDE)}
    if place in own or (place.exists() and place.samefile(store.file())):
        message = f"{target} is the database itself, or a part of it"
        raise UsageError(message)
    if place.exists() and not place.is_file():
        message = f"{target} is not a regular file"
        raise UsageError(message)
    if place.exists() and not force:
        raise _there(target)
    beside = [other for end in _BESIDE if (other := place.with_name(f"{place.name}{end}")).exists()]
    if beside:
        message = f"beside {target} lies {beside[0].name}, so it is a database in use: its log would be taken for that of the copy"
        raise UsageError(message)
    wanted, free = store.size(), shutil.disk_usage(place.parent).free if place.parent.is_dir() else 0
    if place.parent.is_dir() and free < wanted:
        message = f"no room is left for {target}: it may take {wanted:,} bytes, and {free:,} are free"
        raise NotWritten(message)


@contextmanager
def _part(place: Path, mode: int) -> Generator[Path]:
    """An empty file beside `place`, gone at the end; and those are gone that others left who were killed."""
    for left in place.parent.glob(f".{_plain(place.name)}.*.part"):
        _clear(left)
    part = place.with_name(f".{place.name}.{secrets.token_hex(8)}.part")
    held = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)  # whoever holds it is at work
        yield part
    finally:
        _remove(part)
        os.close(held)


def _plain(name: str) -> str:
    """A name as a pattern of itself alone."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _clear(left: Path) -> None:
    """Remove the file of a backup that is not at work any more."""
    with suppress(FileNotFoundError):
        held = os.open(left, os.O_RDWR | os.O_CLOEXEC)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(left)
        finally:
            os.close(held)


def _remove(part: Path) -> None:
    for end in ("", *_BESIDE):
        part.with_name(f"{part.name}{end}").unlink(missing_ok=True)


def _take_place(part: Path, place: Path, target: Path, *, force: bool) -> None:
    _sync(part, os.O_RDWR)
    try:
        if force:
            part.replace(place)
        else:
            place.hardlink_to(part)  # fails where somebody else was faster
    except FileExistsError as error:
        raise _there(target) from error
    except PermissionError:  # a file system without links, as on USB sticks
        if place.exists():
            raise
        part.replace(place)
    _sync(place.parent, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    opened = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _there(target: Path) -> UsageError:
    return UsageError(f"{target} is there already; --force overwrites it")
