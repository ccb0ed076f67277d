"""Decisions, contests and histories as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from newsfold.report import chronicle, contesting, decided, exports, markdown, records, verdicts, wording
from newsfold.report.terminal.clusters import cluster_whole
from newsfold.report.terminal.contest import recrowning_text
from newsfold.report.terminal.decisions import decisions_text, imported_text, outcome_text, refused_lines
from newsfold.report.terminal.explanation import explanation_text
from newsfold.report.terminal.history import history_text
from newsfold.report.terminal.screen import Screen
from newsfold.views.backgrounds import Background
from newsfold.views.contests import Contest
from newsfold.views.decisions import State
from report.samples import CLUSTER, EXPLANATION, HOSTILE, SINGLE
from report.steering_samples import (
    ALONE,
    BACKGROUND,
    BOUND,
    CHAINED,
    CONTEST,
    DECISIONS,
    DIRECT,
    HISTORY,
    IMPORTED,
    MERGED,
    OUTCOMES,
    RECROWNING,
    SAME,
    SPEAKS,
    UNDO,
    UNMOVED,
    WIRE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW, WIDE = Screen(80), Screen(120)
CALL = "newsfold undo 4"
RULES_LISTED = "source_rank, not_excerpt, earliest, newest_revision, most_complete"
PARSER = MarkdownIt("gfm-like", {"linkify": False})


@pytest.mark.parametrize("screen", [NARROW, WIDE], ids=["80", "120"])
def test_golden_drawings(screen: Screen, golden: Callable[[str, str], None]):
    golden(f"decisions-{screen.width}.txt", decisions_text(DECISIONS, screen, more=True))
    golden(f"outcomes-{screen.width}.txt", "\n".join(outcome_text(one, screen, undo=CALL) for one in OUTCOMES.values()))
    golden(f"cluster-chosen-{screen.width}.txt", cluster_whole(CLUSTER, screen, BACKGROUND))
    golden(f"history-{screen.width}.txt", history_text(HISTORY, screen))
    golden(f"recrowning-{screen.width}.txt", recrowning_text(RECROWNING, screen))
    golden(f"explanation-bound-{screen.width}.txt", explanation_text(BOUND, screen))


def test_golden_records(golden: Callable[[str, str], None]):
    golden("decisions.json", exports.json_text({"decisions": [verdicts.decision(view) for view in DECISIONS]}))
    golden("decisions.csv", exports.decisions_csv(DECISIONS))
    golden("decisions.md", markdown.decisions_markdown(DECISIONS))
    golden("outcome.json", exports.json_text(verdicts.outcome(MERGED)))
    golden("cluster-chosen.json", exports.json_text(records.cluster_whole(CLUSTER, replace(BACKGROUND, pin=SPEAKS))))
    golden("cluster-chosen.md", markdown.cluster_markdown(CLUSTER, BACKGROUND))
    golden("history.json", exports.json_text(verdicts.history(HISTORY)))
    golden("recrowning.json", exports.json_text(verdicts.recrowning(RECROWNING)))
    assert verdicts.imported(IMPORTED)["refused"][0] == {"line": 4, "reason": "no article a.html (from /in) is here"}


def test_what_stands_behind_a_cluster_follows_the_promised_keys():
    whole = records.cluster_whole(CLUSTER, BACKGROUND)
    assert list(whole)[:7] == [*records.cluster(CLUSTER), "contest", "decided", "decisions"]
    assert records.cluster_whole(CLUSTER, None) == records.cluster(CLUSTER)


def test_an_explanation_tells_what_binds():
    assert decided.bound(DIRECT) == (
        "ana decided on 2026-03-12 that they are one report: the same dispatch; only the first two paragraphs (decision 4)."
    )
    assert decided.bound(CHAINED) == (
        "It follows from decisions 4 and 9 that they are different reports: articles 14 and 11: same (decision 4, by ana)"
        " · articles 11 and 19: different (decision 9, by ana). It is not applied yet."
    )
    assert decided.bound(replace(CHAINED, decisions=(SAME,))).startswith("It follows from decision 4 that")
    assert "ana decided" in markdown.explanation_markdown(BOUND)
    assert records.explanation(BOUND)["decided"] == verdicts.binding(DIRECT)
    assert records.explanation(EXPLANATION)["decided"] is None


def test_where_people_decided_no_other_articles_are_said_to_do_it():
    apart = replace(EXPLANATION, together=False)
    assert "keep them apart" in wording.verdict(apart)
    assert "keep them apart" not in wording.verdict(replace(apart, binding=DIRECT))


@pytest.mark.parametrize(
    ("background", "canonical", "told"),
    [
        pytest.param(
            BACKGROUND,
            11,
            ["earliest decided (rules: source_rank, not_excerpt, earliest, newest_revision, most_complete)."],
            id="by a rule",
        ),
        pytest.param(
            Background(replace(CONTEST, decided_by="origin")),
            11,
            [f"No rule separates the first two, so the order of their origins decides (rules: {RULES_LISTED})."],
            id="by none",
        ),
        pytest.param(ALONE, 11, [], id="alone"),
        pytest.param(
            Background(CONTEST),
            12,
            [f"By the rules in force now ({RULES_LISTED}) it would be article 11: newsfold canonical --all chooses anew."],
            id="by rules that were changed since",
        ),
        pytest.param(
            Background(CONTEST, SPEAKS),
            12,
            [
                "ana decided on 2026-03-12 that article 12 speaks for its cluster: our own desk (decision 6).",
                "The rules would choose article 11 (source_rank, not_excerpt, earliest, newest_revision, most_complete).",
            ],
            id="by a person, otherwise",
        ),
        pytest.param(
            Background(CONTEST, replace(SPEAKS, decision=replace(SPEAKS.decision, why=""))),
            11,
            [
                "ana decided on 2026-03-12 that article 12 speaks for its cluster (decision 6).",
                "The rules would choose it too (source_rank, not_excerpt, earliest, newest_revision, most_complete).",
            ],
            id="by a person, and the rules agree",
        ),
    ],
)
def test_how_a_canonical_was_chosen(background: Background, canonical: int, told: list[str]):
    assert contesting.tale(background, canonical) == told


def test_an_only_article_without_decisions_has_no_section():
    alone = Background(replace(ALONE.contest, candidates=(replace(ALONE.contest.candidates[0], article=SINGLE.canonical.id),)))
    assert cluster_whole(SINGLE, NARROW, alone) == cluster_whole(SINGLE, NARROW)
    assert markdown.cluster_markdown(SINGLE, alone) == markdown.cluster_markdown(SINGLE)
    assert "Decisions\nana decided" in cluster_whole(SINGLE, NARROW, replace(alone, decisions=(SAME,)))


def test_a_large_contest_is_cut_and_counted():
    many = Background(replace(CONTEST, candidates=CONTEST.candidates * 4))
    assert "and 6 more" in cluster_whole(CLUSTER, NARROW, many)
    assert "and 6 more\n" in markdown.cluster_markdown(CLUSTER, many)
    assert contesting.beyond(CONTEST) == ""


def test_where_no_cross_can_be_drawn_a_letter_stands():
    drawn = cluster_whole(CLUSTER, Screen(80, encoding="ascii"), BACKGROUND)
    assert "excerpt x" in drawn


def test_nothing_to_show_is_said():
    assert decisions_text([], NARROW) == "Nothing was decided yet.\n"
    assert markdown.decisions_markdown([]) == "Nothing was decided yet.\n"
    assert recrowning_text(UNMOVED, NARROW) == (
        "Rules: earliest.\n0 of 1 cluster of two articles or more (2 articles) have another canonical.\n"
    )


def test_other_canonicals_are_cut_and_counted():
    assert "and 1 cluster more; --limit N sets how many" in recrowning_text(RECROWNING, NARROW, most=1)
    drawn = " ".join(recrowning_text(RECROWNING, WIDE).split())
    assert "1 canonical was decided by people, and no rule changes them." in drawn


def test_a_long_history_says_what_was_left_out():
    assert "5 earlier left out; more with --limit" in history_text(HISTORY, NARROW, left_out=5)
    assert chronicle.heading(replace(HISTORY, merged=HISTORY.merged[:1])) == "6 articles · cluster 7 went into it"
    assert chronicle.heading(replace(HISTORY, merged=(), articles=1)) == "1 article"


@pytest.mark.parametrize(
    ("number", "told"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (113, "113th")]
)
def test_revisions_are_counted(number: int, told: str):
    line = replace(HISTORY.lines[5], revision=number)
    assert chronicle.happened(line, 3) == f"article 11 was revised, the {told} revision"


def test_what_an_import_did_is_told():
    assert imported_text(IMPORTED, NARROW) == (
        "12 decisions noted · 3 known already · 2 refused\nA running newsfold holds the database, and will apply this shortly.\n"
    )
    assert imported_text(replace(IMPORTED, applied=True), NARROW).count("\n") == 1
    assert refused_lines(IMPORTED.refused, 1) == (
        "2 decisions could not be taken in:\n  line 4: no article a.html (from /in) is here\n  and 1 more"
    )
    assert refused_lines(IMPORTED.refused, 2).endswith("line 9: is no decision: JSON")


def test_a_decision_that_does_not_hold_says_so():
    told = {one.decision.id: (decided.stands(one), decided.caveat(one)) for one in DECISIONS}
    assert told == {
        9: ("not applied yet", " It is not applied yet."),
        8: ("moot", " It is moot: articles 11 and 77 have the same words."),
        7: ("", ""),
        6: ("in force", ""),
        5: ("undone by 7", " It was undone by decision 7."),
        4: ("in force", ""),
    }


def test_decided_words_of_an_undo_name_what_it_undid():
    assert decided.said(UNDO) == (
        "bo decided on 2026-03-13 that decision 5 (articles 12 and 19 are different reports) holds no longer: read it again (decision 7)."
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_do_nothing_anywhere(hostile: str):
    act = replace(SAME.decision, by=hostile, why=hostile)
    view = replace(
        SAME, decision=act, article=replace(WIRE, title=hostile, site=hostile, origin=hostile), reason=hostile, state=State.MOOT
    )
    lines = (replace(HISTORY.lines[0], title=hostile), replace(HISTORY.lines[7], decision=view))
    candidates = (replace(CONTEST.candidates[0], site=None, origin=hostile), *CONTEST.candidates[1:])
    behind = Background(Contest(CONTEST.rules, candidates, CONTEST.decided_by), view, (view,))
    change = replace(RECROWNING.changes[0], before=view.article, reason=hostile)
    drawn = [
        decisions_text([view], NARROW),
        outcome_text(replace(MERGED, view=view), NARROW, undo=hostile),
        history_text(replace(HISTORY, canonical=view.article, lines=lines), NARROW),
        cluster_whole(CLUSTER, NARROW, behind),
        recrowning_text(replace(RECROWNING, changes=(change,)), NARROW),
        refused_lines([(1, hostile)], 5),
    ]
    for text in drawn:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", text)
    assert all(cell_len(line) <= 80 for text in drawn[:5] for line in text.splitlines())
    for document in (markdown.decisions_markdown([view]), markdown.cluster_markdown(CLUSTER, behind)):
        tokens = [child for token in PARSER.parse(document) for child in (token, *(token.children or []))]
        assert not {token.type for token in tokens} & {"html_inline", "html_block", "image"}
        assert "javascript:" not in "".join(str(token.attrs) for token in tokens)
    cells = [cell for row in csv.reader(io.StringIO(exports.decisions_csv([view]))) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
    assert len(cells) == 2 * len(verdicts.DECISION_COLUMNS)
    loaded = json.loads(exports.json_text(verdicts.decision(view)))
    assert loaded["by"] == hostile
