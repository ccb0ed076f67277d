from __future__ import annotations

import pytest

from newsfold.daemon.content import own_text, words
from newsfold.sources.listing import FeedEntry
from newsfold.sources.watchlist import Source

SENTENCE = "The harbour of Ashby will lose its oldest crane this spring. "  # eleven words
WHOLE = f"<p>{SENTENCE * 10}</p><p>{SENTENCE * 9}</p>"
SHORT = f"<p>{SENTENCE * 18}</p>"


def source(text: str) -> Source:
    return Source.model_validate({"key": "quay", "kind": "feed", "url": "https://quay.example/rss", "text": text})


@pytest.mark.parametrize(
    ("content", "summary", "held"),
    [
        (WHOLE, None, True),
        (WHOLE, SENTENCE, True),
        (WHOLE, WHOLE, False),
        (SHORT, None, False),
        (None, WHOLE, False),
        (f"{WHOLE}<p>Cranes [&hellip;]</p>", None, False),
        (f"{WHOLE}<p>And then, the crane...</p>", None, False),
        (f"{WHOLE}<p>The crane … was old.</p>", None, True),
        (f"{WHOLE}<a href='/1'>Read more</a>", None, False),
        (f"{WHOLE}<a href='/1'>Read the full story »</a>", None, False),
        (f"{WHOLE}<p>The crane [&#8230;]</p><p>The post <a>Crane</a> appeared first on <a>Quay</a>.</p>", None, False),
        (f"{WHOLE}<p>The post <a>Crane</a> appeared first on <a>Quay</a>.</p>", None, True),
        (f"<p>Children read more, says a study.</p>{WHOLE}", None, True),
        ("港" * 200, None, True),
        ("港" * 199, None, False),
    ],
)
def test_a_feed_holds_a_whole_article_or_only_its_beginning(content: str | None, summary: str | None, held: bool):  # noqa: FBT001 a column of the table
    found = own_text(FeedEntry(content=content, summary=summary), source("auto"))
    assert found == (content if held else None)


def test_the_user_s_word_outranks_what_it_looks_like():
    entry = FeedEntry(content=None, summary="<p>Crane.</p>")
    assert own_text(entry, source("feed")) == "<p>Crane.</p>"
    assert own_text(FeedEntry(content=WHOLE, summary="<p>Crane.</p>"), source("feed")) == WHOLE
    assert own_text(FeedEntry(content="<img src='/crane'>"), source("feed")) is None
    assert own_text(FeedEntry(content=WHOLE), source("page")) is None


def test_words_of_markup():
    assert words("<p>Fish &amp; chips</p><br>at <b>9</b>") == "Fish & chips at 9"
    assert words(None) == ""
