"""Undoing a compression piece by piece: never more than a piece is held, whatever the input would become.

512 MiB of zeros fit into 509 KB of gzip; a library that inflates what one read brought holds them all (httpx 0.28: 270 MB).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

PIECE = 1 << 16  # bytes
ACCEPTED = "gzip, deflate"
_GZIP = frozenset({"gzip", "x-gzip"})  # RFC 9110, section 8.4.1.3
# Each member of a gzip file starts anew and copies what is left of its input: files of members alone would cost time, not memory.
_MOST_MEMBERS = 1000
_GZIP_MAGIC = b"\x1f"
_METHOD = 0x0F
_METHOD_DEFLATE = 8  # RFC 1950: the low half of the first byte; some servers send the bare stream of RFC 1951 instead


class BadEncoding(Exception):
    """The body is not encoded as its header says, or in a way that was not asked for."""


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """What `chunks` hold after undoing `encoding` (the Content-Encoding header), in pieces of at most 64 KiB where it was compressed.

    Raises BadEncoding for more than one encoding, one that was not asked for, and a stream that is damaged or ends early.
    """
    codings = [name for part in encoding.split(",") if (name := part.strip().lower()) not in {"", "identity"}]
    if not codings:
        return iter(chunks)
    if len(codings) > 1:
        message = f"{len(codings)} encodings on one another"
        raise BadEncoding(message)
    if codings[0] not in _GZIP | {"deflate"}:
        message = "an encoding that was not asked for"
        raise BadEncoding(message)
    return _inflated(iter(chunks), gzip=codings[0] in _GZIP)


def _inflated(chunks: Iterator[bytes], *, gzip: bool) -> Iterator[bytes]:
    first = next(chunks, b"")
    if not first:  # an empty body needs no frame
        return
    try:
        left = yield from _member(_started(first, gzip=gzip), first, chunks)
        members = 1
        while gzip and left.startswith(_GZIP_MAGIC):  # anything else behind the last member is padding
            if members == _MOST_MEMBERS:
                message = f"more than {_MOST_MEMBERS} members"
                raise BadEncoding(message)
            left = yield from _member(_started(left, gzip=True), left, chunks)
            members += 1
    except zlib.error as error:
        raise BadEncoding(str(error)) from error


def _started(head: bytes, *, gzip: bool) -> zlib._Decompress:
    if gzip:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    framed = head[0] & _METHOD == _METHOD_DEFLATE
    return zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)


def _member(inflater: zlib._Decompress, head: bytes, chunks: Iterator[bytes]) -> Generator[bytes, None, bytes]:
    """The pieces of one compressed stream that starts with `head`; returns what lies behind it."""
    chunk = head
    while not inflater.eof:
        piece = inflater.decompress(chunk, PIECE)
        if piece:
            yield piece
        chunk = inflater.unconsumed_tail
        if not chunk and len(piece) < PIECE and not inflater.eof:
            chunk = next(chunks, b"")
            if not chunk:
                message = "the stream ends early"
                raise BadEncoding(message)
    return inflater.unused_data or next(chunks, b"")
