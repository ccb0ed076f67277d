"""What tells of the database is what the migrations make, and every question in it can be asked."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keeping_builders import POOL, folded, opened
from newsfold.store.store import Store
from newsfold.watching import SourceState, WatchChanges

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "db" / "README.md").read_text(encoding="utf-8")
QUERIES = tomllib.loads((REPOSITORY / "db" / "queries.toml").read_text(encoding="utf-8"))
TABLES = tomllib.loads((REPOSITORY / "db" / "tables.toml").read_text(encoding="utf-8"))
VIEWS = [name for name in TABLES if name.startswith("newsfold_")]
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("asked") / "newsfold.db"
    with opened(str(path)) as store:
        folded(store, POOL)
        store.watch(
            WatchChanges(sources=(SourceState("a", "feed", "https://a.example/", 5, 60, errors=2, fault="no answer", checked=9),))
        )
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_it_is_all_up_to_date_and_every_column_is_explained():
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "schema", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_schema_makes_what_the_migrations_make(database: sqlite3.Connection):
    made = sqlite3.connect(":memory:")
    made.executescript((REPOSITORY / "db" / "schema.sql").read_text(encoding="utf-8"))
    names = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    columns = (
        "SELECT m.name, t.* FROM sqlite_master m, pragma_table_xinfo(m.name) t WHERE m.type IN ('table', 'view') ORDER BY 1, 2"
    )
    for statement in (names, columns):
        assert made.execute(statement).fetchall() == [tuple(row) for row in database.execute(statement)]
    made.close()


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_has_an_answer(database: sqlite3.Connection, name: str):
    assert database.execute(QUERIES[name]["sql"], {"cluster": 1}).fetchall()
    assert f"```sql\n{QUERIES[name]['sql'].strip()}\n```" in README


@pytest.mark.parametrize("view", VIEWS)
def test_the_views_have_plain_times_and_the_columns_that_are_explained(database: sqlite3.Connection, view: str):
    rows = database.execute(f"SELECT * FROM {view}").fetchall()
    assert rows
    assert rows[0].keys() == list(TABLES[view]["columns"])
    timed = [name for name, meaning in TABLES[view]["columns"].items() if "ISO 8601" in meaning]
    assert all(row[name] is None or ISO.fullmatch(row[name]) for row in rows for name in timed)


def test_the_views_tell_what_reports_tell(database: sqlite3.Connection):
    file = database.execute("SELECT file FROM pragma_database_list").fetchone()["file"]
    with Store.open(file) as store:
        clusters = store.report(limit=1_000, singles=True)
    shown = {row["cluster"]: row for row in database.execute("SELECT * FROM newsfold_clusters")}
    assert {one.id: (one.canonical.id, one.canonical_reason) for one in clusters} == {
        number: (row["canonical"], row["reason"]) for number, row in shown.items()
    }
    told = {
        (one.id, variant.article.origin): (variant.relation.value, variant.log_odds, one.canonical.id)
        for one in clusters
        for variant in one.variants
    }
    rows = database.execute(
        "SELECT v.*, a.origin FROM newsfold_variants v JOIN newsfold_articles a ON a.article = v.article"
    ).fetchall()
    found = {(row["cluster"], row["origin"]): (row["relation"], row["log_odds"], row["canonical"]) for row in rows}
    assert {key: found[key] for key in told} == told
    copies = {
        (one.id, origin)
        for one in clusters
        for shown_by in (one.canonical, *(v.article for v in one.variants))
        for origin in shown_by.copies
    }
    assert {key for key in found if key not in told} == copies
    assert {found[key][0] for key in copies} == {"copy"}


def test_datasette_knows_every_table_and_hides_the_technical_ones():
    told = json.loads((REPOSITORY / "config" / "datasette.json").read_text(encoding="utf-8"))["databases"]["newsfold"]
    assert {name: set(table["columns"]) for name, table in told["tables"].items()} == {
        name: set(table["columns"]) for name, table in TABLES.items()
    }
    assert not any(told["tables"][view].get("hidden") for view in VIEWS)
    assert {"bodies", "links", "search", "vectors", "alembic_version"} <= {
        name for name, table in told["tables"].items() if table.get("hidden")
    }
    assert {name: query["sql"] for name, query in told["queries"].items()} == {
        name: query["sql"].strip() for name, query in QUERIES.items()
    }
    for table in told["tables"].values():
        assert {*table.get("facets", ()), *([table["sort_desc"]] if "sort_desc" in table else [])} <= set(table["columns"])
