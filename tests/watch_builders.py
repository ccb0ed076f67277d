"""Small builders for tests that need watched sources and their entries. Each value has a default that makes the whole valid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from newsfold.watching import Entry, EntryState, SourceState
from store_builders import digest_of

NOW = 1_772_445_600
"""2026-03-02T10:00:00+00:00, as `store_builders.AT`."""
DAY = 86_400


def make_state(key: str, next_due: int = NOW, **known: Any) -> SourceState:  # noqa: ANN401 fields of any type
    return replace(SourceState(key, "feed", f"https://{key}.example/feed.xml", next_due, 1_800), **known)


def make_entry(source: str, name: str, state: EntryState = EntryState.WAITING, **known: Any) -> Entry:  # noqa: ANN401 as above
    """An entry whose address is made of `name`, so that equal names of several sources lead to one article."""
    url = f"https://example.org/{name}"
    return replace(Entry(source, name, digest_of(f"{source} {name}"), f"{url}?from={source}", url, state, NOW), **known)
