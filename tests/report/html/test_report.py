from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import hostile
from newsfold.report.html.environment import STYLESHEET
from newsfold.report.html.headings import Heading
from newsfold.report.html.report import report
from newsfold.views.pages import ClusterPage, VariantPage
from report.page_samples import AT, EMPTY, OVERVIEW, PAGE, PAGES, overview_of, page_of
from report.strategies import ANY_CLUSTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsfold.views.clusters import ClusterView

HEADING = Heading("Report of 15 March 2026", AT, ("1,234 articles",), "Clusters", "3 clusters, newest first.", "All of it.")
PLAIN = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "section",
        "article",
        "footer",
        "nav",
        "figure",
        "figcaption",
    ),
    *(
        "a",
        "b",
        "bdi",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "mark",
        "ol",
        "p",
        "small",
        "span",
    ),
    *(
        "summary",
        "table",
        "caption",
        "tbody",
        "td",
        "th",
        "thead",
        "time",
        "tr",
        "ul",
        "svg",
        "g",
        "path",
        "rect",
        "text",
        "circle",
    ),
}


def text_of(*pages: ClusterPage, **more: object) -> str:
    return b"".join(report(HEADING, pages, **more)).decode("utf-8")  # type: ignore[arg-type]


def test_the_policy_names_the_style_sheet_and_allows_nothing_else():
    document = text_of(PAGE)
    css = re.search(r"<style>(.*?)</style>", document, re.DOTALL)
    assert css is not None
    assert css[1] == STYLESHEET.read_text(encoding="utf-8")
    digest = b64encode(sha256(css[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert html.document_fromstring(document).xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [policy]
    assert "url(" not in css[1]
    assert "@import" not in css[1]


def test_what_a_card_tells():
    card = html.document_fromstring(text_of(PAGE)).get_element_by_id("cluster-11")
    words = " ".join(card.text_content().split())
    for told in (
        "Cluster 11 6 articles 4 sites 2 copies 1 rewrite 1 excerpt 1 expanded",
        "harrowwire.example 2026-03-10 17:05 Konrad Debattista 412 words",
        "Canonical: earliest – published 5 h 10 min before article 12",  # noqa: RUF001 a dash
        "Word for word the same: mirror.example 2026-03-10 20:05 mirror/planet/entry-8812.html",
        "2 rewrite Libya Rivals Leave Malta Without Ceasefire in Row Over Airfield globaldesk24.example +5 h 10 min 2026-03-10 22:15",
        "25 % the same 50 % reworded 25 % only here",
        "98.5 % sure to be the same report (log-odds +4.22)",
        "3 excerpt feeds/ledger.jsonl#411 dailyledger.example +1 d 2026-03-11 83 words",
        "0 % the same < 1 % reworded > 99 % only here",
        "How sure each two texts are one report, in log-odds",
        "3 further texts not shown",
        "source harrow-wire listed article 11",
        "2026-03-10 18:10 created",
        "harrowwire.example 11100 stayedfirst stayed",
    ):
        assert told in words
    assert [(link.text_content(), link.get("href")) for link in card.xpath(".//h3//a")] == [
        (PAGE.canonical.title, PAGE.canonical.url)
    ]
    assert {link.get("rel") for link in card.xpath(".//a")} == {"external noopener noreferrer nofollow"}
    assert len(card.xpath(".//details[.//div[@class='sides']]")) == 2, "one was not aligned"


def test_variants_that_are_left_out_are_counted():
    assert "2 further variants not shown" in text_of(replace(PAGE, variants=PAGE.variants[:1], matrix=None))


def test_the_overview_leads_only_to_clusters_of_the_report():
    document = html.document_fromstring(text_of(*PAGES, overview=OVERVIEW, shown={11}))
    assert document.xpath("//table[@class='rewritten']//a/@href") == ["#cluster-11"]
    words = " ".join(document.get_element_by_id("overview").text_content().split())
    for told in ("1,234articles", "Articles and clusters by day", "Cluster sizes", "Who publishes first", "Who copies whom"):
        assert told in words.replace("articles1,234", "1,234articles")
    assert document.xpath("//svg/@aria-label")


def test_a_report_without_an_overview_or_clusters():
    assert "Overview" not in text_of()
    assert html.document_fromstring(text_of(overview=EMPTY)).xpath("//svg") == []


def test_pages_are_drawn_as_they_come():
    drawn: list[int] = []

    def pages() -> Iterator[ClusterPage]:
        for number, page in enumerate(PAGES):
            drawn.append(number)
            yield page

    pieces = report(HEADING, pages())
    assert next(pieces).startswith(b"<!doctype html>")
    assert drawn == []
    for piece in pieces:
        if b'id="cluster-11"' in piece:
            break
    assert drawn == [0]


def test_the_same_report_is_the_same_file():
    assert text_of(*PAGES, overview=OVERVIEW) == text_of(*PAGES, overview=OVERVIEW)


def check_harmless(document: str) -> None:
    parsed = html.document_fromstring(document)
    assert {str(element.tag) for element in parsed.iter() if isinstance(element.tag, str)} <= PLAIN
    for element in parsed.iter():
        for name, value in element.attrib.items():
            assert not name.startswith(("on", "hx", "style"))
            if name == "href":
                assert value.startswith(("https://", "http://", "#"))
            assert name not in {"src", "srcdoc", "action", "formaction", "xlink:href", "background", "poster"}


@settings(max_examples=100)
@given(st.lists(ANY_CLUSTER, max_size=2))
def test_no_cluster_can_add_markup(clusters: list[ClusterView]):
    document = text_of(*(ClusterPage(view, tuple(VariantPage(variant) for variant in view.variants)) for view in clusters))
    check_harmless(document)
    assert document.count("<article ") == len(clusters)


def test_no_hostile_string_can_add_markup():
    for urls in (hostile.URLS * 3, hostile.TEXTS):
        pages = [page_of(text, url) for text, url in zip(hostile.TEXTS, urls, strict=False)]
        document = text_of(*pages, overview=overview_of(hostile.MARKUP[0], hostile.URLS[0]))
        check_harmless(document)
        assert document.count("<article ") == len(hostile.TEXTS)
        assert "\x00" not in document


def test_only_web_addresses_are_linked():
    refused = text_of(*(page_of("x", url) for url in hostile.NOT_LINKED))
    assert "href" not in refused.split("<main>")[1]
    linked = html.document_fromstring(text_of(*(page_of("x", url) for url in hostile.LINKED)))
    assert len(linked.xpath("//h3//a[starts-with(@href, 'https://')]")) == len(hostile.LINKED)
