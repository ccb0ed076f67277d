"""`newsfold prune`: remove what is old."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import asking, output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, ranked, settings_for
from newsfold.cli.progress import counting
from newsfold.cli.since import epoch_of
from newsfold.errors import UsageError

if TYPE_CHECKING:
    from newsfold.cli.options import Summed
    from newsfold.keeping.retention import Policy
    from newsfold.settings import Settings
    from newsfold.views.keeping import Pruned

Older = Annotated[
    str | None,
    typer.Option(
        "--older-than", metavar="AGE", help="A span (90d, 26w) or a date; else what [retention] says.", show_default=False
    ),
]
Texts = Annotated[bool, typer.Option("--texts", help="Only the texts: the articles stay where they stand.")]
ByPublication = Annotated[bool, typer.Option("--by-publication", help="Whenever they were taken in.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Without asking.")]


def prune(
    *,
    older_than: Older = None,
    texts: Texts = False,
    by_publication: ByPublication = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Remove clusters of which every article is old; a story that still runs is not cut.

    An article is as old as the latest of its publication, its arrival and its last revision. What was removed does not come back
    when it is listed or read again; the history of clusters and what people decided stay.
    """
    from newsfold.keeping import retention  # noqa: PLC0415 the database library and matching are loaded only to work

    settings, now = ranked(settings_for(db, config)), int(time.time())
    policy = _policy(settings, older_than, now, texts=texts, by_publication=by_publication)
    if dry_run:
        with counting("Looking", quiet=quiet):
            due = retention.due_in(settings, policy)
        _show(due, form, "Would remove", quiet=False)
    elif yes or _agreed(settings, policy):
        with counting("Removing", quiet=quiet) as progress:
            removed = retention.prune_in(settings, policy, now, progress)
        _show(removed, form, "Removed", quiet=quiet)
    else:
        say("nothing was removed")


def _policy(settings: Settings, older_than: str | None, now: int, *, texts: bool, by_publication: bool) -> Policy:
    """What the options say, else the settings. Raises UsageError where neither says anything."""
    from newsfold.keeping import retention  # noqa: PLC0415 as above
    from newsfold.store.retention import Age  # noqa: PLC0415

    if older_than is not None:
        age = Age(epoch_of(older_than, now, "--older-than"), by_publication=by_publication)
        return retention.Policy(texts=age) if texts else retention.Policy(articles=age)
    policy = retention.policy_of(settings.retention, now)
    if texts or by_publication:
        message = "--texts and --by-publication go with --older-than; without it, [retention] of the settings says what is removed"
        raise UsageError(message)
    if policy == retention.Policy():
        message = "by the settings everything is kept: say --older-than AGE, or set retention.keep_articles_days"
        raise UsageError(message)
    return policy


def _agreed(settings: Settings, policy: Policy) -> bool:
    """Whether whoever sits at the terminal wants it, knowing what it is; yes where nobody does."""
    from newsfold.keeping import retention  # noqa: PLC0415 as above
    from newsfold.report.keeping import pruned_words  # noqa: PLC0415

    if not asking.somebody():
        return True
    return asking.agreed(f"Remove {pruned_words(retention.due_in(settings, policy))}?")


def _show(pruned: Pruned, form: Summed, did: str, *, quiet: bool) -> None:
    from newsfold.report import exports, keeping  # noqa: PLC0415 as above

    if form == "json":
        output.export(exports.json_text(keeping.pruned(pruned)))
    elif not quiet:
        output.show(f"{did} {keeping.pruned_words(pruned)}\n")
