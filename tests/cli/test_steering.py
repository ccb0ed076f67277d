"""The commands by which people decide, undo and look back: what they ask for, what they print, and how they end."""

from __future__ import annotations

import getpass
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

import newsfold.fold.chronicle
import newsfold.fold.exchanging
import newsfold.fold.recrowning
import newsfold.fold.telling
import newsfold.ingest
from newsfold import steer
from newsfold.errors import Contradiction
from newsfold.model import Act
from newsfold.report import exports, markdown, verdicts
from newsfold.report.terminal.contest import recrowning_text
from newsfold.report.terminal.decisions import decisions_text, imported_text, outcome_text
from newsfold.report.terminal.history import history_text
from newsfold.report.terminal.screen import Screen
from newsfold.steer import Decided
from newsfold.views.decisions import Imported
from report.steering_samples import DECISIONS, HISTORY, IMPORTED, MERGED, RECROWNING, SAME, UNDONE, UNMOVED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from typer.testing import Result

    from cli.conftest import House
    from newsfold.fold.exchanging import Foreign, Refused
    from newsfold.settings import CanonicalSettings, Settings
    from newsfold.views.decisions import DecisionView, Outcome
    from newsfold.views.histories import History
    from newsfold.views.recrownings import Recrowning

    Newsfold = Callable[..., Result]

SCREEN = Screen(80)


@dataclass
class Desk:
    """Stands for whoever decides, and for what was decided so far."""

    asked: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    views: Sequence[DecisionView] = DECISIONS
    outcome_: Outcome = MERGED
    imported: Imported = IMPORTED
    fault: Exception | None = None

    def decide(self, settings: Settings, kind: Act, article: str, other: str | None, *, by: str, why: str) -> Decided:
        return self._act(settings, kind, article, other, by, why)

    def undo(self, settings: Settings, decision: int | None, *, by: str, why: str) -> Decided:
        return self._act(settings, Act.UNDO, decision, by, why)

    def _act(self, settings: Settings, *asked: object) -> Decided:
        if self.fault:
            raise self.fault
        self.asked.append((settings.db, *asked))
        return Decided(self.outcome_.view.decision, applied=True, changed=(3,), merged=((7, 3),))

    def outcome(
        self,
        store: House,
        decision: int,
        *,
        known: bool,
        applied: bool,
        merged: tuple[tuple[int, int], ...],
        changed: tuple[int, ...],
    ) -> Outcome:
        assert store.opened[-1]
        assert (decision, known, applied, merged, changed) == (self.outcome_.view.decision.id, False, True, ((7, 3),), (3,))
        return self.outcome_

    def history(self, store: House, cluster: int) -> History:
        assert store.opened[-1]
        self.asked.append(("history", cluster))
        return HISTORY

    def recrowning(self, store: House, policy: CanonicalSettings) -> Recrowning:
        assert store.opened[-1]
        self.asked.append(("dry run", policy.rules))
        return RECROWNING

    def recrown(self, settings: Settings) -> Recrowning:
        self.asked.append(("all", settings.canonical.rules))
        return UNMOVED

    def take_in(self, settings: Settings, lines: Sequence[Foreign | Refused]) -> Imported:
        self.asked.append((settings.db, len(lines)))
        return self.imported

    def exported(self, store: House) -> tuple[list[dict[str, object]], int]:
        assert store.opened[-1]
        return [{"kind": "same"}], 2


