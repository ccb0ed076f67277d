import io
import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.model import Fetched, Form, Hints, Reason, Skip
from newsfold.sources.jsonl import documents


def read(content: bytes, limit: int = 1000) -> list[Fetched | Skip]:
    return list(documents(io.BytesIO(content), source="/s", file="f.jsonl", max_line_bytes=limit))


def lines(*values: object) -> bytes:
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def skipped(reason: Reason, detail: str = "", name: str = "1") -> Skip:
    return Skip("/s", f"f.jsonl#{name}", reason, detail)


def origins(outcomes: Iterable[Fetched | Skip]) -> list[str]:
    return [outcome.origin for outcome in outcomes]


def test_text_and_html_documents_with_all_that_is_said_of_them():
    hints = {
        "url": "https://a.example/1",
        "title": "T",
        "author": "A",
        "published": "2026-03-02",
        "lang": "en",
        "site": "a.example",
    }
    text, html = read(lines({"id": "x", "text": "One.", **hints}, {"html": "<p>Two.", "title": None, "site": " "}))
    assert isinstance(text, Fetched)
    assert isinstance(html, Fetched)
    assert (text.source, text.origin, text.form, text.content, text.hints) == ("/s", "f.jsonl#x", Form.TEXT, "One.", Hints(**hints))
    assert (html.origin, html.form, html.content, html.hints) == ("f.jsonl#2", Form.HTML, "<p>Two.", Hints())


def test_text_outranks_html_unless_it_is_blank():
    both, only_html = read(lines({"text": "t", "html": "h"}, {"text": " ", "html": "h"}))
    assert isinstance(both, Fetched)
    assert isinstance(only_html, Fetched)
    assert (both.form, both.content) == (Form.TEXT, "t")
    assert (only_html.form, only_html.content) == (Form.HTML, "h")


@pytest.mark.parametrize(
    ("line", "skip"),
    [
        (b"{", skipped(Reason.BAD_JSON, "line 1: Expecting property name enclosed in double quotes (character 2)")),
        (b'{"text": NaN}', skipped(Reason.BAD_JSON, "line 1: NaN is not JSON")),
        (b'{"text": -Infinity}', skipped(Reason.BAD_JSON, "line 1: -Infinity is not JSON")),
        (b'{"text": "caf\xe9"}', skipped(Reason.BAD_JSON, "line 1: not UTF-8 (byte 14)")),
        (b"[" * 100_000, skipped(Reason.BAD_JSON, "line 1: nested too deeply")),
        (b'["text"]', skipped(Reason.BAD_DOCUMENT, "line 1: not an object")),
        (b"null", skipped(Reason.BAD_DOCUMENT, "line 1: not an object")),
        (b"{}", skipped(Reason.BAD_DOCUMENT, "line 1: neither `text` nor `html`")),
        (b'{"id": 7, "text": null}', skipped(Reason.BAD_DOCUMENT, "line 1: neither `text` nor `html`", "7")),
        (b'{"id": "a", "text": 5}', skipped(Reason.BAD_DOCUMENT, "line 1: `text` is not a string", "a")),
        (b'{"text": "t", "published": 2026}', skipped(Reason.BAD_DOCUMENT, "line 1: `published` is not a string")),
        (b'{"id": true, "text": "t"}', skipped(Reason.BAD_DOCUMENT, "line 1: `id` is neither a string nor a number")),
        (b'{"id": {}, "text": "t"}', skipped(Reason.BAD_DOCUMENT, "line 1: `id` is neither a string nor a number")),
        (b'{"id": "%s", "text": "t"}' % (b"i" * 2001), skipped(Reason.BAD_DOCUMENT, "line 1: `id` has more than 2000 characters")),
        (b'{"text": " \\n"}', skipped(Reason.EMPTY, "line 1")),
    ],
)
def test_a_line_that_cannot_be_used_is_one_skip_and_the_others_go_in(line: bytes, skip: Skip):
    assert read(line + b'\n{"text": "good", "id": "good"}\n', 200_000) == [skip, *read(b'{"text": "good", "id": "good"}')]


