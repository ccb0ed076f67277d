"""A real browser for tests of pages: the system's Chromium, driven by Playwright, and axe-core, which looks for what hinders people."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, Page, ViewportSize

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_GRAVE = {"serious", "critical"}

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1200, "height": 900}


@contextmanager
def chromium() -> Generator[Browser]:
    """The system's Chromium; skips the test where there is none."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip(f"this system has no Chromium (looked for {', '.join(_NAMES)})")
    with sync_playwright() as playwright:
        # Tests may run as root, for whom the sandbox does not start; the pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def grave_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical, one line each: the rule, what is wrong, and the first element that has it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]} ({len(fault['nodes'])}x)"
        for fault in found
        if fault["impact"] in _GRAVE
    ]


def overflow(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
