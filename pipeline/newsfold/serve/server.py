"""The server: it listens, says where, and ends within seconds when it is told to."""

from __future__ import annotations

import os
import socket
from threading import Timer
from typing import TYPE_CHECKING

import uvicorn

from newsfold.errors import UsageError
from newsfold.serve.app import application
from newsfold.serve.hosts import address_of, is_loopback, names_of
from newsfold.serve.visits import Keys
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from starlette.applications import Starlette

    from newsfold.settings import Settings

SHORTEST_TOKEN = 16
"""How many characters an access token must have at least."""

LONGEST_STOP_S = 6.0
"""How long the end may take, in seconds."""

_GRACE_S = 3
_KEEP_ALIVE_S = 30
_BACKLOG = 128


def serve(settings: Settings, host: str, port: int, by: str, told: Callable[[str], None]) -> None:
    """Answers at `host` and `port` (0: any that is free) until SIGTERM or SIGINT. `told` is given the URL once it can be asked.

    `by` is who decides where a visitor does not say. Raises UsageError, StoreError with its kinds, NotFound, NotOurs, TooNew.
    """
    token = settings.serve.token.get_secret_value()
    _check(token, host)
    Store.open(settings.db).close()  # what is wrong with the database is said before anybody comes; an older one is upgraded
    with _listening(host, port) as listener:
        real = listener.getsockname()[1]
        app = application(settings, names_of(host, settings.serve.names), Keys(token), by, cookie=f"newsfold_{real}")
        told(f"http://{address_of(host, real)}/")
        _Server(configured(app)).run(sockets=[listener])


def configured(app: Starlette) -> uvicorn.Config:
    """How the server below the pages is set: it logs faults alone, and says nothing of itself."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


class _Server(uvicorn.Server):
    """Ends when it is told to, and with it the process: whatever a thread still does is abandoned, a transaction as if never begun."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 the base class fixes the signature
        self.force_exit = self.should_exit
        self.should_exit = True
        patience = Timer(LONGEST_STOP_S, os._exit, (0,))
        patience.daemon = True
        patience.start()


def _check(token: str, host: str) -> None:
    if not token and not is_loopback(host):
        message = f"{host} may be reached by others: set an access token (NEWSFOLD_SERVE__TOKEN, or serve.token) of {SHORTEST_TOKEN} characters or more"
        raise UsageError(message)
    if token and len(token) < SHORTEST_TOKEN:
        message = f"the access token serve.token has fewer than {SHORTEST_TOKEN} characters"
        raise UsageError(message)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        why, _, _ = str(getattr(error, "strerror", None) or error).partition(" (while")
        message = f"cannot listen at {address_of(host, port)}: {why}; --port names another port"
        raise UsageError(message) from error
