"""Exit codes, and the one place where errors become them.

0    done
1    some inputs or sources could not be used; they are named
2    wrong use: unknown options, paths or names, an unusable configuration, a database that is not ours
70   a fault of newsfold itself, with its traceback
74   the disk or the database failed; nothing of the open batch was stored
75   another writer holds the database: try again later
130  interrupted
141  whoever read the output has gone (as in `newsfold report | head -1`)
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from newsfold.errors import NewsfoldError, NotWritten, SourceFailed, StoreBusy, StoreError, UsageError
from newsfold.report.safe import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSED_INPUTS = 1
WRONG_USE = 2
FAULT = 70
FAILED = 74
BUSY = 75
INTERRUPTED = 130
PIPE_CLOSED = 141

_ONGOING = "; every finished batch is stored, and running the same command again goes on from there"


class Commands(TyperGroup):
    """The commands, with every error that newsfold raises on purpose told in one line and turned into its exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 as in the base class
    ) -> Any:  # noqa: ANN401
        """Run the command line; what typer itself finds wrong with it is told like any other wrong use."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)  # noqa: FBT003 not standalone
        except typer.TyperException as error:
            say(f"{error.format_message()} (newsfold --help tells more)")
            code = WRONG_USE
        if not standalone_mode:
            return code
        sys.exit(code)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 the base class's context has no public type
        """Run one command, and make sure that its output has arrived."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except NewsfoldError as error:
            say(str(error))
            raise typer.Exit(code_of(error)) from error
        except KeyboardInterrupt as error:
            say(f"interrupted{_ONGOING if ctx.invoked_subcommand in {'ingest', 'run'} else ''}")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            _let_go_of_output()
            raise typer.Exit(PIPE_CLOSED) from error
        return result


def code_of(error: NewsfoldError) -> int:
    """The exit code that stands for an error."""
    match error:
        case UsageError():
            return WRONG_USE
        case StoreBusy():
            return BUSY
        case StoreError() | NotWritten():
            return FAILED
        case SourceFailed():
            return UNUSED_INPUTS
        case _:
            message = f"no exit code stands for {type(error).__name__}"
            raise AssertionError(message) from error


def say(message: str) -> None:
    """One line on standard error. It may quote a page or a file name, so it is made safe to show."""
    warn(visible(message))


def warn(lines: str) -> None:
    """Lines on standard error that are safe to show already."""
    typer.echo(f"newsfold: {lines}", err=True)


def _let_go_of_output() -> None:
    """Send what is still buffered nowhere, or Python would complain about the closed pipe when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
