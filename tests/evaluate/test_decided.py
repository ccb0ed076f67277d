"""Decisions as labels: only what a person said of two articles that are still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsfold.evaluate.decided import labelled_pairs, labelled_texts
from newsfold.evaluate.labels import LabelledPair, read_pairs
from newsfold.model import Act
from newsfold.store.store import Store
from store_builders import AT, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:", write=True) as opened:
        opened.apply(sample_changes(), AT)
        opened.note_decision(Act.SAME, 1, 6, by="ana #1", at=AT, why='"quoted"\t# and\u2028broken')
        opened.note_decision(Act.DIFFERENT, 4, 6, by="bo", at=AT)
        opened.note_decision(Act.DIFFERENT, 1, 4, by="bo", at=AT)
        opened.note_decision(Act.UNDO, 1, 3, by="bo", at=AT)
        opened.note_decision(Act.CANONICAL, 3, None, by="cy", at=AT)
        opened.note_decision(Act.SAME, 1, 99, by="cy", at=AT)
        opened.note_decision(Act.SAME, 6, 4, by="cy", at=AT)  # moot
        yield opened


def test_labels_are_pairs_that_evaluation_reads(store: Store, tmp_path: Path):
    lines = labelled_pairs(store)
    assert lines[1] == "4\t6\tdifferent\t# bo, 2026-03-02 10:00\n"
    (tmp_path / "pairs").write_text("".join(lines), encoding="utf-8")
    assert read_pairs(str(tmp_path / "pairs")) == [LabelledPair(1, "1", "6", same=True), LabelledPair(2, "4", "6", same=False)]


def test_labels_with_their_texts(store: Store):
    first, second = labelled_texts(store)
    assert first["a"] == {
        "id": 1,
        "origin": "a.html",
        "url": "https://example.org/a",
        "title": "Title of a.html",
        "lang": "en",
        "text": "The bridge fell.\nNobody was hurt.",
    }
    assert (first["b"]["text"], first["same"], second["same"], second["by"], second["at"]) == (
        "Rain is expected.",
        True,
        False,
        "bo",
        AT,
    )
