"""Canonicals under other rules: what is foretold is what comes, and then everything is as if these rules had always been in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fold.test_fold import AT, MINERALS, POLICY, POOL, fold, folded, gold, opened
from newsfold.cluster.canonical import RULES
from newsfold.cluster.contest import ORIGIN
from newsfold.fold.contesting import background
from newsfold.fold.fold import Fold
from newsfold.fold.recrowning import recrown, recrowning
from newsfold.model import Act, Moment
from newsfold.store.dump import dump_text

if TYPE_CHECKING:
    from databases import Fresh
    from newsfold.model import Article
    from newsfold.settings import CanonicalSettings, RuleName
    from newsfold.store.store import Store

STRIKE = gold("dev2.jsonl", "ceylon-doctors-strike-vote")
ARTICLES = [*POOL, *STRIKE.values()]
RANKED = POLICY.model_copy(update={"ranks": {MINERALS["C"].site: 1}})
LONGEST = POLICY.by_rules(["most_complete"])


def canonicals(store: Store) -> dict[int, str]:
    return {view.id: view.canonical.origin for view in store.report(limit=None, singles=True)}


def with_policy(fresh: Fresh, articles: list[Article], policy: CanonicalSettings) -> str:
    with opened(fresh()) as store:
        Fold(store, policy, {}).take_in(articles, [], AT)
        return dump_text(store)


def test_nothing_would_change_by_the_rules_in_force(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, ARTICLES)
        told = recrowning(store, POLICY)
    assert (told.rules, told.changes, told.stored) == (POLICY.rules, (), False)
    # The minerals, the doctors, and the two that are short; a single article is no choice.
    assert (told.clusters, told.articles, told.decided) == (3, 13, 0)


def test_other_rules_would_choose_others_and_nothing_is_written(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, ARTICLES)
        before = dump_text(store)
        told = recrowning(store, RANKED)
        assert dump_text(store) == before
        (change,) = told.changes
        assert (change.before.origin, change.after.origin) == (canonicals(store)[change.cluster], MINERALS["C"].origin)
        assert change.reason == f"source_rank: {MINERALS['C'].site} has rank 1, the next best other.example 100"
        assert change.articles == 7


def test_among_copies_alone_the_rules_choose_too(fresh: Fresh):
    twin = replace(MINERALS["E"], origin="twin", site="twin.example", published=Moment("99", 99))
    policy = POLICY.model_copy(update={"ranks": {"twin.example": 1}})
    with opened(fresh()) as store:
        fold(store, [MINERALS["E"], twin])
        (change,) = recrowning(store, policy).changes
        assert (change.before.origin, change.after.origin) == (MINERALS["E"].origin, "twin")


def test_what_was_decided_is_left_as_it_is(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, ARTICLES)
        speaks = store.find_article(MINERALS["D"].origin)
        store.note_decision(Act.CANONICAL, speaks.id, None, by="ana", at=AT, why="the fullest")
        told = recrown(store, RANKED, AT)
        assert (told.decided, told.changes, told.stored) == (1, (), True)
        assert store.cluster(speaks.cluster).canonical.id == speaks.id


def test_a_contest_is_told_of_any_cluster_that_stands(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, ARTICLES)
        speaks = store.find_article(MINERALS["D"].origin)
        store.note_decision(Act.CANONICAL, speaks.id, None, by="ana", at=AT)
        store.note_decision(Act.SAME, speaks.id, speaks.id + 1, by="ana", at=AT)
        store.note_decision(Act.UNDO, speaks.id, 2, by="ana", at=AT)
        told = background(store, speaks.cluster, POLICY)
        assert told is not None
        assert (told.pin and told.pin.decision.id, [view.decision.id for view in told.decisions]) == (1, [1])
        # One candidate a body: of the report's two copies the better one.
        assert len(told.contest.candidates) == 5
        assert background(store, 999, POLICY) is None


@pytest.mark.parametrize(
    "policy", [RANKED, LONGEST, POLICY.by_rules(["newest_revision", "first_seen"])], ids=["ranked", "longest", "seen"]
)
def test_chosen_anew_everything_is_as_if_the_rules_had_always_been_in_force(fresh: Fresh, policy: CanonicalSettings):
    with opened(fresh()) as store:
        fold(store, ARTICLES[:7], ARTICLES[7:])
        foretold = recrowning(store, policy)
        assert recrown(store, policy, AT) == replace(foretold, stored=True)
        assert dump_text(store) == with_policy(fresh, ARTICLES, policy)
        assert recrowning(store, policy).changes == ()
        recrown(store, POLICY, AT)
        assert dump_text(store) == folded(fresh, ARTICLES)


@settings(max_examples=25)
@given(st.permutations(list(RULES)), st.integers(1, len(RULES)), st.sampled_from([1, 3]), st.data())
def test_the_contest_and_the_foretold_agree_with_what_is_stored(
    fresh: Fresh, rules: list[RuleName], most: int, step: int, data: st.DataObject
):
    chosen = data.draw(st.lists(st.sampled_from(ARTICLES), unique_by=lambda one: one.origin, min_size=2))
    policy = POLICY.by_rules(rules[:most]).model_copy(update={"earliest_step_s": step, "complete_step_words": 100 * step})
    with opened(fresh()) as store:
        fold(store, chosen)
        expected = canonicals(store) | {change.cluster: change.after.origin or "" for change in recrowning(store, policy).changes}
        recrown(store, policy, AT)
        assert canonicals(store) == expected
        for view in store.report(limit=None, singles=True):
            told = background(store, view.id, policy)
            assert told is not None
            assert told.contest.winner == view.canonical.id
            if view.variants:
                assert (told.contest.decided_by or ORIGIN) == view.canonical_reason.partition(":")[0]
