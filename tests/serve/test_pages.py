"""What the pages show, where they lead, and what they say when something is wrong."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from newsfold.browse import Bounds
from newsfold.match.scheme import scheme_id
from newsfold.serve import stories
from newsfold.store.store import Store
from store_builders import AT, LATER, make_article, make_changes, make_filed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from serve.asking_pages import Answer, Browser

LIBYA, GOLD = 1, 5
ATOM = "{http://www.w3.org/2005/Atom}"


def said(answer: Answer) -> str:
    """The words of a page's content, tags left out."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main.partition(">")[2])).split())


def number_in(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, text
    return int(found[1])


def number_address(browser: Browser, article: int) -> str:
    """Where an article was published."""
    found = re.search(r'href="(https://[^"]+)"', browser.get(f"/articles/{article}").text)
    assert found
    return found[1]


def test_the_first_page_tells_how_much_there_is(browser: Browser):
    page = browser.get("/")
    assert page.status == 200
    assert "articles 16 clusters 9 told more than once 2" in said(page)
    assert page.text.count("<svg") >= 3


def test_the_list_is_searched_and_narrowed(browser: Browser):
    everything = browser.get("/clusters")
    assert {number_in(r"/clusters/(\d+)", part) for part in everything.text.split('class="hit"')[1:]} == {LIBYA, GOLD}
    found = browser.get("/clusters?q=airfield&size=1&site=harrowwire.example&lang=en&since=2026-03-01&until=2026-03-31")
    assert "<mark>airfield</mark>" in found.text
    assert "Without words airfield" in said(found)
    nothing = browser.get("/clusters?q=zeppelin")
    assert "Nothing fulfils this" in said(nothing)
    assert "/clusters?q=zeppelin&amp;size=1" in nothing.text


def test_the_list_goes_from_page_to_page(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsfold.serve.listing.LISTED", 4)
    seen: list[int] = []
    path: str | None = "/clusters?size=1&order=newest"
    pages = 0
    while path:
        page = browser.get(path).text
        seen += [number_in(r"/clusters/(\d+)", part) for part in page.split('class="hit"')[1:]]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(following[1]) if following else None
        pages += 1
    assert (pages, len(seen), set(seen)) == (3, 9, set(range(1, 10)))


def test_a_cluster_is_shown_with_its_variants(browser: Browser):
    page = said(browser.get(f"/clusters/{LIBYA}"))
    assert "Libya talks in Malta end without truce" in page
    assert "4 variants" in page
    assert "light edit Libya Rivals Leave Malta" in page
    assert "Canonical: earliest" in page
    assert "created" in said(browser.get(f"/clusters/{LIBYA}/past"))
    assert "Each rule keeps the best" in said(browser.get(f"/clusters/{LIBYA}/contest"))


def test_a_variant_stands_beside_its_canonical(browser: Browser):
    beside = browser.get("/beside/12/13").text
    assert '<li class="reworded">' in beside
    assert "<html" not in beside
    assert re.search(r"\d+ % reworded", browser.get("/shares/12/13").text)


def test_a_large_cluster_is_shown_in_parts(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stories, "BOUNDS", Bounds(listed=3, aligned=0, matrix=16, copies=10))
    first = browser.get(f"/clusters/{LIBYA}")
    assert (first.text.count('id="article-'), "1 to 3 of 4" in said(first)) == (3, True)
    rest = browser.get(f"/clusters/{LIBYA}?from=3")
    assert (rest.text.count('id="article-'), "4 to 4 of 4" in said(rest)) == (1, True)


def test_an_article_is_shown_whole(browser: Browser):
    page = said(browser.get("/articles/13"))
    assert "rewrite in cluster 1" in page
    assert "Libyan Factions Depart Valletta" in page
    assert "What changed" not in page


def test_revisions_are_shown_with_what_changed(browser: Browser, database: Path):
    old, new = (
        make_article("tower.html", text) for text in ("The tower is 90 m high.\nIt leans.", "The tower is 91 m high.\nIt leans.")
    )
    with Store.open(str(database), write=True) as store:
        store.apply(make_changes([make_filed(90, old)], first_cluster=90), AT)
        filed = make_filed(90, new, revised=True)
        changes = make_changes([filed], first_cluster=90)
        gone = (make_filed(90, old).body,)
        store.apply(replace(changes, bodies_gone=gone, links=(), events=()), LATER)
    page = browser.get("/articles/90").text
    assert "The tower is <del>90</del> m high." in page
    assert "The tower is <ins>91</ins> m high." in page
    assert "The tower is <del>91</del> m high." in browser.get("/articles/90?old=2&new=1").text
    assert "Both are the same revision." in said(browser.get("/articles/90?old=2&new=2"))


def test_any_two_articles_are_compared(browser: Browser):
    page = said(browser.get("/compare?a=12&b=2"))
    assert "They stand apart" in page
    assert "before any evidence" in page
    assert "Passages" in page
    address = number_address(browser, 11)
    assert "They stand together in one cluster" in said(browser.get(f"/compare?a=12&b={quote(address, safe='')}"))
    assert "Two articles side by side" in said(browser.get("/compare"))


def test_what_was_merged_leads_to_where_it_went(browser: Browser):
    gold = number_in(r"/articles/(\d+)", browser.get(f"/clusters/{GOLD}").text)
    assert browser.post("/decide", {"act": f"same 12 {gold}", "back": "/"}).status == 303
    answer = browser.get(f"/clusters/{GOLD}?done=1")
    assert (answer.status, answer.to) == (302, f"/clusters/{LIBYA}?done=1&was={GOLD}")
    assert f"Cluster {GOLD} has been merged into this one." in said(browser.get(answer.to or ""))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/clusters/99", 404, "No cluster 99."),
        ("/clusters/99/past", 404, "No cluster 99."),
        ("/clusters/99/contest", 404, "No cluster 99."),
        ("/articles/99", 404, "No article 99."),
        ("/beside/1/99", 404, "No article 99."),
        ("/compare?a=12&b=nothing", 404, "No article nothing."),
        ("/clusters/x", 404, "Nothing is at /clusters/x."),
        ("/clusters/99999999999999999999", 404, "No cluster 99999999999999999999."),
        ("/clusters?at=x", 400, "leads to no page"),
        ("/clusters?since=yesterday", 400, "Since: 'yesterday' is no day, as in 2026-03-02."),
        ("/clusters?until=2026-02-30", 400, "Until: '2026-02-30' is no day, as in 2026-03-02."),
        ("/clusters?size=many", 400, "Size: 'many' is no number."),
        ("/clusters?order=random", 400, "'random' is no order: newest or best."),
        ("/pairs?at=x", 400, "leads to no page"),
        ("/decisions?before=x", 400, "Before: 'x' is no number."),
        ("/decide", 405, "Method Not Allowed."),
    ],
)
def test_what_is_wrong_is_said(browser: Browser, path: str, status: int, words: str):
    answer = browser.get(path)
    assert answer.status == status
    assert words in said(answer)
    assert 'href="/clusters"' in answer.text


