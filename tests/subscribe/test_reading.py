from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsfold.fetch.messages import Failure, Kind, Response
from newsfold.model import Reason, Skip
from newsfold.sources.watchlist import Source
from newsfold.subscribe import describing
from newsfold.subscribe.describing import of_local
from newsfold.subscribe.reading import Page
from newsfold.views.sources import Listed, Trouble
from subscribe.web import page, reader, rss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "https://quay.example/x"
OLD = "<item><title>Old</title><pubDate>Sun, 01 Mar 2026 09:15:00 +0100</pubDate></item>"
NEW = "<item><title>Crane &amp;amp; co</title><pubDate>Mon, 02 Mar 2026 09:15:00 +0100</pubDate></item>"
BARE = "<item><link>https://quay.example/bare</link></item>"
PAGES = b"""<urlset xmlns:n='x'><url><loc>/a</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>/b</loc><n:news><n:title>Crane</n:title><n:publication_date>2026-03-02T08:00:00Z</n:publication_date></n:news></url></urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>https://quay.example/1.xml</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            rss("The Quay", OLD, NEW, BARE),
            Listed("feed", URL, "The Quay", 3, newest="Crane & co", published="2026-03-02T09:15:00+01:00"),
        ),
        (rss("", BARE, BARE), Listed("feed", URL, None, 2, newest="https://quay.example/bare")),
        (rss(), Listed("feed", URL, "The Quay", 0)),
        (rss() + b"<", Listed("feed", URL, "The Quay", 0, remark="ill-formed: line 2: unclosed token")),
        (PAGES, Listed("sitemap", URL, None, 2, "page", "Crane", "2026-03-02T08:00:00+00:00")),
        (INDEX, Listed("sitemap", URL, None, 1, "sitemap", "https://quay.example/1.xml")),
        (b"<urlset/>", Listed("sitemap", URL, None, 0, "page")),
        (b"https://quay.example/a\nhttps://quay.example/b", Listed("sitemap", URL, None, 2, "page", "https://quay.example/a")),
        (b"see https://quay.example/a for more", Trouble(URL, "neither a feed nor a sitemap nor a page")),
        (b"not much", Trouble(URL, "neither a feed nor a sitemap nor a page")),
        (b"", Trouble(URL, "empty")),
    ],
)
def test_what_is_at_an_address_is_understood(content: bytes, expected: Listed | Trouble):
    reading, web = reader({URL: content})
    assert reading.look(URL) == expected
    assert (web.urls, web.robots) == ([URL], {False})


def test_a_page_is_told_with_the_feeds_that_it_names():
    found = reader({URL: page("/rss")})[0].look(URL)
    assert isinstance(found, Page)
    assert (found.url, [feed.url for feed in found.declared]) == (URL, ["https://quay.example/rss"])


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Failure(Kind.DNS, URL, "Name or service not known"), "name not found: Name or service not known"),
        (Failure(Kind.ROBOTS, URL), "disallowed by robots.txt"),
        (401, "status 401: a login is needed"),
        (404, "status 404: not found"),
        (418, "status 418"),
        (503, "status 503: a fault of the server"),
    ],
)
def test_an_answer_without_a_document_is_told(answer: Failure | int, fault: str):
    secret = "https://ida:secret@quay.example/x"
    assert reader({URL: answer})[0].look(URL) == reader({URL: answer})[0].page(URL) == Trouble(URL, fault)
    assert reader({secret: answer})[0].look(secret) == Trouble("https://…@quay.example/x", fault)


def test_what_has_moved_for_good_is_asked_for_there_from_now_on():
    there = "https://www.quay.example/rss"
    moved = {URL: Response(there, 200, rss(), moved_to=there), "https://t.example/": Response(there, 200, rss())}
    reading, _ = reader(moved)
    assert [reading.look(url).place for url in moved] == [there, "https://t.example/"]  # type: ignore[union-attr]
    assert reading.page(URL) == Listed("page", there, entries=1, noun="page")


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("feed", rss("The Quay", OLD), Listed("feed", URL, "The Quay", 1, newest="Old", published="2026-03-01T09:15:00+01:00")),
        ("feed", page(), Trouble(URL, "a page instead")),
        ("feed", PAGES, Trouble(URL, "something else: neither RSS, Atom nor JSON Feed")),
        ("sitemap", INDEX, Listed("sitemap", URL, None, 1, "sitemap", "https://quay.example/1.xml")),
        ("sitemap", rss(), Trouble(URL, "something else: its outermost element is rss")),
        ("page", rss(), Listed("page", URL, entries=1, noun="page")),
        ("page", 500, Trouble(URL, "status 500: a fault of the server")),
    ],
)
def test_a_source_is_read_as_its_kind_says(kind: str, content: bytes | int, expected: Listed | Trouble):
    reading, web = reader({URL: content})
    said = {"key": "x", "kind": kind, "url": URL, "headers": {"X-Key": "k"}, "allow_private": ["[::1]", "quay.example", "1.2"]}
    assert reading.read(Source.model_validate(said)) == expected
    assert web.asked[0].headers == (("X-Key", "k"),)
    assert web.asked[0].allowed == {"::1", "quay.example"}


def test_folders_and_archives_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "below").mkdir()
    for name in ("a.html", "below/b.txt", ".hidden", "crawl.warc"):
        (tmp_path / name).touch()
    here = str(tmp_path)
    assert reader({})[0].read(Source(key="x", kind="folder", folder=here)) == Listed("folder", here, entries=3, noun="file")
    assert of_local("warc", f"{here}/crawl.warc") == Listed("warc", f"{here}/crawl.warc", entries=1, noun="archive")
    missing = "no such folder, or it cannot be read"
    assert of_local("warc", f"{here}/none.warc") == Trouble(f"{here}/none.warc", missing)
    assert of_local("folder", f"{here}/a.html") == Trouble(f"{here}/a.html", missing)
    monkeypatch.setattr(describing, "_MOST_FILES", 2)
    assert of_local("folder", here) == Listed("folder", here, entries=2, noun="file", remark="no more were counted")


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def forbidden(root: str) -> Iterator[Skip]:
        yield Skip(root, ".", Reason.UNREADABLE, "Permission denied")

    monkeypatch.setattr(describing, "walk", forbidden)  # whoever runs the tests may be allowed to list everything
    assert of_local("folder", str(tmp_path)) == Trouble(str(tmp_path), "unreadable: Permission denied")
