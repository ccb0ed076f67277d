"""Archives of crawls (WARC, ISO 28500), such as CC-NEWS: the pages that were answered with, one record at a time.

A page is named by the address that was asked for, FILE#ADDRESS, and not by its place in the file: that changes when an archive is
packed anew or cleaned of something, the address does not, and people can read it. The same address again in the same file gets the
number of its record, FILE#ADDRESS@NUMBER, because one name with two contents would be a revision each time the file is read.
"""

from __future__ import annotations

import io
from gzip import BadGzipFile
from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from newsfold.model import Fetched, Form, Hints, Reason, Skip
from newsfold.sources import sniff
from newsfold.sources.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastwarc.stream_io import WarcReader
    from fastwarc.warc import WarcRecord

_LONGEST_NAME = 2000  # characters; origins are shown, and kept in an index
_OK = 200
_FORMS = {"text/html": Form.HTML, "application/xhtml+xml": Form.HTML, "text/plain": Form.TEXT}
_DIGEST_BYTES = 16
_LONGEST_HEAD = 32 << 10  # bytes of HTTP headers that fastwarc reads
_MOST_CODINGS = 2
_CHUNK = 1 << 18  # bytes


class Stream(Protocol):
    """What is needed of a stream of bytes."""

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes by at most one reading of what lies below; empty at the end."""
        ...

    def tell(self) -> int:
        """How many bytes were read."""
        ...


class _AsItComes:
    """A stream of which each reading gives what there is: else an error would take with it what was read before."""

    def __init__(self, stream: Stream) -> None:
        self.read = stream.read1
        self.tell = stream.tell


def responses(stream: Stream, *, source: str, file: str, max_bytes: int) -> Iterator[Fetched | Skip]:
    """A Fetched or a Skip for each response record, in order; EMPTY if there is none. Other records are no inputs.

    `file` is the origin of the whole. `max_bytes` is the most that one page may have, as stored and as decoded. After a damage nothing
    more is found: one Skip tells of the rest. Digests are made of the page as decoded, without its headers, so that they are those
    of the same page in a file of its own. Raises what reading the stream raises, after the records before were given.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # noqa: PLC0415 only for those who have archives

    # The payload is decoded here: fastwarc (2.0.1) loses its place when a page claims a coding that it does not have.
    reader = cast("BinaryIO", _AsItComes(stream))  # fastwarc asks for no more
    records = ArchiveIterator(reader, record_types=WarcRecordType.response, parse_http=False)
    names = Names(file)
    number = 0
    try:
        for number, record in enumerate(records, 1):
            yield _page(record, names, number, source, max_bytes)
    except OSError as error:
        if not _is_of_the_archive(error):
            raise
        yield Skip(source, file, Reason.BAD_DOCUMENT, f"damaged after record {number}: {error}")
        return
    if number == 0:
        yield Skip(source, file, Reason.EMPTY, "no response record")


def _page(record: WarcRecord, names: Names, number: int, source: str, max_bytes: int) -> Fetched | Skip:
    address = record.headers.get("WARC-Target-URI")
    origin = names.take(address if address and len(address) <= _LONGEST_NAME else record.record_id, number)
    content = _content(record, max_bytes)
    if isinstance(content, tuple):
        return Skip(source, origin, *content)
    kind = (record.http_content_type or "").lower()
    form = _FORMS.get(kind) if kind else sniff.form_of(content[: sniff.HEAD])
    reason = sniff.not_text(content[: sniff.HEAD]) if form else kind or "looks like JSON"
    if form is None or reason:
        return Skip(source, origin, Reason.NOT_TEXT, reason or "")
    digest = blake2b(content, digest_size=_DIGEST_BYTES).digest()
    return Fetched(source, origin, digest, form, content, Hints(url=address), record.http_headers.get("Content-Type"))


def _content(record: WarcRecord, max_bytes: int) -> bytes | tuple[Reason, str]:
    """The page as decoded, or why there is none."""
    if record.content_length > max_bytes + _LONGEST_HEAD:
        return Reason.TOO_LARGE, f"{record.content_length} bytes, allowed are {max_bytes}"
    try:
        record.parse_http()
    except OSError as error:
        if not _is_of_the_archive(error):
            raise
        return Reason.BAD_DOCUMENT, f"bad HTTP headers: {error}"
    status = record.http_headers.status_code if record.is_http_parsed else None
    if status != _OK:
        return Reason.BAD_DOCUMENT, f"HTTP status {status}"
    length = record.content_length
    content = _at_most(record.reader, length)
    if len(content) < length:
        return Reason.BAD_DOCUMENT, f"cut short: {len(content)} of {length} bytes"
    for coding in _codings(record):
        content = _decoded(content, coding, max_bytes + 1)
    if len(content) > max_bytes:
        return Reason.TOO_LARGE, f"more than {max_bytes} bytes"
    return content if content.strip() else (Reason.EMPTY, "")


def _codings(record: WarcRecord) -> tuple[str, ...]:
    """How the body is coded, the outermost first. More than one coding of the content is more than any honest server makes."""
    headers = record.http_headers
    named = f"{headers.get('Transfer-Encoding') or ''},{headers.get('Content-Encoding') or ''}".lower().split(",")
    return tuple(coding for coding in map(str.strip, named) if coding)[:_MOST_CODINGS]


def _decoded(content: bytes, coding: str, most: int) -> bytes:
    """The first `most` bytes of what was coded; all as it is if it was not: many archives keep a header of what they undid."""
    from fastwarc import stream_io  # noqa: PLC0415 as above

    stored = io.BytesIO(content)
    try:
        match coding:
            case "chunked":
                return _at_most(stream_io.ChunkedReader(stored), most)
            case "gzip" | "x-gzip" | "deflate":
                return _at_most(stream_io.GzipReader(stored, zlib=coding == "deflate"), most)
            case "br":
                return _at_most(stream_io.BrotliReader(stored), most)
            case _:
                return content
    except OSError:
        return content


def _at_most(reader: WarcReader, most: int) -> bytes:
    content = bytearray()
    while len(content) < most and (piece := reader.read(min(_CHUNK, most - len(content)))):
        content += piece
    return bytes(content)


def _is_of_the_archive(error: OSError) -> bool:
    """Whether fastwarc found the archive wrong, and not the system or the compression around it."""
    return error.errno is None and not isinstance(error, BadGzipFile)
