"""What extraction may do to the process that runs it; imported by the extraction processes of `test_workers`."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from newsfold.model import Article

if TYPE_CHECKING:
    from datetime import datetime

    from newsfold.model import Fetched, Skip


def faulty(fetched: Fetched, _now: datetime) -> Article | Skip:
    """Does what the content says; an article of the content if it says nothing special."""
    match fetched.content:
        case "hang":
            time.sleep(600)
        case "hang in C":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
            time.sleep(600)
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "4 GiB":
            bytearray(4 * 1024**3)
        case "fault":
            message = "crane\nfell \ud800"
            raise ValueError(message)
        case _:
            pass
    return Article(fetched.source, fetched.origin, fetched.digest, str(fetched.content), (), author=str(os.getpid()))
