"""Decisions in the fold: they hold whatever comes, in any order, at any threshold, and leave no trace once they are undone."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from fold.near_copies import FERRY, QUARRY
from fold.steered import SMALL, tried
from fold.test_floods import FLOOD, body_ids, copies, shuffled
from fold.test_fold import AT, FILLER, MINERALS, OWN, POLICY, article, boxed
from fold.test_reclustering import all_pairs, clusters, filed, stored
from newsfold.changes import Event
from newsfold.cluster.flood import BOUNDS
from newsfold.fold.crowd import ENOUGH, Crowd
from newsfold.fold.fold import Fold
from newsfold.fold.rebuilding import rebuild
from newsfold.fold.reclustering import recluster
from newsfold.model import Act, Decision, Relation
from newsfold.store.dump import dump, dump_text
from newsfold.store.retention import Outdated
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from databases import Fresh
    from newsfold.changes import Filed
    from newsfold.cluster.flood import Bounds
    from newsfold.model import Article

SAME, DIFFERENT, CANONICAL, UNDO = Act.SAME, Act.DIFFERENT, Act.CANONICAL, Act.UNDO
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 1 << 30), size=st.integers(2, 12), acts=st.integers(0, 16), bounds=st.sampled_from([BOUNDS, SMALL]))
def test_whatever_happens_decisions_hold(seed: int, size: int, acts: int, bounds: Bounds):
    assert tried(seed, size, acts, Counter(), bounds=bounds) == []


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_so_they_do_with_texts_that_are_compared(seed: int):
    assert tried(seed, 9, 10, Counter(), bounds=BOUNDS, real=True) == []


def test_the_long_trial_in_its_short_form():
    done = subprocess.run(
        [sys.executable, SCRIPTS / "decisions", "--worlds", "4", "--seed", "7"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert ", 0 violations\n" in done.stdout


def opened(url: str) -> Store:
    return Store.open(url, write=True, scheme="test")


def note(store: Store, kind: Act, article: int, other: int | None = None, by: str = "ana") -> Decision:
    return store.note_decision(kind, article, other, by=by, at=AT, why="")


def decide(store: Store, kind: Act, article: int, other: int | None = None) -> None:
    note(store, kind, article, other)
    Fold(store, POLICY, {}).catch_up(AT)


def fold(store: Store, *batches: Sequence[Article]) -> None:
    for batch in batches:
        Fold(store, POLICY, {}).take_in(batch, [], AT)


def five(fresh: Fresh, log_odds: dict[str, float]) -> tuple[Store, dict[str, Filed]]:
    """Five reports and what their pairs say, arranged."""
    articles = filed()
    store = stored(fresh, *([one] for one in articles.values()), links=all_pairs(articles, log_odds))
    recluster(store, POLICY, 0.0, AT)
    return store, articles


def test_a_decided_pair_stands_together_though_it_is_clearly_apart_and_others_join_either(fresh: Fresh):
    store, _ = five(fresh, {"ab": 4.0, "cd": 4.0})
    with store:
        assert clusters(store) == {1: "ab", 3: "cd", 5: "e"}
        decide(store, SAME, 2, 3)
        assert clusters(store) == {1: "abcd", 5: "e"}
        variants = {one.article.origin: (one.relation, one.log_odds) for one in store.cluster(1).variants}
        assert variants == {"b": (Relation.REWRITE, 4.0), "c": (Relation.REWRITE, -5.5), "d": (Relation.REWRITE, -5.5)}
        assert recluster(store, POLICY, 4.5, AT).splits != ()
        assert sorted(clusters(store).values()) == ["a", "bc", "d", "e"]
        recluster(store, POLICY, 0.0, AT)
        assert sorted(clusters(store).values()) == ["abcd", "e"]
        decide(store, UNDO, 2, 1)
        assert sorted(clusters(store).values()) == ["ab", "cd", "e"]


def test_events_of_a_decision_are_those_of_any_change(fresh: Fresh):
    store, _ = five(fresh, {"ab": 4.0, "cd": 4.0})
    with store:
        decide(store, SAME, 1, 3)
        assert [event for _, event in store.history(3)] == [Event(3, "created"), Event(3, "merged", 1)]
        decide(store, CANONICAL, 4)
        assert store.history(1)[-1][1] == Event(1, "canonical", 4)
        decide(store, UNDO, 1, 1)
        assert clusters(store) == {1: "dc", 5: "e", 6: "ab"}
        assert [event for _, event in store.history(6)] == [Event(6, "created"), Event(6, "split", 1)]


def test_the_latest_pin_in_a_cluster_speaks_and_so_does_the_one_before_when_it_goes(fresh: Fresh):
    store, _ = five(fresh, {"ab": 4.0, "bc": 4.0, "ac": 4.0})
    with store:
        decide(store, CANONICAL, 3)
        decide(store, CANONICAL, 2)
        assert clusters(store)[1][0] == "b"
        decide(store, DIFFERENT, 2, 1)
        assert {name[0] for name in clusters(store).values() if len(name) > 1} <= {"b", "c"}
        decide(store, UNDO, 2, 3)
        decide(store, UNDO, 2, 2)
        assert clusters(store)[1][0] == "c"


def test_a_revision_after_a_restart_that_makes_an_act_moot_is_seen_where_nothing_leads_to(fresh: Fresh):
    """Article 5 gets the words of 4: then 1 and 5 would have to be one report with 3, from which 4 is different."""
    texts = [f"{OWN[number]}\n{FILLER} {OWN[number][::-1]}" for number in range(4)]
    with opened(fresh()) as store:
        fold(
            store,
            [
                *(article(f"own{number}", text, epoch=9 - number) for number, text in enumerate(texts)),
                article("fifth", "Nothing today."),
            ],
        )
        decide(store, DIFFERENT, 3, 5)
        decide(store, SAME, 1, 3)
        decide(store, SAME, 1, 4)
        together = {frozenset({"own0", "own2", "own3"}), frozenset({"own1"}), frozenset({"fifth"})}
        assert origins(store) == together
        fold(store, [article("fifth", texts[3])])
        assert origins(store) == {frozenset({"own0", "own2"}), frozenset({"own1"}), frozenset({"own3", "fifth"})}
        fold(store, [article("fifth", "Nothing today.")])
        assert origins(store) == together


def origins(store: Store) -> set[frozenset[str]]:
    """The clusters as sets of origins, exact copies included."""
    return {frozenset(member["key"][1] for member in cluster["members"]) for cluster in dump(store)["clusters"]}


def test_a_rebuild_keeps_what_was_decided_and_does_what_is_pending(fresh: Fresh):
    pool = [*MINERALS.values(), boxed(0)]
    with opened(fresh()) as store, opened(fresh()) as other:
        for one in (store, other):
            fold(one, pool)
            note(one, SAME, 1, 9)
            note(one, CANONICAL, 3)
        Fold(store, POLICY, {}).catch_up(AT)
        rebuild(other, POLICY, AT, "test")
        assert dump_text(other) == dump_text(store)
        rebuild(store, POLICY, AT, "test")
        assert dump_text(other) == dump_text(store)
        assert not other.pending()


def test_to_try_a_threshold_leaves_what_is_pending_pending(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [*MINERALS.values(), boxed(0)])
        note(store, SAME, 1, 9)
        before = dump_text(store)
        recluster(store, POLICY, 2.0, AT, keep=False)
        assert (dump_text(store), store.pending()) == (before, True)
        recluster(store, POLICY, 0.0, AT)
        assert not store.pending()


def test_what_an_act_says_of_articles_that_are_gone_changes_nothing_and_is_done(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [boxed(0)])
        before = dump(store)["clusters"]
        decide(store, SAME, 77, 78)
        assert (dump(store)["clusters"], store.pending()) == (before, False)


def test_a_class_goes_through_an_article_that_was_removed(fresh: Fresh):
    own = [article(f"own{number}", f"{OWN[number]}\n{FILLER} {OWN[number][::-1]}") for number in range(4)]
    with opened(fresh()) as store:
        fold(store, own)
        note(store, SAME, 1, 2)
        note(store, SAME, 2, 3)
        (filed,) = store.articles([2]).values()
        gone = Outdated({filed.cluster: 1}, {2: filed.body}, {2: ""}, None)
        Fold(store, POLICY, {}).remove(gone, AT)
        assert origins(store) == {frozenset({"own0", "own2"}), frozenset({"own3"})}
        assert dump(store)["decisions"][0][2:4] == [["/in", "own0"], ["/in", "own1"]]
        decide(store, UNDO, 2, 2)
        assert origins(store) == {frozenset({f"own{number}"}) for number in (0, 2, 3)}


def test_two_floods_that_were_united_part_again_but_for_what_was_decided(fresh: Fresh):
    quarry = copies("quarry", QUARRY, 40)
    with opened(fresh()) as store:
        fold(store, *shuffled([*FLOOD, *quarry], 7))
        ferry, other = frozenset(one.origin for one in FLOOD), frozenset(one.origin for one in quarry)
        assert origins(store) == {ferry, other}
        ids = {one.article.origin: one.id for page in store.article_pages(1000) for one in page}
        decide(store, SAME, ids["ferry000"], ids["quarry000"])
        assert origins(store) == {ferry | other}
        decide(store, DIFFERENT, ids["ferry001"], ids["quarry001"])
        both = frozenset({"ferry000", "quarry000"})
        assert {part - both for part in origins(store)} == {ferry - both, other - both}
        assert any(both <= part for part in origins(store))
        fold(store, *([one] for one in copies("late", FERRY, 210)[200:]))
        late = frozenset(f"late{number}" for number in range(200, 210))
        assert {part - both for part in origins(store)} == {(ferry | late) - both, other - both}


def test_a_crowd_looks_at_links_where_clusters_were_united(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, *shuffled(FLOOD, 8))
        known = body_ids(*FLOOD)
        crowd = Crowd(store, BOUNDS.core, united=True)
        for neighbour in known[: ENOUGH - 1]:
            crowd.join(1, neighbour)
        assert crowd.satisfied() == set()
        crowd.join(1, known[ENOUGH])
        for stranger in range(2, 2 + ENOUGH):
            crowd.join(100, stranger)
        assert crowd.satisfied() == {1}, "its neighbours have many; those of the other are new, and few"


class Counting(Store):
    """Notes how many bodies of articles were asked for."""

    asked = 0

    def bodies_of(self, article_ids: Collection[int]) -> dict[int, int]:
        self.asked += len(article_ids)
        return super().bodies_of(article_ids)


def test_the_articles_of_acts_are_looked_up_once(fresh: Fresh):
    with Counting.open(fresh(), write=True, scheme="test") as store:
        assert isinstance(store, Counting)
        folding = Fold(store, POLICY, {})
        folding.take_in([boxed(0)], [], AT)
        folding.take_in([boxed(1)], [], AT)
        assert store.asked == 0
        note(store, SAME, 1, 2)
        folding.take_in([boxed(2)], [], AT)
        folding.take_in([boxed(3)], [], AT)
        assert store.asked == 2
