"""`newsfold report`: the clusters, or one of them whole."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Limit, Quiet, Tabular, TabularFormat, settings_for
from newsfold.cli.since import epoch_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.clusters import ClusterView

Wanted = Annotated[
    int | None, typer.Argument(metavar="[CLUSTER]", help="The id of one cluster, to see it whole.", show_default=False)
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="Published since a date (2026-03-02) or a span (30m, 12h, 7d, 4w).")
]
Site = Annotated[str | None, typer.Option("--site", metavar="SITE", help="With an article of this site.", show_default=False)]
MinSize = Annotated[int, typer.Option("--min-size", min=0, metavar="N", help="Of at least so many articles.", show_default=False)]
Singles = Annotated[bool, typer.Option("--all", help="Single articles too.")]


def report(
    cluster: Wanted = None,
    *,
    limit: Limit = None,
    since: Since = None,
    site: Site = None,
    min_size: MinSize = 0,
    singles: Singles = False,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: TabularFormat = "table",
) -> None:
    """Show the clusters, newest first, or one cluster whole."""
    from newsfold.store.store import Store  # noqa: PLC0415 the database library is loaded only to read

    settings = settings_for(db, config)
    with Store.open(settings.db) as store:
        if cluster is not None:
            _one(store.cluster(cluster), cluster, form, quiet=quiet)
            return
        most = limit or settings.report.limit
        since_epoch = None if since is None else epoch_of(since, time.time())
        found = store.report(limit=most + 1, since_epoch=since_epoch, site=site, min_size=min_size, singles=singles)
    shown, more = found[:most], len(found) > most
    if form == "table":
        from newsfold.report.terminal.clusters import clusters_table  # noqa: PLC0415

        output.show(clusters_table(shown, output.screen(), more=more, singles=singles))
        return
    output.export(_exported(shown, form, whole=False))
    if more and not quiet:
        say(f"cut after {most}; --limit N sets how many")


def _one(view: ClusterView, asked: int, form: Tabular, *, quiet: bool) -> None:
    if view.id != asked and not quiet:
        say(f"cluster {asked} has been merged into cluster {view.id}")
    if form == "table":
        from newsfold.report.terminal.clusters import cluster_whole  # noqa: PLC0415

        output.show(cluster_whole(view, output.screen()))
    else:
        output.export(_exported([view], form, whole=True))


def _exported(views: Sequence[ClusterView], form: Tabular, *, whole: bool) -> str:
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    match form:
        case "json":
            return exports.json_text(records.cluster(views[0])) if whole else exports.clusters_json(views)
        case "jsonl":
            return exports.json_lines(records.cluster(view) for view in views)
        case "csv":
            return exports.clusters_csv(views)
        case _:
            return markdown.cluster_markdown(views[0]) if whole else markdown.clusters_markdown(views)
