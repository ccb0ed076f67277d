"""One cluster whole: its canonical, its variants beside it, how it came to be, and what can be decided of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse

from newsfold.browse import Bounds, cluster_page
from newsfold.errors import NotFound
from newsfold.fold.chronicle import history
from newsfold.fold.contesting import background
from newsfold.report.html.timeline import timeline
from newsfold.serve.acts import last_act
from newsfold.serve.asking import address, number_of
from newsfold.serve.site import asked, drawn, page, site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.store.store import Store
    from newsfold.views.pages import ClusterPage

BOUNDS = Bounds(listed=25, aligned=0, matrix=12, copies=10)
"""How much of a cluster one page shows. Texts are put side by side when somebody unfolds them, one after the other."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """The cluster into which another one was merged."""

    to: int


async def cluster(request: Request) -> Response:
    """The page of one cluster; a merged one leads to where it went. Raises NotFound."""
    number, done = request.path_params["number"], last_act(request)

    first = max(0, number_of(request.query_params, "from", 0))

    def read(store: Store) -> str | _Moved:
        view = store.cluster(number)
        if view.id != number:
            return _Moved(view.id)
        whole = cluster_page(store, replace(view, variants=view.variants[first : first + BOUNDS.listed]), BOUNDS)
        found = {
            "cluster": view,
            "page": whole,
            "first": first,
            "listed": BOUNDS.listed,
            "timeline": _timeline(whole),
            "was": number_of(request.query_params, "was", 0),
        }
        return drawn(request, "cluster.html", {**found, **done(store)})

    found = await asked(request, read)
    if isinstance(found, _Moved):
        return RedirectResponse(address(f"/clusters/{found.to}", dict(request.query_params), was=number), HTTPStatus.FOUND)
    return HTMLResponse(found)


async def past(request: Request) -> Response:
    """What happened to a cluster; a merged one leads to where it went. Raises NotFound."""
    number = request.path_params["number"]
    return await page(request, "past.html", lambda store: {"history": history(store, number)})


async def contest(request: Request) -> Response:
    """How the canonical of a cluster was chosen. Raises NotFound."""
    number, policy = request.path_params["number"], site_of(request).settings.canonical

    def read(store: Store) -> Mapping[str, object]:
        found = background(store, number, policy)
        if found is None:
            message = f"no cluster {number}"
            raise NotFound(message)
        return {"number": number, "background": found}

    return await page(request, "contest.html", read)


@lru_cache(maxsize=256)
def _timeline(shown: ClusterPage) -> Markup | None:
    """The picture takes longer than the rest of its page, and most clusters are looked at more than once."""
    return timeline(shown)
