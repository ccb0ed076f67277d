"""How reports show watched sources."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from newsfold.report import exports, records, standing
from newsfold.report.markdown import sources_markdown
from newsfold.report.terminal.screen import Screen
from newsfold.report.terminal.sources import added_text, checked_line, choice_text, intake_text, refused_lines, sources_text
from newsfold.views.sources import Checked, Intake, Listed, SourceHealth, Subscribed, Trouble, Watched
from report.samples import HOSTILE
from report.source_samples import ADDED, CHECKED, COMMENTS, FAILING, GONE, HEALTH, INTAKE, LISTED, NEW, NOW, OFF, QUAY, SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

NARROW, WIDE = Screen(80), Screen(120)
OTHERS = [("https://quay.example/comments/feed/", "Comments"), ("https://quay.example/3", "not looked at")]


@pytest.mark.parametrize("screen", [NARROW, WIDE], ids=["80", "120"])
def test_golden_drawings(screen: Screen, golden: Callable[[str, str], None]):
    golden(f"sources-{screen.width}.txt", sources_text(SOURCES, screen, NOW, following=""))
    golden(f"sources-new-{screen.width}.txt", sources_text([NEW, OFF], screen, NOW, following=""))
    added = added_text(ADDED, OTHERS, screen, path="/home/ida/.config/newsfold/sources.toml", following="newsfold run --once")
    golden(f"sources-added-{screen.width}.txt", added)
    golden(f"sources-choice-{screen.width}.txt", choice_text([LISTED, COMMENTS], screen))
    golden(f"sources-checked-{screen.width}.txt", "".join(checked_line(checked, screen, 6) for checked in CHECKED))
    golden(f"sources-intake-{screen.width}.txt", intake_text(INTAKE, screen))


def test_golden_documents(golden: Callable[[str, str], None]):
    golden("sources.md", sources_markdown(SOURCES, NOW))
    golden("sources.json", exports.json_text({"sources": [records.source(source) for source in SOURCES]}))


def test_what_follows_an_empty_list_and_an_addition_is_told():
    assert sources_text([], NARROW, NOW, following="newsfold sources add ADDRESS") == (
        "No source is watched yet.\n\nNext\n  newsfold sources add ADDRESS\n"
    )
    assert sources_markdown([], NOW) == "No source is watched yet.\n"
    assert intake_text(Intake(), NARROW) == "0 feeds added · 0 there already · 0 refused\n"
    assert "Found too" not in added_text(ADDED[:1], [], NARROW, path="/x", following="")


def test_what_was_refused_is_told_with_its_reason():
    assert refused_lines(INTAKE) == (
        "3 feeds could not be taken in:\n  ftp://quay.example/: not an http or https address\n  and 2 more than are read"
    )
    assert refused_lines(replace(INTAKE, dropped=0)).startswith("1 feed could not be taken in:\n")


def test_the_json_has_every_field_of_the_health():
    told = records.source(QUAY)
    in_source = {"key", "kind", "place"}
    assert {*told["health"], *in_source} == {field.name for field in fields(SourceHealth)}
    assert {*told} == {field.name for field in fields(Watched)}
    assert records.source(NEW)["health"] is None


@pytest.mark.parametrize(
    ("seconds", "before", "after"),
    [
        (0, "just now", "now"),
        (59, "just now", "now"),
        (60, "1 min ago", "in 1 min"),
        (3_599, "59 min ago", "in 59 min"),
        (7_200, "2 h ago", "in 2 h"),
        (86_400, "1 d ago", "in 1 d"),
        (400 * 86_400, "400 d ago", "in 400 d"),
        (-100, "just now", "now"),
    ],
)
def test_times_are_told_from_now(seconds: int, before: str, after: str):
    assert standing.ago(NOW - seconds, NOW) == before
    assert standing.due(replace(QUAY, health=replace(HEALTH, next_due=NOW + seconds)), NOW) == after


def test_why_a_source_is_not_asked_and_what_is_wrong_with_it():
    assert [standing.due(source, NOW) for source in SOURCES] == ["in 12 min", "in 22 h", "paused", "now", "off"]
    assert [standing.trouble(source) for source in SOURCES] == [
        "",
        "12 errors in a row: status 503: a fault of the server",
        "asked no more: gone",
        "",
        "",
    ]
    assert standing.trouble(replace(FAILING, health=replace(HEALTH, errors=1, fault="x"))) == "1 error in a row: x"
    assert [standing.brings(source) for source in SOURCES[:4]] == [
        ("4.4", "12 %", "33 %"),
        ("0", "", ""),
        ("286", "12 %", "33 %"),
        ("", "", ""),
    ]
    assert standing.tally(SOURCES) == "5 sources · 2 in trouble · 1 switched off"
    assert standing.tally([QUAY]) == "1 source"
    assert standing.tally([replace(GONE, enabled=False)]) == "1 source · 1 switched off"


_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(HOSTILE)
_LISTED = st.builds(
    Listed, kind=st.just("feed"), place=_TEXT, title=st.none() | _TEXT, entries=st.integers(0, 10_000),
    newest=st.none() | _TEXT, published=st.none() | _TEXT, remark=_TEXT,
)  # fmt: skip


@settings(max_examples=40)
@given(_LISTED, _TEXT, st.integers(40, 130), st.booleans())
def test_nothing_that_a_source_says_steers_a_terminal_or_a_reader_of_markdown(listed: Listed, text: str, width: int, well: bool):  # noqa: FBT001 hypothesis gives it
    screen = Screen(width)
    watched = replace(QUAY, name=text, place=text, tags=(text,), health=replace(HEALTH, errors=1, fault=text))
    checked = Checked("quay", listed if well else Trouble(text, text))
    drawn = [
        sources_text([watched], screen, NOW, following="x"),
        sources_text([replace(watched, health=None)], screen, NOW, following="x"),
        added_text([Subscribed("quay", text, listed)], [(text, text)], screen, path=text, following="x"),
        choice_text([listed], screen),
        checked_line(checked, screen, 4),
        intake_text(Intake(((text, text),)), screen),
    ]
    for lines in drawn:
        assert not any(character in lines for character in "\x1b\x07\x9b\u202e\u2066\u200b\r\t")
        assert all(cell_len(line) <= width for line in lines.splitlines())
    told = [*refused_lines(Intake(refused=((text, text),))).split("\n"), *sources_markdown([watched], NOW).splitlines()]
    assert not any(character in line for line in told for character in "\x1b\x07\x9b\u202e\u2066\u200b\r\t")
    assert len(sources_markdown([watched], NOW).splitlines()) == 3
    json.loads(exports.json_text(records.source(watched)).encode())
