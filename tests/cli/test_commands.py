from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsfold import errors
from newsfold.cli.exits import code_of
from newsfold.model import Reason, Skip
from newsfold.report import exports, markdown, records
from newsfold.report.terminal.clusters import cluster_whole, clusters_table
from newsfold.report.terminal.evaluation import evaluation_text
from newsfold.report.terminal.explanation import explanation_text
from newsfold.report.terminal.reclustering import reclustering_text
from newsfold.report.terminal.screen import Screen
from newsfold.report.terminal.skips import skips_text
from newsfold.report.terminal.summary import summary_text
from report.samples import (
    CLUSTER,
    CLUSTERS,
    EVALUATION,
    EXPLANATION,
    PAIRS_EVALUATION,
    RECLUSTERING,
    SKIPS,
    SUMMARY,
    UNCHANGED,
)
from report.steering_samples import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from cli.conftest import House

    Newsfold = Callable[..., Result]

SCREEN = Screen(80)
DONE = replace(SUMMARY, skipped={})
QUERY = {"limit": 21, "since_epoch": None, "site": None, "min_size": 0, "singles": False}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", clusters_table(CLUSTERS, SCREEN)),
        ("json", exports.clusters_json(CLUSTERS)),
        ("jsonl", exports.json_lines(records.cluster(cluster) for cluster in CLUSTERS)),
        ("csv", exports.clusters_csv(CLUSTERS)),
        ("markdown", markdown.clusters_markdown(CLUSTERS)),
    ],
)
def test_report_in_every_format(newsfold_: Newsfold, house: House, form: str, expected: str):
    result = newsfold_("report", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")
    assert house.asked == [QUERY]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", cluster_whole(CLUSTER, SCREEN, BACKGROUND)),
        ("json", exports.json_text(records.cluster_whole(CLUSTER, BACKGROUND))),
        ("jsonl", exports.json_lines([records.cluster_whole(CLUSTER, BACKGROUND)])),
        ("csv", exports.clusters_csv([CLUSTER])),
        ("markdown", markdown.cluster_markdown(CLUSTER, BACKGROUND)),
    ],
)
def test_one_cluster_in_every_format(newsfold_: Newsfold, form: str, expected: str):
    result = newsfold_("report", "11", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")


def test_a_merged_cluster_leads_to_where_it_went(newsfold_: Newsfold, house: House):
    house.merged = {5: 11}
    assert newsfold_("report", "5").stderr == "newsfold: cluster 5 has been merged into cluster 11\n"
    assert newsfold_("report", "5", "--quiet").stderr == ""


def test_every_filter_of_report_reaches_the_store(newsfold_: Newsfold, house: House):
    newsfold_(
        *["report", "--limit", "2", "--since", "2026-03-02", "--site", "x.example", "--min-size", "3", "--all", "--format", "json"]
    )
    assert house.asked == [{"limit": 3, "since_epoch": 1_772_409_600, "site": "x.example", "min_size": 3, "singles": True}]


def test_a_report_cut_short_says_so(newsfold_: Newsfold):
    assert "2 clusters shown, more with --limit" in newsfold_("report", "-n", "2").stdout
    result = newsfold_("report", "-n", "2", "-f", "json")
    assert len(json.loads(result.stdout)["clusters"]) == 2
    assert result.stderr == "newsfold: cut after 2; --limit N sets how many\n"
    assert newsfold_("report", "-n", "2", "-f", "json", "-q").stderr == ""


def test_the_limit_of_the_settings_holds_where_none_is_given(newsfold_: Newsfold, house: House, tmp_path: Path):
    (tmp_path / "own.toml").write_text("[report]\nlimit = 1\n")
    newsfold_("report", "--config", str(tmp_path / "own.toml"))
    newsfold_("--config", str(tmp_path / "own.toml"), "report")
    assert [asked["limit"] for asked in house.asked] == [2, 2]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", explanation_text(EXPLANATION, SCREEN)),
        ("json", exports.json_text(records.explanation(EXPLANATION))),
        ("markdown", markdown.explanation_markdown(EXPLANATION)),
    ],
)
def test_explain_in_every_format(newsfold_: Newsfold, house: House, form: str, expected: str):
    result = newsfold_("explain", "wire/11.html", "12", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, expected)
    assert house.asked == [{"a": "wire/11.html", "b": "12"}]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", skips_text(SKIPS, SCREEN)),
        ("json", exports.json_text({"skipped": [records.skip(skip) for skip in SKIPS]})),
        ("jsonl", exports.json_lines(records.skip(skip) for skip in SKIPS)),
        ("csv", exports.skips_csv(SKIPS)),
        ("markdown", markdown.skips_markdown(SKIPS)),
    ],
)
def test_skipped_in_every_format(newsfold_: Newsfold, form: str, expected: str):
    result = newsfold_("skipped", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")


def test_skipped_by_reason_and_cut_short(newsfold_: Newsfold):
    result = newsfold_("skipped", "--reason", "bad json", "--limit", "1", "--format", "csv")
    assert [row["origin"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["feeds/ledger.jsonl#7"]
    assert result.stderr == "newsfold: cut after 1; --limit N sets how many\n"
    assert newsfold_("skipped", "--limit", "1", "--format", "csv", "--quiet").stderr == ""


def test_an_unknown_reason_is_wrong_use(newsfold_: Newsfold):
    result = newsfold_("skipped", "--reason", "boredom")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("newsfold: --reason 'boredom' is none of: unreadable, vanished,")


def test_ingest_ends_with_a_summary_and_what_to_do_next(newsfold_: Newsfold, house: House):
    house.summary = DONE
    result = newsfold_("ingest", "folder", "-", "--db", "my news.db", "--wait", "2.5", stdin=b'{"text": "x"}\n')
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == summary_text(DONE, SCREEN, command="newsfold --db 'my news.db'")
    assert house.opened == ["my news.db"]
    assert house.asked == [{"paths": ["folder", "-"], "stdin": b'{"text": "x"}\n', "wait_s": 2.5}]


def test_ingest_lists_what_could_not_be_used_and_exits_with_1(newsfold_: Newsfold, house: House):
    house.summary = replace(
        SUMMARY, first_skips=(Skip("/data", "a\x1b.txt", Reason.EMPTY), Skip("/data", "b#7", Reason.BAD_JSON, "why"))
    )
    listed = "newsfold: 3 inputs could not be used (newsfold skipped lists all):\n  a\\x1b.txt: empty\n  b#7: bad JSON: why\n  and 1 more\n"
    result = newsfold_("ingest", "folder")
    assert (result.exit_code, result.stderr) == (1, listed)
    quiet = newsfold_("ingest", "folder", "--quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (1, "", listed)


def test_ingest_prints_its_summary_as_json_even_when_quiet(newsfold_: Newsfold, house: House):
    house.summary = DONE
    result = newsfold_("ingest", "folder", "--quiet", "--format", "json")
    assert json.loads(result.stdout) == records.summary(DONE)


def test_rebuild_says_how_many_clusters_there_are(newsfold_: Newsfold):
    assert newsfold_("rebuild").stdout == "Rebuilt 3 clusters\n"
    assert newsfold_("rebuild", "--quiet").stdout == ""
    assert json.loads(newsfold_("rebuild", "--format", "json").stdout) == {"clusters": 3}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", evaluation_text(EVALUATION, SCREEN)),
        ("json", exports.json_text(records.evaluation(EVALUATION))),
        ("markdown", markdown.evaluation_markdown(EVALUATION)),
    ],
)
def test_evaluate_a_file_in_every_format(newsfold_: Newsfold, house: House, form: str, expected: str):
    house.summary = DONE
    result = newsfold_("evaluate", "gold.jsonl", "--worst", "2", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")
    assert house.asked == [{"file": "gold.jsonl", "worst": 2}]


def test_evaluate_lists_the_documents_that_could_not_be_used_and_exits_with_1(newsfold_: Newsfold, house: House):
    house.summary = replace(SUMMARY, first_skips=(Skip("/data", "a\x1b.txt", Reason.EMPTY),))
    result = newsfold_("evaluate", "gold.jsonl", "--quiet", "--format", "json")
    listed = "newsfold: 3 inputs could not be used:\n  a\\x1b.txt: empty\n  and 2 more\n"
    assert (result.exit_code, result.stderr) == (1, listed)
    assert json.loads(result.stdout) == records.evaluation(EVALUATION)


def test_evaluate_pairs_of_the_database(newsfold_: Newsfold, house: House):
    result = newsfold_("evaluate", "--pairs", "people.txt", "--db", "own.db")
    assert (result.exit_code, result.stdout, result.stderr) == (0, evaluation_text(PAIRS_EVALUATION, SCREEN), "")
    assert (house.opened, house.asked) == (["own.db"], [{"pairs": "people.txt", "worst": 5}])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", reclustering_text(RECLUSTERING, SCREEN)),
        ("json", exports.json_text(records.reclustering(RECLUSTERING))),
    ],
)
def test_recluster_in_every_format(newsfold_: Newsfold, house: House, form: str, expected: str):
    result = newsfold_("recluster", "--threshold", "-1.5", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")
    assert house.asked == [{"threshold": -1.5, "keep": True}]


def test_recluster_is_silent_when_quiet_unless_it_is_only_tried(newsfold_: Newsfold, house: House):
    assert newsfold_("recluster", "--threshold", "2", "--quiet").stdout == ""
    result = newsfold_("recluster", "--threshold", "2", "--dry-run", "--quiet")
    assert (result.exit_code, result.stdout) == (0, reclustering_text(UNCHANGED, SCREEN))
    assert house.asked == [{"threshold": 2.0, "keep": True}, {"threshold": 2.0, "keep": False}]


def test_a_threshold_out_of_bounds_is_wrong_use(newsfold_: Newsfold, house: House):
    house.fault = errors.BadThreshold("threshold 7 is not between -3 and 5")
    result = newsfold_("recluster", "--threshold", "7")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "newsfold: threshold 7 is not between -3 and 5\n")


@pytest.mark.parametrize(
    ("arguments", "db"),
    [
        (["report"], "environment.db"),
        (["report", "--db", "after.db"], "after.db"),
        (["--db", "before.db", "report"], "before.db"),
        (["--db", "before.db", "report", "--db", "after.db"], "after.db"),
        (["--db", "before.db", "explain", "1", "2"], "before.db"),
        (["--db", "before.db", "skipped"], "before.db"),
        (["--db", "before.db", "rebuild"], "before.db"),
        (["--db", "before.db", "evaluate", "--pairs", "x"], "before.db"),
        (["--db", "before.db", "recluster", "--threshold", "1"], "before.db"),
        (["--db", "before.db", "--quiet", "ingest", "x"], "before.db"),
    ],
)
def test_the_database_may_be_named_before_and_after_the_command(newsfold_: Newsfold, house: House, arguments: list[str], db: str):
    newsfold_(*arguments)
    assert house.opened == [db]


FAULTS = [
    (errors.PathMissing("no such path: x\x1b[31m\ny"), 2, "newsfold: no such path: x\\x1b[31m\\ny\n"),
    (errors.SettingsError("setting report.limit: no"), 2, "newsfold: setting report.limit: no\n"),
    (errors.NotFound("no cluster 9"), 2, "newsfold: no cluster 9\n"),
    (errors.NotOurs("not ours"), 2, "newsfold: not ours\n"),
    (errors.TooNew("too new"), 2, "newsfold: too new\n"),
    (errors.SchemeMismatch("another scheme"), 2, "newsfold: another scheme\n"),
    (errors.StoreBusy("busy"), 75, "newsfold: busy\n"),
    (errors.StoreFull("full"), 74, "newsfold: full\n"),
    (errors.StoreError("broken"), 74, "newsfold: broken\n"),
    (
        KeyboardInterrupt(),
        130,
        "newsfold: interrupted; every finished batch is stored, and running the same command again goes on from there\n",
    ),
]


@pytest.mark.parametrize(("fault", "code", "line"), FAULTS, ids=[type(fault).__name__ for fault, _, _ in FAULTS])
def test_every_error_is_one_line_and_its_exit_code(newsfold_: Newsfold, house: House, fault: BaseException, code: int, line: str):
    house.fault = fault
    result = newsfold_("ingest", "x")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", line)


def test_every_error_of_the_tree_has_an_exit_code():
    tree = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NewsfoldError)]
    assert {code_of(kind("x")) for kind in tree if kind is not errors.NewsfoldError} == {1, 2, 74, 75}
    with pytest.raises(AssertionError, match="no exit code stands for NewsfoldError"):
        code_of(errors.NewsfoldError("x"))


