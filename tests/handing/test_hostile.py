"""Hostile titles, authors, addresses, texts and names through every export: shown, and obeyed by nobody."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from lxml import html

from handing.readers import read_atom, read_json_feed, shown
from handing.samples import exported, told
from hostile import NOT_LINKED, TEXTS, URLS
from newsfold.report.safe import plain
from newsfold.store.store import Store
from store_builders import AT, make_changes, make_filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databases import Fresh

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 they are what is looked for
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SHOWN = 300  # characters of a name that are compared: longer ones are cut nowhere, and only slow to look at


def storable(text: str) -> str:
    """What can be stored of it: no charset has lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


PAIRS = [(storable(text), storable(URLS[number % len(URLS)])) for number, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def store(fresh: Fresh) -> Iterator[Store]:
    """Of each text a cluster, where it is everything that can be said of a canonical and of its variant."""
    groups = []
    for number, (text, url) in enumerate(PAIRS):
        known: dict[str, Any] = {"title": text, "author": text, "site": text, "url": url}
        names = (2 * number + 1, 2 * number + 2)
        groups.append(
            [
                make_filed(name, told(f"{name} {text}", f"{text}\n{name}" if name % 2 else f"{name}{text}", **known))
                for name in names
            ]
        )
    with Store.open(fresh(), write=True) as opened:
        opened.apply(make_changes(*groups), AT)
        yield opened


def hidden(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in _HIDDEN}


@pytest.mark.parametrize("shape", [{"text": True}, {"text": True, "articles": True}], ids=["clusters", "articles"])
def test_json_lines_hold_every_text_as_it_was_and_no_raw_escape(store: Store, shape: dict[str, Any]):
    content = exported(store, **shape).decode()
    assert hidden(content) == {"\n"}
    rows = [json.loads(line) for line in content.split("\n")[:-1]]
    articles = rows if "articles" in shape else [one for row in rows for one in (row["canonical"], *row["variants"])]
    assert len(articles) == 2 * len(PAIRS)
    for one in articles:
        text, url = PAIRS[(one["id"] - 1) // 2]
        assert (one["title"], one["author"], one["site"], one["url"], one["origin"]) == (
            text,
            text,
            text,
            url,
            f"{one['id']} {text}",
        )


def test_csv_holds_no_raw_formula_and_no_raw_control_character(store: Store):
    content = exported(store, form="csv", text=True).decode()
    assert hidden(content) == {"\r", "\n"}
    assert content.count("\n") == content.count("\r\n") == 2 * len(PAIRS) + 1
    rows = list(csv.reader(io.StringIO(content, newline="")))
    raw = [cell for row in rows for cell in row if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)]
    assert ({len(row) for row in rows}, raw) == ({len(rows[0])}, [])


def test_parquet_holds_every_text_as_it_was(store: Store):
    rows = pq.read_table(io.BytesIO(exported(store, form="parquet", text=True))).to_pylist()
    assert [(row["title"], row["url"]) for row in rows] == [pair for pair in PAIRS for _ in range(2)]


@pytest.mark.parametrize("text", [False, True])
def test_atom_is_valid_and_shows_every_text_as_words(store: Store, *, text: bool):
    content = exported(store, form="atom", text=text, limit=1_000)
    assert hidden(content.decode()) - {"\n"} <= {"\u200c", "\u200d"}
    entries = read_atom(content).entries
    assert len(entries) == len(PAIRS)
    for entry, (words, url) in zip(reversed(entries), PAIRS, strict=True):
        expected = plain(words).strip().replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
        assert " ".join(entry.title.split())[:_SHOWN] == (" ".join(expected.split()) or entry.title)[:_SHOWN]
        linked = [link.href for link in entry.get("links", [])]
        assert all(href.startswith(("https://", "http://")) for href in linked)
        assert not (linked and url in NOT_LINKED)
        shown(entry.content[0].value)


def test_json_feed_is_valid_and_shows_every_text_as_words(store: Store):
    content = exported(store, form="json-feed", text=True, limit=1_000)
    assert hidden(content.decode()) - {"\n"} == set()
    items = read_json_feed(content)["items"]
    assert len(items) == len(PAIRS)
    for item, (words, url) in zip(reversed(items), PAIRS, strict=True):
        first = html.fragment_fromstring(item["content_html"], create_parent=True).find("p")
        expected = next((line for part in words.split("\n") if (line := plain(part).strip())), None)
        assert expected is None or (first is not None and shown(item["content_html"]).startswith(" ".join(expected.split())[:100]))
        assert not ("url" in item and url in NOT_LINKED)
