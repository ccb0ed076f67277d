"""`newsfold run`: watch sources, for years or for one round."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import FAULT
from newsfold.cli.options import Config, Database, Quiet, Sources, SummedFormat, again, settings_for
from newsfold.cli.progress import counting
from newsfold.cli.signals import told_to_end
from newsfold.errors import NewsfoldError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.cli.options import Summed
    from newsfold.settings import Settings
    from newsfold.views.runs import Round

Once = Annotated[bool, typer.Option("--once", help="Ask the sources that are due, take what they list, and end.")]
Every = Annotated[bool, typer.Option("--all", help="With --once: also the sources that are not due.")]
Health = Annotated[
    str | None,
    typer.Option("--health", metavar="[HOST:]PORT", help="Answer there: /healthz, /readyz, /metrics.", show_default=False),
]


def run(
    *,
    once: Once = False,
    every: Every = False,
    health: Health = None,
    listed_in: Sources = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Watch the sources of the watch list, and fold what they bring into clusters.

    Runs until SIGTERM or SIGINT, which it obeys within 10 s; SIGHUP lets it read the watch list anew. The log goes to standard
    error, as JSON where that is no terminal.
    """
    settings = settings_for(db, config, listed_in)
    if once and health:
        message = "--health is for a newsfold that keeps running, not for --once"
        raise UsageError(message)
    if every and not once:
        message = "--all goes with --once: a newsfold that keeps running asks each source when it is due"
        raise UsageError(message)
    if not once:
        with told_to_end():
            _watch(settings, health, quiet=quiet)
        return
    from newsfold.daemon.once import once as one_round  # noqa: PLC0415 the network, extraction and matching are loaded only to work

    with counting("Asking", quiet=quiet):
        view = one_round(settings, sys.stderr, everything=every)

    def command(*words: str) -> str:
        return again(*words, db=db, config=config, sources=None if words == ("report",) else listed_in)

    _show(view, form, quiet=quiet, command=command)


def _watch(settings: Settings, health: str | None, *, quiet: bool) -> None:
    from structlog import get_logger  # noqa: PLC0415 as above

    from newsfold.daemon.health import address  # noqa: PLC0415
    from newsfold.daemon.service import watch  # noqa: PLC0415

    where = address(health) if health else None
    try:
        watch(settings, sys.stderr, where, quiet=quiet)
    except NewsfoldError:
        raise
    except Exception as error:
        get_logger().exception("a fault of newsfold")  # in the log, lest a traceback stands between lines of JSON
        raise typer.Exit(FAULT) from error


def _show(view: Round, form: Summed, *, quiet: bool, command: Callable[..., str]) -> None:
    if form == "json":
        from newsfold.report import exports, records  # noqa: PLC0415

        output.export(exports.json_text(records.round_(view)))
    elif not quiet:
        from newsfold.report.terminal.round import round_text  # noqa: PLC0415

        output.show(round_text(view, output.screen(), command=command))
