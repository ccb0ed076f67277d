"""`newsfold undo`: a decision holds no longer."""

from __future__ import annotations

from typing import Annotated

import typer

from newsfold.cli import deciding
from newsfold.cli.deciding import By, Why  # noqa: TC001 typer reads the annotations
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, ranked, settings_for

Number = Annotated[
    int | None, typer.Argument(metavar="[DECISION]", help="Its id; else the latest that is in force.", show_default=False)
]


def undo(
    decision: Number = None,
    *,
    by: By = None,
    why: Why = "",
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Take back a decision, the latest one if none is named. It stays on record, and so does who took it back."""
    from newsfold import steer  # noqa: PLC0415 the database library is loaded only to work

    settings = ranked(settings_for(db, config))
    decided = steer.undo(settings, decision, by=deciding.decider(by), why=why)
    deciding.tell(settings, decided, form, db=db, config=config, quiet=quiet)
