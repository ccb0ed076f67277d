"""Several `newsfold ingest` at a time, in one PostgreSQL database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from databases import url_of
from newsfold.store.dump import dump_text
from newsfold.store.store import Store
from tied import tied

if TYPE_CHECKING:
    from databases import PostgreSQL

REPOSITORY = Path(__file__).parents[1]
SAMPLE = str(REPOSITORY / "scripts" / "sample")


def ingesting(database: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newsfold", "ingest", SAMPLE, "--db", database, "--format", "json"]
    environment = os.environ | {"NEWSFOLD_READ__BATCH": "10", "NEWSFOLD_CLEAN__WORKERS": "1"}
    return subprocess.Popen(tied(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(process.communicate()[0])
    assert process.returncode == 1, "two of the inputs cannot be used"
    return summary


def dumped(database: str) -> str:
    with Store.open(database) as store:
        assert store.check(lambda _: None).findings == ()
        return dump_text(store)


def test_what_two_take_in_at_the_same_time_is_stored_once(postgresql: PostgreSQL, tmp_path: Path):
    """Both also find the database without any table, and make them."""
    database = url_of(postgresql.bare())
    whole = told(ingesting(str(tmp_path / "whole.db")))
    summaries = [told(process) for process in [ingesting(database) for _ in range(2)]]
    assert sum(one["new"] + one["copies"] for one in summaries) == whole["new"] + whole["copies"]
    kinds = ("new", "copies", "unchanged")
    skipped = sum(sum(one["skipped"].values()) for one in summaries)
    assert sum(one["read"] for one in summaries) == sum(one[kind] for one in summaries for kind in kinds) + skipped
    assert dumped(database) == dumped(str(tmp_path / "whole.db"))


def test_killed_at_random_moments_they_leave_what_one_leaves(postgresql: PostgreSQL):
    assert postgresql.kind
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "kill9-postgresql", "--kills", "3", SAMPLE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ", 0 differences, 0 findings" in done.stdout
