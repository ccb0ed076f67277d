"""`newsfold history`: the story of one cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, settings_for

Cluster = Annotated[int, typer.Argument(metavar="CLUSTER", help="Its id, or one that was merged into it.", show_default=False)]
Last = Annotated[int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="Only the last so many.", show_default=False)]


def history(
    cluster: Cluster,
    *,
    limit: Last = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Tell the whole story of a cluster, oldest first.

    What came and was revised, which clusters went into it or were split off, who spoke for it, and what people decided.
    """
    from newsfold.fold.chronicle import history as told  # noqa: PLC0415 the database library is loaded only to read
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(settings_for(db, config).db) as store:
        whole = told(store, cluster)
    view = whole if limit is None else replace(whole, lines=whole.lines[-limit:])
    left_out = len(whole.lines) - len(view.lines)
    if whole.cluster != cluster and not quiet:
        say(f"cluster {cluster} has been merged into cluster {whole.cluster}")
    if form == "json":
        from newsfold.report import exports, verdicts  # noqa: PLC0415

        output.export(exports.json_text(verdicts.history(view)))
        return
    from newsfold.report.terminal.history import history_text  # noqa: PLC0415 rich is loaded only to draw

    output.show(history_text(view, output.screen(), left_out=left_out))
