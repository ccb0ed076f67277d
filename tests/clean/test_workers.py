from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clean.extraction_faults import faulty
from newsfold import workers
from newsfold.clean import extract, job
from newsfold.clean.workers import EXTRACTION, Cleaner, Work
from newsfold.model import Article, Fetched, Form, Hints, Reason, Skip
from newsfold.settings import CleanSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 10, tzinfo=UTC)
FAULTY: Work[Article] = Work("clean.extraction_faults:faulty", preload="newsfold.clean.preload")
GOLDEN = Path(__file__).parent / "golden"
PARAGRAPH = "The harbour of Ashby will lose its oldest crane before the winter, the council decided on Monday."


def settings(deadline_s: float = 30.0, workers: int = 2, recycle_pages: int = 1000) -> CleanSettings:
    return CleanSettings(workers=workers, deadline_s=deadline_s, memory_mb=1500, recycle_pages=recycle_pages)


def fetched(content: bytes | str, origin: str = "crane", form: Form = Form.HTML) -> Fetched:
    return Fetched(source="/news", origin=origin, digest=b"0" * 16, form=form, content=content, hints=Hints(lang="en"))


def told(outcome: Article | Skip) -> str | tuple[Reason, str]:
    return outcome.text if isinstance(outcome, Article) else (outcome.reason, outcome.detail)


FAULTS = {
    "hang": (Reason.TIMEOUT, "1 s"),
    "exit": (Reason.CRASHED, "exit code 3"),
    "kill": (Reason.CRASHED, "exit code -9"),
    "4 GiB": (Reason.OUT_OF_MEMORY, ""),
    "fault": (Reason.CRASHED, "ValueError: crane fell ?"),
}


def test_whatever_a_page_does_the_others_come_out_in_order() -> None:
    contents = [word for fault in FAULTS for word in (fault, f"after {fault}")]
    with Cleaner(settings(deadline_s=1.0), FAULTY) as cleaner:
        outcomes = list(cleaner.clean(fetched(content, str(at)) for at, content in enumerate(contents)))
    assert [told(outcome) for outcome in outcomes] == [FAULTS.get(content, content) for content in contents]
    assert [outcome.origin for outcome in outcomes] == [str(at) for at in range(len(contents))]


def test_a_bad_document_costs_none_of_those_that_shared_its_task() -> None:
    contents = ["one", "hang", "two", "exit", "three"]
    with Cleaner(settings(deadline_s=1.0), FAULTY) as cleaner:
        outcomes = [told(outcome) for outcome in cleaner.clean(fetched(content, form=Form.TEXT) for content in contents)]
    assert outcomes == [FAULTS.get(content, content) for content in contents]


def test_a_process_that_ignores_its_end_is_killed() -> None:
    with Cleaner(settings(deadline_s=0.5, workers=1), FAULTY) as cleaner:
        outcomes = [told(outcome) for outcome in cleaner.clean([fetched("hang in C"), fetched("after")])]
    assert outcomes == [(Reason.TIMEOUT, "0.5 s"), "after"]


def test_processes_are_replaced_after_their_share_of_pages() -> None:
    with Cleaner(settings(workers=1, recycle_pages=2), FAULTY) as cleaner:
        outcomes = list(cleaner.clean(fetched(str(at)) for at in range(6)))
    assert len({outcome.author for outcome in outcomes if isinstance(outcome, Article)}) == 3


def test_real_pages_documents_and_hostile_ones_in_one_stream() -> None:
    deep = b"<html><body>" + b"<div>" * 10_000 + b"words" + b"</div>" * 10_000
    items = [
        fetched((GOLDEN / "crane.html").read_bytes()),
        fetched(deep),
        fetched(PARAGRAPH, form=Form.TEXT),
        fetched(f"# Crane\n\n{PARAGRAPH}", form=Form.MARKDOWN),
        fetched((GOLDEN / "kran.html").read_bytes()),
    ]
    with Cleaner(settings(), EXTRACTION, now=NOW) as cleaner:
        outcomes = list(cleaner.clean(items))
        assert outcomes[2:4] == [extract.clean(item, NOW) for item in items[2:4]]
    assert outcomes[0] == extract.clean(items[0], NOW)
    assert outcomes[1] == Skip("/news", "crane", Reason.NO_TEXT)
    assert outcomes[4] == extract.clean(items[4], NOW)


def test_an_extraction_that_takes_long_is_stopped_at_the_deadline() -> None:
    # Extraction compares siblings of a list one by one; this page takes it far longer than the deadline.
    page = b"<html><body>" + b"<ul><li><a href='/crane'>crane</a></li></ul><p>word" * 60_000
    with Cleaner(settings(deadline_s=0.4, workers=1), EXTRACTION) as cleaner:
        outcomes = list(cleaner.clean([fetched(page), fetched(PARAGRAPH, form=Form.TEXT)]))
    assert told(outcomes[0]) == (Reason.TIMEOUT, "0.4 s")
    assert told(outcomes[1]) == PARAGRAPH


def test_cleaning_nothing_starts_nothing() -> None:
    with Cleaner(settings(), EXTRACTION) as cleaner:
        assert list(cleaner.clean([])) == []
        assert cleaner._workers._pool is None


def test_an_early_start_changes_nothing() -> None:
    with Cleaner(settings(), FAULTY) as cleaner:
        cleaner.start()
        pool = cleaner._workers._pool
        cleaner.start()
        assert [told(outcome) for outcome in cleaner.clean([fetched("one")])] == ["one"]
        assert cleaner._workers._pool is pool