def test_a_number_of_thousands_of_digits_is_bad_json():
    (skip,) = read(b'{"id": ' + b"1" * 10_000 + b', "text": "t"}', 20_000)
    assert isinstance(skip, Skip)
    assert skip.reason is Reason.BAD_JSON
    assert "digits" in skip.detail


def test_origins_are_unique_whatever_the_ids():
    content = lines(
        {"id": "a", "text": "1"},
        {"id": "a", "text": "2"},
        {"id": 4, "text": "3"},
        {"text": "4"},
        {"id": "a@6", "text": "5"},
        {"id": "a", "text": "6"},
        {"id": "", "text": "7"},
        {"id": 1.5, "text": "8"},
        {"id": "new\nline \ud800", "text": "9"},
    )
    names = ["a", "a@2", "4", "4@4", "a@6", "a@6@6", "7", "1.5", "new\\u000aline \\ud800"]
    assert origins(read(content)) == [f"f.jsonl#{name}" for name in names]


def test_blank_lines_a_byte_order_mark_and_the_last_line_without_an_end():
    outcomes = read(b'\xef\xbb\xbf{"text": "a"}\r\n\n  \t\n{"text": "b"}')
    assert origins(outcomes) == ["f.jsonl#1", "f.jsonl#4"]
    assert [outcome.digest for outcome in outcomes if isinstance(outcome, Fetched)] == [
        outcome.digest for outcome in read(b'{"text": "a"}\n{"text": "b"}\n') if isinstance(outcome, Fetched)
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_a_file_without_a_line_is_empty(content: bytes):
    assert read(content) == [Skip("/s", "f.jsonl", Reason.EMPTY)]


def test_lone_surrogates_are_replaced_so_that_all_strings_can_be_stored():
    (document,) = read(b'{"text": "a\\ud800b \\ud83d\\ude00", "title": "\\udfff"}')
    assert isinstance(document, Fetched)
    assert (document.content, document.hints.title) == ("a\ufffdb 😀", "\ufffd")


class LongLine:
    """Ten million bytes, then a line that can be used. Keeps account of the most that it was asked for at once."""

    def __init__(self) -> None:
        self.left = 10_000_000
        self.rest = [b"\n", b'{"text": "ok"}\n']
        self.largest = 0

    def readline(self, size: int, /) -> bytes:
        self.largest = max(self.largest, size)
        given = min(size, self.left)
        self.left -= given
        if given:
            return b"x" * given
        return self.rest.pop(0) if self.rest else b""


def test_a_line_over_the_limit_is_skipped_without_being_held():
    stream = LongLine()
    long, good = documents(stream, source="/s", file="f.jsonl", max_line_bytes=100)
    assert long == skipped(Reason.TOO_LARGE, "line 1 has more than 100 bytes")
    assert isinstance(good, Fetched)
    assert good.origin == "f.jsonl#2"
    assert stream.largest <= 1 << 20


def test_a_line_of_exactly_the_limit_is_read():
    line = b'{"text": "%s"}' % (b"x" * 88)
    assert len(line) == 100
    for end in (b"", b"\n"):
        assert [type(outcome) for outcome in read(line + end, 100)] == [Fetched]
        assert read(line + end, 99) == [skipped(Reason.TOO_LARGE, "line 1 has more than 99 bytes")]


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "html", "title"]), inner, max_size=4)
    ),
    max_leaves=6,
)
good = st.fixed_dictionaries({"text": st.text(min_size=1)}, optional={"id": st.sampled_from(["a", "b", "2", 2, "a@2"])})
json_lines = st.lists((good | values).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60)).map(b"\n".join)


@given(json_lines | st.binary(), st.integers(1, 80))
def test_any_bytes_come_out_line_by_line_exactly_once(content: bytes, limit: int):
    outcomes = read(content, limit)
    rows = content.split(b"\n")
    rows[0] = rows[0].removeprefix(b"\xef\xbb\xbf") if len(rows[0]) <= limit else rows[0]
    expected = sum(1 for row in rows if row.strip() or len(row) > limit)
    assert len(outcomes) == max(expected, 1)
    assert len(set(origins(outcomes))) == len(outcomes)
    for outcome in outcomes:
        outcome.origin.encode()
        if isinstance(outcome, Fetched):
            assert isinstance(outcome.content, str)
            outcome.content.encode()
