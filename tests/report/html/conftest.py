"""What the tests of pages share: a browser, and reports written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsers import DESK, chromium
from newsfold.report.html.headings import Heading
from newsfold.report.html.report import report
from report.page_samples import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from newsfold.views.overviews import Overview
    from newsfold.views.pages import ClusterPage

HEADING = Heading(
    title="Report of 15 March 2026",
    at=AT,
    facts=("1,234 articles", "970 clusters"),
    section="Clusters",
    listed="3 clusters, newest first.",
    bounds="All of it.",
)


@pytest.fixture(scope="module")  # not longer: as long as one runs, so does its event loop, in the thread of every other test
def browser() -> Generator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    context = browser.new_context(viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    """Writes a report, and returns its address."""

    def write(pages: Iterable[ClusterPage], overview: Overview | None = None, shown: Iterable[int] = ()) -> str:
        path = tmp_path / "report.html"
        path.write_bytes(b"".join(report(HEADING, pages, overview=overview, shown=frozenset(shown))))
        return path.as_uri()

    return write
