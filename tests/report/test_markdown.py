from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from newsfold.report import markdown
from newsfold.views.evaluations import WrongPair
from newsfold.views.explanations import Alignment, Conflict, Mention, Mentions, Passage
from report.samples import (
    APART,
    CLUSTER,
    CLUSTERS,
    EVALUATION,
    EXACT,
    EXPLANATION,
    HOSTILE,
    PAIRS_EVALUATION,
    SINGLE,
    SKIPS,
    article,
)
from report.strategies import ANY_CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsfold.views.clusters import ClusterView

_PARSER = MarkdownIt("gfm-like", {"linkify": False})


def test_golden_markdown(golden: Callable[[str, str], None]):
    golden("clusters.md", markdown.clusters_markdown(CLUSTERS))
    golden("cluster.md", markdown.cluster_markdown(CLUSTER))
    golden("cluster-single.md", markdown.cluster_markdown(SINGLE))
    golden("explanation.md", markdown.explanation_markdown(EXPLANATION))
    golden("explanation-apart.md", markdown.explanation_markdown(APART))
    golden("explanation-exact.md", markdown.explanation_markdown(EXACT))
    golden("skips.md", markdown.skips_markdown(SKIPS))
    golden("evaluation.md", markdown.evaluation_markdown(EVALUATION))
    golden("evaluation-pairs.md", markdown.evaluation_markdown(PAIRS_EVALUATION))


def test_nothing_to_show_is_said():
    assert markdown.clusters_markdown([]) == "No cluster to show.\n"
    assert markdown.skips_markdown([]) == "Nothing was skipped.\n"


@given(ANY_CLUSTER)
def test_any_cluster_is_one_row_of_six_cells_without_foreign_elements(cluster: ClusterView):
    tokens = _PARSER.parse(markdown.clusters_markdown([cluster]))
    kinds = [token.type for token in tokens]
    assert (kinds.count("tr_open"), kinds.count("td_open")) == (2, 6)
    inline = {child.type for token in tokens for child in token.children or []}
    assert inline <= {"text", "text_special", "link_open", "link_close"}


@given(ANY_CLUSTER)
def test_any_cluster_whole_has_no_foreign_elements(cluster: ClusterView):
    tokens = _PARSER.parse(markdown.cluster_markdown(cluster))
    breaks = [child.content for token in tokens for child in token.children or [] if child.type == "html_inline"]
    assert set(breaks) <= {"<br>"}
    assert [token.type for token in tokens].count("heading_open") == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_wrong_pairs_stay_in_their_cells(hostile: str):
    bad = article(title=hostile, origin=hostile, url=None)
    wrong = WrongPair(bad, bad, None, 0.0, sketched=True, terms=())
    tokens = _PARSER.parse(markdown.evaluation_markdown(replace(EVALUATION, false_joins=(wrong,), misses=(wrong,))))
    kinds = [token.type for token in tokens]
    assert (kinds.count("table_open"), kinds.count("heading_open"), kinds.count("tr_open")) == (4, 2, 11)
    inline = {child.type for token in tokens for child in token.children or []}
    assert inline <= {"text", "text_special", "softbreak", "html_inline", "strong_open", "strong_close"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_explanation_stays_in_its_cells(hostile: str):
    passages = (
        Passage(Alignment.REWORDED, f"{hostile} said", f"said {hostile}", 0.5, ((0, len(hostile)),), ((0, 4),)),
        Passage(Alignment.SAME, f"{hostile} said", f"said {hostile}", 0.95),
        Passage(Alignment.SAME, hostile, hostile, 1.0),
        Passage(Alignment.ONLY_B, None, hostile, 0.0),
    )
    mentions = Mentions(
        (Mention(hostile, f"{hostile}!", 1.0),), (Mention(hostile, None, 1.0),) * 20, (Mention(None, hostile, 1.0),)
    )
    conflicts = (Conflict(hostile, f"x {hostile}", (0, len(hostile)), (2, 2 + len(hostile))),)
    view = replace(
        EXPLANATION, terms=(), passages=passages, names=mentions, figures=mentions, words=mentions.common, conflicts=conflicts
    )
    tokens = _PARSER.parse(markdown.explanation_markdown(view))
    kinds = [token.type for token in tokens]
    assert (kinds.count("table_open"), kinds.count("tr_open"), kinds.count("td_open")) == (3, 11, 3 * 4 + 2 + 4 * 3)
    inline = {child.type for token in tokens for child in token.children or []}
    marks = {"strong_open", "strong_close", "em_open", "em_close"}
    assert inline <= {"text", "text_special", "softbreak", "link_open", "link_close"} | marks


def test_marks_stand_around_letters_only_so_that_they_are_marks():
    passages = (
        Passage(Alignment.REWORDED, "去年产量约82万吨。", "为82万吨左右。", 0.5, ((5, 9),), ((1, 5),)),
        Passage(Alignment.SAME, "Fuel, Grech said.", "Fuel - Grech said!", 0.95),
    )
    rows = markdown.explanation_markdown(replace(EXACT, passages=passages)).splitlines()[-2:]
    assert rows == [
        "| reworded | 去年产量约**82万吨**。 | 为**82万吨**左右。 |",
        "| same | Fuel, Grech said. | Fuel - Grech said! |",
    ]


def test_many_conflicts_are_cut_and_counted():
    many = replace(EXPLANATION, conflicts=EXPLANATION.conflicts[:1] * 14)
    document = markdown.explanation_markdown(many)
    assert (document.count("killed **14** people"), document.count("| *and 2 more* |  |")) == (12, 1)


def test_in_german_names_are_not_told_from_rare_nouns():
    german = replace(EXPLANATION, a=replace(EXPLANATION.a, lang="de"))
    assert "| Names and rare nouns | " in markdown.explanation_markdown(german)
