"""Whatever pages, feeds and people call things is shown and never obeyed."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

import hostile
from browsers import chromium
from newsfold.match.pair import TERMS
from newsfold.match.scheme import scheme_id
from newsfold.model import Act
from newsfold.serve.app import application
from newsfold.serve.hosts import names_of
from newsfold.serve.visits import Keys
from newsfold.settings import load
from newsfold.store.store import Store
from serve.asking_pages import Browser
from serve.live import live
from store_builders import AT, make_article, make_changes, make_filed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Dialog

    from newsfold.model import Article


def storable(texts: Iterable[str]) -> list[str]:
    """Those that a database holds: UTF-8 has no lone surrogates."""
    return [text for text in texts if not any("\ud800" <= character <= "\udfff" for character in text)]


TEXTS, URLS = storable(hostile.TEXTS), storable(hostile.URLS)
OURS = {"script": 2, "base": 0, "iframe": 0, "object": 0, "embed": 0, "style": 0, "img": 0, "math": 0, "template": 0}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything hostile in every place: one cluster of all, and each once more by itself."""
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    filed = [make_filed(number, _article(number)) for number in range(1, 2 * len(TEXTS) + 1)]
    together, alone = filed[: len(TEXTS)], filed[len(TEXTS) :]
    changes = make_changes(together, *([one] for one in alone))
    links = tuple(replace(link, evidence=(0.5,) * len(TERMS), log_odds=0.1) for link in changes.links)
    with Store.open(str(path), write=True, scheme=scheme_id(None)) as store:
        store.apply(replace(changes, links=links), AT)
        for number, text in enumerate(TEXTS, 1):
            store.note_decision(Act.SAME, number, number + 1, by=text, at=AT, why=text)
    return path


def _article(number: int) -> Article:
    text = TEXTS[number % len(TEXTS)]
    url = URLS[number % len(URLS)]
    made = make_article(
        f"{number}/{text}", f"{text}\nThe bridge number {number} fell.", source=text or "/in", url=url, published=number
    )
    return replace(made, title=text, author=text, site=text)


@pytest.fixture(scope="module")
def browser(database: Path) -> Browser:
    return Browser(application(load(db=str(database)), names_of("127.0.0.1"), Keys(), TEXTS[0], cookie="newsfold_8788"))


class Reader(HTMLParser):
    """Counts elements, and gathers what a browser would run or ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: dict[str, int] = {}
        self.runs: list[str] = []
        self.leads: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] = self.elements.get(tag, 0) + 1
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "data", "srcset", "ping"}:
                self.runs.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post", "poster", "background"}:
                self.leads.append((tag, value or ""))


def harmless(answer_text: str) -> None:
    read = Reader()
    read.feed(answer_text)
    assert {tag: read.elements.get(tag, 0) for tag in OURS} == OURS
    assert read.runs == []
    for tag, lead in read.leads:
        outside = tag == "a" and urlsplit(lead).scheme in {"http", "https"}
        assert outside or (lead.startswith(("/", "#")) and not lead.startswith("//")), (tag, lead)


PATHS = (
    *(
        "/",
        "/clusters",
        "/clusters?size=1",
        "/clusters?size=1&order=newest",
        "/facets?size=1",
        "/clusters/1",
        "/clusters/1?from=40",
    ),
    *("/clusters/1/past", "/clusters/1/contest", "/pairs", "/decisions", "/sources", "/compare?a=1&b=2"),
)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_only_shown(browser: Browser, path: str):
    answer = browser.get(path)
    assert answer.status == 200
    harmless(answer.text)


def test_every_article_and_cluster_is_only_shown(browser: Browser):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in browser.get("/clusters/1").text
    for number in range(1, 2 * len(TEXTS), 3):
        harmless(browser.get(f"/articles/{number}").text)
    for number in range(2, len(TEXTS), 3):
        harmless(browser.get(f"/clusters/{number}").text)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_asked_for_is_only_shown(browser: Browser, text: str):
    asked = quote(text[:300], safe="")
    for path in (
        f"/clusters?q={asked}&size=1",
        f"/clusters?site={asked}&tag={asked}&source={asked}",
        f"/compare?a={asked}&b={asked}",
    ):
        answer = browser.get(path)
        assert answer.status in {200, 404}
        harmless(answer.text)
    for path in (f"/{asked}", f"/clusters?since={asked}", f"/clusters?order={asked}", f"/pairs?at={asked}", f"/login?to={asked}"):
        answer = browser.get(path)
        if answer.status < 300 or answer.status >= 400:
            harmless(answer.text)
        else:
            assert (answer.to or "/").startswith("/")
            assert not (answer.to or "").startswith("//")


def test_what_is_handed_on_is_whole(browser: Browser):
    assert len(json.loads(browser.get("/feeds/feed.json?limit=500").text)["items"]) == len(TEXTS) + 1
    assert len(browser.get("/export.jsonl?articles=1").text.splitlines()) == 2 * len(TEXTS)


def test_a_real_browser_runs_none_of_it(database: Path):
    with chromium() as chrome, live(database, by=TEXTS[0]) as address:
        obeyed: list[str] = []
        page = chrome.new_page()

        def dismissed(dialog: Dialog) -> None:
            obeyed.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismissed)
        page.on("request", lambda request: obeyed.append(request.url) if not request.url.startswith(address) else None)
        for path in (*PATHS, "/articles/1", "/articles/17", "/articles/33", "/clusters/9", "/clusters/20"):
            page.goto(address + path)
            for summary in page.locator("main summary").all()[:5]:
                summary.click()
            page.wait_for_load_state("networkidle")
        assert obeyed == []
