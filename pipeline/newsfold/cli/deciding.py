"""What all commands share by which people decide: who does, why, and what is told of it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.options import again
from newsfold.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from newsfold.cli.options import Summed
    from newsfold.settings import Settings
    from newsfold.steer import Decided

A = Annotated[str, typer.Argument(metavar="A", help="An article: its id, origin or URL.", show_default=False)]
B = Annotated[str, typer.Argument(metavar="B", help="Another article.", show_default=False)]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", envvar="NEWSFOLD_BY", help="Who decides; else your login name.", show_default=False),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for those who come after.", show_default=False)]


def decider(by: str | None) -> str:
    """The name of whoever decides. Raises UsageError where there is none."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # a user id without a name, as in containers
        message = "nobody is logged in by name: say with --by NAME who decides"
        raise UsageError(message) from error


def tell(settings: Settings, decided: Decided, form: Summed, *, db: str | None, config: Path | None, quiet: bool) -> None:
    """Print what became of a decision."""
    from newsfold.fold.telling import outcome  # noqa: PLC0415 the database library is loaded only to read
    from newsfold.store.store import Store  # noqa: PLC0415

    if quiet and form == "table":
        return
    with Store.open(settings.db) as store:
        view = outcome(
            store,
            decided.decision.id,
            known=decided.known,
            applied=decided.applied,
            merged=decided.merged,
            changed=decided.changed,
        )
    if form == "json":
        from newsfold.report import exports, verdicts  # noqa: PLC0415

        output.export(exports.json_text(verdicts.outcome(view)))
        return
    from newsfold.report.terminal.decisions import outcome_text  # noqa: PLC0415 rich is loaded only to draw

    undo = again("undo", str(decided.decision.id), db=db, config=config)
    output.show(outcome_text(view, output.screen(), undo=undo))
