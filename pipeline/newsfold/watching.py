"""What is known of watched sources and of what they list: the frozen dataclasses that the daemon and the store share.

All times are whole UTC seconds since the epoch; None: never. An article may be listed by many sources: it is stored once, under
the source `WEB` and its canonical address, and every entry that leads there keeps that address as its `origin`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WEB = "web"
"""The `source` of every article that came from the network; its `origin` is the canonical address."""


class EntryState(StrEnum):
    """How far an entry has come. The value is what is stored."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of one watched source; `key`, `kind` and `place` (URL or folder) are those of the watch list.

    `interval_s` is the time between two readings as adapted so far. `validators` are the address that gave them, its ETag and its
    Last-Modified, as the server wrote them. `digest` is that of the last body that was parsed: an equal one has nothing new.
    `moved_to` is the address of a permanent redirect that was seen `moves` times in a row: used from the first, kept from the
    third. `errors` counts failures in a row, and `fault` says in one line what the last one was. `checked` is the time of the
    last request, `succeeded` of the last success, `brought` of the last one that brought something new. `paused` says why the
    source is asked no more; empty: it is asked. `checks` and `entries` count all requests and all entries ever.
    """

    key: str
    kind: str
    place: str
    next_due: int
    interval_s: int
    validators: tuple[str, str | None, str | None] | None = None
    digest: bytes | None = None
    moved_to: str | None = None
    moves: int = 0
    errors: int = 0
    fault: str = ""
    checked: int | None = None
    succeeded: int | None = None
    brought: int | None = None
    paused: str = ""
    checks: int = 0
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a source listed; `source` (its key) and `id` (unique in the source) are its identity.

    `digest` is that of what the source says of it, and changes when the source changes it. `url` is the address as listed,
    `origin` the canonical one: together with `WEB` the key of its article. `first_seen` is when the source listed it first;
    `fetched` when its page, or the content that the source gave, was last understood. `tries` counts failures since then, and
    `next_try` is when a waiting entry may be asked for (again). `fault` says in one line why it was refused, or why the last try
    failed. `revisions` counts how often it changed. The rest is what the source says: `feed_title` its own name, `publisher` and
    `publisher_url` who really published it where the source only collects, `published` the time in the source's words.
    """

    source: str
    id: str
    digest: bytes
    url: str | None
    origin: str | None
    state: EntryState
    first_seen: int
    tries: int = 0
    next_try: int = 0
    fault: str = ""
    revisions: int = 0
    fetched: int | None = None
    feed_title: str | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    lang: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchChanges:
    """What one step of the daemon changes; stored in one transaction or not at all.

    `sources` and `entries` replace what was stored under their keys. `removed` are keys of sources that are watched no more:
    their states go, and with them what still waited; what they led to, and who listed it, stays.
    """

    sources: tuple[SourceState, ...] = ()
    entries: tuple[Entry, ...] = ()
    removed: tuple[str, ...] = ()
