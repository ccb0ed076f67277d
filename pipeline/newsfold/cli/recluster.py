"""`newsfold recluster`: the clusters of another threshold."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli import output
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, ranked, settings_for
from newsfold.cli.progress import counting

Threshold = Annotated[
    float,
    typer.Option("--threshold", metavar="X", help="Mean log-odds above which groups are merged, -3 to 5.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


def recluster(
    *,
    threshold: Threshold,
    dry_run: DryRun = False,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Make the clusters of another threshold from what is stored, and show which were split and merged.

    The higher, the surer a cluster must be; a new database has 0. Later ingestions go on with it. Nothing is read anew.
    """
    from newsfold.ingest import recluster as run  # noqa: PLC0415 matching is loaded only to work

    settings = ranked(settings_for(db, config))
    with counting("Reclustering", quiet=quiet):
        view = run(settings, threshold, keep=not dry_run)
    if form == "json":
        from newsfold.report import exports, records  # noqa: PLC0415

        output.export(exports.json_text(records.reclustering(view)))
    elif dry_run or not quiet:
        from newsfold.report.terminal.reclustering import reclustering_text  # noqa: PLC0415

        output.show(reclustering_text(view, output.screen()))
