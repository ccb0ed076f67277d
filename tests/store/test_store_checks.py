"""The check of a database: nothing is wrong with what newsfold writes, and whatever is broken is named."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keeping_builders import checked, nothing
from newsfold.model import Act
from newsfold.store.store import Store
from newsfold.watching import Entry, EntryState, SourceState, WatchChanges
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "a.db"
    with Store.open(str(path), write=True, scheme="s1") as store:
        store.apply(sample_changes(), AT)
        web = make_filed(7, make_article("https://a.example/1", "Snow fell on the pass.", source="web", site="a.example"))
        store.apply(make_changes([web], first_cluster=4), AT)
        revised = make_filed(
            7, make_article("https://a.example/1", "Much snow fell.", source="web", site="a.example"), revised=True
        )
        store.apply(replace(make_changes([revised], first_cluster=4), bodies_gone=(web.body,), events=()), LATER)
        store.note_decision(Act.SAME, 1, 2, by="ana", at=AT)
        entry = Entry("a", "1", b"d", "https://a.example/1", "https://a.example/1", EntryState.TAKEN, 5, fetched=5, tags=("snow",))
        store.watch(WatchChanges(sources=(SourceState("a", "feed", "https://a.example/feed", 5, 60),), entries=(entry,)))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def findings(path: Path) -> list[tuple[str, str]]:
    with Store.open(str(path)) as store:
        return [(one.rule, one.detail) for one in checked(store).findings]


def test_nothing_is_wrong_with_what_newsfold_writes(path: Path) -> None:
    steps: list[int] = []
    with Store.open(str(path)) as store:
        found = store.check(steps.append)
    assert (found.findings, found.left_out, found.rules) == ((), 0, len(steps))


BREAKS = {
    "bodies": "UPDATE bodies SET cluster_id = NULL WHERE id = (SELECT body_id FROM articles WHERE id = 6)",
    "bodies: another's article": "UPDATE bodies SET article_id = 4 WHERE article_id = 3",
    "bodies: none": "UPDATE articles SET body_id = 5 WHERE id = 2",
    "clusters: size": "UPDATE clusters SET size = 9 WHERE id = 1",
    "clusters: empty": "INSERT INTO clusters SELECT 9, 1, 'r', NULL, 0, 100, 'c', 'c'",
    "clusters: time": "UPDATE clusters SET newest = 1 WHERE id = 1",
    "canonicals": "UPDATE clusters SET canonical_id = 4 WHERE id = 1",
    "canonicals: variant": "UPDATE bodies SET log_odds = NULL WHERE article_id = 3",
    "merged clusters": "UPDATE clusters SET merged_into = 1 WHERE id = 2",
    "merged clusters: in a circle": "INSERT INTO clusters VALUES (8, 1, 'r', 9, 0, 1, 'c', 'c'), (9, 1, 'r', 8, 0, 1, 'c', 'c')",
    "links": "PRAGMA foreign_keys = OFF; INSERT INTO links VALUES (1, 2, 1.0, '[]', 1)",
    "removed texts: link": "DELETE FROM signatures; UPDATE bodies SET emptied = 'x' WHERE article_id = 3",
    "removed texts: sketch": "UPDATE bodies SET emptied = 'x' WHERE article_id = 6",
    "removed texts: compared": "UPDATE articles SET emptied = 'x', text = '' WHERE id = 6",
    "removed texts: still there": "UPDATE articles SET emptied = 'x' WHERE id = 6",
    "revisions": "UPDATE articles SET revision = 1 WHERE id = 7",
    "history": "INSERT INTO events (cluster_id, kind, at) VALUES (99, 'created', 'x')",
    "history: other": "INSERT INTO events (cluster_id, kind, other, at) VALUES (1, 'split', 99, 'x')",
    "history: removed": "INSERT INTO events (cluster_id, kind, at) VALUES (1, 'removed', 'x')",
    "removed articles": "INSERT INTO tombstones VALUES ('/in', 'a.html', 50, 'x', NULL)",
    "decisions": "INSERT INTO decisions VALUES (2, 'same', 1, 99, 'ana', 'x', '')",
    "decisions: undo": "INSERT INTO decisions VALUES (2, 'undo', 1, 2, 'ana', 'x', '')",
    "lists": "UPDATE cards SET site = 'other.example' WHERE article_id = 1",
    "lists: from": "DELETE FROM listings WHERE article_id = 1",
    "entries": "UPDATE entries SET origin = 'https://nowhere.example/'",
    "scheme": "DELETE FROM meta WHERE key = 'scheme'",
    "search": "UPDATE articles SET text = text || ' indeed' WHERE id = 1",
    "search: missing": "INSERT INTO search (search, rowid, title, text, site, author) VALUES ('delete', 6, 'a', 'b', 'c', 'd')",
    "search: unknown": "INSERT INTO search (rowid, title, text, site, author) VALUES (99, 'a', 'b', 'c', 'd')",
    "references": "DELETE FROM clusters WHERE id = 3",
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_named(path: Path, raw: sqlite3.Connection, name: str) -> None:
    raw.executescript(f"BEGIN; {BREAKS[name]}; COMMIT")
    found = findings(path)
    assert name.partition(":")[0] in {rule for rule, _ in found}
    assert all(detail and "\n" not in detail for _, detail in found)


def test_a_finding_says_which_row_it_is(path: Path, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE clusters SET size = 9, newest = 1 WHERE id = 1")
    assert findings(path) == [
        ("clusters", "cluster 1 says that it has 9 articles, and has 3"),
        ("clusters", "cluster 1 is dated otherwise than its canonical, article 1"),
    ]


def test_of_many_findings_the_first_are_listed(path: Path, raw: sqlite3.Connection) -> None:
    raw.executemany(
        "INSERT INTO events (cluster_id, kind, at) VALUES (?, 'created', 'x')", [(number,) for number in range(100, 150)]
    )
    with Store.open(str(path)) as store:
        found = checked(store)
    assert (len(found.findings), found.left_out) == (20, 30)


def test_damage_to_the_file_is_a_finding(path: Path) -> None:
    content = bytearray(path.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    connection = sqlite3.connect(path)
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cards'").fetchone()[0]
    connection.close()
    content[(root - 1) * page : root * page] = bytes(page)
    path.write_bytes(content)
    found = findings(path)
    assert {rule for rule, _ in found} >= {"file", "lists"}
    assert any("malformed" in detail for _, detail in found)


def test_it_reads_one_state_while_others_write(path: Path, raw: sqlite3.Connection) -> None:
    seen: list[int] = []

    def meanwhile(_: int) -> None:
        if not seen:
            raw.execute("UPDATE clusters SET size = 9 WHERE id = 1")
        seen.append(1)

    with Store.open(str(path)) as store:
        assert store.check(meanwhile).findings == ()
        assert len(store.check(nothing).findings) == 1


def test_a_failure_that_is_no_damage_is_raised(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsfold.errors import StoreError  # noqa: PLC0415 only here
    from newsfold.store import checks  # noqa: PLC0415

    monkeypatch.setattr(checks, "ANYWHERE", (("broken", "SELECT x FROM nowhere"),))
    with Store.open(str(path)) as store, pytest.raises(StoreError, match="no such table"):
        checked(store)
