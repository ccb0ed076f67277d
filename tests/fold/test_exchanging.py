"""Decisions that go from one database to another: nothing is lost, nothing is guessed, and what cannot be taken in says why."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newsfold.changes import Changes
from newsfold.errors import PathMissing
from newsfold.fold.exchanging import Foreign, Noted, Refused, exported, note, read
from newsfold.model import Act
from newsfold.report.exports import json_lines
from newsfold.store.store import Store
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from databases import Fresh


@pytest.fixture
def store(fresh: Fresh) -> Iterator[Store]:
    with Store.open(fresh(), write=True) as opened:
        opened.apply(sample_changes(), AT)
        yield opened


@pytest.fixture
def other(fresh: Fresh) -> Iterator[Store]:
    """A database made of the same sources in another order; the folder of one article was moved."""
    changed = [replace(one, id=10 - one.id) for one in sample_changes().filed]
    changed[5] = replace(changed[5], article=replace(changed[5].article, source="/moved"))
    with Store.open(fresh(), write=True) as opened:
        opened.apply(make_changes(*([one] for one in changed if one.id != 8)), AT)
        yield opened


def lines(rows: list[dict[str, Any]]) -> list[Foreign | Refused]:
    return read("-", io.BytesIO(json_lines(rows).encode()))


def acts(store: Store) -> list[tuple[Act, int, int | None, str, str, str]]:
    return [(act.kind, act.article, act.other, act.by, act.at, act.why) for act in store.decisions()]


def test_what_was_not_undone_goes_over_with_who_when_and_why(store: Store, other: Store) -> None:
    store.note_decision(Act.SAME, 1, 6, by="ana", at=AT, why="one dispatch, «word for word»")
    store.note_decision(Act.DIFFERENT, 3, 4, by="bo", at=LATER)
    store.note_decision(Act.UNDO, 3, 2, by="bo", at=LATER)
    store.note_decision(Act.CANONICAL, 3, None, by="cy", at=LATER)
    rows, gone = exported(store)
    assert gone == 0
    assert note(other, lines(rows)) == Noted(2, 0, ())
    assert acts(other) == [
        (Act.SAME, 9, 4, "ana", AT, "one dispatch, «word for word»"),
        (Act.CANONICAL, 7, None, "cy", LATER, ""),
    ]
    assert note(other, lines(rows)) == Noted(0, 2, ())
    assert len(other.decisions()) == 2


def test_decisions_on_articles_that_are_gone_are_counted(store: Store) -> None:
    store.note_decision(Act.SAME, 1, 99, by="ana", at=AT)
    store.note_decision(Act.CANONICAL, 98, None, by="ana", at=AT)
    store.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
    rows, gone = exported(store)
    assert ([row["b"]["origin"] for row in rows], gone) == (["b.html"], 2)


def test_what_is_not_here_ambiguous_or_one_article_is_refused_by_line(store: Store, other: Store) -> None:
    store.note_decision(Act.SAME, 1, 2, by="ana", at=AT)
    store.note_decision(Act.SAME, 3, 4, by="ana", at=AT)
    rows, _ = exported(store)
    twins = [make_filed(n, make_article("rewrite.html", f"Frost {n}.", source=f"/{n}", url="https://x.example/")) for n in (20, 21)]
    other.apply(make_changes(*([twin] for twin in twins), first_cluster=20), AT)
    rows.append(rows[1] | {"a": {"source": "/y", "origin": "y", "url": "https://x.example/", "digest": None}})
    rows.append(rows[1] | {"b": rows[1]["a"]})
    assert note(other, lines(rows)) == Noted(
        1,
        0,
        (
            Refused(1, "no article copy.html (from /in) is here"),
            Refused(3, "several articles are called y (from /y): 20, 21"),
            Refused(4, "both are article 7 here"),
        ),
    )


def test_what_contradicts_decisions_made_here_is_refused_with_the_chain(store: Store, other: Store) -> None:
    store.note_decision(Act.SAME, 1, 4, by="ana", at=AT)
    store.note_decision(Act.SAME, 4, 6, by="ana", at=AT)
    rows, _ = exported(store)
    other.note_decision(Act.DIFFERENT, 9, 4, by="bo", at=AT)
    told = note(other, lines(rows))
    assert told == Noted(
        1,
        0,
        (
            Refused(
                2,
                "contradicts what was decided: articles 6 and 9: same (decision 2, by ana)"
                " · articles 9 and 4: different (decision 1, by bo)",
            ),
        ),
    )
    assert acts(other)[1:] == [(Act.SAME, 9, 6, "ana", AT, "")]


GOOD: dict[str, Any] = {
    "kind": "same",
    "a": {"source": "/in", "origin": "a"},
    "b": {"source": "/in", "origin": "b"},
    "by": "ana",
    "at": AT,
}


CHANGES: dict[str, dict[str, Any]] = {
    "another kind": {"kind": "odd"},
    "an undo": {"kind": "undo"},
    "no time": {"at": "yesterday"},
    "a time without its offset": {"at": "2026-03-02T10:00:00"},
    "nobody": {"by": "  "},
    "half a pair": {"b": None},
    "an article that is none": {"a": "a.html"},
    "an article without an origin": {"a": {"source": "/in"}},
    "a digest that is none": {"a": {"source": "/in", "origin": "a", "digest": "xyz"}},
}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[" * 100_000, id="nested beyond all"),
        *(pytest.param(json.dumps(GOOD | change).encode(), id=name) for name, change in CHANGES.items()),
    ],
)
def test_a_line_that_is_no_decision_is_refused(line: bytes) -> None:
    (refused,) = read("-", io.BytesIO(b"\n" + line + b"\n"))
    assert isinstance(refused, Refused)
    assert (refused.line, refused.why.partition(":")[0]) == (2, "is no decision")


def test_a_persons_words_become_one_line(store: Store) -> None:
    (found,) = read("-", io.BytesIO(json.dumps(GOOD | {"by": "ana\n\x1b[31m", "why": "a\tb\u2028c"}).encode()))
    assert isinstance(found, Foreign)
    assert (found.by, found.why) == ("ana [31m", "a b c")
    assert note(store, []) == Noted(0, 0, ())


def test_files_are_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(GOOD))
    assert len(read(str(path), io.BytesIO())) == 1
    with pytest.raises(PathMissing, match="cannot read"):
        read(str(tmp_path / "nowhere"), io.BytesIO())


def test_what_cannot_stand_any_more_goes_over_too(store: Store) -> None:
    store.note_decision(Act.DIFFERENT, 1, 2, by="ana", at=AT)
    store.apply(Changes(decided=1), AT)
    assert len(exported(store)[0]) == 1
