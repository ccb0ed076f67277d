from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsfold.dates import moment
from newsfold.sources.feed import parse_feed
from newsfold.sources.listing import FailureKind, Feed, FeedEntry, ParseFailure

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def parsed(feed: object, *, before: bytes = b"") -> Feed | ParseFailure:
    content = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    return parse_feed(before + content, "https://quay.example/feed.json", "application/json", now=NOW)


def entry(**item: object) -> FeedEntry:
    found = parsed({"items": [item]})
    assert isinstance(found, Feed)
    return found.entries[0]


def test_a_feed_of_version_1_1():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quay",
        "home_page_url": "https://quay.example/",
        "language": "en",
        "items": [
            {
                "id": "7",
                "url": "/crane",
                "title": "Crane  falls",
                "content_html": "<p>A crane fell.",
                "content_text": "A crane fell.",
                "summary": "A crane < 7 m",
                "date_published": "2026-03-02T09:15:00+01:00",
                "date_modified": "2026-03-03T00:00:00Z",
                "authors": [{"name": "Ida Quist"}, {"url": "x"}, {"name": "Jon Berg"}],
                "tags": ["harbour", 7, "harbour"],
            },
            "no item",
        ],
    }
    assert parsed(feed, before=b"\xef\xbb\xbf\n ") == Feed(
        title="Quay",
        link="https://quay.example/",
        language="en",
        entries=(
            FeedEntry(
                id="7",
                link="https://quay.example/crane",
                title="Crane falls",
                author="Ida Quist, Jon Berg",
                published=moment("2026-03-02T09:15:00+01:00", NOW),
                updated=moment("2026-03-03T00:00:00Z", NOW),
                tags=("harbour",),
                summary="<p>A crane &lt; 7 m</p>",
                content="<p>A crane fell.",
            ),
        ),
        dropped=1,
    )


def test_what_version_1_0_and_careless_publishers_write():
    assert entry(id=7, author={"name": "Ida"}, external_url="https://agency.example/a", content_text="One.\n\nTwo.") == FeedEntry(
        id="7", author="Ida", link="https://agency.example/a", content="<p>One.</p>\n<p>Two.</p>"
    )
    wrong = entry(id=True, url=7, title=[], author="Ida", authors={}, tags="x", date_published=7, content_html={}, summary=None)
    assert wrong == FeedEntry()
    assert entry(title="crane \ud83d\0 falls").title == "crane \ufffd falls"


def test_a_thousand_items_are_kept_and_the_rest_is_counted():
    found = parsed({"items": [{"id": number} for number in range(1005)]})
    assert isinstance(found, Feed)
    assert (len(found.entries), found.entries[-1].id, found.dropped) == (1000, "999", 5)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"{", "bad JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"a": "\xff"}', "bad JSON: 'utf-8' codec can't decode byte 0xff in position 7: invalid start byte"),
        (b"{}", "JSON, but no JSON Feed"),
        (b'{"items": {}}', "JSON, but no JSON Feed"),
    ],
)
def test_other_json_is_no_feed(content: bytes, detail: str):
    assert parsed(content) == ParseFailure(FailureKind.OTHER, detail)


@pytest.mark.parametrize("content", [b'{"a":' + b"[" * 200_000, b'{"items": ' + b"9" * 5000 + b"}"])
def test_json_made_to_break_readers_is_no_feed(content: bytes):
    found = parsed(content)
    assert isinstance(found, ParseFailure)
    assert (found.kind, found.detail[:8]) == (FailureKind.OTHER, "bad JSON")
