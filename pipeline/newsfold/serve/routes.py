"""Which address leads to which page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse
from starlette.routing import Route

from newsfold.serve import acts, comparing, entering, handing_on, listing, overview, queue, stories, texts, watching
from newsfold.serve.site import drawn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def keys(request: Request) -> Response:
    """What the keys do."""
    return HTMLResponse(drawn(request, "help.html", {}))


ROUTES = (
    Route("/", overview.overview),
    Route("/clusters", listing.clusters),
    Route("/clusters/{number:int}", stories.cluster),
    Route("/clusters/{number:int}/contest", stories.contest),
    Route("/clusters/{number:int}/past", stories.past),
    Route("/facets", listing.facets),
    Route("/articles/{number:int}", texts.article),
    Route("/compare", comparing.compare),
    Route("/beside/{a:int}/{b:int}", comparing.beside),
    Route("/shares/{a:int}/{b:int}", comparing.shared),
    Route("/pairs", queue.pairs),
    Route("/sources", watching.sources),
    Route("/decisions", acts.decisions),
    Route("/decide", acts.decide, methods=["POST"]),
    Route("/undo", acts.undo, methods=["POST"]),
    Route("/feeds/atom.xml", handing_on.feed),
    Route("/feeds/feed.json", handing_on.feed),
    Route("/export.jsonl", handing_on.export),
    Route("/help", keys),
    Route("/login", entering.ask, methods=["GET"]),
    Route("/login", entering.enter, methods=["POST"]),
    Route("/leave", entering.leave, methods=["POST"]),
)
"""Files are added where the application is made."""
