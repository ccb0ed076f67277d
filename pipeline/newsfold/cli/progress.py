"""The progress bar: on a terminal only, on standard error, and gone when the work is done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@contextmanager
def counting(what: str, *, quiet: bool) -> Generator[Callable[[int], None]]:
    """A function to call with how many more inputs are finished. How many there will be is not known beforehand."""
    if quiet or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console  # noqa: PLC0415 rich is loaded only to draw
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[done]}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, done="")

        def finished(count: int) -> None:
            bar.advance(task, count)
            done, seconds = bar.tasks[0].completed, bar.tasks[0].elapsed or 0.0
            bar.update(task, done=f"{done:,.0f}{f' · {done / seconds:,.0f}/s' if seconds >= 1 else ''}")

        yield finished


@contextmanager
def measuring(what: str, *, quiet: bool) -> Generator[Callable[[int, int], None]]:
    """A function to call with how much is done, of how much."""
    if quiet or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console  # noqa: PLC0415 as above
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _nothing(*_: int) -> None:
    return None
