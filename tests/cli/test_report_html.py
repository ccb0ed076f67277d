"""`newsfold report --html`, on a store of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html
from typer.testing import CliRunner

from newsfold import browse
from newsfold.changes import Changes, Event
from newsfold.cli.main import app
from newsfold.match.pair import TERMS
from newsfold.store.store import Store
from store_builders import AT, LATER, make_cluster, sample_changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("NEWSFOLD_DB", str(tmp_path / "a.db"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    monkeypatch.chdir(tmp_path)
    with Store.open(str(tmp_path / "a.db"), write=True) as store:
        changes = sample_changes()
        store.apply(replace(changes, links=tuple(replace(link, evidence=(0.5,) * len(TERMS)) for link in changes.links)), AT)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["report", "--html", "report.html", *arguments])

    return call


def cards(path: Path) -> list[str]:
    return list(html.document_fromstring(path.read_text(encoding="utf-8")).xpath("//article/@id"))


def note(path: Path) -> str:
    document = html.document_fromstring(path.read_text(encoding="utf-8"))
    return str(document.xpath("string(//section[@id='clusters']/p[@class='note'])"))


@pytest.mark.parametrize(
    ("options", "shown", "told"),
    [
        ([], ["cluster-2", "cluster-1"], "2 clusters of at least 2 articles, newest first."),
        (["--limit", "1"], ["cluster-2"], "The newest 1 of 2 clusters of at least 2 articles."),
        (["--all"], ["cluster-3", "cluster-2", "cluster-1"], "3 clusters, newest first."),
        (["--min-size", "3"], ["cluster-1"], "1 cluster of at least 3 articles, newest first."),
        (
            ["--site", "copy.example"],
            ["cluster-1"],
            "1 cluster of at least 2 articles, with an article of copy.example, newest first.",
        ),
        (["--since", "2026-03-02"], [], "There is no cluster of at least 2 articles, since 2026-03-02 00:00 UTC."),
    ],
)
def test_the_options_of_other_formats_hold(
    report: Callable[..., Result], tmp_path: Path, options: list[str], shown: list[str], told: str
):
    result = report(*options)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"newsfold: wrote report.html: {len(shown)} cluster")
    assert cards(tmp_path / "report.html") == shown
    assert note(tmp_path / "report.html") == told


def test_texts_stand_side_by_side_and_the_overview_leads_to_its_clusters(report: Callable[..., Result], tmp_path: Path):
    assert report("--quiet").stderr == ""
    document = html.document_fromstring((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert len(document.xpath("//details//div[@class='sides']")) == 2
    assert document.xpath("//dl[@class='counts']//dd/text()")[:3] == ["6", "3", "2"]
    for link in document.xpath("//a/@href[starts-with(., '#')]"):
        assert document.get_element_by_id(link[1:]) is not None


def test_one_cluster_tells_how_it_came_to_be(report: Callable[..., Result], tmp_path: Path):
    assert report("1").exit_code == 0
    document = html.document_fromstring((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert document.xpath("string(//h1)") == "Cluster 1"
    assert document.xpath("//summary/text()")[-2:] == ["How the canonical was chosen", "What happened to this cluster"]
    assert not document.xpath("//section[@id='overview']")


def test_a_merged_cluster_leads_to_where_it_went(report: Callable[..., Result], tmp_path: Path):
    filed = sample_changes().filed
    merged = Changes(clusters=(make_cluster(1, [*filed[:3], filed[5]]),), merged=((3, 1),), events=(Event(3, "merged", 1),))
    with Store.open(str(tmp_path / "a.db"), write=True) as store:
        store.apply(merged, LATER)
    assert "cluster 1, into which cluster 3 has been merged" in report("3").stderr
    assert cards(tmp_path / "report.html") == ["cluster-1"]


def test_only_so_many_variants_of_a_report_are_aligned(
    report: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(browse, "IN_A_REPORT", 1)
    assert report().exit_code == 0
    document = html.document_fromstring((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert len(document.xpath("//div[@class='sides']")) == 1
    assert "up to 1 in all of this file" in document.text_content()


def test_a_file_that_cannot_be_written_is_told(report: Callable[..., Result], tmp_path: Path):
    (tmp_path / "report.html").mkdir()
    result = report()
    assert (result.exit_code, result.stderr) == (2, "newsfold: report.html is not a regular file\n")
    result = CliRunner().invoke(app, ["report", "--html", "nowhere/report.html"])
    assert (result.exit_code, result.stderr) == (74, "newsfold: cannot write nowhere/report.html: No such file or directory\n")


def test_a_failure_leaves_the_report_of_yesterday(report: Callable[..., Result], tmp_path: Path):
    (tmp_path / "report.html").write_text("yesterday's", encoding="utf-8")
    assert report("99").exit_code == 2
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "yesterday's"
    result = report("--format", "json")
    assert (result.exit_code, result.stderr) == (
        2,
        "newsfold: --html writes a page, --format json something else: choose one of them\n",
    )
