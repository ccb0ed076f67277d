"""`newsfold sources`: the watch list, changed, shown and looked after."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli import asking, output
from newsfold.cli.exits import UNUSED_INPUTS, WRONG_USE, say, warn
from newsfold.cli.options import Config, Database, ExplainedFormat, Quiet, Sources, again, settings_for
from newsfold.cli.progress import counting

if TYPE_CHECKING:
    from newsfold.subscribe.discovering import Found
    from newsfold.views.sources import Intake, Listed, Pair

app = typer.Typer(name="sources", invoke_without_command=True, rich_markup_mode=None)

Place = Annotated[
    str, typer.Argument(metavar="URL|FOLDER", help="A feed, sitemap, page, folder or .warc archive.", show_default=False)
]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", help="What names it for ever.", show_default=False)]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="What reports call it.", show_default=False)]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="May be given several times.", show_default=False)]
Interval = Annotated[str | None, typer.Option("--interval", metavar="SPAN", help="How often: 30m, 6h, 1d.", show_default=False)]
Rank = Annotated[int | None, typer.Option("--rank", metavar="N", help="The lowest wins as canonical.", show_default=False)]
Private = Annotated[bool, typer.Option("--allow-private", help="Its host may have a private address.")]
Itself = Annotated[bool, typer.Option("--page", help="Watch the page itself, and look for no feed.")]
Every = Annotated[bool, typer.Option("--all", help="All feeds that are found.")]
Keys = Annotated[list[str] | None, typer.Argument(metavar="[KEY]...", help="Only these.", show_default=False)]
OneKey = Annotated[str, typer.Argument(metavar="KEY", help="The source's key.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Without asking.")]
File = Annotated[str, typer.Argument(metavar="FILE.opml", help="An outline; - is standard input or output.", show_default=False)]


@app.callback()
def sources(ctx: typer.Context) -> None:
    """Change, show and check the list of sources that are watched.

    newsfold sources add quay.example finds the feed of a site; newsfold sources list shows how each source does.
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(WRONG_USE)


