"""Ingestions that are killed, and what is left of them: for `scripts/kill9` and `scripts/kill9-postgresql`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from newsfold.store.dump import dump_text
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE = {0, 1}  # exit codes: some inputs could not be used


def command(database: str, inputs: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "newsfold", "ingest", *inputs, "--db", database, "--quiet"]


def environment() -> dict[str, str]:
    """Small batches, so that there are many moments between two of them."""
    return os.environ | {"NEWSFOLD_READ__BATCH": "10"}


def run(database: str, inputs: Sequence[str]) -> None:
    """An ingestion that nobody disturbs."""
    done = subprocess.run(command(database, inputs), check=False, capture_output=True, text=True, env=environment())
    if done.returncode not in DONE:
        raise SystemExit(done.stderr)


def started(database: str, inputs: Sequence[str], errors: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """An ingestion in a group of processes of its own."""
    return subprocess.Popen(
        command(database, inputs),
        stdout=subprocess.DEVNULL,
        stderr=errors,
        text=True,
        env=environment(),
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str]) -> None:
    """Kills an ingestion and its workers."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def dumped(database: str) -> str:
    with Store.open(database) as store:
        return dump_text(store)
