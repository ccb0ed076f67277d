"""Feeds and exports, as `newsfold export` writes them, for programs that ask for them here."""

from __future__ import annotations

from contextlib import ExitStack
from hashlib import sha256
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING

from anyio import CancelScope, fail_after, to_thread
from starlette.responses import Response

from newsfold.handing.feeds import MEDIA_TYPES
from newsfold.handing.handout import Handout, Shape
from newsfold.serve.asking import number_of
from newsfold.serve.site import asked, site_of
from newsfold.views.handing import Wanted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from newsfold.handing.feeds import FeedForm
    from newsfold.store.store import Store

STALLED_S = 60.0
"""How long whoever takes an export may take for one piece of it. Meanwhile the database keeps the state that is exported."""

_PIECE = 1 << 16
_LONGEST_FEED = 500
_PATHS: Mapping[str, FeedForm] = {"/feeds/atom.xml": "atom", "/feeds/feed.json": "json-feed"}


async def feed(request: Request) -> Response:
    """The feed of the newest clusters; `site lang tag size limit` as in a list of clusters. Raises UsageError, StoreError."""
    form, query = _PATHS[request.url.path], request.query_params
    limit = min(number_of(query, "limit", 50), _LONGEST_FEED)
    shape = Shape(form, limit=max(1, limit), url=str(request.url), text=query.get("text") == "1")
    wanted = _wanted(query)
    content = await asked(request, lambda store: b"".join(Handout(store, wanted, shape)))
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


async def export(request: Request) -> Response:
    """All clusters as JSON Lines; `site lang tag size`, `text=1` with whole texts, `articles=1` one article a line. Raises UsageError."""
    query = request.query_params
    return _Export(request, _wanted(query), Shape("jsonl", articles=query.get("articles") == "1", text=query.get("text") == "1"))


class _Export(Response):
    """Sends an export piece by piece as it is made, and holds no more than one. Whoever does not take it is left."""

    media_type = "application/jsonl"

    def __init__(self, request: Request, wanted: Wanted, shape: Shape) -> None:
        super().__init__(headers={"Content-Disposition": 'attachment; filename="newsfold.jsonl"'})
        del self.headers["content-length"]
        self._site = site_of(request)
        self._wanted = wanted
        self._shape = shape

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 the base class fixes the signature
        """Sends it."""
        async with self._site.exporting:
            opened = ExitStack()
            try:
                pieces = await to_thread.run_sync(self._begun, opened)
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                while piece := await to_thread.run_sync(next, pieces, b""):
                    with fail_after(STALLED_S):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            finally:
                with CancelScope(shield=True):
                    await to_thread.run_sync(opened.close)

    def _begun(self, opened: ExitStack) -> Iterator[bytes]:
        store: Store = opened.enter_context(self._site.stores.reading())
        pieces = _joined(Handout(store, self._wanted, self._shape))
        opened.callback(pieces.close)
        first = next(pieces, b"")  # what cannot be is raised before anything is sent
        return chain([first], pieces)


def _joined(parts: Iterable[bytes]) -> Generator[bytes]:
    """The same bytes in larger pieces."""
    piece = bytearray()
    for part in parts:
        piece += part
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _wanted(query: Mapping[str, str]) -> Wanted:
    return Wanted(
        site=query.get("site") or None,
        language=query.get("lang") or None,
        tag=query.get("tag") or None,
        min_size=max(1, number_of(query, "size", 1)),
    )
