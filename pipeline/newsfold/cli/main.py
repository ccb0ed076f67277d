"""The entry point: all commands, and the options that may also stand before them."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, Any

import typer

from newsfold import __version__
from newsfold.cli.backfill import backfill
from newsfold.cli.canonical import canonical
from newsfold.cli.db import app as database
from newsfold.cli.decisions import app as decisions
from newsfold.cli.different import different
from newsfold.cli.evaluate import evaluate
from newsfold.cli.exits import FAULT, WRONG_USE, Commands
from newsfold.cli.explain import explain
from newsfold.cli.export import export
from newsfold.cli.history import history
from newsfold.cli.ingest import ingest
from newsfold.cli.options import Config, Database, Quiet  # noqa: TC001 typer reads the annotations
from newsfold.cli.prune import prune
from newsfold.cli.rebuild import rebuild
from newsfold.cli.recluster import recluster
from newsfold.cli.report import report
from newsfold.cli.run import run as watch
from newsfold.cli.same import same
from newsfold.cli.serve import serve
from newsfold.cli.skipped import skipped
from newsfold.cli.sources import app as sources
from newsfold.cli.undo import undo

COMMANDS = (
    ingest,
    backfill,
    watch,
    report,
    explain,
    history,
    same,
    different,
    canonical,
    undo,
    skipped,
    evaluate,
    recluster,
    rebuild,
    prune,
    export,
    serve,
)

# Plain help and plain tracebacks: drawing them with rich would triple the time to the first line.
app = typer.Typer(
    cls=Commands,
    name="newsfold",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(database)
app.add_typer(decisions)
app.add_typer(sources)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsfold {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")]


@app.callback()
def main(
    ctx: typer.Context,
    *,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    version: Version = False,  # noqa: ARG001 its callback does the work
) -> None:
    """Fold every rewrite of one news report into one cluster: a canonical version and its variants, with the evidence.

    newsfold ingest FOLDER reads articles, newsfold run watches sources; newsfold report shows the clusters.

    Exit codes: 0 done; 1 some inputs could not be used; 2 wrong use; 70 a fault of newsfold;
    74 the disk or the database failed; 75 the database is in use.
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(WRONG_USE)
    given: dict[str, Any] = {name: value for name, value in (("db", db), ("config", config), ("quiet", quiet)) if value}
    ctx.default_map = dict.fromkeys((command.__name__ for command in COMMANDS), given)
    ctx.default_map["decisions"] = given
    for several in (database, sources):
        ctx.default_map[str(several.info.name)] = dict.fromkeys(
            (str(command.name) for command in several.registered_commands), given
        )


def run() -> None:
    """What the `newsfold` command runs. A fault of newsfold itself shows its traceback, and has an exit code of its own."""
    try:
        app()
    except Exception:  # noqa: BLE001 whatever it was, 1 would say that only some inputs could not be used
        traceback.print_exc()
        sys.exit(FAULT)
