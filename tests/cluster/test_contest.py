"""The contest tells the choice of the canonical rule by rule, and never another one than was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from cluster.test_canonical import OTHER, PLAIN, POLICY, SEEN, contenders
from newsfold.cluster.canonical import RULES, choose
from newsfold.cluster.contest import ORIGIN, contest
from newsfold.model import Moment
from newsfold.views.contests import Candidate, Contest, Fared, Fate

if TYPE_CHECKING:
    from newsfold.cluster.canonical import Contender
    from newsfold.settings import RuleName

FULL = POLICY.model_copy(update={"rules": tuple(RULES)})


def test_each_rule_leaves_the_best_until_one_is_left():
    brief = replace(OTHER, article=3, body=13, origin="c.html", words=1_080, excerpt=True, site="wire.example")
    late = replace(OTHER, article=4, body=14, origin="d.html", site=None, published=None, revised=SEEN)
    policy = POLICY.model_copy(update={"rules": ("not_excerpt", "earliest", "source_rank", "most_complete"), "earliest_step_s": 1})
    assert contest([late, brief, replace(PLAIN, published=Moment("2026-03-09T08:00:00+01:00", 400)), OTHER], policy) == Contest(
        rules=("not_excerpt", "earliest", "source_rank", "most_complete"),
        candidates=(
            candidate(
                PLAIN,
                ("whole", Fate.STAYED),
                ("2026-03-09T08:00:00+01:00", Fate.STAYED),
                ("100", Fate.UNASKED),
                ("300 words", Fate.UNASKED),
            ),
            candidate(OTHER, ("whole", Fate.STAYED), ("2026-03-10", Fate.FELL_OUT), ("100", Fate.OUT), ("300 words", Fate.OUT)),
            candidate(late, ("whole", Fate.STAYED), ("", Fate.FELL_OUT), ("100", Fate.OUT), ("300 words", Fate.OUT)),
            candidate(brief, ("excerpt", Fate.FELL_OUT), ("2026-03-10", Fate.OUT), ("1", Fate.OUT), ("1,080 words", Fate.OUT)),
        ),
        decided_by="earliest",
    )


def test_where_no_rule_separates_the_first_two_the_order_of_their_origins_does():
    told = contest([PLAIN, OTHER], POLICY)
    assert (told.winner, told.decided_by) == (2, ORIGIN)
    assert {fared.fate for one in told.candidates for fared in one.fared} == {Fate.STAYED}


def test_an_only_candidate_is_asked_nothing():
    told = contest([replace(PLAIN, revised=SEEN)], FULL)
    assert told.decided_by == ""
    assert told.candidates == (
        candidate(PLAIN, *((value, Fate.UNASKED) for value in ("100", "whole", "2026-03-10", SEEN, SEEN, "300 words"))),
    )


@given(contenders, st.permutations(list(RULES)))
def test_the_contest_is_won_by_the_choice_and_decided_by_its_reason(some: list[Contender], rules: list[RuleName]):
    policy = POLICY.model_copy(update={"rules": tuple(rules)})
    some = [replace(one, article=number) for number, one in enumerate(some)]
    told, choice = contest(some, policy), choose(some, policy)
    assert told.winner == choice.contender.article
    assert told.decided_by == ("" if len(some) == 1 else choice.reason.partition(":")[0])
    for place, rule in enumerate(told.rules):
        fates = [one.fared[place].fate for one in told.candidates]
        left = [fate for fate in fates if fate in {Fate.STAYED, Fate.UNASKED}]
        assert fates[0] in left
        assert (Fate.UNASKED in fates) == (len(left) == 1 and Fate.FELL_OUT not in fates), rule
    order = [[fared.fate is Fate.OUT for fared in one.fared] for one in told.candidates]
    assert order == sorted(order)


def candidate(one: Contender, *fared: tuple[str, Fate]) -> Candidate:
    return Candidate(one.article, one.origin, one.site, tuple(Fared(*how) for how in fared))
