"""The watch list as a whole: its standing, a look at each source, and its exchange with readers of feeds by OPML."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from newsfold.errors import BadOutline, NotFound, PathMissing
from newsfold.fetch.target import redacted
from newsfold.sources.listing import ParseFailure
from newsfold.sources.opml import parse_opml, write_opml
from newsfold.sources.watchlist_edit import imported, outlined, removed
from newsfold.subscribe.watch_file import change
from newsfold.views.sources import Checked, Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from newsfold.sources.watchlist import Source
    from newsfold.subscribe.reading import Reader
    from newsfold.views.sources import Intake, SourceHealth

_TITLE = "Sources of newsfold"


def watched(sources: Sequence[Source], database: str, now: int) -> tuple[Watched, ...]:
    """The sources of the list in its order, each with how it does at `now` (UTC seconds), as far as the database knows.

    No database is made where there is none. Raises UsageError and StoreError as opening one does.
    """
    known = {one.key: one for one in _health(database, now)} if sources else {}
    return tuple(
        Watched(
            key=source.key,
            kind=source.kind,
            place=source.url or source.folder or "",
            name=source.name,
            tags=source.tags,
            every=source.every,
            enabled=source.enabled,
            health=known.get(source.key),
        )
        for source in sources
    )


def _health(database: str, now: int) -> list[SourceHealth]:
    from newsfold.store.store import Store  # noqa: PLC0415 the database library is loaded only to read

    try:
        with Store.open(database) as store:
            return store.health(now)
    except NotFound:
        return []


def chosen(sources: Sequence[Source], keys: Sequence[str]) -> tuple[Source, ...]:
    """The sources of these keys; without any, all that are switched on. Raises NotFound."""
    unknown = [key for key in keys if all(source.key != key for source in sources)]
    if unknown:
        message = f"there is no source {', '.join(map(repr, unknown))}"
        raise NotFound(message)
    return tuple(source for source in sources if (source.key in keys if keys else source.enabled))


def check(sources: Sequence[Source], reader: Reader, threads: int) -> Iterator[Checked]:
    """What each of the sources has now, in their order, asked for by several threads. Nothing is stored."""
    with ThreadPoolExecutor(max_workers=min(threads, len(sources)) or 1) as pool:
        for source, outcome in zip(sources, pool.map(reader.read, sources), strict=True):
            yield Checked(source.key, outcome)


def remove(path: Path, key: str) -> None:
    """Take a source off the list. Raises NotFound, SettingsError, UsageError, NotWritten."""
    change(path, lambda text: removed(text, key, path))


def read_outline(file: str, stdin: BinaryIO, limit: int) -> bytes:
    """The content of a file, or of `stdin` for "-". Raises PathMissing, and BadOutline if it has more than `limit` bytes."""
    try:
        with open(file, "rb") if file != "-" else nullcontext(stdin) as opened:  # noqa: PTH123 "-" is no path
            content = opened.read(limit + 1)
    except OSError as error:
        message = f"cannot read {file}: {error.strerror}"
        raise PathMissing(message) from error
    if len(content) > limit:
        message = f"{file} has more than {limit} bytes"
        raise BadOutline(message)
    return content


def take_in(path: Path, outline: bytes) -> Intake:
    """Add the feeds of an outline to the list. Raises BadOutline, SettingsError, UsageError, NotWritten."""
    found = parse_opml(outline)
    if isinstance(found, ParseFailure):
        message = ": ".join(filter(None, ("no outline of feeds (OPML)", found.kind.value, found.detail)))
        raise BadOutline(message)
    told: list[Intake] = []

    def edit(text: str) -> str:
        longer, intake = imported(text, found, path)
        told.append(intake)
        return longer

    change(path, edit)
    return replace(told[0], refused=tuple((redacted(address), why) for address, why in told[0].refused))


def outline(sources: Iterable[Source]) -> str:
    """The feeds among the sources as OPML."""
    return write_opml(_TITLE, outlined(sources))
