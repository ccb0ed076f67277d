"""A browser without a screen: asks an application directly, keeps its cookie, and shows what came."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message

_HIDDEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_DROPPED = "\0"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def to(self) -> str | None:
        return self.header("location")


@dataclass
class Browser:
    """Asks `app` under the name `host`. `stalls`: takes nothing of what is sent."""

    app: ASGIApp
    host: str = "127.0.0.1:8788"
    scheme: str = "http"
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    stalls: bool = False
    messages: list[Message] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, {"accept": "text/html", **headers}, b"")

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """A form of one of our pages. A header that is empty is left out; so is a token that is empty."""
        plain = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        sent = {"form_token": self.form_token()} | dict(fields)
        body = urlencode({name: value for name, value in sent.items() if value != _DROPPED})
        return self._ask("POST", path, plain | {"accept": "text/html"} | headers, body.encode())

    def send(self, method: str, path: str, body: bytes, **headers: str) -> Answer:
        return self._ask(method, path, headers, body)

    @property
    def last(self) -> Answer:
        """What came last, also where the application then failed."""
        start = self.messages[0]
        headers = [(name.decode().lower(), value.decode("latin-1")) for name, value in start["headers"]]
        return Answer(start["status"], headers, b"".join(message.get("body", b"") for message in self.messages[1:]))

    def form_token(self) -> str:
        found = _HIDDEN.search(self.get("/clusters/1").text) or _HIDDEN.search(self.get("/login").text)
        assert found
        return found[1]

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"host": self.host} | given
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value]
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": self.scheme,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": pairs,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8788),
            "state": {},
        }
        self.messages = []
        asyncio.run(_ask(self.app, scope, body, self.messages, stalls=self.stalls))
        answer = self.last
        for name, value in answer.headers:
            if name == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer


async def _ask(app: ASGIApp, scope: dict[str, Any], body: bytes, sent: list[Message], *, stalls: bool) -> None:
    rest = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return rest.pop() if rest else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if stalls and message["type"] == "http.response.body":
            await asyncio.Event().wait()
        sent.append(message)

    await app(scope, receive, send)
