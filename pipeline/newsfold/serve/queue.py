"""Pairs on which the model is undecided, and nobody decided yet: one after the other, the nearest to the threshold first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.explain import explain
from newsfold.fold.telling import Register
from newsfold.serve.acts import last_act
from newsfold.serve.site import page, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.cluster.decisions import Standing
    from newsfold.store.store import Store


async def pairs(request: Request) -> Response:
    """The page of one pair."""
    at = request.query_params.get("at") or None
    done, encoder = last_act(request), site_of(request).encoder

    def read(store: Store) -> Mapping[str, object]:
        found = store.undecided(at=at, limit=1, settled=_settled(Register.of(store).standing))
        pair = found.pairs[0] if found.pairs else None
        told = explain(store, str(pair.a.id), str(pair.b.id), encoder) if pair else None
        return {"pair": pair, "told": told, "at": at, "following": found.following, **done(store)}

    return await page(request, "pairs.html", read, compares=True)


def _settled(standing: Standing) -> Callable[[int, int], bool]:
    """Whether people decided on two bodies, also by way of others."""

    def settled(a: int, b: int) -> bool:
        one, other = standing.home.get(a), standing.home.get(b)
        return one is not None and other is not None and (one == other or other in standing.apart.get(one, ()))

    return settled
