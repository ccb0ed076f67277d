"""The frozen dataclasses that reports read of watched sources: what they list, how they do, and what became of a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a watched source does. Times are UTC seconds since the epoch, None: never; the state's fields are as in `SourceState`.

    `articles_7d` counts articles that it was the first to list, in the last 7 days. Of these, `copies` is the share that is a copy
    of another article, `rewrites` the share that stands as any other variant of one; both in [0, 1], and None without articles.
    `waiting` and `refused` count its entries that are still to be asked for, and those that were given up.
    """

    key: str
    kind: str
    place: str
    next_due: int
    interval_s: int
    moved_to: str | None
    errors: int
    fault: str
    checked: int | None
    succeeded: int | None
    brought: int | None
    paused: str
    checks: int
    entries: int
    articles_7d: int
    copies: float | None
    rewrites: float | None
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What a place lists at this moment. `kind` is that of the watch list; `place` is where it is to be asked from now on.

    `entries` counts what it lists, each a `noun` ("entry", "page", "sitemap", "file"). `newest` is the title of the newest one, else
    its address; `published` is when that was published (ISO 8601). `remark` says what is ill-formed, or empty.
    """

    kind: str
    place: str
    title: str | None = None
    entries: int = 0
    noun: str = "entry"
    newest: str | None = None
    published: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing could be read at `place`; `fault` is one line for a person."""

    place: str
    fault: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What one source of the watch list lists, or why nothing could be read."""

    key: str
    outcome: Listed | Trouble


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A source that was added, under its key, and what it lists."""

    key: str
    name: str | None
    listed: Listed


@dataclass(frozen=True, slots=True)
class Watched:
    """A source of the watch list; `every` is its interval or cron expression. `health` is None where it was never asked."""

    key: str
    kind: str
    place: str
    name: str | None
    tags: tuple[str, ...]
    every: str
    enabled: bool
    health: SourceHealth | None


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of the feeds of an outline: `added` and `known` pair keys with addresses, `refused` addresses with reasons.

    `dropped` counts those beyond the most that are read.
    """

    added: tuple[Pair, ...] = ()
    known: tuple[Pair, ...] = ()
    refused: tuple[Pair, ...] = ()
    dropped: int = 0
