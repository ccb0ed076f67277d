"""`newsfold evaluate`: how good the clusters are, on labelled articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import UNUSED_INPUTS, warn
from newsfold.cli.options import Config, Database, Explained, ExplainedFormat, Quiet, settings_for
from newsfold.cli.progress import counting
from newsfold.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from newsfold.views.evaluations import Evaluation
    from newsfold.views.runs import Summary

File = Annotated[
    str | None,
    typer.Argument(metavar="[FILE.jsonl]", help="Documents with `cluster`, or `event` and `role`.", show_default=False),
]
Pairs = Annotated[
    str | None,
    typer.Option("--pairs", metavar="PAIRS", help="Lines `A B same|different` on articles of the database.", show_default=False),
]
Worst = Annotated[int, typer.Option("--worst", min=0, metavar="N", help="So many of the worst pairs of either kind.")]


def evaluate(
    file: File = None,
    *,
    pairs: Pairs = None,
    worst: Worst = 5,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: ExplainedFormat = "table",
) -> None:
    """Measure the clusters on labelled documents, which are taken in aside, or on labelled pairs of stored articles.

    Shows B-cubed and pair precision and recall, what the sketches alone find, other thresholds, and the worst mistakes.
    """
    if (file is None) == (pairs is None):
        message = "evaluate measures either a FILE.jsonl or --pairs PAIRS"
        raise UsageError(message)
    summary = None
    if pairs is not None:
        from newsfold.evaluate.evaluation import evaluate_pairs  # noqa: PLC0415 matching is loaded only to work

        view = evaluate_pairs(pairs, settings_for(db, config), worst=worst)
    else:
        view, summary = _of_file(str(file), db, config, worst, quiet=quiet)
    _show(view, form)
    if summary is not None and summary.skipped:
        _tell(summary)
        raise typer.Exit(UNUSED_INPUTS)


def _of_file(file: str, db: str | None, config: Path | None, worst: int, *, quiet: bool) -> tuple[Evaluation, Summary]:
    from newsfold.evaluate.evaluation import evaluate_file  # noqa: PLC0415 as above

    with counting("Reading", quiet=quiet) as progress:
        return evaluate_file(file, settings_for(db, config), worst=worst, progress=progress)


def _show(view: Evaluation, form: Explained) -> None:
    if form == "table":
        from newsfold.report.terminal.evaluation import evaluation_text  # noqa: PLC0415

        output.show(evaluation_text(view, output.screen()))
        return
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    output.export(exports.json_text(records.evaluation(view)) if form == "json" else markdown.evaluation_markdown(view))


def _tell(summary: Summary) -> None:
    from newsfold.report.figures import skipped  # noqa: PLC0415
    from newsfold.report.terminal.skips import first_skips  # noqa: PLC0415

    warn(first_skips(summary.first_skips, skipped(summary), kept=False))