class HeldPool:
    """A pool whose processes never get to their tasks; it keeps what was handed over."""

    def __init__(self) -> None:
        self.handed: list[tuple[Fetched, ...]] = []

    def schedule(self, _run: object, *, args: tuple[object, ...], timeout: float) -> Future[list[Article | Skip]]:  # noqa: ARG002 as pebble
        items = args[2][1]  # type: ignore[index]
        self.handed.append(items)
        done: Future[list[Article | Skip]] = Future()
        done.set_result([Skip("/news", item.origin, Reason.NO_TEXT) for item in items])
        return done

    def close(self) -> None: ...

    def join(self) -> None: ...


def ahead(workers: int, contents: Iterator[str], form: Form) -> tuple[int, int]:
    """How many inputs were read and how many tasks handed over before the first outcome came."""
    read = 0

    def items() -> Iterator[Fetched]:
        nonlocal read
        for read, content in enumerate(contents, 1):
            yield fetched(content, str(read), form)

    with Cleaner(settings(workers=workers), EXTRACTION) as cleaner:
        pool = HeldPool()
        cleaner._workers._pool = pool  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # as much as is used
        outcomes = cleaner.clean(items())
        next(outcomes)
        before = read, len(pool.handed)
        assert [outcome.origin for outcome in outcomes] == [str(at) for at in range(2, read + 1)]
        cleaner._workers._in_flight.clear()
    return before


@pytest.mark.parametrize("workers", [1, 2, 64])
def test_what_is_in_flight_grows_with_the_processes(workers: int) -> None:
    tiny = repeat("crane", 128 * 64 * 70)
    assert ahead(workers, islice(tiny, 10_000), Form.HTML) == (128 * workers + 1, 128 * workers + 1)
    read, tasks = ahead(workers, tiny, Form.TEXT)
    assert tasks == 128 * workers + 1
    assert read == 64 * tasks + 1


@pytest.mark.parametrize(("workers", "most"), [(1, 16), (2, 32), (16, 256), (64, 256)])
def test_large_inputs_are_read_ahead_by_size(workers: int, most: int) -> None:
    mebibyte = "x" * 1024 * 1024
    assert ahead(workers, repeat(mebibyte, 300), Form.HTML) == (most + 1, most + 1)
    assert ahead(workers, repeat(mebibyte, 300), Form.TEXT) == (most + 2, most + 1)
    assert ahead(workers, repeat(64 * mebibyte, 6), Form.HTML)[0] == most // 64 + 1


def test_a_fault_of_one_input_is_told_and_not_raised() -> None:
    def full(_fetched: Fetched, _now: datetime) -> Article | Skip:
        raise MemoryError

    assert told(job.attempt(faulty, fetched("fault"), NOW)) == FAULTS["fault"]
    assert told(job.attempt(faulty, fetched("fine"), NOW)) == "fine"
    assert told(job.attempt(full, fetched("fine"), NOW)) == FAULTS["4 GiB"]


class SilentPool:
    """A pool whose processes have all gone without a word."""

    def schedule(self, *_: object, **__: object) -> Future[list[Article | Skip]]:
        return Future()

    def stop(self) -> None: ...

    def join(self) -> None: ...


def test_processes_that_never_answer_are_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE_S", 0.0)
    with Cleaner(settings(deadline_s=0.01), EXTRACTION) as cleaner:
        cleaner._workers._pool = SilentPool()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # as much as is used
        with pytest.raises(RuntimeError, match="do not answer"):
            list(cleaner.clean([fetched("one")]))


SCRIPT = """
import signal
import sys
from newsfold.clean.workers import Cleaner, Work
from newsfold.model import Fetched, Form
from newsfold.settings import CleanSettings
sys.path.insert(0, {tests!r})
# A shell that runs the tests in the background lets them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)

if __name__ == "__main__":
    with Cleaner(CleanSettings(workers=2, deadline_s=0.5, memory_mb=1500, recycle_pages=9), {work!r}) as cleaner:
        contents = ["ready", "hang", "hang", "hang", "hang"]
        for outcome in cleaner.clean(Fetched("s", "o", b"", Form.HTML, content) for content in contents):
            print(getattr(outcome, "author", None), flush=True)
"""


def children(pid: int) -> set[int]:
    """Every process below `pid`, by the table of processes."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    parents = dict(zip(map(int, listed[0::2]), map(int, listed[1::2]), strict=True))
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


def gone(pids: set[int], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        pids = {pid for pid in pids if Path(f"/proc/{pid}").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text()}
        if not pids:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a table of processes to look at")
@pytest.mark.parametrize(("sent", "within_s"), [(signal.SIGINT, 2.0), (signal.SIGKILL, 8.0)])
def test_no_process_outlives_an_interrupted_or_killed_ingestion(tmp_path: Path, sent: int, within_s: float) -> None:
    script = tmp_path / "ingestion.py"
    script.write_text(SCRIPT.format(tests=str(Path(__file__).parents[1]), work=FAULTY))
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip().isdigit()
        time.sleep(0.3)
        below = children(run.pid)
        assert len(below) >= 3
        (os.killpg if sent == signal.SIGINT else os.kill)(run.pid, sent)
        run.wait(within_s)
        assert gone(below, within_s)


def test_processes_are_forked_with_what_libraries_make_at_first_use() -> None:
    looked = "import newsfold.clean.preload, newsfold.clean.language as l, trafilatura.external as e; print(l.identifier.cache_info().misses, bool(e.JT_STOPLIST))"
    told = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("1 True\n", "")
