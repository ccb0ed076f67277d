"""People steer a real database through the commands: nothing stands in for anything."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from newsfold.cli.main import app
from newsfold.evaluate.labels import LabelledPair, read_pairs
from newsfold.match.training import read_decided
from newsfold.store.store import Store

if TYPE_CHECKING:
    from typer.testing import Result

GOLD = Path(__file__).parents[1] / "gold" / "dev2.jsonl"
EVENTS = {"ceylon-doctors-strike-vote", "fezzan-ceasefire-talks"}


def ingested(folder: Path) -> None:
    rows = [line for line in GOLD.read_text(encoding="utf-8").splitlines() if json.loads(line)["event"] in EVENTS]
    folder.mkdir()
    (folder / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NEWSFOLD_CONFIG", "NEWSFOLD_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NEWSFOLD_DB", str(tmp_path / "news.db"))
    monkeypatch.setenv("NEWSFOLD_BY", "ana")
    monkeypatch.setenv("COLUMNS", "100")
    ingested(tmp_path / "news")
    call("ingest", str(tmp_path / "news"))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def ask(*arguments: str) -> Any:  # noqa: ANN401 JSON
    result = call(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def name(role: str, event: str = "fezzan-ceasefire-talks") -> str:
    return f"news.jsonl#{event}-{role}"


STRIKE = "ceylon-doctors-strike-vote"


def test_a_day_at_the_desk(tmp_path: Path) -> None:
    joined = ask("same", name("A"), name("A", STRIKE), "--why", "one desk")
    (home,) = {one["cluster"]["id"] for one in joined["standing"]}
    assert (joined["applied"], joined["known"], [merged["into"] for merged in joined["merged"]]) == (True, False, [home])
    assert ask("same", name("A", STRIKE), name("A"), "--by", "bo")["known"] is True

    parted = ask("different", name("A"), name("B"), "--by", "bo")
    a, b = (one["article"] for one in parted["standing"])
    refused = call("same", name("B"), name("A", STRIKE))
    assert refused.exit_code == 2
    assert f"articles {b} and {a}: different (decision 2, by bo)" in refused.stderr

    explained = ask("explain", name("B"), name("A", STRIKE))
    assert (explained["together"], explained["decided"]["same"], len(explained["decided"]["decisions"])) == (False, False, 2)

    speaks = ask("canonical", str(home), name("A", STRIKE), "--why", "ours")
    assert [one["cluster"]["canonical"]["origin"] for one in speaks["standing"]] == [name("A", STRIKE)]
    whole = ask("report", str(home))
    assert whole["canonical_reason"].startswith("decided by ana on ")
    assert (whole["decided"], whole["contest"]["candidates"][0]["article"]) == (3, a)

    assert ask("undo")["decision"]["undoes"] == 3
    assert [(one["id"], one["state"]) for one in ask("decisions")["decisions"]] == [
        (4, "in force"),
        (3, "undone"),
        (2, "in force"),
        (1, "in force"),
    ]
    told = ask("history", str(joined["merged"][0]["cluster"]))
    assert told["cluster"] == home
    kinds = [line["kind"] for line in told["history"]]
    assert {kind: kinds.count(kind) for kind in ("decision", "merged", "split", "revision")} == {
        "decision": 4,
        "merged": 1,
        "split": 1,
        "revision": 0,
    }

    labels = tmp_path / "labels.txt"
    assert call("decisions", "labels", str(labels)).stderr == "newsfold: 2 labelled pairs\n"
    assert read_pairs(str(labels)) == [
        LabelledPair(1, str(a), str(_id(name("A", STRIKE))), same=True),
        LabelledPair(2, str(a), str(b), same=False),
    ]
    assert ask("evaluate", "--pairs", str(labels))["pairs"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert call("decisions", "labels", str(tmp_path / "labels.jsonl"), "-q").output == ""
    pairs = read_decided(tmp_path / "labels.jsonl")
    assert (pairs.same.tolist(), pairs.events) == ([True, False], (("labels.jsonl", "labels.jsonl"),) * 2)


def test_decisions_survive_into_a_fresh_database(tmp_path: Path) -> None:
    call("same", name("A"), name("A", STRIKE))
    call("different", name("A"), name("B"))
    call("undo", "2")
    call("canonical", str(_cluster(name("A"))), name("B"))
    exported = tmp_path / "decisions.jsonl"
    assert call("decisions", "export", str(exported)).output == ""
    ingested(tmp_path / "moved")
    fresh = str(tmp_path / "fresh.db")
    call("ingest", str(tmp_path / "moved"), "--db", fresh)
    assert ask("decisions", "import", str(exported), "--db", fresh) == {"noted": 2, "known": 0, "refused": [], "applied": True}
    assert _cluster(name("A"), fresh) == _cluster(name("A", STRIKE), fresh)
    assert ask("report", str(_cluster(name("A"), fresh)), "--db", fresh)["canonical"]["origin"] == name("B")


def test_while_somebody_else_writes_it_is_only_noted(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "news.db"), write=True):
        result = call("same", name("A"), name("A", STRIKE))
        assert "A running newsfold holds the database, and will apply this shortly." in result.stdout
        assert [one["state"] for one in ask("decisions")["decisions"]] == ["pending"]
        assert "It is not applied yet." in " ".join(call("explain", name("A"), name("A", STRIKE)).stdout.split())
        assert _cluster(name("A")) != _cluster(name("A", STRIKE))
    assert ask("undo")["applied"] is True
    assert [one["state"] for one in ask("decisions")["decisions"]] == ["in force", "undone"]


def test_other_rules_first_tried_and_then_in_force(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[canonical]\nrules = ["most_complete"]\n')
    tried = ask("canonical", "--dry-run", "--rules", "most_complete")
    assert tried["changes"]
    assert ask("canonical", "--dry-run", "--config", str(own)) == tried
    changed = tried["changes"][0]
    shown = call("report", str(changed["cluster"]), "--config", str(own)).stdout
    assert f"it would be article {changed['after']['id']}" in shown
    assert ask("canonical", "--all", "--config", str(own)) == tried | {"stored": True}
    assert ask("report", str(changed["cluster"]))["canonical"]["id"] == changed["after"]["id"]


def _cluster(article: str, db: str | None = None) -> int:
    with Store.open(db or os.environ["NEWSFOLD_DB"]) as store:
        return store.find_article(article).cluster


def _id(article: str) -> int:
    with Store.open(os.environ["NEWSFOLD_DB"]) as store:
        return store.find_article(article).id
