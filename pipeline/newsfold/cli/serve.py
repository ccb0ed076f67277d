"""`newsfold serve`: the clusters as live pages in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli.deciding import By, decider
from newsfold.cli.exits import warn
from newsfold.cli.options import Config, Database, Quiet, Sources, ranked, settings_for
from newsfold.cli.signals import told_to_end

Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Where it listens; beyond this machine only with serve.token.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, metavar="N", help="0: any that is free.")]


def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8788,
    by: By = None,
    listed_in: Sources = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Show the clusters as live pages in a browser: search, compare, decide.

    Runs until SIGTERM or SIGINT. Only this machine is answered; with --host others are, once they show the access token, which is set
    as NEWSFOLD_SERVE__TOKEN or serve.token.
    """
    settings = ranked(settings_for(db, config, listed_in))
    with told_to_end():
        from newsfold.serve.server import serve as answer  # noqa: PLC0415 the server and its pages are loaded only to work

        def told(url: str) -> None:
            if not quiet:
                warn(f"listening at {url} (Ctrl+C ends it)")

        answer(settings, host, port, decider(by), told)
