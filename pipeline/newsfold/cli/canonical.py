"""`newsfold canonical`: the article that speaks for a cluster, and what other rules would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import deciding, output
from newsfold.cli.deciding import By, Why  # noqa: TC001 typer reads the annotations
from newsfold.cli.options import Config, Database, Limit, Quiet, Summed, SummedFormat, ranked, settings_for
from newsfold.cli.progress import counting
from newsfold.errors import UsageError

if TYPE_CHECKING:
    from newsfold.settings import Settings
    from newsfold.views.recrownings import Recrowning

Cluster = Annotated[int | None, typer.Argument(metavar="[CLUSTER]", help="The id of a cluster.", show_default=False)]
Article = Annotated[
    str | None, typer.Argument(metavar="[ARTICLE]", help="One of its articles: its id, origin or URL.", show_default=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show which canonicals the rules would change, and change nothing.")]
Every = Annotated[bool, typer.Option("--all", help="Choose all canonicals anew, by the rules of the settings.")]
Rules = Annotated[
    str | None, typer.Option("--rules", metavar="A,B,...", help="With --dry-run: by these rules.", show_default=False)
]


def canonical(
    cluster: Cluster = None,
    article: Article = None,
    *,
    dry_run: DryRun = False,
    every: Every = False,
    rules: Rules = None,
    limit: Limit = None,
    by: By = None,
    why: Why = "",
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Decide which article speaks for a cluster, whatever the rules say; or see what other rules would change of all clusters.

    newsfold canonical CLUSTER ARTICLE; newsfold canonical --dry-run --rules source_rank,earliest.
    """
    _check(cluster, article, dry_run=dry_run, every=every, rules=rules)
    settings = ranked(settings_for(db, config))
    if article is not None:
        from newsfold import steer  # noqa: PLC0415 the database library is loaded only to work
        from newsfold.model import Act  # noqa: PLC0415

        decided = steer.decide(settings, Act.CANONICAL, article, str(cluster), by=deciding.decider(by), why=why)
        deciding.tell(settings, decided, form, db=db, config=config, quiet=quiet)
        return
    view = _tried(settings, rules) if dry_run else _done(settings, quiet=quiet)
    _show(view, settings, form, limit, quiet=quiet and every)


def _check(cluster: int | None, article: str | None, *, dry_run: bool, every: bool, rules: str | None) -> None:
    ways = (article is not None, dry_run, every)
    if sum(ways) != 1 or (cluster is None) != (article is None):
        message = "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"
        raise UsageError(message)
    if rules is not None and not dry_run:
        message = "--rules only tries them, with --dry-run; canonical.rules in the settings puts them in force"
        raise UsageError(message)


def _tried(settings: Settings, rules: str | None) -> Recrowning:
    from newsfold.fold.recrowning import recrowning  # noqa: PLC0415 the database library is loaded only to read
    from newsfold.store.store import Store  # noqa: PLC0415

    policy = settings.canonical if rules is None else settings.canonical.by_rules([name.strip() for name in rules.split(",")])
    with Store.open(settings.db) as store:
        return recrowning(store, policy)


def _done(settings: Settings, *, quiet: bool) -> Recrowning:
    from newsfold.ingest import recrown  # noqa: PLC0415 matching is loaded only to work

    with counting("Choosing", quiet=quiet):
        return recrown(settings)


def _show(view: Recrowning, settings: Settings, form: Summed, limit: int | None, *, quiet: bool) -> None:
    if form == "json":
        from newsfold.report import exports, verdicts  # noqa: PLC0415

        output.export(exports.json_text(verdicts.recrowning(view)))
    elif not quiet:
        from newsfold.report.terminal.contest import recrowning_text  # noqa: PLC0415 rich is loaded only to draw

        output.show(recrowning_text(view, output.screen(), most=limit or settings.report.limit))
