"""Where results go: standard output, whole, in the encoding that fits them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.report.terminal.screen import Screen


def screen() -> Screen:
    """The screen behind standard output."""
    from newsfold.report.terminal.screen import Screen  # noqa: PLC0415 rich is loaded only to draw

    return Screen.of(sys.stdout)


def show(drawn: str) -> None:
    """Print what was drawn for a person, in the terminal's encoding; what that lacks is escaped."""
    _write(drawn.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def export(document: str) -> None:
    """Print what was written for a program: always UTF-8, line ends as they are."""
    _write(document.encode("utf-8"))


def stream(pieces: Iterable[bytes]) -> int:
    """Print the pieces of what was written for a program, as they come; how many bytes they have together."""
    sys.stdout.flush()
    size = 0
    for piece in pieces:
        _buffer(piece)
        size += len(piece)
    sys.stdout.buffer.flush()
    return size


def _write(data: bytes) -> None:
    sys.stdout.flush()
    _buffer(data)
    sys.stdout.buffer.flush()


def _buffer(data: bytes) -> None:
    """Write all of it: where Python runs unbuffered (PYTHONUNBUFFERED), one write may take only what fits into a pipe."""
    rest = memoryview(data)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