def test_a_database_that_is_busy_is_told_and_not_waited_for_in_vain(
    browser: Browser, database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("newsfold.store.engine._BUSY_S", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        answer = browser.get("/clusters")
    assert (answer.status, answer.header("retry-after")) == (503, "5")
    assert "is held by another program; try again later" in said(answer)
    assert browser.get("/clusters").status == 200


def test_a_fault_shows_no_more_than_that_it_was_one(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        message = "a secret"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(Store, "browse", broken)
    with pytest.raises(ZeroDivisionError):  # for the server, which writes it down
        browser.get("/clusters")
    answer = browser.last
    assert answer.status == 500
    assert "secret" not in answer.text
    assert "The page could not be made" in said(answer)
    assert "default-src 'none'" in (answer.header("content-security-policy") or "")


def test_decisions_are_made_listed_and_taken_back(browser: Browser):
    assert "Nothing was decided yet" in said(browser.get("/decisions"))
    split = browser.post("/decide", {"act": "different 13 12", "why": " own\n reporting ", "back": f"/clusters/{LIBYA}?from=0"})
    assert (split.status, split.to) == (303, f"/clusters/{LIBYA}?from=0&done=1")
    page = browser.get(f"/clusters/{LIBYA}?from=0&done=1")
    assert "ana decided on" in said(page)
    assert "that articles 13 and 12 are different reports: own reporting (decision 1)." in said(page)
    assert f'name="back" value="/clusters/{LIBYA}?from=0"' in page.text
    assert "3 variants" in said(page)
    browser.post("/decide", {"act": f"canonical 11 {LIBYA}"})
    assert "ana" in said(browser.get(f"/clusters/{LIBYA}/contest"))
    listed = said(browser.get("/decisions"))
    assert "is another report than" in listed
    assert "is the canonical of its cluster" in listed
    assert browser.post("/undo", {"decision": "1"}).to == "/decisions?done=3"
    assert "undone by 3" in said(browser.get("/decisions?done=3"))
    assert browser.post("/undo", {}).status == 303
    assert "4 variants" in said(browser.get(f"/clusters/{LIBYA}"))
    assert "Libya talks in Malta" in said(browser.get(f"/clusters/{LIBYA}"))


def test_decisions_are_listed_page_by_page(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsfold.serve.acts.LISTED", 2)
    for act in ("different 13 12", "different 11 12", "different 1 12"):
        browser.post("/decide", {"act": act})
    first, rest = browser.get("/decisions").text, browser.get("/decisions?before=2").text
    assert ('href="/decisions?before=2"' in first, first.count('class="decision"'), rest.count('class="decision"')) == (True, 2, 1)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"act": "different 13 12"}, 409, "same (decision 1, by ana)"),
        ({"act": "same 13 13"}, 400, "13"),
        ({"act": "same 13 99"}, 404, "No article 99."),
        ({"act": "canonical 13 5"}, 400, "5"),
        ({"act": "undo 1 2"}, 400, "There is nothing to decide"),
        ({"act": "same 1"}, 400, "There is nothing to decide"),
        ({}, 400, "There is nothing to decide"),
    ],
)
def test_what_cannot_be_decided_is_said(browser: Browser, fields: dict[str, str], status: int, words: str):
    browser.post("/decide", {"act": "same 12 13"})
    answer = browser.post("/decide", {"back": "/clusters/1", **fields})
    assert answer.status == status
    assert words in said(answer)
    assert 'href="/clusters/1"' in answer.text


