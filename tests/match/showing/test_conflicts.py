"""Conflicts: figures on which aligned sentences disagree, and nothing else."""

import pytest

from match_texts import REPORT, REWRITE, body
from newsfold.match.align import align
from newsfold.match.showing.conflicts import conflicts
from newsfold.match.showing.places import reading_of
from newsfold.views.explanations import Conflict


def found(a: str, b: str, lang: str = "en") -> tuple[Conflict, ...]:
    one, other = body(a, lang), body(b, lang)
    return conflicts(align(one, other), reading_of(one), reading_of(other))


def test_a_toll_that_differs():
    (conflict,) = found("The ferry sank off Nordhavn and 14 people died.", "Off Nordhavn 17 people died as the ferry sank.")
    assert conflict == Conflict("…sank off Nordhavn and 14 people died.", "Off Nordhavn 17 people died as the…", (23, 25), (13, 15))
    assert (conflict.a[23:25], conflict.b[13:15]) == ("14", "17")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("Shares in Cathode fell 4.1%.", "Cathode shares fell 3.2%.", [("4.1%", "3.2%")], id="a sign"),
        pytest.param(
            "The envoy left Malta on March 24.", "On March 25 the envoy left Malta.", [("24", "25")], id="the word before"
        ),
        pytest.param("The envoy Bae, 54, left Malta.", "From Malta went Bae, 56, an envoy.", [("54", "56")], id="an age"),
        pytest.param("The smelter in Solwezi cost $96.", "In Solwezi the smelter cost $71.", [("$96", "$71")], id="a currency"),
    ],
)
def test_what_may_stand_beside(a: str, b: str, expected: list[tuple[str, str]]):
    told = found(a, b)
    assert [(conflict.a[slice(*conflict.a_span)], conflict.b[slice(*conflict.b_span)]) for conflict in told] == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("The ferry sank and 14 people died.", "The ferry sank and 14 people died.", id="the same"),
        pytest.param("The ferry Astrid sank with 14 people.", "The ferry Astrid sank in 17 minutes.", id="of another thing"),
        pytest.param("The ferry sank and 14 people died.", "Our choir sang for 17 people.", id="not aligned"),
        pytest.param(
            "The ferry Astrid sank and 14 people died.", "The ferry Astrid sank with 17 people. Of these 14 died.", id="both are said",
        ),
        pytest.param("The ferry Astrid had 1,150 people on it.", "The ferry Astrid had 1,100 people on it.", id="rounded down"),
        pytest.param("The ferry Astrid had 96 people on it.", "The ferry Astrid had 100 people on it.", id="rounded up"),
        pytest.param(
            "The ferry Astrid had 14 people on it.", "The ferry Astrid, 17 people, then 19 people.", id="more than one beside the word",
        ),
        pytest.param(
            "Kalandanya of Solwezi runs a smelter that a bank will finance, and Meridian of Malta has 14 trains.",
            "At 17 trains of ours we laughed loudly; then came Kalandanya.",
            id="other words around",
        ),
    ],
)  # fmt: skip
def test_what_is_no_conflict(a: str, b: str):
    assert found(a, b) == ()


def test_a_rewrite_that_says_the_same_has_none():
    assert found(REPORT, REWRITE) == ()


def test_in_chinese_a_few_characters_are_shown():
    (conflict,) = found(
        "布佩·卡兰达尼亚在穆伦古希会议中心外对记者说,昨天夜里的矿难总共造成14名矿工死亡,救援人员今天上午仍在现场继续搜寻其余的人,矿业部已经派出调查组前往当地。",
        "卡兰达尼亚在穆伦古希说,矿难造成17名矿工死亡,救援人员仍在现场继续搜寻。",
        "zh",
    )
    assert conflict.a == "…,昨天夜里的矿难总共造成14名矿工死亡,救援人员今天…"
    assert conflict.b == "卡兰达尼亚在穆伦古希说,矿难造成17名矿工死亡,救援人员仍在现场继续搜寻。"
