from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from rich.cells import cell_len

from newsfold.model import Reason, Relation, Skip
from newsfold.report import markdown
from newsfold.report.terminal.clusters import cluster_whole, clusters_table
from newsfold.report.terminal.evaluation import evaluation_text
from newsfold.report.terminal.explanation import bar, explanation_text
from newsfold.report.terminal.reclustering import reclustering_text
from newsfold.report.terminal.screen import Screen
from newsfold.report.terminal.skips import first_skips, skips_text
from newsfold.report.terminal.summary import summary_text
from newsfold.views.clusters import ClusterView, VariantView
from newsfold.views.evaluations import WrongPair
from newsfold.views.explanations import Alignment, Conflict, Mention, Mentions, Passage, SecondOpinion, Term
from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Recrowned, Regrouped, Relocated
from newsfold.views.runs import SkipView, Summary
from report.samples import (
    APART,
    CLUSTER,
    CLUSTERS,
    EVALUATION,
    EXACT,
    EXPLANATION,
    HOSTILE,
    PAIR,
    PAIRS_EVALUATION,
    RECLUSTERING,
    SINGLE,
    SKIPS,
    SUMMARY,
    UNCHANGED,
    article,
)
from report.strategies import ANY_CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW, WIDE = Screen(80), Screen(120)
_COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("screen", [NARROW, WIDE], ids=["80", "120"])
def test_golden_drawings(screen: Screen, golden: Callable[[str, str], None]):
    golden(f"clusters-{screen.width}.txt", clusters_table(CLUSTERS, screen, more=True))
    golden(f"cluster-{screen.width}.txt", cluster_whole(CLUSTER, screen))
    golden(f"explanation-{screen.width}.txt", explanation_text(EXPLANATION, screen))
    golden(f"skips-{screen.width}.txt", skips_text(SKIPS, screen))
    golden(f"evaluation-{screen.width}.txt", evaluation_text(EVALUATION, screen))
    golden(f"reclustering-{screen.width}.txt", reclustering_text(RECLUSTERING, screen))


def test_golden_drawings_of_little(golden: Callable[[str, str], None]):
    golden("cluster-single.txt", cluster_whole(SINGLE, NARROW))
    golden("explanation-apart.txt", explanation_text(APART, NARROW))
    golden("explanation-exact.txt", explanation_text(EXACT, NARROW))
    golden("evaluation-pairs.txt", evaluation_text(PAIRS_EVALUATION, NARROW))
    golden("evaluation-ascii.txt", evaluation_text(EVALUATION, Screen(80, encoding="ascii")))
    golden("reclustering-unchanged.txt", reclustering_text(UNCHANGED, NARROW))
    golden("summary.txt", summary_text(SUMMARY, NARROW, command="newsfold --db news.db"))
    golden("explanation-ascii.txt", explanation_text(replace(APART, a=APART.b), Screen(80, encoding="ascii")))


def test_nothing_to_show_is_said():
    assert clusters_table([], NARROW) == "No cluster to show. (--all shows single articles too.)\n"
    assert clusters_table([], NARROW, singles=True) == "No cluster to show.\n"
    assert skips_text([], NARROW) == "Nothing was skipped.\n"


def test_an_ingestion_without_skips_and_clock_is_short():
    summary = Summary(read=0, new=0, revised=0, copies=0, unchanged=0, skipped={}, clusters=0, seconds={})
    drawn = summary_text(summary, NARROW)
    assert drawn.startswith("Read 0 inputs\n")
    assert "seconds" not in drawn
    assert "newsfold skipped" not in drawn


def test_clusters_under_quarantine_are_told():
    drawn = summary_text(replace(SUMMARY, quarantined=17), WIDE)
    assert "quarantined     17  of these; each is one text of a flood that fits no cluster" in drawn
    assert "quarantined" not in summary_text(SUMMARY, WIDE)


