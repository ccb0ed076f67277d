"""The first page: how much there is, and plots of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.responses import HTMLResponse

from newsfold.report.html.plots import overview_plots
from newsfold.serve.kept import Kept
from newsfold.serve.site import drawn, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.report.html.plots import Plot
    from newsfold.serve.stores import Stores
    from newsfold.views.overviews import Overview


def kept(stores: Stores) -> Kept[tuple[Overview, list[Plot]]]:
    """The figures of the whole store with their plots, which take about 0.3 s for 100,000 articles."""

    def find() -> tuple[Overview, list[Plot]]:
        with stores.reading() as store:
            found = store.overview(int(time.time()))
        return found, overview_plots(found)

    return Kept(find)


async def overview(request: Request) -> Response:
    """The page of the whole store. Raises StoreError with its kinds, NotOurs, TooNew."""
    site = site_of(request)

    def make() -> str:
        found, plots = site.overview.get()
        return drawn(request, "overview.html", {"found": found, "plots": plots})

    return HTMLResponse(await to_thread.run_sync(make, limiter=site.reading))
