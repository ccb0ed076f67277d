"""The options that several commands take, and the settings that follow from them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from newsfold.settings import Settings

Database = Annotated[
    str | None, typer.Option("--db", metavar="PATH|URL", help="The database: a path or an SQLAlchemy URL.", show_default=False)
]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings that outrank the defaults.", show_default=False)
]
Sources = Annotated[
    str | None,
    typer.Option("--sources", metavar="FILE", envvar="NEWSFOLD_SOURCES", help="The watch list.", show_default=False),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary: only results, errors and skipped inputs.")]

Tabular = Literal["table", "json", "jsonl", "csv", "markdown"]
TabularFormat = Annotated[Tabular, typer.Option("--format", "-f", help="table is for people; the others are for programs.")]
Explained = Literal["table", "json", "markdown"]
ExplainedFormat = Annotated[Explained, typer.Option("--format", "-f", help="table is for people; the others are for programs.")]
Summed = Literal["table", "json"]
SummedFormat = Annotated[Summed, typer.Option("--format", "-f", help="How the summary is printed.")]

Limit = Annotated[int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="At most so many.", show_default=False)]


def settings_for(db: str | None, config: Path | None, sources: str | None = None) -> Settings:
    """The settings in force for one command."""
    from newsfold.settings import load  # noqa: PLC0415 pydantic is loaded only by commands that run

    return load(config, db=db, sources=sources)


def ranked(settings: Settings) -> Settings:
    """The settings, with the ranks that the watch list gives to sites; `canonical.ranks` outranks them. Raises SettingsError.

    For all that makes clusters, so that a canonical is the same one whoever takes an article in.
    """
    from newsfold.sources import watchlist  # noqa: PLC0415 as above

    path = Path(settings.watch.sources)
    listed = watchlist.load(path) if path.exists() else ()
    return settings.model_copy(update={"canonical": settings.canonical.also_ranking(watchlist.ranks(listed))})


def again(*words: str, db: str | None, config: Path | None, sources: str | None = None) -> str:
    """How to call newsfold with these words, and with the same database, settings and watch list."""
    named = [("--db", db), ("--config", config), ("--sources", sources)]
    return shlex.join(["newsfold", *words, *(word for option, value in named if value for word in (option, str(value)))])
