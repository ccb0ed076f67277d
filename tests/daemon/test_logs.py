import io
import json
import logging
from collections.abc import Generator

import pytest
import structlog

from newsfold.daemon import logs
from newsfold.daemon.redacting import Redactor


class Stream(io.StringIO):
    """Standard error, at a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture(autouse=True)
def unchanged() -> Generator[None]:
    """Logging is one for the whole process: put it back as it was."""
    root = logging.getLogger()
    handlers, level, scheduler = root.handlers[:], root.level, logging.getLogger("apscheduler").level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level
    logging.getLogger("apscheduler").setLevel(scheduler)


def broken() -> None:
    message = "line\nbreak \u202e https://me:pw@quay.example/"
    raise ValueError(message)


def logged(*, terminal: bool, quiet: bool = False) -> str:
    stream, redactor = Stream(terminal=terminal), Redactor()
    redactor.know(["Bearer sesame-1"])
    logs.configure(stream, redactor, quiet=quiet)
    log = structlog.get_logger()
    log.info("source read", source="har\x1b[31mbour", url="https://me:pw@quay.example/?token=5", new=3, fault="", moved_to=None)
    log.warning("source failed", said="two words: sesame-1")
    logging.getLogger("apscheduler.executors").warning("skipped")
    logging.getLogger("library").warning("odd %s", "https://me@quay.example/")
    logging.getLogger("library").info("chatter")
    try:
        broken()
    except ValueError:
        log.exception("tick failed")
    return stream.getvalue()


def test_programs_get_one_object_a_line_with_its_fields_and_no_secret():
    text = logged(terminal=False)
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line.pop("level"), line.pop("event")) for line in lines] == [
        ("info", "source read"),
        ("warning", "source failed"),
        ("warning", "odd https://[redacted]@quay.example/"),
        ("error", "tick failed"),
    ]
    assert all(line.pop("timestamp").endswith("Z") for line in lines)
    assert lines[:3] == [
        {
            "source": "har\x1b[31mbour",
            "url": "https://[redacted]@quay.example/?token=[redacted]",
            "new": 3,
            "fault": "",
            "moved_to": None,
        },
        {"said": "two words: [redacted]"},
        {"library": "library"},
    ]
    assert lines[3]["exception"].splitlines()[-1] == "break \u202e https://[redacted]@quay.example/"
    assert text.isascii()
    assert "\x1b" not in text


def test_a_person_gets_lines_in_which_nothing_steers_the_terminal():
    first, second, third, failed, *trace = logged(terminal=True).splitlines()
    assert (first[10], first[19:21]) == ("T", "Z ")
    assert [line[21:] for line in (first, second, third, failed)] == [
        'info    source read  source=har\\x1b[31mbour url=https://[redacted]@quay.example/?token=[redacted] new=3 fault=""',
        'warning source failed  said="two words: [redacted]"',
        "warning odd https://[redacted]@quay.example/  library=library",
        "error   tick failed",
    ]
    assert trace[0] == "Traceback (most recent call last):"
    assert trace[-2:] == ["ValueError: line", "break \\u202e https://[redacted]@quay.example/"]


def test_who_wants_quiet_gets_warnings_alone():
    assert [json.loads(line)["level"] for line in logged(terminal=False, quiet=True).splitlines()] == [
        "warning",
        "warning",
        "error",
    ]
