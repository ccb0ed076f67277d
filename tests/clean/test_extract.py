from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.clean.extract import clean
from newsfold.model import Article, Fetched, Form, Hints, Moment, Reason, Skip

NOW = datetime(2026, 3, 10, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
PARAGRAPH = "The harbour of Ashby will lose its oldest crane before the winter, the council decided on Monday after a long debate."


def fetched(content: bytes | str, form: Form = Form.HTML, **hints: str) -> Fetched:
    return Fetched(source="/news", origin="crane", digest=b"0" * 16, form=form, content=content, hints=Hints(**hints))


def article(content: bytes | str, form: Form = Form.HTML, **hints: str) -> Article:
    outcome = clean(fetched(content, form, **hints), NOW)
    assert isinstance(outcome, Article)
    return outcome


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.html")), ids=lambda page: page.stem)
def test_a_page_gives_the_article_that_a_person_would_take_from_it(page: Path) -> None:
    expected: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    found = asdict(article(page.read_bytes()))
    assert {key: found[key] for key in expected} == {**expected, "furniture": tuple(expected["furniture"])}
    assert (found["source"], found["origin"], found["digest"]) == ("/news", "crane", b"0" * 16)


def test_hints_outrank_the_page() -> None:
    found = article(
        (GOLDEN / "crane.html").read_bytes(),
        url="https://wire.example/1",
        title="Crane\x00 comes\ndown",
        author="Tom Oar",
        published="2026-03-01",
        lang="sv-SE",
        site="wire.example",
    )
    assert found.url == "https://wire.example/1"
    assert (found.title, found.author, found.site, found.lang) == ("Crane comes down", "Tom Oar", "wire.example", "sv")
    assert found.published == Moment(text="2026-03-01", epoch=1772409599)


def test_the_site_is_the_host_of_the_hinted_address() -> None:
    assert article(PARAGRAPH, Form.TEXT, url="https://www.wire.example/1").site == "wire.example"
    assert article(PARAGRAPH, Form.TEXT, url="ftp://wire.example/1") == article(PARAGRAPH, Form.TEXT)


def test_plain_text_is_cleaned_and_unwrapped() -> None:
    found = article(b"\xef\xbb\xbf" + PARAGRAPH.encode() + b"\r\n\r\n  Comments\x00  \r\n", Form.TEXT)
    assert found == Article(
        source="/news", origin="crane", digest=b"0" * 16, text=f"{PARAGRAPH}\nComments", furniture=(1,), lang="en"
    )


def test_markdown_brings_its_front_matter() -> None:
    source = (
        f"---\ntitle: Crane comes down\nauthor: Ida Quist\ndate: 2026-03-02\nlang: en\n---\n# Crane comes down\n\n{PARAGRAPH}\n"
    )
    found = article(source, Form.MARKDOWN)
    assert (found.title, found.author, found.lang) == ("Crane comes down", "Ida Quist", "en")
    assert found.published is not None
    assert found.published.text == "2026-03-02"
    assert (found.text, found.furniture) == (f"Crane comes down\n{PARAGRAPH}", (0,))


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("content", [b"", "", " \n\t\x00", b"\x00\x01\x02"])
def test_without_text_there_is_no_article(content: bytes | str, form: Form) -> None:
    assert clean(fetched(content, form), NOW) == Skip("/news", "crane", Reason.NO_TEXT)


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(2000),
        b"<html><body></body></html>",
        b"<html><script>var a = 1</script></html>",
    ],
    ids=["every byte", "image", "empty page", "only a script"],
)
def test_what_is_no_page_is_skipped_or_stays_storable(content: bytes) -> None:
    outcome = clean(fetched(content), NOW)
    assert isinstance(outcome, Skip) or outcome.text.encode()


def test_a_short_text_is_an_article() -> None:
    assert article("Crane down.", Form.TEXT).text == "Crane down."


