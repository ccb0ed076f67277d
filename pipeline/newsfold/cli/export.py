"""`newsfold export`: what is stored, for other programs and for readers of feeds."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsfold.cli import output
from newsfold.cli.exits import say
from newsfold.cli.options import Config, Database, Quiet, settings_for
from newsfold.cli.since import cursor_of, mark_of
from newsfold.errors import UsageError
from newsfold.files import put, replacing
from newsfold.report import figures

if TYPE_CHECKING:
    from newsfold.handing.handout import Handout, Shape
    from newsfold.views.handing import Mark

STDOUT = "-"
Form = Literal["jsonl", "csv", "parquet", "atom", "json-feed"]  # that of `newsfold.handing.handout`, which is loaded only to work
_SUFFIXES: dict[str, Form] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".atom": "atom",
    ".xml": "atom",
}
_STEPS = ((1_000_000, "MB"), (1_000, "kB"))

File = Annotated[
    str, typer.Argument(metavar="[FILE]", help="Where to; what is there is replaced when all is written. Else standard output.")
]
Formats = Annotated[
    Form | None, typer.Option("--format", "-f", help="Else by FILE's suffix; jsonl on standard output.", show_default=False)
]
Articles = Annotated[bool, typer.Option("--articles", help="One article a line, with its cluster (csv and parquet always).")]
Canonicals = Annotated[bool, typer.Option("--canonicals", help="Only the canonical of each cluster: without duplicates.")]
Text = Annotated[bool, typer.Option("--text", help="With the whole texts.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="What changed since a cursor, a date (2026-03-02) or a span (30m, 12h, 7d, 4w)."),
]
Cursor = Annotated[
    Path | None,
    typer.Option(
        "--cursor", metavar="FILE", help="What changed since the last export with this FILE, which keeps how far it came."
    ),
]
Site = Annotated[str | None, typer.Option("--site", metavar="SITE", help="With an article of this site.", show_default=False)]
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANG", help="In this language (en).", show_default=False)]
Tag = Annotated[str | None, typer.Option("--tag", metavar="TAG", help="That a source tagged so.", show_default=False)]
MinSize = Annotated[int, typer.Option("--min-size", min=1, metavar="N", help="Of at least so many articles.", show_default=False)]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=1, max=10_000, metavar="N", help="Feeds: the newest N (50).", show_default=False)
]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Feeds: their title.", show_default=False)]
Link = Annotated[str | None, typer.Option("--link", metavar="URL", help="Feeds: where they will be found.", show_default=False)]


def export(
    file: File = STDOUT,
    *,
    form: Formats = None,
    articles: Articles = False,
    canonicals: Canonicals = False,
    text: Text = False,
    since: Since = None,
    cursor: Cursor = None,
    site: Site = None,
    lang: Lang = None,
    tag: Tag = None,
    min_size: MinSize = 1,
    limit: Limit = None,
    title: Title = None,
    link: Link = None,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Hand on what is stored: as JSON Lines, CSV or Parquet, or as a feed (Atom, JSON Feed) with one entry a cluster.

    Everything is exported; --min-size 2 leaves out what was told only once.
    """
    from newsfold.handing.handout import Handout  # noqa: PLC0415 libraries are loaded only to work
    from newsfold.store.store import Store  # noqa: PLC0415
    from newsfold.views.handing import Wanted  # noqa: PLC0415

    shape = _shape(form or _form_of(file), (limit, title, link), articles=articles, canonicals=canonicals, text=text)
    if shape.form == "parquet" and file == STDOUT and _at_terminal():
        message = "Parquet is not for a terminal: name a FILE"
        raise UsageError(message)
    if shape.feed and cursor is not None:
        message = "a feed holds the newest, whatever it held before: --cursor is for the other formats"
        raise UsageError(message)
    wanted = Wanted(site, lang, tag, min_size, _since(since, cursor))
    with Store.open(settings_for(db, config).db) as store:
        handout = Handout(store, wanted, shape)
        size = output.stream(handout) if file == STDOUT else _write(handout, Path(file))
    if cursor is not None:
        put(cursor, f"{handout.mark}\n")
    if not quiet:
        say(_told(handout, file, size, feed=shape.feed, kept=cursor is not None))


def _at_terminal() -> bool:
    return sys.stdout.isatty()


def _form_of(file: str) -> Form:
    if file == STDOUT:
        return "jsonl"
    known = _SUFFIXES.get(Path(file).suffix.lower())
    if known is None:
        message = f"what is {file} to be? Name it {', '.join(f'*{suffix}' for suffix in _SUFFIXES)}, or say --format"
        raise UsageError(message)
    return known


def _shape(form: Form, feed: tuple[int | None, str | None, str | None], *, articles: bool, canonicals: bool, text: bool) -> Shape:
    from newsfold.handing.feeds import LIMIT, TITLE  # noqa: PLC0415 as above
    from newsfold.handing.handout import Shape  # noqa: PLC0415
    from newsfold.report.safe import address  # noqa: PLC0415

    limit, title, link = feed
    shape = Shape(form, articles, canonicals, text, limit or LIMIT, title or TITLE, link)
    if not shape.feed and feed != (None, None, None):
        message = "--limit, --title and --link are for feeds"
        raise UsageError(message)
    if link is not None and address(link) is None:
        message = f"--link {link!r} is no http or https address"
        raise UsageError(message)
    return shape


def _since(since: str | None, cursor: Path | None) -> Mark | None:
    """From where an export goes on: where the file `cursor` says, and as long as there is none, from `since`. None: all of it."""
    if cursor is not None and cursor.exists():
        try:
            return cursor_of(cursor.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError, UsageError) as error:
            message = f"{cursor} holds no cursor of an export: {error}"
            raise UsageError(message) from error
    return None if since is None else mark_of(since, time.time())


def _write(handout: Handout, path: Path) -> int:
    size = 0
    with replacing(path) as file:
        for piece in handout:
            size += file.write(piece)
    return size


def _told(handout: Handout, file: str, size: int, *, feed: bool, kept: bool) -> str:
    counted = [figures.counted(handout.clusters, "cluster"), figures.counted(handout.articles, "article")]
    gone = f", {handout.gone:,} gone" if handout.gone else ""
    where = "" if file == STDOUT else f" in {file}"
    later = "" if feed or kept else f"; what changes later: --since {handout.mark}"
    return f"{', '.join(counted)}{gone}{where} ({_bytes(size)}){later}"


def _bytes(size: int) -> str:
    return next((f"{size / step:,.1f} {unit}" for step, unit in _STEPS if size >= step), f"{size} bytes")
