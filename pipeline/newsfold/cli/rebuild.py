"""`newsfold rebuild`: compute everything again from the stored texts."""

from __future__ import annotations

from newsfold.cli import output
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, ranked, settings_for
from newsfold.cli.progress import counting


def rebuild(*, db: Database = None, config: Config = None, quiet: Quiet = False, form: SummedFormat = "table") -> None:
    """Compute signatures, links and clusters again from the stored texts; nothing is read anew.

    Needed after an upgrade that changes how articles are compared. Clusters keep their ids where they can.
    """
    from newsfold.ingest import rebuild as run  # noqa: PLC0415 matching is loaded only to work

    settings = ranked(settings_for(db, config))
    with counting("Rebuilding", quiet=quiet):
        clusters = run(settings)
    if form == "json":
        from newsfold.report import exports  # noqa: PLC0415

        output.export(exports.json_text({"clusters": clusters}))
    elif not quiet:
        from newsfold.report.figures import counted  # noqa: PLC0415

        output.show(f"Rebuilt {counted(clusters, 'cluster')}\n")
