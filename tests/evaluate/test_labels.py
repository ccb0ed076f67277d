"""Labels as people write them down."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest

from newsfold.errors import PathMissing, UsageError
from newsfold.evaluate.labels import LabelledPair, read_labels, read_pairs
from newsfold.model import Fetched
from newsfold.sources.local import read
from source_inputs import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TAB, LINE = "\t", "\n"


def labels(path: Path, *lines: str | bytes) -> Sequence[str | None]:
    """The labels of a file's documents, found by the digests that reading the same file gives them."""
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    found = read_labels(str(path))
    documents = [one for one in read([str(path)], SETTINGS, io.BytesIO()) if isinstance(one, Fetched)]
    return [found[document.digest] for document in documents]


def test_gold_sets_are_labelled_by_event_and_role(tmp_path: Path):
    lines = [json.dumps({"text": role, "event": "flood", "role": role}) for role in "ABCDEFGH"]
    assert labels(tmp_path / "a.jsonl", *lines) == ['"flood"'] * 4 + [None, None, '"flood"', None]


def test_any_value_of_cluster_is_a_label_and_outranks_event_and_role(tmp_path: Path):
    values = ["x", 1, None, {"b": 1, "a": 2}]
    lines = [json.dumps({"text": "t", "cluster": value, "event": "flood", "role": "A"}) for value in values]
    assert labels(tmp_path / "a.jsonl", *lines, '{"text": "unlabelled"}', '{"text": "t", "role": ["A"], "event": "flood"}') == [
        *['"x"', "1", None, '{"a": 2, "b": 1}'],
        *[None, None],
    ]


def test_what_is_no_document_is_left_to_the_ingestion(tmp_path: Path):
    lines: list[str | bytes] = [
        b'\xef\xbb\xbf  {"text": "first", "cluster": 1}  \r',
        "{broken",
        b"\xff\xfe",
        "[1]",
        "",
        "[" * 100_000,
    ]
    assert labels(tmp_path / "a.jsonl", *lines) == ["1"]


def test_a_compressed_file(tmp_path: Path):
    packed = gzip.compress(b'{"text": "t", "cluster": 1}\n')
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    (document,) = read([str(tmp_path / "a.jsonl.gz")], SETTINGS, io.BytesIO())
    assert isinstance(document, Fetched)
    assert read_labels(str(tmp_path / "a.jsonl.gz")) == {document.digest: "1"}
    for broken in (packed[:20], b"no gzip"):
        (tmp_path / "b.gz").write_bytes(broken)
        with pytest.raises(UsageError, match=r"cannot read .*b\.gz"):
            read_labels(str(tmp_path / "b.gz"))


@pytest.mark.parametrize("content", ['{"text": "t", "event": "flood"}', "", "plain words"])
def test_a_file_without_labels_is_refused(tmp_path: Path, content: str):
    (tmp_path / "a.jsonl").write_text(content)
    with pytest.raises(UsageError, match="is labelled"):
        read_labels(str(tmp_path / "a.jsonl"))


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path):
    with pytest.raises(PathMissing, match="no such file"):
        read_pairs(str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="cannot read"):
        read_labels(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "a", "b"),
    [
        ("1 2 same", "1", "2"),
        ("  a.jsonl#x-1   b.html\tSame  ", "a.jsonl#x-1", "b.html"),
        ("a.html b.html same # as everybody says", "a.html", "b.html"),
        ('"my notes/a #1.html" \'it is "b"\' same #sure', "my notes/a #1.html", 'it is "b"'),
        ("l'eau.html d'or.html same", "l'eau.html", "d'or.html"),
        ('"a"b c same', '"a"b', "c"),
        (TAB.join(["my a.html", '"b \' c"', "same"]), "my a.html", "b ' c"),
        (TAB.join(["a", "b", " same ", "# why", ""]), "a", "b"),
        ("a\\x1b.html https://x.example/?q=#2 same", "a\\x1b.html", "https://x.example/?q=#2"),
    ],
)
def test_a_pair_may_be_written_in_many_ways(tmp_path: Path, line: str, a: str, b: str):
    (tmp_path / "pairs").write_text(LINE.join(["\ufeff# people", "", TAB.join("#abcd"), line, "1 2 different"]))
    found = read_pairs(str(tmp_path / "pairs"))
    assert found == [LabelledPair(4, a, b, same=True), LabelledPair(5, "1", "2", same=False)]


@pytest.mark.parametrize(
    "line", ["1 2", "1 2 equal", "1 2 3 same", "a b.html c.html same", '"" same', TAB.join(["a", "", "b", "same"])]
)
def test_any_other_line_is_refused_by_its_number(tmp_path: Path, line: str):
    (tmp_path / "pairs").write_text(f"1 2 same\n{line}\n")
    with pytest.raises(UsageError, match="line 2: not `A B same` or `A B different`"):
        read_pairs(str(tmp_path / "pairs"))


@pytest.mark.parametrize(("content", "told"), [(b"# none\n\n", "names no pair"), (b"\xff", "is not UTF-8 \\(byte 1\\)")])
def test_a_file_without_pairs_is_refused(tmp_path: Path, content: bytes, told: str):
    (tmp_path / "pairs").write_bytes(content)
    with pytest.raises(UsageError, match=told):
        read_pairs(str(tmp_path / "pairs"))
