"""Reports as people meet them, in a real browser."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import pytest

import hostile
from browsers import PHONE, grave_faults, overflow
from report.page_samples import EMPTY, OVERVIEW, PAGE, PAGES, overview_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

Scheme: TypeAlias = Literal["light", "dark"]
LIBYA = "Libya Rivals Leave Malta"
SAID = "UN envoy Ingeborg Aastveit"


@pytest.fixture
def address(written: Callable[..., str]) -> str:
    return written(PAGES, OVERVIEW, [11, 3142, 7])


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_a_variant_unfolds_at_a_click(page: Page, address: str):
    page.goto(address)
    passage = page.locator(".sides li.reworded").first
    assert not passage.is_visible()
    page.get_by_text(LIBYA).click()
    assert passage.is_visible()
    assert passage.locator("mark").first.inner_text() == SAID
    page.get_by_text(LIBYA).click()
    assert not passage.is_visible()


def test_everything_is_reached_by_keyboard_alone(page: Page, address: str):
    page.goto(address)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["y"] >= 0, "it shows itself when it has the focus"  # type: ignore[index]  # pyright: ignore[reportOptionalSubscript]
    page.keyboard.press("Enter")
    assert page.url.endswith("#clusters")
    summary = page.locator(".variants summary").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    else:
        pytest.fail("no variant got the focus within 20 steps")
    assert summary.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.locator(".sides").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Read it where it was published"


def test_a_phone_shows_it_whole(browser: Browser, address: str):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(address)
    assert overflow(page) <= 0
    for details in page.locator("details > summary").all():
        details.tap()
    assert page.locator("details:not([open])").count() == 0
    assert overflow(page) <= 0
    sides = page.locator(".sides li.reworded").first.locator("p").all()
    one, other = (side.bounding_box() for side in sides)
    assert one is not None
    assert other is not None
    assert other["y"] >= one["y"] + one["height"], "one text stands below the other"
    context.close()


def test_it_is_dark_where_people_want_it_dark(browser: Browser, address: str):
    seen: dict[str, tuple[str, str]] = {}
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        seen[scheme] = background(page), page.evaluate("getComputedStyle(document.querySelector('.plot rect.rect')).fill")
        context.close()
    assert seen == {"light": ("rgb(252, 251, 247)", "rgb(53, 97, 143)"), "dark": ("rgb(23, 22, 19)", "rgb(111, 159, 208)")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_no_grave_fault(browser: Browser, address: str, scheme: Scheme, width: int):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address)
    for details in page.locator("details > summary").all():
        details.click()
    assert grave_faults(page) == []
    context.close()


def test_landmarks_headings_and_languages(page: Page, address: str):
    page.goto(address)
    assert [page.locator(name).count() for name in ("main", "body > header", "nav", "footer", "h1")] == [1] * 5
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(heading => +heading.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is left out"
    assert page.evaluate("[...document.querySelectorAll('table')].every(table => table.caption)")
    assert page.evaluate("[...document.querySelectorAll('th')].every(cell => cell.scope)")
    assert page.evaluate("[...document.querySelectorAll('svg')].every(plot => plot.ariaLabel || plot.ariaHidden === 'true')")
    page.locator(".variants summary").nth(1).click()
    arabic, chinese = page.locator(".sides li.reworded").nth(1).locator("p").all()
    assert (arabic.evaluate("element => getComputedStyle(element).direction"), chinese.get_attribute("lang")) == ("rtl", "zh")


def test_print_leaves_out_what_only_a_screen_can_use(page: Page, address: str):
    page.goto(address)
    page.get_by_text(LIBYA).click()
    page.emulate_media(media="print")
    assert [page.locator(name).first.is_visible() for name in (".skip", "nav", ".aside")] == [False] * 3
    assert page.locator(".sides").first.is_visible(), "what was unfolded is printed"
    assert not page.locator(".sides").nth(1).is_visible()
    assert background(page) == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_an_empty_store_makes_a_report_too(page: Page, written: Callable[..., str]):
    page.goto(written([], EMPTY))
    assert page.locator("h2").all_inner_texts() == ["Overview", "Clusters", "How to read this"]
    assert page.locator(".plot").count() == 0
    assert grave_faults(page) == []


class Watcher:
    """Whatever a page does that it must not: dialogs, requests, windows, errors of scripts."""

    def __init__(self, page: Page, allowed: str) -> None:
        self.seen: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.seen.append(f"request {request.url}") if request.url != allowed else None)
        page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))
        page.on("framenavigated", lambda frame: self.seen.append(f"frame {frame.url}") if frame.url != allowed else None)
        page.on("pageerror", lambda error: self.seen.append(f"error {error}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog {dialog.message}")
        dialog.dismiss()


def test_no_hostile_string_does_anything(page: Page, written: Callable[..., str]):
    clusters = [page_of(text, url) for text, url in zip(hostile.TEXTS, [*hostile.URLS, *hostile.URLS, *hostile.URLS], strict=False)]
    assert len(clusters) == len(hostile.TEXTS)
    address = written(clusters, overview_of(hostile.MARKUP[5], hostile.URLS[0]))
    watcher = Watcher(page, address)
    page.goto(address)
    assert page.locator("article.card").count() == len(clusters)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate("document.querySelectorAll('*').forEach(element => element.dispatchEvent(new MouseEvent('mouseover')))")
    assert page.locator("script, iframe, object, embed, form, base, link, template, button, input, img, video").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(element => [...element.attributes])"
        ".filter(attribute => attribute.name.startsWith('on') || attribute.name.startsWith('hx') || attribute.name === 'style').length"
    ) == 0  # fmt: skip
    links = set(page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.protocol)"))
    assert links == {"https:", "file:"}
    assert page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every(link => document.getElementById(link.hash.slice(1)))"
    )
    page.wait_for_timeout(200)
    assert watcher.seen == []


def test_the_policy_holds_even_where_something_got_through(page: Page, written: Callable[..., str], tmp_path: Path):
    address = written([PAGE])
    path = tmp_path / "report.html"
    path.write_text(path.read_text(encoding="utf-8").replace("<main>", f"<main>{''.join(hostile.MARKUP)}", 1), encoding="utf-8")
    watcher = Watcher(page, address)
    refused: list[str | None] = []
    arrived: list[str] = []
    page.on("requestfailed", lambda request: refused.append(request.failure))
    page.on("requestfinished", lambda request: arrived.append(request.url))
    page.goto(address)
    page.wait_for_timeout(200)
    assert arrived == [address]
    assert set(refused) == {"csp"}
    assert not [seen for seen in watcher.seen if not seen.startswith("request")]


@pytest.mark.parametrize("text", ["unbroken" * 400, "長" * 1_000, "word " * 2_000])
def test_overlong_words_do_not_break_the_page(browser: Browser, written: Callable[..., str], text: str):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(written([page_of(text, "https://x.example/" + text)], overview_of(text)))
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert overflow(page) <= 0
    context.close()