@app.command("add")
def add(
    place: Place,
    *,
    key: Key = None,
    name: Name = None,
    tag: Tags = None,
    interval: Interval = None,
    rank: Rank = None,
    allow_private: Private = False,
    page: Itself = False,
    every: Every = False,
    listed_in: Sources = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Add a source: a feed or sitemap, the feed that a page or site leads to, a folder, or an archive.

    Where several feeds are found, you are asked; where nobody can be asked, the first is taken and the others are named.
    """
    from newsfold.subscribe import adding, places, reading, watch_file  # noqa: PLC0415 the network is loaded only to ask

    settings = settings_for(db, config, listed_in).watch
    path = Path(settings.sources)
    wishes = adding.Wishes(key, name, tuple(tag or ()), interval, rank, private=allow_private)
    known = watch_file.sources_in(path)
    wishes.check(known)
    wanted = places.place_of(place)
    allowed = wishes.allowed(wanted)
    with counting("Looking", quiet=quiet), reading.reader(settings) as reader:
        found = adding.find(wanted, known, reader, allowed, page=page, several=every or asking.somebody())
    chosen = found.listed if every else asking.chosen(found.listed, ask_of_one=bool(found.watched))
    added = adding.add(path, chosen, wishes, allowed)
    if not quiet:
        from newsfold.report.terminal.sources import added_text  # noqa: PLC0415 rich is loaded only to draw

        following = again("run", "--once", db=db, config=config, sources=listed_in)
        output.show(added_text(added, _others(found, chosen), output.screen(), path=str(path), following=following))


@app.command("list")
def list_(
    *,
    listed_in: Sources = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,  # noqa: ARG001 every command takes it
    form: ExplainedFormat = "table",
) -> None:
    """Show the sources: when each was last read, what it brings, its errors, and when it is asked next."""
    from newsfold.subscribe import keeping, watch_file  # noqa: PLC0415 as above

    settings = settings_for(db, config, listed_in)
    now = int(time.time())
    views = keeping.watched(watch_file.sources_in(Path(settings.watch.sources)), settings.db, now)
    if form == "table":
        from newsfold.report.terminal.sources import sources_text  # noqa: PLC0415

        following = again("sources", "add", "ADDRESS", db=None, config=config, sources=listed_in)
        output.show(sources_text(views, output.screen(), now, following=following))
        return
    from newsfold.report import exports, markdown, records  # noqa: PLC0415

    rows = {"sources": [records.source(view) for view in views]}
    output.export(exports.json_text(rows) if form == "json" else markdown.sources_markdown(views, now))


@app.command("check")
def check(keys: Keys = None, *, listed_in: Sources = None, config: Config = None, quiet: Quiet = False) -> None:
    """Read every source now (those that are switched off only by name), and tell what it has or why it cannot be read.

    Nothing is stored.
    """
    from newsfold.report.terminal.sources import checked_line  # noqa: PLC0415
    from newsfold.subscribe import keeping, reading, watch_file  # noqa: PLC0415
    from newsfold.views.sources import Trouble  # noqa: PLC0415

    settings = settings_for(None, config, listed_in).watch
    chosen = keeping.chosen(watch_file.sources_in(Path(settings.sources)), keys or ())
    if not chosen:
        say("there is no source to check")
        return
    width, failed, screen = max(len(source.key) for source in chosen), False, output.screen()
    with reading.reader(settings, places=len(chosen)) as reader:
        for checked in keeping.check(chosen, reader, settings.threads):
            fails = isinstance(checked.outcome, Trouble)
            failed |= fails
            if fails or not quiet:
                output.show(checked_line(checked, screen, width))
    if failed:
        raise typer.Exit(UNUSED_INPUTS)


@app.command("remove")
def remove(key: OneKey, *, yes: Yes = False, listed_in: Sources = None, config: Config = None, quiet: Quiet = False) -> None:
    """Take a source off the list. Its articles stay."""
    from newsfold.subscribe import keeping, watch_file  # noqa: PLC0415

    path = Path(settings_for(None, config, listed_in).watch.sources)
    (source,) = keeping.chosen(watch_file.sources_in(path), (key,))
    if not yes and not asking.agreed(f"Remove {key} ({source.url or source.folder})? Its articles stay."):
        say(f"{key} stays")
        return
    keeping.remove(path, key)
    if not quiet:
        say(f"removed {key}; its articles stay")


@app.command("import")
def import_(file: File, *, listed_in: Sources = None, config: Config = None, quiet: Quiet = False) -> None:
    """Add the feeds of an outline (OPML), as readers of feeds export it."""
    from newsfold.subscribe import keeping  # noqa: PLC0415

    settings = settings_for(None, config, listed_in)
    outline = keeping.read_outline(file, sys.stdin.buffer, settings.read.max_bytes)
    _tell(keeping.take_in(Path(settings.watch.sources), outline), quiet=quiet)


@app.command("export")
def export(file: File, *, listed_in: Sources = None, config: Config = None, quiet: Quiet = False) -> None:
    """Write the feeds of the list as an outline (OPML), which readers of feeds import."""
    from newsfold import files  # noqa: PLC0415
    from newsfold.subscribe import keeping, watch_file  # noqa: PLC0415

    listed = watch_file.sources_in(Path(settings_for(None, config, listed_in).watch.sources))
    outline = keeping.outline(listed)
    if file == "-":
        output.export(outline)
    else:
        files.put(Path(file), outline)
    left_out = sum(source.kind != "feed" for source in listed)
    if left_out and not quiet:
        say(f"{left_out} of {len(listed)} sources are no feeds, and not in the outline")


def _tell(intake: Intake, *, quiet: bool) -> None:
    from newsfold.report.terminal.sources import intake_text, refused_lines  # noqa: PLC0415

    if not quiet:
        output.show(intake_text(intake, output.screen()))
    if intake.refused or intake.dropped:
        warn(refused_lines(intake))
        raise typer.Exit(UNUSED_INPUTS)


def _others(found: Found, chosen: tuple[Listed, ...]) -> list[Pair]:
    """What was found and not taken, and what is known of it."""
    listed = [(one.place, one.title or "") for one in found.listed if one not in chosen]
    watched = [(place, f"watched already, as {key!r}") for place, key in found.watched]
    return [*listed, *watched, *((address, "not looked at") for address in found.untried)]
