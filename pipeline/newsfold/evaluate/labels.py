"""What people say: which documents belong together, or which pairs are one report."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newsfold.errors import PathMissing, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOGETHER = frozenset("ABCDGX")
_BOM = b"\xef\xbb\xbf"
_DIGEST_BYTES = 16
_FIELD = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(\S+))(?=\s|$)""")
_WORDS = {"same": True, "different": False}
_FIELDS = 3


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two articles by name, whether they are one report, and the number of the line that says so."""

    line: int
    a: str
    b: str
    same: bool


def read_labels(path: str) -> dict[bytes, str | None]:
    """The label of every document of a JSON Lines file (may be gzipped), by the digest of its line; None: it belongs to no other.

    A label is the value of `cluster`, or the `event` of documents with role A, B, C, D, G or X. The digests are those that
    `newsfold.sources.jsonl` makes. What is no document is passed over, for ingestion tells of it. Raises PathMissing and UsageError.
    """
    found: dict[bytes, str | None] = {}
    labelled = False
    for line in _content(path).removeprefix(_BOM).split(b"\n"):
        document = _document(line)
        if document is not None:
            found[blake2b(line.strip(), digest_size=_DIGEST_BYTES).digest()] = _label(document)
            labelled |= "cluster" in document or ("event" in document and "role" in document)
    if not labelled:
        message = f"no line of {path} is labelled: a JSON object with `cluster`, or with `event` and `role`"
        raise UsageError(message)
    return found


def read_pairs(path: str) -> list[LabelledPair]:
    """The pairs that a file names, as they stand there. Raises PathMissing and UsageError, which names the line."""
    pairs = list(_pairs(path))
    if not pairs:
        message = f"{path} names no pair: lines of A, B, and `same` or `different`"
        raise UsageError(message)
    return pairs


def _pairs(path: str) -> Iterator[LabelledPair]:
    try:
        text = _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 (byte {error.start + 1})"
        raise UsageError(message) from error
    for number, line in enumerate(text.splitlines(), 1):
        fields = _fields(line)
        if not fields:
            continue
        if len(fields) != _FIELDS or fields[2].lower() not in _WORDS:
            message = f'{path}, line {number}: not `A B same` or `A B different` (quote names that hold spaces: "A")'
            raise UsageError(message)
        yield LabelledPair(number, fields[0], fields[1], _WORDS[fields[2].lower()])


def _fields(line: str) -> list[str]:
    """Names and label. A comment begins with # where a field could begin; inside a name it is a part of it, as in origins."""
    if line.strip().count("\t") > 1:
        fields = [_unquoted(field.strip()) for field in line.strip().split("\t")]
    else:
        fields = [next(filter(None, match.groups()), "") for match in _FIELD.finditer(line)]
    comment = next((place for place in (0, _FIELDS) if fields[place : place + 1] and fields[place].startswith("#")), None)
    return fields[:comment]


def _unquoted(field: str) -> str:
    return field[1:-1] if len(field) > 1 and field[0] == field[-1] and field[0] in "\"'" else field


def _content(path: str) -> bytes:
    try:
        return gzip.decompress(Path(path).read_bytes()) if path.endswith(".gz") else Path(path).read_bytes()
    except FileNotFoundError as error:
        message = f"no such file: {path}"
        raise PathMissing(message) from error
    except (OSError, EOFError) as error:
        message = f"cannot read {path}: {error}"
        raise UsageError(message) from error


def _document(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _label(document: dict[str, Any]) -> str | None:
    if "cluster" in document:
        value = document["cluster"]
        return None if value is None else json.dumps(value, sort_keys=True)
    role = document.get("role")
    together = isinstance(role, str) and role in _TOGETHER and "event" in document
    return json.dumps(document["event"], sort_keys=True) if together else None