TEASER = "<article><p>The oldest crane of Ashby comes down, and the port is sad about it.</p></article>"
REPORT = [
    "The harbour of Ashby will lose its oldest crane before the winter, the council decided on Monday, and nobody objected, not even the port.",
    "Built in 1911, the crane unloaded coal for half a century, then timber, then nothing, and stands still since the fleet left the quay.",
    "Workers will take it apart piece by piece, the harbour master said, and its arm goes to the maritime museum, to be shown from May on.",
    "The council had offered 90,000 pounds for its repair, but an inspection found rust in three of its four legs, beyond any repair.",
    "A second crane, built after the war, stays where it is, because a pair of falcons nests there, as every year since the fleet left.",
]


def test_where_the_rules_alone_find_only_a_teaser_other_ways_are_gone() -> None:
    text = article(f"<html><body>{TEASER}<div>{'<br><br>'.join(REPORT)}</div></body></html>").text
    assert [line for line in text.split("\n") if line in REPORT] == REPORT


def test_where_the_rules_alone_leave_most_paragraphs_other_ways_are_gone() -> None:
    first = "".join(f"<p>{paragraph}</p>" for paragraph in REPORT)
    rest = [f"Part {number}: {paragraph}" for number in range(4) for paragraph in REPORT]
    page = f"<html><body><article>{first}</article><div>{''.join(f'<p>{paragraph}</p>' for paragraph in rest)}</div></body></html>"
    assert set(rest) <= set(article(page).text.split("\n"))


def test_a_title_of_a_megabyte_is_cut() -> None:
    page = f"<html><head><title>{'Crane ' * 200_000}</title></head><body><article><p>{PARAGRAPH}</p></article></body></html>"
    title = article(page).title
    assert title is None or len(title) <= 500
    assert len(article(PARAGRAPH, Form.TEXT, title="Crane " * 200_000, author="A" * 10**6).title or "") <= 500


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="http://[">',
        '<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="data:text/html,x">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": 7, "author": 3, "headline": [1]}</script>',
        '<script type="application/ld+json">' + "[" * 5000 + "]" * 5000 + "</script>",
        '<script type="application/ld+json">{"@graph": "x", "datePublished": "0001-01-01T00:00:00Z"}</script>',
        '<script type="application/ld+json">{broken</script>',
        '<meta property="article:published_time" content="9999-12-31"><meta name="author" content="&#0;">',
    ],
)
def test_absurd_metadata_costs_only_itself(head: str) -> None:
    found = article(f"<html><head>{head}</head><body><article><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article></body></html>")
    assert PARAGRAPH in found.text
    assert (found.url, found.published) == (None, None)


def test_lone_surrogates_and_nuls_in_a_document_become_storable() -> None:
    found = article(f"{PARAGRAPH} \ud800 and \ud83d\ude00\x00", Form.TEXT, title="a\udfff", author="\x00")
    assert found.text == f"{PARAGRAPH} \ufffd and 😀"
    assert (found.title, found.author) == ("a\ufffd", None)


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@given(TEXT | st.binary(max_size=120), st.sampled_from([Form.TEXT, Form.MARKDOWN]), st.lists(TEXT, min_size=6, max_size=6))
def test_any_document_becomes_an_article_that_can_be_stored_or_a_skip(content: bytes | str, form: Form, hints: list[str]) -> None:
    outcome = clean(Fetched("/news", "crane", b"", form, content, Hints(*hints)), NOW)
    if isinstance(outcome, Article):
        for field in (outcome.text, outcome.url, outcome.title, outcome.site, outcome.author, outcome.lang):
            assert (field or "x").encode()
        assert set(outcome.furniture) <= set(range(len(outcome.text.split("\n"))))


def test_the_same_page_gives_the_same_article_on_another_day() -> None:
    page = fetched((GOLDEN / "grue.html").read_bytes())
    assert clean(page, NOW) == clean(page, datetime(2030, 1, 1, tzinfo=UTC))
