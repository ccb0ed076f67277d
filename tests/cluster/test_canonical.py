"""The canonical: the first rule that separates two articles decides, and the reason says which."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.canonical import ONLY, Contender, choose
from newsfold.model import Moment
from newsfold.settings import CanonicalSettings, RuleName

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"), default_rank=100, ranks={"wire.example": 1}
)
PLAIN = Contender(
    article=1, body=11, source="/news", origin="b.html", site="paper.example", published=Moment("2026-03-10", 500), words=300
)
OTHER = replace(PLAIN, article=2, body=12, origin="a.html", site="blog.example")


@pytest.mark.parametrize(
    ("change", "winner", "reason"),
    [
        pytest.param({}, 2, "origin: no rule separates the first two, so the order of their origins decides", id="equal"),
        pytest.param({"words": 299}, 1, "most_complete: 300 words, the next best 299", id="complete"),
        pytest.param({"words": 999, "excerpt": True}, 1, "not_excerpt: the others are excerpts or briefs", id="excerpt"),
        pytest.param(
            {"published": Moment("2026-03-09", 400)}, 2, "earliest: published 2026-03-09, the next best 2026-03-10", id="earlier"
        ),
        pytest.param({"published": None}, 1, "earliest: published 2026-03-10, the next best at an unknown time", id="undated"),
        pytest.param(
            {"site": "wire.example", "excerpt": True, "published": None},
            2,
            "source_rank: wire.example has rank 1, the next best paper.example 100",
            id="rank before all",
        ),
    ],
)
def test_each_rule(change: dict[str, object], winner: int, reason: str):
    choice = choose([PLAIN, replace(OTHER, **change)], POLICY)  # type: ignore[arg-type]  # one changed field a case
    assert (choice.contender.article, choice.reason) == (winner, reason)


def test_a_site_that_nobody_names_is_said_to_be_none():
    policy = POLICY.model_copy(update={"ranks": {"paper.example": 200}})
    choice = choose([PLAIN, replace(OTHER, site=None)], policy)
    assert choice.reason == "source_rank: no site has rank 100, the next best paper.example 200"


def test_an_article_alone_needs_no_rule():
    assert choose([PLAIN], POLICY).reason == ONLY


contenders = st.lists(
    st.builds(
        Contender,
        article=st.integers(1, 99),
        body=st.integers(1, 5),
        source=st.sampled_from(["/a", "/b"]),
        origin=st.sampled_from(["x", "y", "z"]),
        site=st.sampled_from([None, "wire.example", "blog.example"]),
        published=st.none() | st.integers(0, 3).map(lambda epoch: Moment(str(epoch), epoch)),
        words=st.integers(1, 3),
        excerpt=st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda contender: (contender.source, contender.origin),
)


@given(contenders, st.permutations(POLICY.rules), st.randoms(use_true_random=False))
def test_the_order_of_contenders_never_matters(some: list[Contender], rules: list[RuleName], random: Random):
    policy = POLICY.model_copy(update={"rules": tuple(rules)})
    expected = choose(some, policy)
    random.shuffle(some)
    assert choose(some, policy) == expected
