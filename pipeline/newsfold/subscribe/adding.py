"""From a place to sources of the watch list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsfold.address import host
from newsfold.errors import AlreadyWatched, SourceFailed, UsageError
from newsfold.fetch import target as targets
from newsfold.sources import fields
from newsfold.sources.watchlist import parse, source_of
from newsfold.sources.watchlist_edit import added, key_for
from newsfold.subscribe.describing import of_local
from newsfold.subscribe.discovering import Found, discover
from newsfold.subscribe.places import Local, same_place
from newsfold.subscribe.watch_file import change
from newsfold.views.sources import Subscribed, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsfold.sources.watchlist import Source
    from newsfold.subscribe.places import Web
    from newsfold.subscribe.reading import Reader
    from newsfold.views.sources import Listed


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of a source beside its place; None and empty: nothing. `private`: its host may have a private address."""

    key: str | None = None
    name: str | None = None
    tags: tuple[str, ...] = ()
    interval: str | None = None
    rank: int | None = None
    private: bool = False

    def check(self, known: Iterable[Source]) -> None:
        """Raises SettingsError where no source could be so, and UsageError where the key is taken: before anybody is asked."""
        source_of(self.key or "new", {"kind": "page", "url": "https://new.example/", **self.settings()}, Path("/"))
        if any(source.key == self.key for source in known):
            message = f"there is a source {self.key!r} already"
            raise UsageError(message)

    def settings(self) -> dict[str, Any]:
        """What they say in a source's table."""
        said = {"name": fields.title(self.name), "rank": self.rank, "tags": self.tags or None, "interval": self.interval}
        return {name: value for name, value in said.items() if value is not None}

    def allowed(self, place: Web | Local) -> frozenset[str]:
        """The hosts that may have a private address."""
        target = None if isinstance(place, Local) or not self.private else targets.read(place.url)
        return frozenset([target.host]) if isinstance(target, targets.Target) else frozenset()


def find(
    place: Web | Local, known: Sequence[Source], reader: Reader, allowed: frozenset[str], *, page: bool, several: bool
) -> Found:
    """What may be watched at a place and is not yet: one thing, or the feeds of a page. `page`: the page itself.

    `several`: more than the first may be wanted; else it must be new itself, or the same call would add another feed each time.
    Raises AlreadyWatched, NoFeed, SourceFailed.
    """
    if isinstance(place, Local):
        _refuse(place.path, known)
        return Found((_listed(of_local(place.kind, place.path)),))
    _refuse(place.url, known)
    found = Found((_listed(reader.page(place.url, allowed)),)) if page else discover(place.url, reader, allowed)
    new = tuple(listed for listed in found.listed if _watched_as(listed.place, known) is None)
    if not new or not several:
        _refuse(found.listed[0].place, known)
    watched = tuple((listed.place, key) for listed in found.listed if (key := _watched_as(listed.place, known)))
    return replace(found, listed=new, watched=watched)


def add(path: Path, listings: Sequence[Listed], wishes: Wishes, allowed: frozenset[str]) -> tuple[Subscribed, ...]:
    """Write what was found to the watch list, all of it or nothing.

    Raises AlreadyWatched, UsageError, SettingsError, NotWritten; then the list is as it was.
    """
    if len(listings) > 1 and (wishes.key or wishes.name):
        message = f"--key and --name are those of one source, and {len(listings)} were chosen"
        raise UsageError(message)
    subscribed: list[Subscribed] = []

    def edit(text: str) -> str:
        for listed in listings:
            known = parse(text, path)
            _refuse(listed.place, known)
            source = _source(listed, wishes, {source.key for source in known}, allowed)
            text = added(text, source, path)
            subscribed.append(Subscribed(source.key, source.name, listed))
        return text

    change(path, edit)
    return tuple(subscribed)


def _source(listed: Listed, wishes: Wishes, taken: set[str], allowed: frozenset[str]) -> Source:
    said: dict[str, Any] = {"kind": listed.kind}
    said["folder" if listed.kind in {"folder", "warc"} else "url"] = listed.place
    if listed.title:
        said["name"] = listed.title
    target = targets.read(listed.place)
    if isinstance(target, targets.Target) and target.host in allowed:
        said["allow_private"] = (f"[{target.host}]" if ":" in target.host else target.host,)
    said |= wishes.settings()
    return source_of(wishes.key or key_for(taken, said.get("name"), _place_name(listed)), said, Path("/"))


def _place_name(listed: Listed) -> str:
    """What a place that has no title is called: a folder by its name, a page by its address, anything else by its host."""
    own = host(listed.place)
    if own is None:
        return Path(listed.place).name
    return {"page": f"{own} {urlsplit(listed.place).path}", "sitemap": f"{own} sitemap"}.get(listed.kind, own)


def _listed(outcome: Listed | Trouble) -> Listed:
    if isinstance(outcome, Trouble):
        message = f"{outcome.place}: {outcome.fault}"
        raise SourceFailed(message)
    return outcome


def _watched_as(place: str, known: Iterable[Source]) -> str | None:
    """The key of the source that watches the place."""
    return next((source.key for source in known if same_place(place, source.url or source.folder or "")), None)


def _refuse(place: str, known: Iterable[Source]) -> None:
    key = _watched_as(place, known)
    if key is not None:
        message = f"{place} is watched already, as {key!r}"
        raise AlreadyWatched(message)
