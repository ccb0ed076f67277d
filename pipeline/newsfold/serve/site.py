"""What all pages share, and how one is made: read and drawn in a thread, so that nobody else waits for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from starlette.responses import HTMLResponse

from newsfold.serve.asking import address, inside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from starlette.requests import Request

    from newsfold.match.encoder import Encoder
    from newsfold.report.html.plots import Plot
    from newsfold.serve.assets import Assets
    from newsfold.serve.kept import Kept
    from newsfold.serve.stores import Stores
    from newsfold.serve.visits import Keys
    from newsfold.settings import Settings
    from newsfold.store.store import Store
    from newsfold.views.overviews import Overview

T = TypeVar("T")

_READERS = 4
_COMPARERS = 2
_EXPORTERS = 2
_NEWS = frozenset({"done", "was"})


@dataclass(frozen=True, slots=True)
class Site:
    """The server's own: `by` is who decides where a visitor does not say, `cookie` what this server's cookie is called.

    `reading`, `comparing`, `exporting` and `deciding` bound how many do so at once: whoever compares long texts lets others read.
    """

    settings: Settings
    stores: Stores
    keys: Keys
    by: str
    cookie: str
    templates: Environment
    assets: Assets
    overview: Kept[tuple[Overview, list[Plot]]]
    encoder: Encoder | None = None
    reading: CapacityLimiter = field(default_factory=partial(CapacityLimiter, _READERS))
    comparing: CapacityLimiter = field(default_factory=partial(CapacityLimiter, _COMPARERS))
    exporting: CapacityLimiter = field(default_factory=partial(CapacityLimiter, _EXPORTERS))
    deciding: CapacityLimiter = field(default_factory=partial(CapacityLimiter, 1))


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    return cast("Site", request.app.state.site)


def drawn(request: Request, template: str, found: Mapping[str, object]) -> str:
    """A page as HTML: what every page shows, and what was found for this one."""
    site, visit = site_of(request), request.state.visit
    shared = {
        "back": _without_news(request),
        "section": f"/{request.url.path.split('/')[1]}",
        "inside": visit.entered or not site.keys.wanted,
        "by": visit.by or site.by,
        "entered": visit.entered,
        "form_token": site.keys.form_token(visit),
        "asset": site.assets.address,
    }
    return site.templates.get_template(template).render({**shared, **found})


def _without_news(request: Request) -> str:
    """Where a form of this page leads back to: its own address, without what is told only once."""
    return address(request.url.path, {name: value for name, value in request.query_params.items() if name not in _NEWS})


async def page(
    request: Request, template: str, read: Callable[[Store], Mapping[str, object]], *, compares: bool = False
) -> HTMLResponse:
    """The page that `template` makes of what `read` finds. `compares`: that takes longer than to read.

    Raises what `read` raises, and StoreError with its kinds, NotOurs, TooNew.
    """

    def make(store: Store) -> str:
        return drawn(request, template, read(store))

    return HTMLResponse(await asked(request, make, compares=compares))


async def asked(request: Request, ask: Callable[[Store], T], *, compares: bool = False) -> T:
    """What `ask` finds in the store, in a thread. Raises as `page` does."""
    site = site_of(request)

    def work() -> T:
        with site.stores.reading() as store:
            return ask(store)

    return await to_thread.run_sync(work, limiter=site.comparing if compares else site.reading)


def refused(request: Request, status: HTTPStatus, why: str) -> HTMLResponse:
    """The page that says why there is none."""
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    # Whoever sent a form goes back to the page on which it stood.
    form = getattr(request.state, "form", {})
    told = {
        "heading": _HEADINGS.get(status, "That cannot be"),
        "why": why,
        "form_from": inside(form["back"]) if "back" in form else None,
    }
    html = drawn(request, "refused.html", told)
    return HTMLResponse(html, status, headers)


_HEADINGS = {
    HTTPStatus.NOT_FOUND: "There is no such page",
    HTTPStatus.FORBIDDEN: "Nothing was done",
    HTTPStatus.CONFLICT: "That would contradict an earlier decision",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database cannot be read at the moment",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of newsfold",
}
