"""Showing the access token, once a browser, and leaving again."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from anyio import sleep
from starlette.responses import HTMLResponse, RedirectResponse

from newsfold.serve import visits
from newsfold.serve.asking import inside
from newsfold.serve.guard import cookie_header
from newsfold.serve.site import drawn, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

REST_S = 1.0
"""How long whoever was wrong waits for the answer, in seconds."""


async def ask(request: Request) -> Response:
    """The form that asks for the token."""
    if request.state.visit.entered or not site_of(request).keys.wanted:
        return RedirectResponse(inside(request.query_params.get("to", "")), HTTPStatus.SEE_OTHER)
    return _form(request, HTTPStatus.OK, request.query_params.get("to", ""))


async def enter(request: Request) -> Response:
    """Takes the token, and leads to what was asked for."""
    site, form = site_of(request), request.state.form
    to = form.get("to", "")
    if not site.keys.is_token(form.get("access_token", "").strip()):
        await sleep(REST_S)
        return _form(request, HTTPStatus.UNAUTHORIZED, to)
    return _sent(request, inside(to), site.keys.sealed(visits.enter(form.get("by", ""), time.time())))


async def leave(request: Request) -> Response:
    """Forgets the browser."""
    return _sent(request, "/login", "")


def _form(request: Request, status: HTTPStatus, to: str) -> Response:
    return HTMLResponse(drawn(request, "login.html", {"to": to, "wrong": status is HTTPStatus.UNAUTHORIZED}), status)


def _sent(request: Request, to: str, cookie: str) -> Response:
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER)
    secure = request.url.scheme == "https"
    answer.headers["Set-Cookie"] = cookie_header(site_of(request).cookie, cookie, secure=secure)
    return answer
