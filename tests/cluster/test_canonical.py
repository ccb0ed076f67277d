"""The canonical: the first rule that separates two articles decides, and the reason says which."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.cluster.canonical import ONLY, RULES, Contender, choose
from newsfold.model import Act, Decision, Moment
from newsfold.settings import CanonicalSettings, RuleName

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={"wire.example": 1},
)
SEEN = "2026-03-10T12:00:00+00:00"
PLAIN = Contender(
    article=1,
    body=11,
    source="/news",
    origin="b.html",
    site="paper.example",
    published=Moment("2026-03-10", 500),
    words=300,
    first_seen=SEEN,
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


@pytest.mark.parametrize(
    ("pins", "winner", "reason"),
    [
        pytest.param({}, 2, "origin: no rule separates the first two, so the order of their origins decides", id="nobody decided"),
        pytest.param({11: (4, 1, "it is longer")}, 1, "decided by ana on 2026-03-02: it is longer", id="outranks all rules"),
        pytest.param({11: (4, 1, ""), 12: (3, 2, "x")}, 1, "decided by ana on 2026-03-02", id="the latest of two"),
        pytest.param(
            {11: (4, 7, "")}, 2, "origin: no rule separates the first two, so the order of their origins decides", id="a copy"
        ),
    ],
)
def test_what_people_decided(pins: dict[int, tuple[int, int, str]], winner: int, reason: str):
    at = "2026-03-02T10:00:00+00:00"
    acts = {body: Decision(number, Act.CANONICAL, article, None, "ana", at, why) for body, (number, article, why) in pins.items()}
    choice = choose([PLAIN, OTHER], POLICY, acts)
    assert (choice.contender.article, choice.reason) == (winner, reason)


@pytest.mark.parametrize(
    ("rule", "change", "winner", "reason"),
    [
        pytest.param(
            "first_seen",
            {"first_seen": "2026-03-10T12:59:00+01:00", "published": None},
            2,
            f"first_seen: first seen 2026-03-10T12:59:00+01:00, the next best {SEEN}",
            id="seen first, in whatever zone",
        ),
        pytest.param(
            "newest_revision",
            {"revised": "2026-03-12T08:00:00+00:00"},
            2,
            "newest_revision: revised 2026-03-12T08:00:00+00:00, the next best never revised",
            id="revised",
        ),
    ],
)
def test_rules_that_look_at_when_articles_came(rule: RuleName, change: dict[str, object], winner: int, reason: str):
    policy = POLICY.model_copy(update={"rules": (rule,)})
    choice = choose([PLAIN, replace(OTHER, **change)], policy)  # type: ignore[arg-type]  # as above
    assert (choice.contender.article, choice.reason) == (winner, reason)


def test_the_last_of_several_revisions_is_the_newest():
    policy = POLICY.model_copy(update={"rules": ("newest_revision",)})
    early, late = (replace(PLAIN, revised=f"2026-03-1{day}T08:00:00+00:00", article=day) for day in (1, 2))
    assert choose([early, late, OTHER], policy).contender == late


def test_within_a_step_articles_are_equal():
    policy = POLICY.model_copy(update={"earliest_step_s": 3_600, "complete_step_words": 50})
    early, later = (replace(PLAIN, published=Moment(str(at), at), words=words) for at, words in ((3_600, 300), (7_199, 349)))
    assert choose([early, replace(later, origin="a.html")], policy).reason.startswith("origin: ")
    assert choose([early, replace(later, words=350)], policy).reason == "most_complete: 350 words, the next best 300"
    assert choose([early, replace(later, published=Moment("7200", 7_200))], policy).reason.startswith("earliest: ")
    day = policy.model_copy(update={"earliest_step_s": 86_400})
    assert choose([replace(early, published=None), later], day).contender == later


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
        first_seen=st.integers(1, 3).map(lambda day: f"2026-03-0{day}T00:00:00+00:00"),
        revised=st.none() | st.integers(1, 3).map(lambda day: f"2026-03-0{day}T00:00:00+00:00"),
        excerpt=st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda contender: (contender.source, contender.origin),
)


@given(contenders, st.permutations(list(RULES)), st.integers(1, 2), st.randoms(use_true_random=False))
def test_the_order_of_contenders_never_matters(some: list[Contender], rules: list[RuleName], step: int, random: Random):
    policy = POLICY.model_copy(update={"rules": tuple(rules), "earliest_step_s": step, "complete_step_words": step})
    expected = choose(some, policy)
    random.shuffle(some)
    assert choose(some, policy) == expected
