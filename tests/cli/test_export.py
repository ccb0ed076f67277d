"""`newsfold export` on a real store: where it writes, what it refuses, how far it came, and what is left when it is killed."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from newsfold.changes import Changes
from newsfold.cli.main import app
from newsfold.cli.since import cursor_of, mark_of
from newsfold.errors import UsageError
from newsfold.store.store import Store
from newsfold.views.handing import Mark
from store_builders import AT, LATER, make_article, make_changes, make_filed, sample_changes

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

NEWSFOLD = [sys.executable, "-c", "from newsfold.cli.main import run; run()", "export"]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    path = tmp_path / "db" / "newsfold.db"
    with Store.open(str(path), write=True) as store:
        store.apply(sample_changes(), AT)
    return path


def export(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments, "--db", str(db)])


def test_standard_output_gets_json_lines_and_whoever_looks_is_told_the_rest(db: Path):
    result = export(db)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 2, 3]
    size = len(result.stdout) / 1_000
    assert result.stderr == (
        f"newsfold: 3 clusters, 6 articles ({size:.1f} kB); what changes later: --since 2026-03-02T10:00:00+00:00@3\n"
    )
    assert export(db, "--quiet").stderr == ""


def test_the_suffix_of_a_file_tells_the_form(db: Path, tmp_path: Path):
    names = ("a.jsonl", "b.csv", "c.parquet", "d.atom", "e.XML")
    assert [export(db, str(tmp_path / name), "--quiet").exit_code for name in names] == [0] * 5
    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert len(list(csv.reader(io.StringIO((tmp_path / "b.csv").read_text(encoding="utf-8"))))) == 7
    assert pq.read_table(tmp_path / "c.parquet").num_rows == 6
    assert (tmp_path / "d.atom").read_bytes() == (tmp_path / "e.XML").read_bytes()
    told = export(db, str(tmp_path / "f"), "-f", "json-feed", "-n", "2", "--title", "Coast", "--link", "https://coast.example/f")
    assert told.stderr.startswith(f"newsfold: 2 clusters, 3 articles in {tmp_path / 'f'} (")
    assert "--since" not in told.stderr
    document = json.loads((tmp_path / "f").read_text(encoding="utf-8"))
    assert (document["title"], document["feed_url"], len(document["items"])) == ("Coast", "https://coast.example/f", 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.json"], r"what is x.json to be\? Name it \*.jsonl, .* or say --format"),
        (["--limit", "3"], "--limit, --title and --link are for feeds"),
        (["--title", "x", "-f", "csv"], "--limit, --title and --link are for feeds"),
        (["-f", "atom", "--link", "coast.example"], "--link 'coast.example' is no http or https address"),
        (["-f", "atom", "--canonicals"], "atom has one entry a cluster"),
        (["-f", "json-feed", "--since", "7d"], "json-feed has one entry a cluster"),
        (["-f", "atom", "--cursor", "none"], "a feed holds the newest, whatever it held before"),
        (["--since", "yesterday"], "--since 'yesterday' is no date"),
        (["--since", "yesterday@3"], "'yesterday@3' is no cursor that an export gave"),
        (["-f", "csv", "/dev/null"], "/dev/null is not a regular file"),
        (["-f", "csv", "/"], "/ is not a regular file"),
        (["-f", "pdf"], "Invalid value for '--format'"),
    ],
)
def test_wrong_use_is_told(db: Path, arguments: list[str], message: str):
    result = export(db, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(message, result.stderr)


def test_a_file_that_cannot_be_written_is_told(db: Path, tmp_path: Path):
    result = export(db, str(tmp_path / "none" / "x.csv"))
    assert (result.exit_code, result.stderr) == (74, f"newsfold: cannot write {tmp_path}/none/x.csv: No such file or directory\n")


def test_parquet_is_not_for_a_terminal(db: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsfold.cli.export._at_terminal", lambda: True)
    assert export(db, "-f", "parquet").stderr == "newsfold: Parquet is not for a terminal: name a FILE\n"


def test_filters_and_shapes_reach_the_export(db: Path):
    rows = [json.loads(line) for line in export(db, "--articles", "--site", "example.org", "--text", "-q").stdout.splitlines()]
    assert [(row["id"], row["text"]) for row in rows][:2] == [
        (1, "The bridge fell.\n\nNobody was hurt."),
        (4, "Prices rose by 3 %."),
    ]
    assert [json.loads(line)["id"] for line in export(db, "--canonicals", "--min-size", "2", "-q").stdout.splitlines()] == [1, 4]
    assert export(db, "--tag", "none", "-q").stdout == export(db, "--lang", "de", "-q").stdout == ""


def test_a_cursor_leads_from_one_export_to_the_next(db: Path, tmp_path: Path):
    kept = tmp_path / "kept"
    first = export(db, "--cursor", str(kept))
    assert (len(first.stdout.splitlines()), kept.read_text(encoding="ascii")) == (3, "2026-03-02T10:00:00+00:00@3\n")
    assert "--since" not in first.stderr
    assert export(db, "--cursor", str(kept), "-q").stdout == ""
    with Store.open(str(db), write=True) as store:
        store.apply(make_changes([make_filed(7, make_article("new.html", "Snow fell."))], first_cluster=4), AT)
    assert [json.loads(line)["id"] for line in export(db, "--cursor", str(kept), "-q").stdout.splitlines()] == [4]
    given = export(db, "--since", "2026-03-02T10:00:00+00:00@3")
    assert [json.loads(line)["id"] for line in given.stdout.splitlines()] == [4]
    assert export(db, "--since", "2026-03-02", "-q").stdout.count("\n") == 4
    assert export(db, "--since", "2026-03-03", "-q").stdout == ""


def test_a_cursor_stays_where_it_was_when_the_export_fails(db: Path, tmp_path: Path):
    kept = tmp_path / "kept"
    assert export(db, str(tmp_path / "none" / "x.csv"), "--cursor", str(kept)).exit_code == 74
    assert not kept.exists()
    kept.write_text("what is this?", encoding="ascii")
    result = export(db, "--cursor", str(kept))
    assert (result.exit_code, kept.read_text(encoding="ascii")) == (2, "what is this?")
    assert f"{kept} holds no cursor of an export: 'what is this?' is no cursor" in result.stderr


def test_what_was_removed_is_counted(db: Path):
    with Store.open(str(db), write=True) as store:
        gone = make_filed(6, make_article("d.html", "Rain is expected."))
        store.apply(Changes(removed=(6,), clusters_gone=(3,), bodies_gone=(gone.body,)), LATER)
    result = export(db, "--since", "2026-03-02T10:00:00+00:00@3")
    assert json.loads(result.stdout) == {"id": 3, "removed": LATER}
    assert result.stderr.startswith("newsfold: 0 clusters, 0 articles, 1 gone (")


def test_marks_are_read_as_they_are_written():
    mark = Mark("2026-03-02T10:00:00.000001+00:00", 1523)
    assert cursor_of(f" {mark}\n") == mark_of(str(mark), 0.0) == mark
    assert mark_of("2026-03-02", 0.0) == Mark("2026-03-01T23:59:59.999999+00:00")
    assert mark_of("4w", 0.0) == Mark("1969-12-31T23:59:59.999999+00:00")
    for text in ("", "@", "@3", "2026-03-02@3", "2026-03-02T10:00:00+00:00@x", "2026-03-02T10:00:00+00:00@3 4"):
        with pytest.raises(UsageError, match="is no cursor that an export gave"):
            cursor_of(text)


def test_a_reader_that_has_seen_enough_is_no_error(large: Path):
    for form, unbuffered in (("jsonl", ""), ("csv", "1"), ("parquet", "")):
        command = [*NEWSFOLD, "-f", form, "--text", "--db", str(large)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": unbuffered}
        )
        assert process.stdout
        assert len(process.stdout.read(10)) == 10
        process.stdout.close()
        assert process.stderr
        with process.stderr as told:
            assert told.read() == b""
        assert process.wait(timeout=60) == 141


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "newsfold.db"
    chance = Random(1)  # what compresses well would fit into a pipe
    articles = [
        make_filed(number, make_article(f"{number}.html", chance.randbytes(1_500).hex(" ", 3))) for number in range(1, 1_001)
    ]
    with Store.open(str(path), write=True) as store:
        store.apply(make_changes(*([one] for one in articles)), AT)
    return path


def test_an_export_that_is_killed_leaves_what_was_there(large: Path, tmp_path: Path):
    place, random = tmp_path / "export.csv", Random(1)
    place.write_bytes(b"old")
    command = [*NEWSFOLD, "--text", "-q", "--db", str(large)]
    whole = subprocess.run([*command, "-f", "csv"], capture_output=True, check=True).stdout
    killed = 0
    for _ in range(8):
        process = subprocess.Popen([*command, str(place)])
        try:
            process.wait(random.uniform(0.2, 2.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        assert [child.name for child in tmp_path.iterdir()] == ["export.csv"]
        assert place.read_bytes() in {b"old", whole}
    assert killed
