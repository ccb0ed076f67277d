"""`newsfold ingest`: read articles and fold them into clusters."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import UNUSED_INPUTS, warn
from newsfold.cli.options import Config, Database, Quiet, Summed, SummedFormat, ranked, settings_for
from newsfold.cli.progress import counting

if TYPE_CHECKING:
    from pathlib import Path

    from newsfold.views.runs import Summary

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Folders and files; - reads JSON Lines.", show_default=False)]
Wait = Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long another writer is waited for.")]


def ingest(
    paths: Paths,
    *,
    wait: Wait = 0.0,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Read articles and fold them into clusters.

    Folders are walked; .html, .htm, .xhtml, .txt, .md and .jsonl are read, each also gzipped. What was read before and has not
    changed is left as it is.
    """
    from newsfold.ingest import ingest as run  # noqa: PLC0415 extraction and matching are loaded only to work

    settings = ranked(settings_for(db, config))
    with counting("Reading", quiet=quiet) as progress:
        summary = run(paths, settings, stdin=sys.stdin.buffer, progress=progress, wait_s=wait)
    _show(summary, form, quiet=quiet, command=_command(db, config))
    if summary.skipped:
        _list_skips(summary)
        raise typer.Exit(UNUSED_INPUTS)


def _show(summary: Summary, form: Summed, *, quiet: bool, command: str) -> None:
    if form == "json":
        from newsfold.report import exports, records  # noqa: PLC0415

        output.export(exports.json_text(records.summary(summary)))
    elif not quiet:
        from newsfold.report.terminal.summary import summary_text  # noqa: PLC0415

        output.show(summary_text(summary, output.screen(), command=command))


def _list_skips(summary: Summary) -> None:
    from newsfold.report.figures import skipped  # noqa: PLC0415
    from newsfold.report.terminal.skips import first_skips  # noqa: PLC0415

    warn(first_skips(summary.first_skips, skipped(summary)))


def _command(db: str | None, config: Path | None) -> str:
    """How to call newsfold again with the same database and settings."""
    named = [("--db", db), ("--config", config)]
    return shlex.join(["newsfold", *(word for option, value in named if value for word in (option, str(value)))])
