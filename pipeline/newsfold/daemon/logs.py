"""The daemon's log, on standard error: lines for a person at a terminal, JSON for programs, and no secrets in either.

Whoever logs says `get_logger().info("source read", source=key, new=3)`: a few words that are always the same, and fields.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, TextIO

import structlog

from newsfold.report.safe import json_safe, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from structlog.typing import EventDict, Processor, WrappedLogger

    from newsfold.daemon.redacting import Redactor

_LEVEL_WIDTH = 7
_MEANT_FIRST = ("timestamp", "level", "event")


def configure(stream: TextIO, redactor: Redactor, *, quiet: bool) -> None:
    """Let all that is logged in this process go to `stream`: as lines if it is a terminal, else as JSON, one object a line.

    `quiet` leaves out what is no warning. What libraries log comes along if it is one.
    """
    shown = _line if stream.isatty() else _json
    processors: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redacting(redactor),
        shown,
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    logging.basicConfig(handlers=[_FromLibraries()], level=logging.WARNING, force=True)
    # That a tick is still under way when the next would be due is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _FromLibraries(logging.Handler):
    """Takes what libraries say through `logging` into our log."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        log.log(record.levelno, record.getMessage(), library=record.name, exc_info=record.exc_info)


def _redacting(redactor: Redactor) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    def redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: redactor.field(name, value) for name, value in event.items()}

    return redacted


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    fields = {**{name: event[name] for name in _MEANT_FIRST}, **event}
    return json_safe(json.dumps(fields, ensure_ascii=False, default=str))


def _line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """`2026-11-21T21:52:01Z info    source read  source=harbour new=3`, and below it the traceback if there is one."""
    time, level, what = (str(event[name]) for name in _MEANT_FIRST)
    rest = {name: value for name, value in event.items() if name not in {*_MEANT_FIRST, "exception"} and value is not None}
    said = " ".join(f"{visible(name)}={_value(value)}" for name, value in rest.items())
    first = f"{time[:19]}Z {level:<{_LEVEL_WIDTH}} {visible(what)}{'  ' if said else ''}{said}"
    return "\n".join([first, *map(visible, str(event.get("exception", "")).splitlines())])


def _value(value: object) -> str:
    text = visible(str(value))
    return json.dumps(text, ensure_ascii=False) if " " in text or text in {"", "-"} else text
