"""What every request passes before a page sees it: whose name it uses, who asks, and whether a form is really one of ours.

A request that would change something must come from a page of ours: the browser says so where it can (Sec-Fetch-Site, else Origin), and
the form carries the token of the browser that it was made for, whose cookie no other site's request brings along (SameSite=Strict).
Whoever shows the access token in a header (Authorization: Bearer) is a program, which no page can make ask.
"""

from __future__ import annotations

import time
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from newsfold.serve import forms, visits

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from newsfold.serve.hosts import Names
    from newsfold.serve.visits import Keys, Visit

_POLICY = (
    *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'self'"),
    *("base-uri 'none'", "frame-ancestors 'none'"),
)
_HEADERS = (
    ("Content-Security-Policy", "; ".join(_POLICY)),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Nothing is told to other sites. To ours it is, or browsers would hide from where a form comes.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_OPEN = ("/login", "/static/")
_READS = frozenset({"GET", "HEAD"})
_BEARER = "bearer "
_ONCE_MORE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>newsfold</title>
<meta http-equiv="refresh" content="0; url={0}"><p><a href="{0}">Go on</a></p></html>
"""
_OUT_OF_DATE = (
    "This form is out of date: newsfold was restarted since, or your browser keeps no cookies. "
    "Nothing was done; go back and reload the page."
)


class Refuse(Protocol):
    """Makes the page that tells why a request is refused."""

    def __call__(self, request: Request, status: HTTPStatus, why: str) -> Response:
        """The page."""
        ...


class Guard:
    """The middleware around `app`. Puts `visit` and, of a POST, the fields of its `form` into the request's state.

    `cookie` is the name of the cookie: another one for each port, for browsers do not tell ports apart. `refuse` makes error pages.
    """

    def __init__(self, app: ASGIApp, *, names: Names, keys: Keys, cookie: str, refuse: Refuse) -> None:
        self._app = app
        self._names = names
        self._keys = keys
        self._cookie = cookie
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or lets `app` answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        now = time.time()
        known = self._keys.opened(request.cookies.get(self._cookie, ""), now)
        request.state.visit = known or visits.begin(now)
        request.state.program = self._is_program(request.headers)
        refusal = self._refusal(request)
        answer = refusal or await self._refused_form(request) or self._app
        new = None if known or refusal else request.state.visit
        await answer(scope, receive, self._dressed(send, new, secure=request.url.scheme == "https"))

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a request that goes no further, whatever it asks for."""
        if not self._names.answers_to(request.headers.get("host")):
            # No page of ours: it would be shown under a name that is not ours.
            return PlainTextResponse("newsfold is not known under this name; set serve.names.\n", HTTPStatus.MISDIRECTED_REQUEST)
        elsewhere = _from_elsewhere(request)
        if elsewhere:
            return elsewhere
        entered = request.state.program or request.state.visit.entered or request.url.path.startswith(_OPEN)
        return _asks_to_enter(request) if self._keys.wanted and not entered else None

    async def _refused_form(self, request: Request) -> Response | None:
        """The answer to what would change something, and was not sent by a page of ours or by a program that may."""
        if request.method in _READS:
            return None
        if not request.state.program and not _from_here(request):
            return self._refuse(request, HTTPStatus.FORBIDDEN, "This came from another site's page, so nothing was done.")
        try:
            request.state.form = await forms.read(request)
        except forms.Unreadable as error:
            return self._refuse(request, error.status, str(error))
        if not request.state.program and not self._keys.is_form_token(request.state.visit, request.state.form.get(forms.TOKEN, "")):
            return self._refuse(request, HTTPStatus.FORBIDDEN, _OUT_OF_DATE)
        return None

    def _is_program(self, headers: Headers) -> bool:
        shown = headers.get("authorization", "")
        return shown.lower().startswith(_BEARER) and self._keys.is_token(shown[len(_BEARER) :].strip())

    def _dressed(self, send: Send, new: Visit | None, *, secure: bool) -> Send:
        """Adds what each answer carries; a browser that comes for the first time is given its cookie with its first page."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS:
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if new and headers.get("content-type", "").startswith("text/html") and "set-cookie" not in headers:
                    headers.append("Set-Cookie", cookie_header(self._cookie, self._keys.sealed(new), secure=secure))
            await send(message)

        return dressed


def cookie_header(name: str, value: str, *, secure: bool) -> str:
    """A cookie that only this site's own pages bring along, and no script reads. An empty `value` takes it back."""
    longest = visits.LONGEST_S if value else 0
    return f"{name}={value}; Path=/; Max-Age={longest}; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}"


def _from_elsewhere(request: Request) -> Response | None:
    """The answer to what another site's page made the browser ask for, if it is to be anything else than the page.

    A link to us may be followed, but browsers then leave the cookie out: the page that they are given asks once more, from here.
    """
    if request.headers.get("sec-fetch-site") not in {"cross-site", "same-site"} or request.method not in _READS:
        return None
    if request.headers.get("sec-fetch-mode") != "navigate" or request.headers.get("sec-fetch-dest") != "document":
        return PlainTextResponse("This was asked for by another site's page.\n", HTTPStatus.FORBIDDEN)
    if request.headers.get("cookie"):
        return None
    return HTMLResponse(_ONCE_MORE.format(escape(_asked(request))))


def _asks_to_enter(request: Request) -> Response:
    if request.method in _READS and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/login?to={quote(_asked(request), safe='')}", HTTPStatus.SEE_OTHER)
    wanted = {"WWW-Authenticate": 'Bearer realm="newsfold"'}
    return PlainTextResponse("The access token is wanted: Authorization: Bearer TOKEN\n", HTTPStatus.UNAUTHORIZED, wanted)


def _asked(request: Request) -> str:
    """The path and query, as they were asked for."""
    return f"{quote(request.url.path)}?{request.url.query}".rstrip("?")


def _from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers['host']}"
