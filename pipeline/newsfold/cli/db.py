"""`newsfold db`: the database checked, copied, moved, made smaller and measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import output
from newsfold.cli.exits import UNUSED_INPUTS, WRONG_USE, say
from newsfold.cli.options import Config, Database, Quiet, SummedFormat, settings_for
from newsfold.cli.progress import counting, measuring

if TYPE_CHECKING:
    from newsfold.report.records import Record

app = typer.Typer(name="db", invoke_without_command=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.", show_default=False)]
From = Annotated[
    str, typer.Argument(metavar="FROM", help="The database that is copied: a path or an SQLAlchemy URL.", show_default=False)
]
To = Annotated[str, typer.Argument(metavar="TO", help="The empty database that becomes the copy: the same.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Overwrite FILE.")]


@app.callback()
def db(ctx: typer.Context) -> None:
    """Check the database, copy it, make it smaller, measure it.

    newsfold db backup FILE copies it, also while newsfold run writes; to restore, put the copy back in its place.
    newsfold db copy FROM TO moves it to PostgreSQL, and back.
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(WRONG_USE)


@app.command("check")
def check(*, db: Database = None, config: Config = None, quiet: Quiet = False, form: SummedFormat = "table") -> None:
    """Look whether everything in the database is as it must be, and tell what is not; exit code 1 if anything is.

    Only reads, also while newsfold run writes.
    """
    from newsfold.store.store import Store  # noqa: PLC0415 the database library is loaded only to read

    with Store.open(settings_for(db, config).db) as store, counting("Checking", quiet=quiet) as progress:
        found = store.check(progress)
    if form == "json":
        from newsfold.report import keeping  # noqa: PLC0415

        _export(keeping.checked(found))
    elif found.findings or not quiet:
        from newsfold.report.terminal.keeping import checked_text  # noqa: PLC0415 rich is loaded only to draw

        output.show(checked_text(found, output.screen()))
    if found.findings:
        raise typer.Exit(UNUSED_INPUTS)


@app.command("backup")
def backup(
    file: File,
    *,
    force: Force = False,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
    form: SummedFormat = "table",
) -> None:
    """Copy the database as it is at this moment into one file, and check the copy. newsfold run may write meanwhile.

    FILE appears whole or not at all. To restore: end newsfold run, remove the database with its -wal and -shm, copy FILE in its place.
    """
    from newsfold.keeping.copying import back_up  # noqa: PLC0415 as above
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(settings_for(db, config).db) as store, measuring("Copying", quiet=quiet) as progress:
        made = back_up(store, file, progress, force=force)
    if form == "json":
        from newsfold.report import keeping  # noqa: PLC0415

        _export(keeping.backed_up(made))
    elif not quiet:
        from newsfold.report.keeping import amount  # noqa: PLC0415

        say(f"{made.path} holds the database, {amount(made.size)}, and was checked")


@app.command("copy")
def copy(source: From, target: To, *, quiet: Quiet = False, form: SummedFormat = "table") -> None:
    """Copy all of one database into another, of SQLite or PostgreSQL, and compare the two row by row.

    TO must be empty, or not there yet. Afterwards it is the same store: its clusters have the same ids, also for other programs. Give
    it as --db from then on; what is still written to FROM does not reach it. An interrupted copy leaves TO empty.
    """
    from newsfold.store.copying import copy as run  # noqa: PLC0415 as above
    from newsfold.store.store import Store  # noqa: PLC0415

    with Store.open(source) as one, Store.open(target, write=True) as other, measuring("Copying", quiet=quiet) as progress:
        copied = run(one, other, progress)
    if form == "json":
        from newsfold.report import keeping  # noqa: PLC0415

        _export(keeping.copied(copied))
    elif not quiet:
        from newsfold.report.terminal.keeping import copied_text  # noqa: PLC0415

        output.show(copied_text(copied, output.screen()))


@app.command("compact")
def compact(*, db: Database = None, config: Config = None, quiet: Quiet = False, form: SummedFormat = "table") -> None:
    """Give the room back that removed articles took, and measure anew what queries are planned by.

    Not while newsfold run writes. Needs up to twice the room of the database for a while.
    """
    from newsfold.keeping import compacting  # noqa: PLC0415 as above
    from newsfold.report import keeping  # noqa: PLC0415
    from newsfold.store.store import Store  # noqa: PLC0415

    settings = settings_for(db, config)
    Store.open(settings.db).close()  # a writer would make the database that is not there
    with Store.open(settings.db, write=True) as store:
        if not quiet:
            for room in compacting.room(store):
                say(
                    f"up to {keeping.amount(room.wanted)} are needed in {room.folder} for a while; {keeping.amount(room.free)} are free"
                )
        with counting("Compacting", quiet=quiet):
            done = compacting.compact(store)
    if form == "json":
        _export(keeping.compacted(done))
    elif not quiet:
        say(f"{keeping.amount(done.before)} before, {keeping.amount(done.after)} now")


@app.command("stats")
def stats(
    *,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,  # noqa: ARG001 every command takes it
    form: SummedFormat = "table",
) -> None:
    """Show how large the database is, table by table, and what it holds since when."""
    from newsfold.store.store import Store  # noqa: PLC0415 as above

    with Store.open(settings_for(db, config).db) as store:
        found = store.stats()
    if form == "json":
        from newsfold.report import keeping  # noqa: PLC0415

        _export(keeping.stats(found))
    else:
        from newsfold.report.terminal.keeping import stats_text  # noqa: PLC0415

        output.show(stats_text(found, output.screen()))


def _export(record: Record) -> None:
    from newsfold.report import exports  # noqa: PLC0415 as above

    output.export(exports.json_text(record))
