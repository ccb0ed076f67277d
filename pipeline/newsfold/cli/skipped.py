"""`newsfold skipped`: what could not be used, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Limit, Quiet, Tabular, TabularFormat, settings_for
from newsfold.errors import UsageError
from newsfold.model import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.runs import SkipView

Why = Annotated[
    str | None, typer.Option("--reason", metavar="REASON", help=f"Only for this reason: {', '.join(Reason)}.", show_default=False)
]


def skipped(
    *,
    reason: Why = None,
    limit: Limit = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: TabularFormat = "table",
) -> None:
    """List the inputs that could not be used, and why."""
    from newsfold.store.store import Store  # noqa: PLC0415 the database library is loaded only to read

    only = None if reason is None else _reason(reason)
    with Store.open(settings_for(db, config).db) as store:
        found = store.skips(reason=only, limit=None if limit is None else limit + 1)
    shown = found[:limit]
    _print(shown, form, more=len(found) > len(shown), quiet=quiet)


def _reason(text: str) -> Reason:
    for reason in Reason:
        if text.strip().casefold() == reason.value.casefold():
            return reason
    message = f"--reason {text!r} is none of: {', '.join(Reason)}"
    raise UsageError(message)


def _print(skips: Sequence[SkipView], form: Tabular, *, more: bool, quiet: bool) -> None:
    if form == "table":
        from newsfold.report.terminal.skips import skips_text  # noqa: PLC0415

        output.show(skips_text(skips, output.screen(), more=more))
        return
    output.export(_exported(skips, form))
    if more and not quiet:
        say(f"cut after {len(skips)}; --limit N sets how many")


def _exported(skips: Sequence[SkipView], form: Tabular) -> str:
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    rows = [records.skip(skip) for skip in skips]
    match form:
        case "json":
            return exports.json_text({"skipped": rows})
        case "jsonl":
            return exports.json_lines(rows)
        case "csv":
            return exports.skips_csv(skips)
        case _:
            return markdown.skips_markdown(skips)
