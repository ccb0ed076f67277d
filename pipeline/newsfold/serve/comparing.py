"""Two articles side by side: why they stand together or apart, and what their texts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.browse import shares
from newsfold.errors import UsageError
from newsfold.explain import explain
from newsfold.match.align import align
from newsfold.serve.acts import last_act
from newsfold.serve.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.store.store import Store
    from newsfold.views.clusters import ArticleView

LONGEST = 10_000
"""How many words a text may have to be compared while somebody waits for the page; two of so many take a second."""


async def compare(request: Request) -> Response:
    """Why two articles stand together or apart; they are named by id, origin or URL. Raises NotFound, UsageError."""
    query, done, encoder = request.query_params, last_act(request), site_of(request).encoder
    a, b = query.get("a", "").strip(), query.get("b", "").strip()

    def read(store: Store) -> Mapping[str, object]:
        told = None
        if a and b:
            one, other = (store.find_article(name).id for name in (a, b))
            _check(store.view(one), store.view(other))
            told = explain(store, str(one), str(other), encoder)
        return {"a": a, "b": b, "told": told, **done(store)}

    return await page(request, "compare.html", read, compares=bool(a and b))


async def beside(request: Request) -> Response:
    """The texts of two articles side by side, and no more: a part of a page, for whoever unfolds it. Raises NotFound."""
    return await page(request, "beside.html", lambda store: _both(store, request), compares=True)


async def shared(request: Request) -> Response:
    """Which shares of a text the other one has: a part of a page. Raises NotFound."""
    return await page(request, "shares.html", lambda store: _both(store, request), compares=True)


def _both(store: Store, request: Request) -> Mapping[str, object]:
    """Two articles, and their passages; none where a text was removed, or is too long."""
    a, b = (store.view(request.path_params[name]) for name in ("a", "b"))
    body_of = store.body_of({a.id, b.id})
    if len(body_of) < len({a.id, b.id}) or max(a.words, b.words) > LONGEST:
        return {"told": {"a": a, "b": b, "passages": ()}, "shares": None}
    bodies = store.bodies(body_of.values())
    passages = align(bodies[body_of[a.id]], bodies[body_of[b.id]])
    return {"told": {"a": a, "b": b, "passages": passages}, "shares": shares(passages)}


def _check(*articles: ArticleView) -> None:
    for article in articles:
        if article.words > LONGEST:
            message = f"article {article.id} has {article.words:,} words, too many to compare here; `newsfold explain` does it"
            raise UsageError(message)
