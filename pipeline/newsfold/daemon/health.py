"""What monitoring asks: `/healthz` (the process lives), `/readyz` (it does its work), `/metrics` (in figures, for Prometheus).

Off by default, and then on loopback alone unless the user names another address: there is no password, and figures tell of habits.
"""

from __future__ import annotations

import re
import socket
import sys
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from structlog import get_logger

from newsfold.daemon.metrics import CONTENT_TYPE
from newsfold.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

    from newsfold.daemon.metrics import Figures
    from newsfold.daemon.pulse import Pulse

_ADDRESS = re.compile(r"(?:(?P<host>[^:\[\]/\s]+|\[[0-9a-fA-F:.]+\])?:)?(?P<port>[0-9]{1,5})")
_HIGHEST_PORT = 65_535
_PATIENCE_S = 5.0
_TEXT = "text/plain; charset=utf-8"


class Address(NamedTuple):
    """Where it listens. Port 0: any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address(text: str) -> Address:
    """HOST:PORT, [IPV6]:PORT, or a port alone, which is on 127.0.0.1. Raises UsageError."""
    match = _ADDRESS.fullmatch(text)
    if not match or int(match["port"]) > _HIGHEST_PORT:
        message = f"--health {text!r} is no address: HOST:PORT, as in 127.0.0.1:8787"
        raise UsageError(message)
    return Address((match["host"] or "127.0.0.1").strip("[]"), int(match["port"]))


@contextmanager
def listening(where: Address, pulse: Pulse, figures: Figures) -> Generator[Address]:
    """Answers at `where` while the block runs; gives the address that it really has. Raises UsageError if it cannot be had."""
    try:
        server = _server(where, pulse, figures)
    except OSError as error:
        message = f"--health: cannot listen at {where}: {error.strerror or error}"
        raise UsageError(message) from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="health", daemon=True)
    thread.start()
    try:
        yield Address(where.host, server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(where: Address, pulse: Pulse, figures: Figures) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_S
        server_version = "newsfold"
        sys_version = ""

        def do_GET(self) -> None:
            self._answer(*_answer(self.path.partition("?")[0], pulse, figures), body_too=True)

        def do_HEAD(self) -> None:
            self._answer(*_answer(self.path.partition("?")[0], pulse, figures), body_too=False)

        def _answer(self, status: HTTPStatus, content_type: str, body: bytes, *, body_too: bool) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if body_too:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as in the base class
            """Says nothing: it is asked every few seconds."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 as in the base class
            """Says what went wrong, unless it is only that whoever asked has gone."""
            error = sys.exception()
            if not isinstance(error, (ConnectionError, TimeoutError)):
                get_logger().error("health not told", exc_info=error)

    return Server(where, Handler)


def _answer(path: str, pulse: Pulse, figures: Figures) -> tuple[HTTPStatus, str, bytes]:
    match path:
        case "/healthz":
            return HTTPStatus.OK, _TEXT, b"ok\n"
        case "/readyz":
            why_not = pulse.unready()
            return (HTTPStatus.SERVICE_UNAVAILABLE if why_not else HTTPStatus.OK), _TEXT, f"{why_not or 'ok'}\n".encode()
        case "/metrics":
            return HTTPStatus.OK, CONTENT_TYPE, figures.text()
        case _:
            return HTTPStatus.NOT_FOUND, _TEXT, b"/healthz /readyz /metrics\n"
