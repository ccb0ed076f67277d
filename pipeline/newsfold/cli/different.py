"""`newsfold different`: two articles are not one report."""

from __future__ import annotations

from newsfold.cli import deciding
from newsfold.cli.deciding import A, B, By, Why  # noqa: TC001 typer reads the annotations
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, ranked, settings_for


def different(
    a: A,
    b: B,
    *,
    by: By = None,
    why: Why = "",
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Decide that two articles are different reports: they never stand in one cluster, whatever their texts say.

    The other articles of their cluster go where their texts belong.
    """
    from newsfold import steer  # noqa: PLC0415 the database library is loaded only to work
    from newsfold.model import Act  # noqa: PLC0415

    settings = ranked(settings_for(db, config))
    decided = steer.decide(settings, Act.DIFFERENT, a, b, by=deciding.decider(by), why=why)
    deciding.tell(settings, decided, form, db=db, config=config, quiet=quiet)
