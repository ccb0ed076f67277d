from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from newsfold.clean.page import read_page

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def published(head: str, body: str = "<p>Words</p>") -> str | None:
    moment = read_page(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), NOW).published
    return moment.text if moment else None


LINKED = '<script type="application/ld+json">{"@graph": [{"x": {"datePublished": "2026-03-03"}}, {"datePublished": "2026-03-02"}]}</script>'


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (LINKED, "", "2026-03-02"),
        (
            '<script type="application/ld+json">{"datePublished": "2026-03-02"}</script>',
            '<time datetime="2026-03-02T08:00Z">',
            "2026-03-02T08:00:00+00:00",
        ),
        (
            '<script type="application/ld+json">{"datePublished": "2026-03-02"}</script>',
            '<time datetime="2026-03-01T08:00Z">',
            "2026-03-02",
        ),
        ('<meta property="article:published_time" content="2026-03-02T09:15+01:00">', "", "2026-03-02T09:15:00+01:00"),
        ('<meta name="PubDate" content="junk"><meta itemprop="datePublished" content="2026-03-02">', "", "2026-03-02"),
        ("", '<time datetime="2026-03-01"></time><time pubdate datetime="2026-03-02"></time>', "2026-03-02"),
        (
            "",
            '<time itemprop="datePublished" datetime="2026-03-02T07:00"></time><time datetime="2026-03-01">',
            "2026-03-02T07:00:00",
        ),
        ('<link rel="canonical" href="https://quayside.example/2026/03/02/crane">', "", "2026-03-02"),
        ('<link rel="canonical" href="https://quayside.example/2027/03/02/crane">', "", None),
        ("", "<p>On 1 March 2026 a crane fell.</p>", None),
    ],
)
def test_the_publication_time_is_what_the_page_states(head: str, body: str, text: str | None) -> None:
    assert published(head, body) == text


def test_of_several_unmarked_times_none_is_believed_before_the_search() -> None:
    assert published('<meta name="date" content="2026-03-02">', '<time datetime="2026-03-01T08:00Z"></time>' * 2) == "2026-03-02"


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ('<a rel="author" href="/ida">Ida Quist</a>', "Ida Quist"),
        ('<p class="meta byline">By  Ida Quist</p>', "Ida Quist"),
        ('<span itemprop="author"></span><span class="author">Von Jörg Äpfel</span>', "Jörg Äpfel"),
        (f'<div class="byline">{"words " * 30}</div>', None),
        ("<p>By the way</p>", None),
    ],
)
def test_the_author_is_taken_from_marked_elements(body: str, author: str | None) -> None:
    assert read_page(document_fromstring(f"<html><body>{body}<p>Words</p></body></html>"), NOW).author == author


def test_linked_data_of_a_shape_that_no_library_expects_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@context": "schema.org", "@type": ["NewsArticle"], "author": [[[]]], "publisher": 3}</script>'
    page = read_page(document_fromstring(f'<html lang="en"><head>{head}<meta name="title" content="Crane"></head></html>'), NOW)
    assert (page.title, page.lang, page.site) == ("Crane", "en", None)
