"""What one round of watching did, as a person and as a program gets it."""

from __future__ import annotations

from dataclasses import replace

from newsfold.report import records
from newsfold.report.terminal.round import round_text
from newsfold.report.terminal.screen import Screen
from newsfold.views.runs import Round

ROUND = Round(
    watched=5,
    asked=4,
    unchanged=1,
    failed=1,
    postponed=0,
    entries_new=1_212,
    entries_taken=11,
    entries_revised=0,
    entries_refused=1,
    new=9,
    revised=0,
    copies=2,
    clusters=8,
    skipped=1,
    crashed=0,
    waiting=3,
    faults=(("harbour", "timed out \x1b[31m"),),
    next_due=1_772_446_500,
    seconds=12.34,
)
NOTHING = replace(ROUND, asked=0, unchanged=0, failed=0, entries_taken=0, faults=())


def command(*words: str) -> str:
    return " ".join(["newsfold", *words])


def shown(view: Round) -> str:
    return round_text(view, Screen(80), command=command)


def test_a_round_is_counted_and_what_failed_is_named():
    assert (
        shown(ROUND)
        == """\
Asked 4 of 5 sources in 12.3 s
  unchanged      1
  failed         1
  entries    1,212  11 taken · 1 refused
  articles       9  2 copies
  clusters       8  created or changed
  skipped        1
  waiting        3  entries that the next run asks for
  harbour  timed out \\x1b[31m

Next
  newsfold report
"""
    )


def test_what_happens_seldom_is_shown_when_it_happens():
    drawn = shown(replace(ROUND, postponed=2, crashed=1, waiting=0, faults=()))
    assert "  postponed      2  their host wants to be asked later\n" in drawn
    assert "  crashed        1  by a fault of newsfold; the log has it\n" in drawn
    assert "entries that the next run asks for" not in drawn


def test_where_nothing_is_due_it_is_said_until_when():
    assert shown(NOTHING) == "Nothing is due before 2026-03-02 10:15 UTC.\n\nNext\n  newsfold run --once --all\n"
    assert shown(replace(NOTHING, next_due=None)).startswith("Nothing is due.\n")


def test_where_nothing_is_watched_it_is_said_what_to_do():
    assert shown(replace(NOTHING, watched=0)) == "The watch list is empty.\n\nNext\n  newsfold sources add ADDRESS\n"


def test_programs_get_all_counts():
    assert records.round_(ROUND) == {
        "watched": 5,
        "asked": 4,
        "unchanged": 1,
        "failed": 1,
        "postponed": 0,
        "entries": {"new": 1_212, "taken": 11, "revised": 0, "refused": 1, "waiting": 3},
        "articles": {"new": 9, "revised": 0, "copies": 2},
        "clusters": 8,
        "skipped": 1,
        "crashed": 0,
        "faults": [{"source": "harbour", "fault": "timed out \x1b[31m"}],
        "next_due": "2026-03-02T10:15:00+00:00",
        "seconds": 12.34,
    }
