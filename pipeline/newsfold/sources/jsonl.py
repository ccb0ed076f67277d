"""JSON Lines: one document a line, of which only one line at a time is in memory."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from newsfold.model import Fetched, Reason, Skip
from newsfold.sources.document import Refusal, parsed
from newsfold.sources.names import Names, document_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOM = b"\xef\xbb\xbf"
_DRAINED = 1 << 20  # bytes of an overlong line that are read and dropped at once
_DIGEST_BYTES = 16


class Lines(Protocol):
    """What is needed of a stream of bytes."""

    def readline(self, size: int, /) -> bytes:
        """The next line with its end, or its first `size` bytes; empty at the end of the stream."""
        ...


def documents(stream: Lines, *, source: str, file: str, max_line_bytes: int) -> Iterator[Fetched | Skip]:
    """A Fetched or a Skip for each line that is not blank, in order; EMPTY if there is none.

    `file` is the origin of the whole. Digests are made of the line without the white space around it. A document without an id
    of its own is known by its place, which the next version of the file may give to another document: so its digest becomes a
    part of its source, and what comes to its place later is another article and not a revision of it. Raises what reading the
    stream raises, after the lines before were given.
    """
    names = Names(file)
    number = 0
    for number, line in _numbered(stream, max_line_bytes):
        if line is None:
            yield Skip(source, names.take(None, number), Reason.TOO_LARGE, f"line {number} has more than {max_line_bytes} bytes")
            continue
        document = parsed(line)
        origin = names.take(document.id, number)
        if isinstance(document, Refusal):
            yield Skip(source, origin, document.reason, ": ".join(filter(None, (f"line {number}", document.detail))))
            continue
        digest = blake2b(line, digest_size=_DIGEST_BYTES).digest()
        own = source if origin == document_origin(file, document.id or "") else f"{source}#{digest.hex()}"
        yield Fetched(own, origin, digest, document.form, document.content, document.hints)
    if number == 0:
        yield Skip(source, file, Reason.EMPTY)


def _numbered(stream: Lines, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers from 1; None for a line of more than `limit` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            _drain(stream)
            yield number, None
        elif content := (line.removeprefix(_BOM) if number == 1 else line).strip():
            yield number, content


def _drain(stream: Lines) -> None:
    while (rest := stream.readline(_DRAINED)) and not rest.endswith(b"\n"):
        pass
