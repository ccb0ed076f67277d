"""The real server in a thread, for browsers."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from newsfold.serve.app import application
from newsfold.serve.hosts import names_of
from newsfold.serve.server import configured
from newsfold.serve.visits import Keys
from newsfold.settings import load

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def live(database: Path, token: str = "", by: str = "ana") -> Generator[str]:
    """The pages of a database, and where they are."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        app = application(load(db=str(database)), names_of("127.0.0.1"), Keys(token), by, cookie=f"newsfold_{port}")
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
