"""What people see who look after the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be; the sum of several is what was removed together.

    `clusters` went with all their `articles`. Of `emptied` clusters the `texts` went; their articles stay, with all else that is known.
    """

    clusters: int = 0
    articles: int = 0
    emptied: int = 0
    texts: int = 0

    def __add__(self, other: Self) -> Pruned:
        return Pruned(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `rule` names what should hold, in a word or two; `detail` is one line for a person."""

    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `rules` counts what was looked at, `left_out` the findings that are not listed because there are too many."""

    findings: tuple[Finding, ...]
    rules: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy of the database that was checked: where it is, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table that was copied: its rows, and a sum of their contents (16 hex digits), whatever their order. Both are those of the copy."""

    name: str
    rows: int
    content: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A store that was copied into another database, every row compared with its original; `tables` are ordered by name."""

    source: str
    target: str
    tables: tuple[CopiedTable, ...]


@dataclass(frozen=True, slots=True)
class Compacted:
    """The bytes that the database and its write-ahead log took before and take now."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class TableSize:
    """One table: its rows, and the bytes that it takes with its indexes; None where that cannot be told."""

    name: str
    rows: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Stats:
    """How large the database is, and what it is; `software` keeps it, in a version.

    `size` is that of all its pages, `free` that of those without use, `wal` that of the write-ahead log beside the file, in which the
    newest of them may still be; all in bytes. `tables` are ordered by size. `first_seen` and `last_seen` tell when the first and the newest of the articles came, `oldest` and `newest` when
    the first and the newest were published; all ISO 8601, None where there is none. `emptied` counts articles without their texts.
    """

    path: str
    size: int
    wal: int
    free: int
    schema: str
    scheme: str | None
    threshold: float
    software: str
    articles: int
    emptied: int
    first_seen: str | None
    last_seen: str | None
    oldest: str | None
    newest: str | None
    tables: tuple[TableSize, ...]
    meta: Mapping[str, str]
