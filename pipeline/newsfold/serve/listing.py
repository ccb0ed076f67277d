"""The list of clusters: searched, narrowed, page by page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newsfold.serve.asking import SMALLEST, address, filter_of, order_of
from newsfold.serve.site import page
from newsfold.views.browsing import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from newsfold.store.store import Store

LISTED = 20
"""How many clusters a page lists."""

_FACETS = 8
_FIELDS = ("q", "since", "until", "site", "source", "lang", "tag", "size", "order")
_NAMED = {
    "q": "words",
    "since": "since",
    "until": "until",
    "site": "site",
    "source": "source",
    "lang": "language",
    "tag": "tag",
}


async def clusters(request: Request) -> Response:
    """The page of the list. Raises UsageError for what cannot be asked."""
    query = request.query_params
    wanted, order, at = filter_of(query, time.time()), order_of(query), query.get("at") or None
    fields = {name: query[name].strip() for name in _FIELDS if query.get(name, "").strip()}

    def read(store: Store) -> Mapping[str, object]:
        found = store.browse(wanted, order=order, at=at, limit=LISTED)
        return {
            "found": found,
            "wanted": wanted,
            "fields": fields,
            "narrowings": list(_narrowings(fields)),
            "size": wanted.min_size,
            "order": order,
            "orders": list(Order),
            "ranked": bool(wanted.query) and order is not Order.NEWEST,
            "smallest": SMALLEST,
        }

    return await page(request, "clusters.html", read)


async def facets(request: Request) -> Response:
    """By what the list can be narrowed further: a part of its page, which is asked for when somebody wants to see it."""
    query = request.query_params
    wanted = filter_of(query, time.time())
    fields = {name: query[name].strip() for name in _FIELDS if query.get(name, "").strip()}
    return await page(request, "facets.html", lambda store: {"facets": store.facets(wanted, limit=_FACETS), "fields": fields})


def _narrowings(fields: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What the list is narrowed to: the name of each, its value, and the address of the list without it."""
    for name, label in _NAMED.items():
        if name in fields:
            yield label, fields[name], address("/clusters", fields, **{name: None})
