"""Local inputs: folders, single files, and JSON Lines on standard input."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, BinaryIO

from newsfold.errors import PathMissing
from newsfold.model import Fetched, Skip
from newsfold.sources.entry import READ_ERRORS, Entry, meaning
from newsfold.sources.files import read_file
from newsfold.sources.jsonl import documents
from newsfold.sources.names import escaped, path_origin
from newsfold.sources.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsfold.settings import ReadSettings

STDIN = "-"


def read(paths: Sequence[str], settings: ReadSettings, stdin: BinaryIO) -> Iterator[Fetched | Skip]:
    """Everything that `paths` hold, read one after the other as the iterator is asked.

    A path is a folder (read with all folders below it), a file, or "-" for JSON Lines on `stdin`. Files are HTML (.html, .htm,
    .xhtml), text (.txt), Markdown (.md), JSON Lines (.jsonl) or archives of crawls (.warc), each also gzipped (.gz); a file named
    by itself may have any suffix and is looked into. Inside a folder, names with a leading dot are passed over, and links are
    never followed: each is a Skip. A link that is itself among `paths` is followed.

    The source of a file is the absolute path of the folder named, or of its own folder if it was named itself; its origin is
    its path below that folder; see `newsfold.sources.names` for how both are escaped. Raises PathMissing at once, before
    anything is read, if any of the paths does not exist.
    """
    return _read_all(_places(paths), settings, stdin)


def found(paths: Sequence[str]) -> Iterator[Entry | Skip]:
    """Every file that `read` would read, and a Skip for each folder that cannot be listed, in its order; no standard input.

    Raises PathMissing at once.
    """
    return (one for place in _places(paths) for one in _entries(place))


def _places(paths: Sequence[str]) -> tuple[str, ...]:
    missing = [path for path in paths if path != STDIN and _is_missing(path)]
    if missing:
        message = f"no such file or folder: {', '.join(map(escaped, missing))}"
        raise PathMissing(message)
    return tuple(dict.fromkeys(path if path == STDIN else os.path.realpath(path) for path in paths))


def _is_missing(path: str) -> bool:
    try:
        os.stat(path)  # noqa: PTH116 a Path hides which error it was
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
        return True
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG  # else there is something that cannot be read: a Skip will say why
    return False


def _read_all(places: tuple[str, ...], settings: ReadSettings, stdin: BinaryIO) -> Iterator[Fetched | Skip]:
    for place in places:
        if place == STDIN:
            yield from _standard_input(settings, stdin)
            continue
        for one in _entries(place):
            yield from (one,) if isinstance(one, Skip) else read_file(one, settings)


def _entries(place: str) -> Iterator[Entry | Skip]:
    if os.path.isdir(place):  # noqa: PTH112 as above
        return walk(place)
    folder, name = os.path.split(place)
    return iter((Entry(path_origin(folder), path_origin(name), place, named=True),))


def _standard_input(settings: ReadSettings, stdin: BinaryIO) -> Iterator[Fetched | Skip]:
    try:
        yield from documents(stdin, source=STDIN, file=STDIN, max_line_bytes=settings.max_line_bytes)
    except READ_ERRORS as error:
        yield Skip(STDIN, STDIN, *meaning(error))
