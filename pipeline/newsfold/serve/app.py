"""The application: which address leads to which page, and what stands before all of them."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import Route

from newsfold.errors import NewsfoldError
from newsfold.explain import explain
from newsfold.match.encoder import load as load_encoder
from newsfold.serve import forms, trouble
from newsfold.serve.drawing import assets, environment
from newsfold.serve.guard import Guard
from newsfold.serve.overview import kept
from newsfold.serve.routes import ROUTES
from newsfold.serve.site import Site, refused
from newsfold.serve.stores import Stores

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from newsfold.serve.hosts import Names
    from newsfold.serve.visits import Keys
    from newsfold.settings import Settings


def application(settings: Settings, names: Names, keys: Keys, by: str, *, cookie: str) -> Starlette:
    """The pages of one database. `by` is who decides where a visitor does not say, `cookie` the name of this server's cookie."""
    stores, encoder = Stores(settings.db), load_encoder(settings.match.encoder)
    site = Site(settings, stores, keys, by, cookie, environment(), assets(), kept(stores), encoder)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        Thread(target=_warm, args=(site,), name="warm", daemon=True).start()
        yield
        stores.close()

    app = Starlette(
        routes=[*ROUTES, Route("/static/{rest:path}", site.assets.answer)],
        middleware=[
            Middleware(Guard, names=names, keys=keys, cookie=cookie, refuse=refused),
            # Inside of the guard, so that the page of a fault is guarded like any other.
            Middleware(ServerErrorMiddleware, handler=trouble.fault),
        ],
        exception_handlers=trouble.HANDLERS,
        lifespan=lifespan,
        max_body_size=forms.LONGEST,
    )
    app.state.site = site
    return app


def _warm(site: Site) -> None:
    """Load what the first visitor would wait for: the figures of the first page, and the lists of words behind a comparison."""
    with suppress(NewsfoldError):
        site.overview.get()
        with site.stores.reading() as store:
            for pair in store.undecided(limit=1).pairs:
                explain(store, str(pair.a.id), str(pair.b.id), site.encoder)