def test_the_first_skips_are_listed_and_the_others_counted():
    skips = [Skip("/data", "a\x1b.html", Reason.EMPTY), Skip("/data", "b.jsonl#7", Reason.BAD_JSON, "no comma")]
    assert first_skips(skips, 2) == (
        "2 inputs could not be used (newsfold skipped lists all):\n  a\\x1b.html: empty\n  b.jsonl#7: bad JSON: no comma"
    )
    assert first_skips(skips, 1_002).endswith("\n  and 1,000 more")
    assert first_skips(skips, 2, kept=False).startswith("2 inputs could not be used:\n")


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (4.0, ("    ", "████")),
        (-4.0, ("████", "    ")),
        (2.5, ("    ", "██▌ ")),
        (-2.5, (" ▐██", "    ")),
        (0.0, ("    ", "    ")),
        (9.0, ("    ", "████")),
    ],
)
def test_a_bar_grows_from_the_middle(share: float, expected: tuple[str, str]):
    assert bar(share, 4.0, 4) == expected


def test_a_bar_without_block_characters():
    assert bar(2.5, 4.0, 4, ascii_only=True) == ("    ", "##  ")
    assert bar(-2.5, 4.0, 4, ascii_only=True) == ("  ##", "    ")


def test_a_bar_of_nothing_at_all():
    assert bar(0.0, 0.0, 2) == ("  ", "  ")


def test_a_pair_and_its_clusters_may_disagree():
    assert "Other articles of the cluster hold them together." in _flat(explanation_text(replace(APART, together=True), WIDE))
    assert "Other articles of their clusters keep them apart." in _flat(
        explanation_text(replace(EXPLANATION, together=False), WIDE)
    )


@pytest.mark.parametrize(
    ("opinion", "told"),
    [
        (None, ""),
        (
            SecondOpinion("use", undecided=True, added=-1.2),
            "The words leave it open, so use was asked what the sentences mean: -1.20.",
        ),
        (SecondOpinion("use", undecided=True, added=None), "The words leave it open, but use does not know the language"),
        (SecondOpinion("use", undecided=False, added=None), "The words are sure, so use was not asked."),
    ],
)
def test_whether_an_encoder_was_asked_and_what_it_added(opinion: SecondOpinion | None, told: str):
    drawn = _flat(explanation_text(replace(APART, second_opinion=opinion), WIDE))
    assert told in drawn
    assert ("The words" in drawn) == bool(told)


def test_many_conflicts_are_cut_and_counted():
    drawn = explanation_text(replace(EXPLANATION, conflicts=EXPLANATION.conflicts[:1] * 14, names=Mentions()), WIDE)
    assert (drawn.count("killed 14 people"), drawn.count("\n              and 2 more\n")) == (12, 1)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((2.0, -0.7), "Most for it: they share many names (+2.00). Most against it: they share few figures (-0.70)."),
        ((0.0, 0.3), "Most for it: they share many figures (+0.30). Nothing found speaks against it."),
        ((-0.2, -3.0), "Nothing found speaks for it. Most against it: they share few figures (-3.00)."),
    ],
)
def test_one_line_says_what_speaks_for_and_what_against(shares: tuple[float, float], told: str):
    terms = tuple(Term(name, "as measured", 0.5, share) for name, share in zip(("names", "numbers"), shares, strict=True))
    assert told in _flat(explanation_text(replace(EXPLANATION, terms=terms), WIDE))


def test_wrong_pairs_that_nobody_wants_to_see_are_only_counted():
    view = replace(EVALUATION, false_joins=(), misses=())
    assert evaluation_text(view, NARROW).endswith("\n\nJoined wrongly: 3 pairs\n\nMissed: 1 pair\n")
    assert markdown.evaluation_markdown(view).endswith("\n\n### Joined wrongly: 3 pairs\n\n### Missed: 1 pair\n")


def test_a_threshold_that_is_not_the_default_is_told_of():
    strict = _flat(explanation_text(replace(EXPLANATION, together=False, threshold=5.0), WIDE))
    assert "that they are one report. Groups are merged above a mean of +5.00." in strict
    assert "Other articles" not in strict
    loose = _flat(explanation_text(replace(APART, together=True, log_odds=-1.0, threshold=-1.0), WIDE))
    assert "above a mean of -1.00. Other articles of the cluster hold them together." in loose


