from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.sources.discovery import declared_feeds, feeds
from newsfold.sources.listing import FoundFeed

URL = "https://www.quay.example/news/"
GUESSES = (
    "https://www.quay.example/feed/",
    "https://www.quay.example/rss",
    "https://www.quay.example/rss.xml",
    "https://www.quay.example/feed.xml",
    "https://www.quay.example/index.xml",
    "https://www.quay.example/atom.xml",
    "https://www.quay.example/feeds/posts/default",
    "https://www.quay.example/feed.json",
    "https://www.quay.example/?format=rss",
)

PAGE = """<!DOCTYPE html><html><head><title>Hafen</title>
<link rel="stylesheet" href="/rss.css">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/7">
<link rel="alternate" type="application/rss+xml" title="Comments on Crane" href="crane/feed/">
<link rel="Alternate Home" type="Application/Atom+XML; charset=utf-8" title="Alles über Häfen" href="/atom">
<link rel="alternate" type="application/json" href="/feed.json">
<link rel="alternate" type="application/feed+json" title="JSON" href="https://feeds.example/7">
<link rel="alternate" type="application/rss+xml" href="/atom">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml">
</head><body>
<a href="/rss/harbour">Harbour <b>news</b></a>
<a href="https://feeds.quay.example/sport" title="by title"></a>
<a href="https://feeds.quay.example/rss?section=sport" title="by title"></a>
<a href="https://quay.example/podcast.rss">Podcast</a>
<a href="/rss.html">What is RSS?</a>
<a href="/feedback">Feedback</a>
<a href="https://reader.example/add?feed=quay">Follow</a>
<a href="mailto:rss@quay.example">Write</a>
</body></html>"""


def test_a_page_s_feeds_in_the_order_of_their_promise():
    declared = (
        FoundFeed("https://www.quay.example/atom", "Alles über Häfen"),
        FoundFeed("https://www.quay.example/feed.json"),
        FoundFeed("https://feeds.example/7", "JSON"),
        FoundFeed("https://www.quay.example/news/crane/feed/", "Comments on Crane"),
    )
    linked = (
        FoundFeed("https://www.quay.example/rss/harbour", "Harbour news"),
        FoundFeed("https://feeds.quay.example/rss?section=sport", "by title"),
        FoundFeed("https://quay.example/podcast.rss", "Podcast"),
    )
    assert declared_feeds(PAGE.encode(), URL) == declared
    assert feeds(PAGE.encode(), URL) == (
        *declared,
        *linked,
        *(FoundFeed(guess) for guess in GUESSES if guess != "https://www.quay.example/feed.json"),
    )


@pytest.mark.parametrize("page", [b"", b" <!-- nothing --> ", b"\0\xff", b"<p>crane"])
def test_a_page_that_says_nothing_leaves_guesses(page: bytes):
    assert feeds(page, URL) == tuple(map(FoundFeed, GUESSES))


def test_the_base_of_a_page_is_kept():
    page = b'<base href="https://cdn.example/x/"><link rel=alternate type=application/rss+xml href=feed title="\xfc">'
    assert declared_feeds(page, URL) == (FoundFeed("https://cdn.example/x/feed", "ü"),)


def test_at_most_fifty_are_named():
    page = "".join(f"<a href='/rss/{number}'>" for number in range(100))
    assert len(feeds(page.encode(), URL)) == 50


@given(st.binary(max_size=200) | st.text(st.sampled_from("<a href=rss'>\"link/ alternate:[]x"), max_size=80).map(str.encode))
def test_any_bytes_are_a_page(page: bytes):
    assert len(feeds(page, URL)) >= len(GUESSES)
