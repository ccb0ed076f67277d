"""`newsfold backfill`: the clusters of an archive that no single machine holds, by Apache Spark."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsfold.cli.exits import UNUSED_INPUTS, say
from newsfold.cli.options import Config, Database, Quiet, ranked, settings_for
from newsfold.cli.progress import counting
from newsfold.errors import UsageError
from newsfold.report import figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.backfill.running import Filled

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT...", help="Folders and files: as for ingest, and Parquet.", show_default=False)
]
Master = Annotated[str, typer.Option("--master", metavar="URL", help="Spark: local[*], spark://HOST:7077, yarn, k8s://...")]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="Where to, as Parquet: an empty folder, or one that is not there.")
]
Work = Annotated[
    str | None,
    typer.Option("--work", metavar="DIR", help="For what is kept on the way; every executor reads and writes it. [DIR of --out]"),
]
Spark = Annotated[
    list[str] | None,
    typer.Option("--conf", metavar="KEY=VALUE", help="Of Spark's own configuration; may be repeated.", show_default=False),
]
Block = Annotated[
    int | None,
    typer.Option("--block", min=1, metavar="N", help="Texts looked up against as many others by one task.", show_default=False),
]
Pairs = Annotated[int | None, typer.Option("--pairs", min=1, metavar="N", help="Pairs that one task compares.", show_default=False)]
Keep = Annotated[bool, typer.Option("--keep-work", help="Leave what was kept on the way.")]


def backfill(
    inputs: Inputs,
    *,
    master: Master = "local[*]",
    out: Out = None,
    work: Work = None,
    conf: Spark = None,
    block: Block = None,
    pairs: Pairs = None,
    keep_work: Keep = False,
    db: Database = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Fold an archive that no single machine holds, by Apache Spark.

    The clusters are those that `newsfold ingest` makes of the same inputs. They are written as Parquet (--out), or into a new database
    (--db), or both. Needs Java 17 and pip install 'newsfold[spark]'.
    """
    if out is None and db is None:
        message = "where to? Name a folder (--out DIR), a new database (--db PATH|URL), or both"
        raise UsageError(message)
    from newsfold.backfill import session  # noqa: PLC0415 loaded only to work

    session.check()
    given = dict(_pairs(conf or ()))
    settings = ranked(settings_for(db, config))
    from newsfold.backfill.backfill import SIZES, Sizes  # noqa: PLC0415 needs what was checked for
    from newsfold.backfill.running import Job, run  # noqa: PLC0415 as above

    sizes = Sizes(block or SIZES.block, pairs or SIZES.pairs)

    with tempfile.TemporaryDirectory(prefix="newsfold-") as folder, counting("Loading", quiet=quiet) as progress:
        job = Job(master, given, out, _work(work, out, master, folder), db, keep_work=keep_work)
        filled = run(inputs, settings, job, at=datetime.now(UTC), progress=progress, sizes=sizes)
    if not quiet:
        say(_told(filled, out, db))
    if filled.skips:
        raise typer.Exit(UNUSED_INPUTS)


def _pairs(given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            message = f"--conf {one}: wanted is KEY=VALUE"
            raise UsageError(message)
        yield name, value


def _work(work: str | None, out: str | None, master: str, folder: str) -> str:
    """Where the stages are kept: as was said, else beside the outcome; for a Spark in this process a temporary folder will do."""
    from newsfold.backfill.session import is_local  # noqa: PLC0415 as above

    if work is not None or out is not None:
        return work or f"{out}/_work"
    if not is_local(master):
        message = "name a folder that every executor can read and write: --work DIR"
        raise UsageError(message)
    return folder


def _told(filled: Filled, out: str | None, db: str | None) -> str:
    counted = [
        figures.counted(filled.articles, "article"),
        figures.counted(filled.bodies, "different text"),
        figures.counted(filled.clusters, "cluster"),
        figures.counted(filled.skips, "skipped input"),
    ]
    where = " and ".join(place for place in (out, db) if place)
    return f"{', '.join(counted)} in {where} ({sum(filled.seconds.values()):,.0f} s)"
