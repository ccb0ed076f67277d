"""`newsfold decisions`: what people decided, listed, carried to another database, and as labels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsfold.cli import output
from newsfold.cli.exits import UNUSED_INPUTS, say, warn
from newsfold.cli.options import Config, Database, Limit, Quiet, SummedFormat, Tabular, TabularFormat, ranked, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.views.decisions import DecisionView

app = typer.Typer(name="decisions", invoke_without_command=True, rich_markup_mode=None)

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON Lines; - is standard input or output.", show_default=False)]
Labels = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="Pairs, a line each; FILE.jsonl: with their texts. - is standard output.", show_default=False
    ),
]
_MOST_REFUSED = 20


@app.callback()
def decisions(
    ctx: typer.Context,
    *,
    limit: Limit = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: TabularFormat = "table",
) -> None:
    """List what people decided, the latest first: what, of which articles, who, when and why, and how it stands.

    newsfold same, different and canonical decide; newsfold undo takes back.
    """
    if ctx.invoked_subcommand is not None:
        given: dict[str, Any] = {name: value for name, value in (("db", db), ("config", config), ("quiet", quiet)) if value}
        ctx.default_map = dict.fromkeys((str(command.name) for command in app.registered_commands), given)
        return
    from newsfold.fold.telling import Register  # noqa: PLC0415 the database library is loaded only to read
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(settings_for(db, config).db) as store:
        found = list(Register.of(store).views.values())[::-1]
    shown = found[:limit]
    _print(shown, form, more=len(found) > len(shown), quiet=quiet)


def _print(views: Sequence[DecisionView], form: Tabular, *, more: bool, quiet: bool) -> None:
    if form == "table":
        from newsfold.report.terminal.decisions import decisions_text  # noqa: PLC0415 rich is loaded only to draw

        output.show(decisions_text(views, output.screen(), more=more))
        return
    output.export(_exported(views, form))
    if more and not quiet:
        say(f"cut after {len(views)}; --limit N sets how many")


def _exported(views: Sequence[DecisionView], form: Tabular) -> str:
    from newsfold.report import exports, markdown, verdicts  # noqa: PLC0415

    match form:
        case "json":
            return exports.json_text({"decisions": [verdicts.decision(view) for view in views]})
        case "jsonl":
            return exports.json_lines(verdicts.decision(view) for view in views)
        case "csv":
            return exports.decisions_csv(views)
        case _:
            return markdown.decisions_markdown(views)


@app.command("export")
def export(file: File, *, db: Database = None, config: Config = None, quiet: Quiet = False) -> None:
    """Write the decisions that were not undone, with names of articles that hold in any database made of the same sources."""
    from newsfold.fold.exchanging import exported  # noqa: PLC0415 as above
    from newsfold.report import exports  # noqa: PLC0415
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(settings_for(db, config).db) as store:
        rows, gone = exported(store)
    _write(file, exports.json_lines(rows))
    if gone and not quiet:
        say(f"{gone} of {len(rows) + gone} decisions are about articles that are not stored any more, and were left out")


@app.command("import")
def import_(file: File, *, db: Database = None, config: Config = None, quiet: Quiet = False, form: SummedFormat = "table") -> None:
    """Take in decisions that were exported: those whose articles are here, with who, when and why.

    The others are named, with the reason; so are those that contradict what was decided here.
    """
    from newsfold import steer  # noqa: PLC0415 as above
    from newsfold.fold.exchanging import read  # noqa: PLC0415
    from newsfold.report.terminal.decisions import imported_text, refused_lines  # noqa: PLC0415

    view = steer.take_in(ranked(settings_for(db, config)), read(file, sys.stdin.buffer))
    if form == "json":
        from newsfold.report import exports, verdicts  # noqa: PLC0415

        output.export(exports.json_text(verdicts.imported(view)))
    elif not quiet:
        output.show(imported_text(view, output.screen()))
    if view.refused:
        warn(refused_lines(view.refused, _MOST_REFUSED))
        raise typer.Exit(UNUSED_INPUTS)


@app.command("labels")
def labels(file: Labels, *, db: Database = None, config: Config = None, quiet: Quiet = False) -> None:
    """Write the pairs that are in force as labels: for newsfold evaluate --pairs FILE, or with their texts, to train on.

    Decisions themselves always agree with the clusters; what the model says of these pairs is what is measured.
    """
    from newsfold.evaluate.decided import labelled_pairs, labelled_texts  # noqa: PLC0415 as above
    from newsfold.report import exports  # noqa: PLC0415
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(settings_for(db, config).db) as store:
        if file.endswith(".jsonl"):
            rows = labelled_texts(store)
            text, count = exports.json_lines(rows), len(rows)
        else:
            lines = labelled_pairs(store)
            text, count = "".join(lines), len(lines)
    _write(file, text)
    if file != "-" and not quiet:
        say(f"{count} labelled pairs")


def _write(file: str, text: str) -> None:
    from newsfold import files  # noqa: PLC0415

    if file == "-":
        output.export(text)
    else:
        files.put(Path(file), text)