def test_what_is_decided_while_another_newsfold_writes_is_noted(browser: Browser, database: Path):
    with Store.open(str(database), write=True, scheme=scheme_id(None)):
        assert browser.post("/decide", {"act": "different 13 12", "back": f"/clusters/{LIBYA}"}).status == 303
        page = browser.get(f"/clusters/{LIBYA}?done=1")
        assert "A running newsfold holds the database, and will apply this shortly." in said(page)
        assert "4 variants" in said(page)
        assert "not applied yet" in said(browser.get("/decisions"))


def test_a_decision_leads_nowhere_else(browser: Browser):
    assert browser.post("/decide", {"act": "same 12 13", "back": "https://hostile.example/"}).to == "/?done=1"


def test_feeds_have_one_entry_a_cluster(browser: Browser):
    atom = browser.get("/feeds/atom.xml?size=2")
    assert (atom.status, atom.header("content-type")) == (200, "application/atom+xml")
    assert len(ET.fromstring(atom.text).findall(f"{ATOM}entry")) == 2
    feed = browser.get("/feeds/feed.json?limit=3")
    assert len(json.loads(feed.text)["items"]) == 3
    assert json.loads(feed.text)["feed_url"] == "http://127.0.0.1:8788/feeds/feed.json?limit=3"
    again = browser.get("/feeds/feed.json?limit=3", if_none_match=feed.header("etag") or "")
    assert (again.status, again.body, again.header("etag")) == (304, b"", feed.header("etag"))


def test_everything_is_exported_piece_by_piece(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsfold.serve.handing_on._PIECE", 1_000)
    answer = browser.get("/export.jsonl?text=1")
    assert (answer.status, answer.header("content-length")) == (200, None)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 9
    articles = [json.loads(line) for line in browser.get("/export.jsonl?articles=1&site=harrowwire.example").text.splitlines()]
    assert {one["site"] for one in articles} == {"harrowwire.example"}
    assert browser.get("/export.jsonl?size=x").status == 400


def test_whoever_does_not_take_an_export_is_left(browser: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsfold.serve.handing_on.STALLED_S", 0.05)
    browser.stalls = True
    with pytest.raises(TimeoutError):
        browser.get("/export.jsonl")
    browser.stalls = False
    assert browser.get("/export.jsonl").status == 200


def test_the_head_of_a_page_is_its_head(browser: Browser):
    whole, head = browser.get("/clusters"), browser.send("HEAD", "/clusters", b"")
    assert (head.status, head.header("content-length")) == (200, whole.header("content-length"))


def test_an_empty_database_says_how_to_begin(opened: Callable[..., Browser], database: Path):
    database.unlink()
    Store.open(str(database), write=True, scheme=scheme_id(None)).close()
    browser = opened()
    assert "There is no article yet" in said(browser.get("/"))
    assert "No story was told more than once yet" in said(browser.get("/clusters"))
    assert "No pair is undecided" in said(browser.get("/pairs"))
    assert "No source is watched yet" in said(browser.get("/sources"))
