from __future__ import annotations

import pytest

from newsfold.errors import NoFeed, SourceFailed
from newsfold.fetch.messages import Failure, Kind, Response
from newsfold.subscribe.discovering import Found, discover
from newsfold.views.sources import Listed
from subscribe.web import page, reader, rss

HOME = "https://quay.example/"


def feed(path: str, title: str | None = "The Quay") -> Listed:
    return Listed("feed", f"https://quay.example{path}", title)


def test_a_feed_needs_one_request():
    reading, web = reader({HOME: rss()})
    assert discover(HOME, reading, frozenset({"quay.example"})) == Found((feed("/"),))
    assert [request.allowed for request in web.asked] == [{"quay.example"}]


def test_all_declared_feeds_are_read_and_none_is_taken_twice():
    there = Response(f"{HOME}rss", 200, rss(), moved_to=f"{HOME}rss")
    documents: dict[str, bytes | Response] = {
        HOME: page("/comments", "/rss", "/old-rss", "/gone", "/page"),
        f"{HOME}rss": rss(),
        f"{HOME}old-rss": there,
        f"{HOME}comments": rss(""),
        f"{HOME}page": page(),
    }
    reading, web = reader(documents)
    assert discover(HOME, reading) == Found((feed("/rss"), feed("/comments", "By /comments")))
    assert web.urls == [HOME, *(f"{HOME}{path}" for path in ("rss", "old-rss", "gone", "page", "comments"))]


def test_where_none_is_declared_the_first_that_answers_as_a_feed_is_taken():
    documents = {
        HOME: page(body="<a href='/atom/local'>Feed</a>"),
        f"{HOME}feed/": page(),
        f"{HOME}rss.xml": rss(),
        f"{HOME}feed.xml": rss(),
    }
    reading, web = reader(documents)
    assert discover(HOME, reading) == Found((feed("/rss.xml"),))
    assert web.urls == [HOME, *(f"{HOME}{path}" for path in ("atom/local", "feed/", "rss", "rss.xml"))]


def test_a_sitemap_among_the_guesses_is_no_feed():
    reading, _ = reader({HOME: page(), f"{HOME}rss": b"<urlset/>", f"{HOME}index.xml": rss()})
    assert discover(HOME, reading) == Found((feed("/index.xml"),))


def test_never_more_than_eight_requests_are_made():
    reading, web = reader({HOME: page()})
    with pytest.raises(NoFeed, match=r"https://quay.example/ is a page, and no feed was found on its site by 8 requests; --page"):
        discover(HOME, reading)
    assert (len(web.urls), web.robots) == (8, {False})
    many = [f"/feed/{number}" for number in range(20)]
    reading, web = reader({HOME: page(*many), **{f"{HOME}feed/{number}": rss(f"{number}") for number in range(20)}})
    found = discover(HOME, reading)
    assert [listed.title for listed in found.listed] == [f"{number}" for number in range(7)]
    assert found.untried == tuple(f"https://quay.example{path}" for path in many[7:])
    assert len(web.urls) == 8


def test_an_address_that_cannot_be_read_is_told():
    reading, _ = reader({HOME: Failure(Kind.TIMEOUT, HOME, "30 s")})
    with pytest.raises(SourceFailed, match=r"https://quay.example/: timed out: 30 s"):
        discover(HOME, reading)
