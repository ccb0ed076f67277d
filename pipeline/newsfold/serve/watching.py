"""How the watched sources do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.serve.site import page, site_of
from newsfold.sources import watchlist
from newsfold.views.sources import Watched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.settings import Settings
    from newsfold.sources.watchlist import Source
    from newsfold.store.store import Store
    from newsfold.views.sources import SourceHealth


async def sources(request: Request) -> Response:
    """The table of all sources, in the order of the watch list. Raises SettingsError."""
    settings = site_of(request).settings

    def read(store: Store) -> Mapping[str, object]:
        now = int(time.time())
        known = {health.key: health for health in store.health(now)}
        listed = [_watched(source, known.pop(source.key, None)) for source in _listed(settings)]
        return {"listed": listed, "left": [_left(health) for health in known.values()], "now": now}

    return await page(request, "sources.html", read)


def _listed(settings: Settings) -> tuple[Source, ...]:
    path = Path(settings.watch.sources)
    return watchlist.load(path) if path.exists() else ()


def _watched(source: Source, health: SourceHealth | None) -> Watched:
    return Watched(
        key=source.key,
        kind=source.kind,
        place=source.url or source.folder or "",
        name=source.name,
        tags=source.tags,
        every=source.every,
        enabled=source.enabled,
        health=health,
    )


def _left(health: SourceHealth) -> Watched:
    """A source that the database knows and the watch list does not."""
    return Watched(health.key, health.kind, health.place, name=None, tags=(), every="", enabled=False, health=health)
