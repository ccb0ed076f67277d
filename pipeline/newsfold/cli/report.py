"""`newsfold report`: the clusters, or one of them whole."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Limit, Quiet, Tabular, TabularFormat, ranked, settings_for
from newsfold.cli.since import epoch_of
from newsfold.errors import UsageError
from newsfold.views.clusters import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.settings import Settings
    from newsfold.store.store import Store
    from newsfold.views.backgrounds import Background
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
Html = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help="Write a page to forward: an overview, and texts side by side.", show_default=False
    ),
]


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
    html: Html = None,
) -> None:
    """Show the clusters, newest first, or one cluster whole."""
    from newsfold.store.store import Store  # noqa: PLC0415 the database library is loaded only to read

    if html is not None and form != "table":
        message = f"--html writes a page, --format {form} something else: choose one of them"
        raise UsageError(message)
    settings = settings_for(db, config)
    with Store.open(settings.db) as store:
        most = limit or settings.report.limit
        choice = Choice(None if since is None else epoch_of(since, time.time()), site, min_size, singles=singles)
        if html is not None:
            _page(html, store, choice if cluster is None else cluster, most, ranked(settings), quiet=quiet)
            return
        if cluster is not None:
            _one(store, cluster, ranked(settings), form, quiet=quiet)
            return
        found = store.report(limit=most + 1, **asdict(choice))
    shown, more = found[:most], len(found) > most
    if form == "table":
        from newsfold.report.terminal.clusters import clusters_table  # noqa: PLC0415

        output.show(clusters_table(shown, output.screen(), more=more, singles=singles))
        return
    output.export(_exported(shown, form))
    if more and not quiet:
        say(f"cut after {most}; --limit N sets how many")


def _page(path: Path, store: Store, asked: Choice | int, most: int, settings: Settings, *, quiet: bool) -> None:
    from newsfold.cli.report_html import write_many, write_one  # noqa: PLC0415 how texts are aligned is loaded only for it

    told = write_one(path, store, asked, settings) if isinstance(asked, int) else write_many(path, store, asked, most)
    if not quiet:
        say(told)


def _one(store: Store, asked: int, settings: Settings, form: Tabular, *, quiet: bool) -> None:
    from newsfold.fold.contesting import background  # noqa: PLC0415 how articles are compared is loaded only for it

    view = store.cluster(asked)
    behind = None if form == "csv" else background(store, view.id, settings.canonical)
    if view.id != asked and not quiet:
        say(f"cluster {asked} has been merged into cluster {view.id}")
    if form == "table":
        from newsfold.report.terminal.clusters import cluster_whole  # noqa: PLC0415

        output.show(cluster_whole(view, output.screen(), behind))
    else:
        output.export(_whole(view, behind, form))


def _whole(view: ClusterView, behind: Background | None, form: Tabular) -> str:
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    match form:
        case "json":
            return exports.json_text(records.cluster_whole(view, behind))
        case "jsonl":
            return exports.json_lines([records.cluster_whole(view, behind)])
        case "csv":
            return exports.clusters_csv([view])
        case _:
            return markdown.cluster_markdown(view, behind)


def _exported(views: Sequence[ClusterView], form: Tabular) -> str:
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    match form:
        case "json":
            return exports.clusters_json(views)
        case "jsonl":
            return exports.json_lines(records.cluster(view) for view in views)
        case "csv":
            return exports.clusters_csv(views)
        case _:
            return markdown.clusters_markdown(views)
