"""Reading one file: never through a link, never from anything but a regular file, never more than is allowed."""

from __future__ import annotations

import io
import os
import stat
from gzip import GzipFile
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from newsfold.model import Fetched, Form, Reason, Skip
from newsfold.sources import sniff
from newsfold.sources.entry import READ_ERRORS, Entry
from newsfold.sources.jsonl import documents
from newsfold.sources.names import escaped
from newsfold.sources.warc import responses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.settings import ReadSettings

    _Stream: TypeAlias = io.BufferedReader[io.FileIO] | GzipFile

_FORMS = {".html": Form.HTML, ".htm": Form.HTML, ".xhtml": Form.HTML, ".txt": Form.TEXT, ".md": Form.MARKDOWN}
_JSON_LINES = ".jsonl"
_ARCHIVE = ".warc"
_FILE_TYPES = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_CHUNK = 1 << 18  # bytes
_DIGEST_BYTES = 16
# A fifo without a writer must not hold us, and a link that took a file's place since it was looked at must not lead us away.
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class _Kind(NamedTuple):
    suffix: str  # lower case, without ".gz"
    compressed: bool

    @property
    def json_lines(self) -> bool:
        return self.suffix == _JSON_LINES

    @property
    def archive(self) -> bool:
        return self.suffix == _ARCHIVE

    @property
    def several(self) -> bool:
        """Whether the file holds many inputs, each of which has a limit, and none itself."""
        return self.json_lines or self.archive

    @property
    def known(self) -> bool:
        return self.several or self.suffix in _FORMS


def read_file(entry: Entry, settings: ReadSettings) -> Iterator[Fetched | Skip]:
    """What the file holds: one Fetched, or one for each document or record, and a Skip for what could not be used."""
    kind = _kind(entry.path)
    try:
        unfit = _unfit(entry, kind, os.lstat(entry.path), settings)
        if unfit is None:
            yield from _read(entry, kind, settings)
        else:
            yield unfit
    except READ_ERRORS as error:
        yield entry.failed(error)


def _kind(path: str) -> _Kind:
    name = os.path.basename(path).lower()  # noqa: PTH119 names that are not UTF-8 stay as they are, and it is cheap
    bare = name.removesuffix(".gz")
    return _Kind(os.path.splitext(bare)[1], compressed=bare != name)  # noqa: PTH122 as above


def _unfit(entry: Entry, kind: _Kind, status: os.stat_result, settings: ReadSettings) -> Skip | None:
    """Why the file is not even opened, or not read after it was."""
    if stat.S_ISLNK(status.st_mode):
        return entry.skip(Reason.LINK)
    if not stat.S_ISREG(status.st_mode):
        return entry.skip(Reason.NOT_A_FILE, _FILE_TYPES.get(stat.S_IFMT(status.st_mode), ""))
    if not kind.known and not entry.named:
        suffix = kind.suffix + ".gz" * kind.compressed
        return entry.skip(Reason.NOT_TEXT, f"unknown suffix {escaped(suffix)}" if suffix else "no suffix")
    if status.st_size > settings.max_bytes and not kind.several:
        return entry.skip(Reason.TOO_LARGE, f"{status.st_size} bytes, allowed are {settings.max_bytes}")
    return None


def _read(entry: Entry, kind: _Kind, settings: ReadSettings) -> Iterator[Fetched | Skip]:
    with io.FileIO(os.open(entry.path, _OPEN_FLAGS)) as raw:
        before = os.fstat(raw.fileno())
        unfit = _unfit(entry, kind, before, settings)
        if unfit is not None:
            yield unfit
            return
        stream = GzipFile(fileobj=raw) if kind.compressed else io.BufferedReader(raw)
        if kind.archive:
            yield from responses(stream, source=entry.source, file=entry.origin, max_bytes=settings.max_bytes)
        elif kind.json_lines:
            yield from _documents(entry, stream, settings)
        whole = None if kind.several else _whole(entry, kind, stream, settings)
        if _version(os.fstat(raw.fileno())) != _version(before):
            yield entry.skip(Reason.CHANGED_WHILE_READ)
        elif whole is not None:
            yield whole


def _version(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _documents(entry: Entry, stream: _Stream, settings: ReadSettings) -> Iterator[Fetched | Skip]:
    reason = sniff.not_text(stream.peek(sniff.HEAD)[: sniff.HEAD])
    if reason is not None:
        return iter((entry.skip(Reason.NOT_TEXT, reason),))
    return documents(stream, source=entry.source, file=entry.origin, max_line_bytes=settings.max_line_bytes)


def _whole(entry: Entry, kind: _Kind, stream: _Stream, settings: ReadSettings) -> Fetched | Skip:
    content = _at_most(stream, settings.max_bytes)
    if content is None:
        return entry.skip(Reason.TOO_LARGE, f"more than {settings.max_bytes} bytes")
    if not content.strip():
        return entry.skip(Reason.EMPTY)
    head = content[: sniff.HEAD]
    reason = sniff.not_text(head)
    if reason is not None:
        return entry.skip(Reason.NOT_TEXT, reason)
    form = _FORMS.get(kind.suffix) or sniff.form_of(head)
    if form is None:
        return entry.skip(Reason.NOT_TEXT, "looks like JSON; JSON Lines files are named .jsonl")
    return Fetched(entry.source, entry.origin, blake2b(content, digest_size=_DIGEST_BYTES).digest(), form, content)


def _at_most(stream: _Stream, limit: int) -> bytes | None:
    """All of the stream, or None if it has more than `limit` bytes; never more than a chunk above that is held."""
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