@pytest.mark.parametrize("screen", [Screen(40), NARROW, WIDE], ids=["40", "80", "120"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_of_an_evaluation_and_a_reclustering_are_shown_escaped(hostile: str, screen: Screen):
    bad, name = article(title=hostile, site=hostile, origin=hostile), ArticleName(1, hostile, hostile)
    wrong = WrongPair(bad, bad, 1.0, -3.0, sketched=False, terms=EXPLANATION.terms[:3])
    brief = ClusterBrief(1, name, 2)
    drawn = [
        evaluation_text(replace(EVALUATION, false_joins=(wrong,), misses=(wrong,)), screen),
        reclustering_text(
            Reclustering(
                0.0,
                1.0,
                stored=True,
                splits=(Regrouped((brief,), (brief, brief)),),
                mergers=(Regrouped((brief, brief), (brief,)),),
                moves=(Relocated(name, 3, brief, brief),),
                canonicals=(Recrowned(brief, name, name),),
            ),
            screen,
        ),
    ]
    for text in drawn:
        assert all(character.isprintable() for character in text.replace("\n", ""))
        assert max(map(cell_len, text.splitlines())) <= screen.width


def test_colours_change_nothing_but_colours_and_mark_changed_words():
    drawn = explanation_text(EXPLANATION, Screen(80, colour=True))
    plain = "".join(f"{line.rstrip()}\n" for line in _COLOUR_CODES.sub("", drawn).splitlines())
    assert plain == explanation_text(EXPLANATION, NARROW)
    assert "\x1b[1mprinciple\x1b[0m" in drawn
    assert "\x1b[1;35mtalking\x1b[0m" in drawn
    assert "killed \x1b[1m14\x1b[0m people" in drawn


def test_the_screen_of_a_pipe_has_no_colour(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "97")
    assert Screen.of(io.TextIOWrapper(io.BytesIO(), encoding="latin-1")) == Screen(97, colour=False, encoding="latin-1")
    monkeypatch.setenv("COLUMNS", "5")
    assert Screen.of(io.StringIO()) == Screen(40, colour=False, encoding="utf-8")


@pytest.mark.parametrize("screen", [Screen(40), NARROW, WIDE], ids=["40", "80", "120"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_escaped_and_stays_within_the_screen(hostile: str, screen: Screen):
    bad = article(
        title=hostile,
        site=hostile,
        author=hostile,
        published=hostile,
        origin=hostile,
        url=hostile,
        lang=hostile,
        copies=(hostile, hostile),
    )
    cluster = ClusterView(1, bad, hostile, (VariantView(bad, Relation.REWRITE, 1.0),))
    passages = (
        Passage(Alignment.REWORDED, hostile, f"{hostile} x", 0.5, ((0, len(hostile) // 2),), ((0, len(hostile)),)),
        Passage(Alignment.SAME, hostile, f"{hostile} x", 0.95),
        Passage(Alignment.ONLY_A, hostile, None, 0.0),
    )
    mentions = Mentions(
        (Mention(hostile, f"x {hostile}", 1.0),), (Mention(hostile, None, 1.0),) * 20, (Mention(None, hostile, 1.0),)
    )
    conflicts = (Conflict(hostile, f"x {hostile}", (0, len(hostile)), (2, 2 + len(hostile))),)
    explanation = replace(
        EXPLANATION, a=bad, b=bad, passages=passages, names=mentions, figures=mentions, words=mentions.common, conflicts=conflicts
    )
    skips = [SkipView(hostile, hostile, Reason.EMPTY, hostile, hostile)]
    for drawn in (
        clusters_table([cluster], screen),
        cluster_whole(cluster, screen),
        explanation_text(explanation, screen),
        skips_text(skips, screen),
    ):
        drawn.encode()
        assert all(line.isprintable() for line in drawn.splitlines())
        assert all(cell_len(line) <= screen.width for line in drawn.splitlines())


def test_rich_markup_is_not_interpreted():
    title = "[bold red]Sale[/bold red] :smile: [link=https://x.example]"
    drawn = clusters_table([replace(PAIR, canonical=article(title=title))], Screen(120, colour=True))
    assert title in _COLOUR_CODES.sub("", drawn)


@settings(max_examples=40)
@given(ANY_CLUSTER)
def test_any_cluster_can_be_drawn(cluster: ClusterView):
    for drawn in (clusters_table([cluster], NARROW), cluster_whole(cluster, NARROW)):
        drawn.encode()
        assert "\x1b" not in drawn


def _flat(drawn: str) -> str:
    return " ".join(drawn.split())