def test_an_interrupted_report_says_only_that(newsfold_: Newsfold, house: House):
    house.fault = KeyboardInterrupt()
    result = newsfold_("report")
    assert (result.exit_code, result.stderr) == (130, "newsfold: interrupted\n")


def test_a_fault_of_newsfold_keeps_its_traceback(newsfold_: Newsfold, house: House):
    house.fault = ZeroDivisionError("fault")
    assert newsfold_("report").exception is house.fault


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fold"], "No such command 'fold'"),
        (["ingest"], "Missing argument 'PATH...'"),
        (["explain", "1"], "Missing argument 'B'"),
        (["evaluate"], "evaluate measures either a FILE.jsonl or --pairs PAIRS"),
        (["evaluate", "a.jsonl", "--pairs", "b"], "evaluate measures either a FILE.jsonl or --pairs PAIRS"),
        (["evaluate", "a.jsonl", "--worst", "-1"], "--worst"),
        (["recluster"], "Missing option '--threshold'"),
        (["recluster", "--threshold", "high"], "--threshold"),
        (["report", "--limit", "0"], "--limit"),
        (["report", "eleven"], "[CLUSTER]"),
        (["report", "--colour"], "No such option: --colour"),
        (["report", "--format", "xml"], "xml"),
        (["explain", "1", "2", "--format", "csv"], "csv"),
        (["report", "--since", "yesterday"], "--since 'yesterday' is no date"),
        (["report", "--config", "/nowhere/own.toml"], "cannot read the configuration /nowhere/own.toml"),
        (["--db"], "--db"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(newsfold_: Newsfold, arguments: list[str], told: str):
    result = newsfold_(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("newsfold: ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_command_shows_the_help_and_is_wrong_use(newsfold_: Newsfold):
    result = newsfold_()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Commands:" in result.stderr


def test_the_version_and_the_helps(newsfold_: Newsfold):
    assert newsfold_("--version").stdout == "newsfold 0.1.0\n"
    for command in ("ingest", "report", "explain", "skipped", "evaluate", "recluster", "rebuild"):
        shown = newsfold_(command, "--help")
        assert shown.exit_code == 0
        assert all(option in shown.stdout for option in ("--db", "--config", "--quiet", "--format"))
