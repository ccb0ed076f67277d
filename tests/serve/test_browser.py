"""Live pages as people meet them, in a real browser: by mouse, by keys, on a phone, in the dark, and without scripts."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browsers import DESK, PHONE, chromium, grave_faults, overflow
from newsfold.model import Act
from newsfold.store.store import Store
from serve.conftest import TOKEN
from serve.live import live

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

LIBYA, GOLD = 1, 5
RUNWAY = "Libyan Factions Depart Valletta"
EVERY_PAGE = (
    *(
        "/",
        "/clusters",
        "/clusters?q=gold",
        "/clusters?q=nothing-has-this",
        "/clusters/1",
        "/clusters/1/past",
        "/clusters/1/contest",
    ),
    *(
        "/articles/12",
        "/articles/1",
        "/compare",
        "/compare?a=12&b=13",
        "/pairs",
        "/sources",
        "/decisions",
        "/facets",
        "/help",
        "/nothing",
    ),
)


@pytest.fixture(scope="module")
def chrome() -> Generator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def new_page(chrome: Browser, database: Path) -> Generator[Callable[..., Page]]:
    """Opens pages of one server, each in a browser of its own; a fault in a script or a refused resource fails the test."""
    with live(database) as address, opening(chrome, address) as open_:
        yield open_


@pytest.fixture(scope="module")
def unchanged(ingested: Path) -> Generator[str]:
    """A server for those who only look."""
    with live(ingested) as address:
        yield address


@contextmanager
def opening(chrome: Browser, address: str) -> Generator[Callable[..., Page]]:
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_(path: str = "/", **how: object) -> Page:
        context = chrome.new_context(base_url=address, **({"viewport": DESK} | how))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "404" not in said.text else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def unfold(page: Page) -> None:
    """Unfolds whatever can be, and waits for what is fetched then."""
    for summary in page.locator("main summary").all():
        if not summary.evaluate("element => element.parentElement.open"):
            summary.click()
    page.wait_for_load_state("networkidle")


def of(database: Path, cluster: int) -> set[int]:
    """The articles that show the texts of a cluster."""
    with Store.open(str(database)) as store:
        view = store.cluster(cluster)
        return {view.canonical.id, *(variant.article.id for variant in view.variants)}


def variant(page: Page, title: str):
    return page.locator(".variants > li", has_text=title)


def test_who_searches_finds_and_opens_a_cluster_and_unfolds_a_variant(new_page: Callable[..., Page]):
    page = new_page("/clusters")
    page.get_by_label("Words").press_sequentially("desert airfield", delay=20)
    expect(page).to_have_url(re.compile(r"q=desert\+airfield|q=desert%20airfield"))
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit mark").first).to_be_visible()
    page.locator(".hit a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Libya talks in Malta end without truce")
    row = variant(page, RUNWAY)
    expect(row.locator(".parts")).to_contain_text("reworded")
    expect(row.locator(".sides")).to_have_count(0)
    row.locator("summary").click()
    expect(row.locator(".sides li.reworded mark").first).to_be_visible()
    page.get_by_text("How the canonical was chosen").click()
    expect(page.locator("table.contest")).to_contain_text("earliest")
    page.get_by_text("What happened to this cluster").click()
    expect(page.locator("#past")).to_contain_text("created")


def test_a_list_is_narrowed_and_widened(new_page: Callable[..., Page]):
    page = new_page("/clusters?q=libya&size=5")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_label("Articles in it").select_option("1")
    expect(page.locator(".hit")).not_to_have_count(1)
    page.get_by_text("Narrow further").click()
    page.locator("#facets a", has_text="maltasentinel.example").click()
    expect(page.locator(".chips")).to_contain_text("maltasentinel.example")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("link", name="Without site maltasentinel.example").click()
    expect(page.locator(".chips")).not_to_contain_text("maltasentinel.example")


def test_a_variant_is_split_off_and_that_is_taken_back(new_page: Callable[..., Page], database: Path):
    page, before = new_page(f"/clusters/{LIBYA}"), of(database, LIBYA)
    row = variant(page, RUNWAY)
    row.locator("summary").click()
    row.get_by_role("button", name="split it off").click()
    expect(page.get_by_role("status")).to_contain_text("ana decided")
    expect(variant(page, RUNWAY)).to_have_count(0)
    assert of(database, LIBYA) < before
    page.get_by_role("button", name="Undo").click()
    expect(variant(page, RUNWAY)).to_have_count(1)
    assert of(database, LIBYA) == before


def test_two_clusters_are_merged_and_the_younger_leads_to_the_older(new_page: Callable[..., Page], database: Path):
    page, both = new_page(f"/clusters/{GOLD}"), of(database, GOLD) | of(database, LIBYA)
    page.get_by_label("Is another article the same report?").fill("12")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two articles side by side")
    page.get_by_role("button", name="The same report").click()
    expect(page.get_by_role("status")).to_contain_text("are one report")
    assert of(database, LIBYA) == both
    page.goto(f"/clusters/{GOLD}")
    expect(page).to_have_url(re.compile(rf"/clusters/{LIBYA}\?was={GOLD}"))
    expect(page.get_by_role("status")).to_contain_text(f"Cluster {GOLD} has been merged into this one")


def test_another_canonical_is_set(new_page: Callable[..., Page]):
    page = new_page(f"/clusters/{LIBYA}")
    row = variant(page, RUNWAY)
    row.locator("summary").click()
    row.get_by_role("button", name="Make it the canonical").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(RUNWAY)
    expect(page.locator(".why")).to_contain_text("ana")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Libya talks in Malta")


def test_pairs_are_decided_by_single_keys(new_page: Callable[..., Page], database: Path):
    page = new_page("/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("Undecided pairs")
    heads = page.locator(".both")
    first = heads.inner_text()
    page.keyboard.press("x")
    expect(heads).not_to_have_text(first, use_inner_text=True)
    page.go_back()
    expect(heads).to_have_text(first, use_inner_text=True)
    page.get_by_label("Why").fill("another day")
    page.get_by_label("Why").press("Escape")
    page.keyboard.press("d")
    expect(page.get_by_role("status")).to_contain_text("are different reports: another day (decision 1)")
    expect(heads).not_to_have_text(first, use_inner_text=True)
    page.reload()
    expect(heads).not_to_have_text(first, use_inner_text=True)
    page.goto("/pairs")
    expect(heads).not_to_have_text(first, use_inner_text=True)
    page.goto("/decisions")
    page.get_by_role("button", name="Undo decision 1").click()
    expect(page.get_by_role("status")).to_contain_text("holds no longer")
    page.goto("/pairs")
    expect(heads).to_have_text(first, use_inner_text=True)
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_contain_text("are one report")
    page.keyboard.press("z")
    expect(heads).to_have_text(first, use_inner_text=True)
    with Store.open(str(database)) as store:
        assert [act.kind for act in store.decisions()] == [Act.DIFFERENT, Act.UNDO, Act.SAME, Act.UNDO]
        assert {act.by for act in store.decisions()} == {"ana"}


def test_a_reader_needs_no_mouse(new_page: Callable[..., Page]):
    page = new_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("bronze age")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".hit a").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/clusters/\d+"))
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator(".variants .sides").first).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"/clusters/\d+"))


def test_keys_do_nothing_where_somebody_types(new_page: Callable[..., Page]):
    page = new_page("/pairs")
    page.get_by_label("Why").fill("")
    page.keyboard.type("sdx gp")
    expect(page.get_by_label("Why")).to_have_value("sdx gp")
    expect(page.get_by_role("status")).to_have_count(0)


def test_everything_works_without_scripts(new_page: Callable[..., Page], database: Path):
    page, before = new_page("/", java_script_enabled=False), of(database, LIBYA)
    page.get_by_label("Search all articles").fill("desert airfield")
    page.keyboard.press("Enter")
    page.locator(".hit a").first.click()
    row = variant(page, RUNWAY)
    row.locator("summary").click()
    row.get_by_role("link", name="Why it stands here").click()
    expect(page.locator(".sides li").first).to_be_visible()
    page.get_by_role("button", name="Different reports").click()
    expect(page.get_by_role("status")).to_contain_text("are different reports")
    assert of(database, LIBYA) < before
    page.get_by_role("button", name="Undo").click()
    assert of(database, LIBYA) == before


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_nobody_is_hindered(chrome: Browser, unchanged: str, path: str):
    with opening(chrome, unchanged) as open_:
        page, dark, phone = open_(path), open_(path, color_scheme="dark"), open_(path, viewport=PHONE, has_touch=True)
        for one in (page, dark, phone):
            unfold(one)
        assert (grave_faults(page), grave_faults(dark)) == ([], [])
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.evaluate("getComputedStyle(document.body).color") != dark.evaluate("getComputedStyle(document.body).color")
        assert overflow(phone) <= 0


def test_who_comes_from_outside_shows_the_token_once(chrome: Browser, database: Path):
    with live(database, TOKEN) as address:
        context = chrome.new_context(base_url=address)
        page = context.new_page()
        page.goto("/clusters?q=gold")
        page.get_by_label("Access token").fill("wrong")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_role("alert")).to_have_text("This is not the access token.")
        page.get_by_label("Access token").fill(TOKEN)
        page.get_by_label("Your name").fill("Bo")
        page.get_by_role("button", name="Enter").click()
        expect(page).to_have_url(re.compile(r"/clusters\?q=gold$"))
        expect(page.locator("footer")).to_contain_text("You decide as Bo")
        page.get_by_role("button", name="Leave").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Enter")
        context.close()


def test_a_link_from_another_site_leads_here_and_a_form_from_there_does_nothing(chrome: Browser, database: Path, tmp_path: Path):
    with live(database, TOKEN) as address:
        context = chrome.new_context(base_url=address)
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Access token").fill(TOKEN)
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        other = tmp_path / "other.html"
        other.write_text(
            f"<a href='{address}/clusters/1'>link</a><form method='post' action='{address}/decide'>"
            "<input name='act' value='same 1 12'><button>send</button></form>"
        )
        page.goto(other.as_uri())
        page.get_by_text("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Libya talks in Malta")
        page.goto(other.as_uri())
        page.get_by_role("button").click()
        expect(page.locator("body")).not_to_contain_text("decided")
        page.goto("/decisions")
        expect(page.locator(".decision")).to_have_count(0)
        context.close()
