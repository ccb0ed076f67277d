from __future__ import annotations

import pytest
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from newsfold.report.changes import Run
from newsfold.report.html import filters
from newsfold.report.html.environment import environment
from report.samples import EXCERPT, SINGLE


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (None, ""),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T09:15:00+01:00", "2026-03-02 08:15"),
        ("yester\u202eday", "yester\\u202eday"),
        (1_773_576_000, "2026-03-15 12:00"),
    ],
)
def test_when(at: str | int | None, told: str):
    assert filters.when(at) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [(None, ""), (0.0, "0 %"), (0.004, "< 1 %"), (0.01, "1 %"), (0.125, "12 %"), (0.5, "50 %"), (0.995, "> 99 %"), (1.0, "100 %")],
)
def test_percent(share: float | None, told: str):
    assert filters.percent(share) == told


@pytest.mark.parametrize(
    ("code", "attribute"),
    [("en", "en"), ("pt-BR", "pt-BR"), (None, ""), ("", ""), ("English", ""), ('en" onclick="alert(1)', ""), ("en\n", "")],
)
def test_a_language_that_is_none_is_not_told(code: str | None, attribute: str):
    assert filters.lang(code) == attribute


@pytest.mark.parametrize(("odds", "step"), [(-4.0, 0), (0.0, 0), (0.5, 1), (2.0, 2), (3.0, 3), (6.0, 4), (12.0, 5)])
def test_heat_grows_with_the_odds(odds: float, step: int):
    assert filters.heat(odds) == step


def test_times_inside_a_sentence_are_told_in_utc():
    reason = "published 2026-03-10T19:05:00+01:00, the next best 2026-03-11T05:30Z, and a day 2026-03-12"
    assert filters.utc(reason) == "published 2026-03-10 18:05, the next best 2026-03-11 05:30, and a day 2026-03-12"


def test_spans_and_names():
    assert [filters.span(seconds) for seconds in (None, 30, -7_200, 90_000)] == ["", "same time", "-2 h", "+1 d 1 h"]
    assert (filters.name(EXCERPT), filters.published(SINGLE.canonical)) == ("feeds/ledger.jsonl#411", "seen 2026-03-05 12:00")
    assert filters.runs("a\x00bc", [(1, 2)]) == [Run("a", marked=False), Run("\\x00", marked=True), Run("bc", marked=False)]
    assert filters.day(1_773_576_000) == "2026-03-15"
    assert filters.count(12_345) == "12,345"
    assert filters.after("2026-03-11", "2026-03-10") == "+1 d"


def test_every_template_escapes_and_none_guesses():
    made = environment(DictLoader({"a.txt": "{{ given }}", "b": "{{ missing }}", "report.html": "ours first"}))
    assert made.get_template("a.txt").render(given="<b>") == "&lt;b&gt;"
    assert made.get_template("a.txt").render(given=Markup("<b>")) == "<b>"
    assert made.get_template("report.html").render() == "ours first"
    with pytest.raises(UndefinedError):
        made.get_template("b").render()


def test_every_template_can_be_read():
    made = environment()
    names = made.list_templates()
    assert "report.html" in names
    for name in names:
        made.get_template(name)