class Shelf:
    """A register with the views of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, store: House) -> Shelf:
        assert store.opened[-1]
        return self

    @property
    def views(self) -> dict[int, DecisionView]:
        return {view.decision.id: view for view in sorted(self._desk.views, key=lambda view: view.decision.id)}


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:  # noqa: ARG001 the stand-ins must be in place
    stand_in = Desk()
    monkeypatch.setattr(steer, "decide", stand_in.decide)
    monkeypatch.setattr(steer, "undo", stand_in.undo)
    monkeypatch.setattr(steer, "take_in", stand_in.take_in)
    monkeypatch.setattr(newsfold.fold.telling, "outcome", stand_in.outcome)
    monkeypatch.setattr(newsfold.fold.telling, "Register", Shelf(stand_in))
    monkeypatch.setattr(newsfold.fold.chronicle, "history", stand_in.history)
    monkeypatch.setattr(newsfold.fold.exchanging, "exported", stand_in.exported)
    monkeypatch.setattr(newsfold.fold.recrowning, "recrowning", stand_in.recrowning)
    monkeypatch.setattr(newsfold.ingest, "recrown", stand_in.recrown)
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    monkeypatch.delenv("NEWSFOLD_BY", raising=False)
    return stand_in


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["same", "3", "a.html"], (Act.SAME, "3", "a.html", "login", "")),
        (["different", "3", "9", "--by", "ana", "--why", "two fires"], (Act.DIFFERENT, "3", "9", "ana", "two fires")),
        (["canonical", "3", "a.html", "--by", "ana"], (Act.CANONICAL, "a.html", "3", "ana", "")),
        (["undo"], (Act.UNDO, None, "login", "")),
        (["undo", "4", "--why", "wrong"], (Act.UNDO, 4, "login", "wrong")),
    ],
    ids=["same", "different", "canonical", "undo", "undo of one"],
)
def test_a_decision_is_asked_for_and_its_outcome_told(
    newsfold_: Newsfold, desk: Desk, arguments: list[str], asked: tuple[object, ...]
):
    result = newsfold_(*arguments, "--db", "news.db")
    expected = outcome_text(MERGED, SCREEN, undo="newsfold undo 4 --db news.db")
    assert (result.exit_code, result.stdout, result.stderr) == (0, expected, "")
    result = newsfold_(*arguments, "--db", "news.db", "--format", "json", "-q")
    assert (result.exit_code, result.stdout) == (0, exports.json_text(verdicts.outcome(MERGED)))
    assert newsfold_("-q", *arguments, "--db", "news.db").output == ""
    assert desk.asked == [("news.db", *asked)] * 3


def test_an_undo_offers_no_undo(newsfold_: Newsfold, desk: Desk):
    desk.outcome_ = UNDONE
    assert "takes it back" not in newsfold_("undo").stdout


def test_who_decides_may_stand_in_the_environment(newsfold_: Newsfold, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSFOLD_BY", "the desk")
    newsfold_("same", "3", "9")
    newsfold_("same", "3", "9", "--by", "bo")
    assert [asked[4] for asked in desk.asked] == ["the desk", "bo"]


def test_where_nobody_has_a_name_one_must_be_said(newsfold_: Newsfold, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    result = newsfold_("same", "3", "9")
    assert (result.exit_code, result.stderr) == (2, "newsfold: nobody is logged in by name: say with --by NAME who decides\n")
    assert newsfold_("same", "3", "9", "--by", "bo").exit_code == 0
    assert len(desk.asked) == 1


def test_a_contradiction_is_refused_with_its_chain(newsfold_: Newsfold, desk: Desk):
    desk.fault = Contradiction("articles 3 and 9 cannot be one report: articles 3 and 9: different (decision 4, by ana\x1b[31m)")
    result = newsfold_("same", "3", "9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("different (decision 4, by ana\\x1b[31m)\n")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", decisions_text(DECISIONS, SCREEN)),
        ("json", exports.json_text({"decisions": [verdicts.decision(view) for view in DECISIONS]})),
        ("jsonl", exports.json_lines(verdicts.decision(view) for view in DECISIONS)),
        ("csv", exports.decisions_csv(DECISIONS)),
        ("markdown", markdown.decisions_markdown(DECISIONS)),
    ],
)
@pytest.mark.usefixtures("desk")
def test_decisions_in_every_format_the_latest_first(newsfold_: Newsfold, form: str, expected: str):
    result = newsfold_("decisions", "--format", form)
    assert (result.exit_code, result.stdout_bytes.decode(), result.stderr) == (0, expected, "")


@pytest.mark.usefixtures("desk")
def test_decisions_cut_short_say_so(newsfold_: Newsfold):
    assert "2 decisions shown, more with --limit" in newsfold_("decisions", "-n", "2").stdout
    result = newsfold_("decisions", "-n", "2", "-f", "json")
    assert [row["id"] for row in json.loads(result.stdout)["decisions"]] == [9, 8]
    assert result.stderr == "newsfold: cut after 2; --limit N sets how many\n"
    assert newsfold_("-q", "decisions", "-n", "2", "-f", "json").stderr == ""


@pytest.mark.parametrize(
    "way",
    [["--db", "news.db", "decisions"], ["decisions", "--db", "news.db"]],
    ids=["before the command", "after it"],
)
@pytest.mark.usefixtures("desk")
def test_the_database_may_be_named_anywhere(newsfold_: Newsfold, house: House, way: list[str], tmp_path: Path):
    newsfold_(*way)
    newsfold_(*way, "export", str(tmp_path / "d.jsonl"))
    newsfold_("decisions", "export", str(tmp_path / "d.jsonl"), "--db", "news.db")
    assert house.opened == ["news.db"] * 3


@pytest.mark.usefixtures("desk")
def test_decisions_are_exported_to_a_file_or_printed(newsfold_: Newsfold, tmp_path: Path):
    gone = "newsfold: 2 of 3 decisions are about articles that are not stored any more, and were left out\n"
    result = newsfold_("decisions", "export", str(tmp_path / "d.jsonl"))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", gone)
    assert (tmp_path / "d.jsonl").read_text() == '{"kind": "same"}\n'
    assert newsfold_("decisions", "export", "-", "-q").output == '{"kind": "same"}\n'
    assert newsfold_("decisions", "export", str(tmp_path / "no" / "d.jsonl")).exit_code == 74


def test_what_an_import_refuses_is_named_and_ends_with_1(newsfold_: Newsfold, desk: Desk):
    result = newsfold_("decisions", "import", "-", stdin=b"{}\n\n{}\n")
    assert (result.exit_code, result.stdout) == (1, imported_text(IMPORTED, SCREEN))
    assert result.stderr.splitlines()[1] == "  line 4: no article a.html (from /in) is here"
    assert desk.asked == [("environment.db", 2)]
    result = newsfold_("decisions", "import", "-", "-f", "json", stdin=b"")
    assert (result.exit_code, result.stdout) == (1, exports.json_text(verdicts.imported(IMPORTED)))
    desk.imported = Imported(1, 0, (), applied=True)
    result = newsfold_("decisions", "import", "-", "-q", stdin=b"")
    assert (result.exit_code, result.output) == (0, "")


def test_a_history_in_both_formats(newsfold_: Newsfold, desk: Desk):
    result = newsfold_("history", "3")
    assert (result.exit_code, result.stdout, result.stderr) == (0, history_text(HISTORY, SCREEN), "")
    assert newsfold_("history", "3", "-f", "json").stdout == exports.json_text(verdicts.history(HISTORY))
    assert desk.asked == [("history", 3)] * 2


@pytest.mark.usefixtures("desk")
def test_the_history_of_a_merged_cluster_leads_on(newsfold_: Newsfold):
    result = newsfold_("history", "7", "--limit", "2")
    assert result.stderr == "newsfold: cluster 7 has been merged into cluster 3\n"
    assert "12 earlier left out; more with --limit" in result.stdout
    assert newsfold_("history", "7", "--quiet").stderr == ""


def test_other_rules_are_tried(newsfold_: Newsfold, desk: Desk):
    result = newsfold_("canonical", "--dry-run", "--rules", "most_complete, earliest")
    assert (result.exit_code, result.stdout) == (0, recrowning_text(RECROWNING, SCREEN))
    assert newsfold_("canonical", "--dry-run", "-n", "1").stdout == recrowning_text(RECROWNING, SCREEN, most=1)
    assert newsfold_("canonical", "--dry-run", "-f", "json").stdout == exports.json_text(verdicts.recrowning(RECROWNING))
    assert [asked[1] for asked in desk.asked] == [
        ("most_complete", "earliest"),
        *[("source_rank", "not_excerpt", "earliest", "most_complete")] * 2,
    ]


def test_the_rules_of_a_configuration_are_tried_too(newsfold_: Newsfold, desk: Desk, tmp_path: Path):
    (tmp_path / "own.toml").write_text('[canonical]\nrules = ["first_seen"]\n')
    newsfold_("canonical", "--dry-run", "--config", str(tmp_path / "own.toml"))
    assert desk.asked == [("dry run", ("first_seen",))]


def test_all_canonicals_are_chosen_anew(newsfold_: Newsfold, desk: Desk):
    assert newsfold_("canonical", "--all").stdout == recrowning_text(UNMOVED, SCREEN)
    assert newsfold_("canonical", "--all", "-q").output == ""
    assert len(desk.asked) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"),
        (["3"], "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"),
        (["3", "9", "--dry-run"], "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"),
        (["--all", "--dry-run"], "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"),
        (["3", "--dry-run"], "canonical wants a CLUSTER and an ARTICLE, or --dry-run, or --all"),
        (
            ["--all", "--rules", "earliest"],
            "--rules only tries them, with --dry-run; canonical.rules in the settings puts them in force",
        ),
        (["--dry-run", "--rules", "loudest"], "rules loudest: Input should be 'source_rank',"),
        (["--dry-run", "--rules", "earliest,earliest"], "rules earliest,earliest: Value error, a rule is named twice"),
        (["--dry-run", "--rules", ""], "rules : Input should be"),
    ],
)
def test_wrong_use_is_told(newsfold_: Newsfold, desk: Desk, arguments: list[str], said: str):
    result = newsfold_("canonical", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"newsfold: {said}")
    assert desk.asked == []


@pytest.mark.usefixtures("desk")
def test_a_same_decision_is_the_one_that_is_told(newsfold_: Newsfold):
    assert f"Decision {SAME.decision.id}: " in newsfold_("same", "11", "14").stdout
