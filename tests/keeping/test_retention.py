"""Retention: what is old goes whole, leaves its key, and comes back neither by itself nor in what it had shown of others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keeping_builders import (
    DAY,
    LONG_AGO,
    NOW,
    POOL,
    RULES,
    START,
    STORIES,
    checked,
    dated,
    folded,
    made,
    nothing,
    opened,
    standing,
)
from newsfold.errors import NotFound, UsageError
from newsfold.explain import explain
from newsfold.fold.chronicle import history
from newsfold.fold.fold import Fold
from newsfold.fold.rebuilding import rebuild
from newsfold.fold.reclustering import recluster
from newsfold.keeping import retention
from newsfold.keeping.retention import Policy, due, policy_of, prune, pruning
from newsfold.model import Act, Article
from newsfold.settings import RetentionSettings, load
from newsfold.store.dump import dump, dump_text
from newsfold.store.retention import Age
from newsfold.store.store import Store
from newsfold.views.histories import ClusterPast
from newsfold.views.keeping import Pruned

if TYPE_CHECKING:
    from pathlib import Path

    from databases import Fresh

OLD = Policy(articles=Age(START + DAY))
OLD_TEXTS = Policy(texts=Age(START + DAY))
DAYS = st.lists(st.integers(0, 9), min_size=len(POOL), max_size=len(POOL))
FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])


def story(*days: int) -> list[Article]:
    """The tellings of one event, published on these days."""
    return [made(one.origin, one.text, one.site, day=day) for one, day in zip(STORIES, days, strict=False)]


def keys(articles: list[Article]) -> list[list[str]]:
    return sorted([one.source, one.origin] for one in articles)


@FEW
@given(days=DAYS, cut=st.integers(1, 9))
def test_the_rest_is_as_if_what_was_removed_had_never_come(fresh: Fresh, days: list[int], cut: int):
    articles = dated(days)
    policy = Policy(articles=Age(START + cut * DAY))
    with opened(fresh()) as store, opened(fresh()) as other:
        fold = folded(store, articles)
        expected = due(store, policy)
        assert prune(fold, store, policy, NOW, nothing) == expected
        pruned = dump(store)
        removed = [one for one in articles if [one.source, one.origin] in pruned["tombstones"]]
        assert len(removed) == expected.articles
        folded(other, [one for one in articles if one not in removed])
        assert pruned | {"tombstones": []} == dump(other)
        again = fold.take_in(articles, [], LONG_AGO)
        assert (again.removed, again.unchanged) == (len(removed), len(articles) - len(removed))
        assert (dump(store), checked(store).findings) == (pruned, ())
        assert prune(fold, store, policy, NOW, nothing) == Pruned()


@FEW
@given(days=DAYS, cut=st.integers(1, 9))
def test_of_what_loses_its_text_everything_else_stays_and_nothing_comes_back(fresh: Fresh, days: list[int], cut: int):
    articles = dated(days)
    policy = Policy(texts=Age(START + cut * DAY))
    with opened(fresh()) as store:
        fold = folded(store, articles)
        stood, before = standing(store), {one["key"][1]: one for one in dump(store)["articles"]}
        expected = due(store, policy)
        assert prune(fold, store, policy, NOW, nothing) == expected
        after = dump(store)
        emptied = [one for one in after["articles"] if one["emptied"]]
        assert len(emptied) == expected.texts
        assert all(one == before[one["key"][1]] | {"text": "", "emptied": True} for one in emptied)
        assert all(standing(store)[one["key"][1]] == stood[one["key"][1]] for one in emptied)
        other_bytes = [replace(one, digest=b"the page as it is now") for one in articles]
        for again in (articles, other_bytes):
            assert Fold(store, RULES, {}).take_in(again, [], LONG_AGO).unchanged == len(articles)
        rebuild(store, RULES, LONG_AGO, "s")
        assert (dump(store), checked(store).findings) == (after, ())
        assert prune(fold, store, policy, NOW, nothing) == Pruned()


def test_a_story_that_still_runs_is_not_cut(fresh: Fresh):
    running = story(0, 0, 9)
    with opened(fresh()) as store:
        fold = folded(store, running)
        assert len(standing(store)[running[0].origin]) == 3
        assert prune(fold, store, OLD, NOW, nothing) == Pruned()
        assert prune(fold, store, Policy(articles=Age(START + 10 * DAY)), NOW, nothing) == Pruned(clusters=1, articles=3)


def test_the_age_of_an_article_is_that_of_the_latest_of_its_times(fresh: Fresh):
    day_5 = "2026-03-02T06:13:20+00:00"  # five days after the first publication
    one, undated = made("a", STORIES[0].text, "a.example"), made("b", STORIES[40].text, "b.example", day=None)
    with opened(fresh()) as store:
        fold = folded(store, [one, undated], at=day_5)
        for policy, expected in [
            (Policy(articles=Age(START + 5 * DAY)), 0),
            (Policy(articles=Age(START + 5 * DAY, by_publication=True)), 1),
            (Policy(articles=Age(START + 5 * DAY + 1)), 2),
            (Policy(articles=Age(START + 5 * DAY + 1, by_publication=True)), 2),
        ]:
            assert due(store, policy).articles == expected, policy
        fold.take_in([replace(one, title="revised")], [], "2026-03-09T00:00:00+00:00")
        assert due(store, Policy(articles=Age(START + 6 * DAY))).articles == 1


def test_a_store_that_is_pruned_to_nothing_still_works_and_gives_no_id_twice(fresh: Fresh):
    with opened(fresh()) as store:
        fold = folded(store, story(0, 0, 0, 0))
        clusters = store.next_cluster_id() - 1
        prune(fold, store, OLD, NOW, nothing)
        assert (store.counts()["articles"], store.counts()["clusters"], checked(store).findings) == (0, 0, ())
        assert store.report(limit=10, singles=True) == []
        fold.take_in([made("new", STORIES[40].text, "new.example", day=20)], [], LONG_AGO)
        assert [(one.id, one.canonical.id) for one in store.report(limit=10, singles=True)] == [(clusters + 1, 5)]
        assert checked(store).findings == ()


def test_what_was_removed_is_told_as_removed(fresh: Fresh):
    with opened(fresh()) as store:
        fold = folded(store, story(0, 0))
        store.note_decision(Act.SAME, 1, 2, by="ana", at=LONG_AGO)
        fold.catch_up(LONG_AGO)
        prune(fold, store, OLD, NOW, nothing)
        with pytest.raises(NotFound, match="cluster 1 was removed on 2028-11-21, because it was old"):
            store.cluster(1)
        for name in ("2", STORIES[0].origin):
            with pytest.raises(NotFound, match=f"article {name} was removed on 2028-11-21"):
                store.find_article(name)
        with pytest.raises(NotFound, match="no article 99"):
            store.view(99)
        told = store.story(1)
        assert (told.size, [event.kind for _, event in told.events]) == (0, ["created", "removed"])
        assert [(act.kind, act.article, act.other) for act in store.decisions()] == [(Act.SAME, 1, 2)]
        announced = store.announcements(0, ["created"], 10).events
        assert [(one.cluster, one.title, one.size) for one in announced] == [(1, None, 0)]


def test_clusters_that_went_into_a_removed_one_go_with_it_and_still_lead_there(fresh: Fresh):
    first, second = story(0, 0)
    stranger = made(second.origin, STORIES[40].text, second.site)
    with opened(fresh()) as store:
        fold = folded(store, [first, stranger])
        fold.take_in([second], [], LONG_AGO)
        assert store.cluster(2).id == 1
        prune(fold, store, OLD, NOW, nothing)
        assert store.story(2).cluster == 1
        assert store.story(1).family == (1, 2)
        with pytest.raises(NotFound, match="cluster 2 was removed"):
            store.cluster(2)
        with pytest.raises(NotFound, match="no cluster 3"):
            store.story(3)
        assert checked(store).findings == ()


def test_a_cluster_that_came_out_of_a_removed_one_stays_and_tells_so(fresh: Fresh):
    articles = story(0, 0, 0)
    with opened(fresh()) as store:
        fold = folded(store, articles)
        store.note_decision(Act.DIFFERENT, 1, 2, by="ana", at=LONG_AGO)
        fold.catch_up(LONG_AGO)
        parted = standing(store)
        assert len({*parted.values()}) == 2
        young = store.find_article(articles[1].origin)
        fold.take_in([replace(young.article, title="still running")], [], "2028-11-01T00:00:00+00:00")
        prune(fold, store, OLD, NOW, nothing)
        (left,) = store.report(limit=10, singles=True)
        assert young.article.origin in standing(store)
        told = store.story(left.id)
        assert [event.kind for _, event in told.events] == ["created", "split"]
        assert [past.id for past in told.clusters.values() if past.canonical is None] == [1]
        assert history(store, left.id).lines[0].other == ClusterPast(1, None, None)
        assert [line.kind for line in history(store, 1).lines][-1] == "removed"
        assert checked(store).findings == ()


def test_a_merged_cluster_whose_canonical_goes_shows_that_of_the_one_that_stays(fresh: Fresh):
    first, second, third = story(0, 5, 9)
    with opened(fresh()) as store:
        fold = folded(store, [first, made(second.origin, STORIES[40].text, second.site)])
        fold.take_in([second], [], LONG_AGO)  # cluster 2 goes into cluster 1, and its last canonical was this one
        fold.take_in([replace(second, text=STORIES[50].text, published=first.published), third], [], LONG_AGO)
        apart = store.find_article(second.origin).cluster
        assert apart not in {1, 2}
        cut = Policy(articles=Age(START + DAY))
        assert prune(fold, store, cut, NOW, nothing) == Pruned(clusters=1, articles=1)
        assert store.cluster(2).canonical.origin == first.origin
        assert checked(store).findings == ()


def test_removed_items_do_not_come_back_in_a_folder_that_was_moved(fresh: Fresh):
    here = story(0)[0]
    moved = replace(here, source="/moved")
    edited = replace(moved, text=f"{here.text}\nCorrected.", digest=b"another one")
    with opened(fresh()) as store:
        fold = folded(store, [here])
        prune(fold, store, OLD, NOW, nothing)
        inputs = {(one.source, one.origin): one.digest for one in (here, moved, edited)}
        assert store.buried({("/in", here.origin): b"whatever it is now"}) == {("/in", here.origin)}
        assert store.known({(moved.source, moved.origin): moved.digest}) == {("/moved", here.origin)}
        assert fold.take_in([moved], [], LONG_AGO).removed == 1
        assert (fold.take_in([edited], [], LONG_AGO).new, store.buried(inputs)) == (1, {("/in", here.origin)})
        assert fold.take_in([moved], [], LONG_AGO).revised == 1


def test_what_recurred_only_in_removed_articles_is_text_again(fresh: Fresh):
    boxes = [replace(one, published=one.published) for one in POOL if one.origin.startswith("boxed")][:3]
    young = made(boxes[2].origin, boxes[2].text, boxes[2].site, day=9)
    with opened(fresh()) as store, opened(fresh()) as other:
        fold = folded(store, [*boxes[:2], young])
        assert [one["recurring"] != [] for one in dump(store)["articles"]] == [True, True, True]
        prune(fold, store, OLD, NOW, nothing)
        folded(other, [young])
        assert dump(store)["bodies"] == dump(other)["bodies"]
        assert [one["recurring"] for one in dump(store)["articles"]] == [[]]


def test_a_text_that_was_removed_and_is_another_now_is_taken_in(fresh: Fresh):
    first, second, third = story(0, 0, 0)
    with opened(fresh()) as store:
        fold = folded(store, [first, second, third])
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        revised = made(second.origin, STORIES[40].text, second.site)
        assert fold.take_in([revised], [], LONG_AGO).revised == 1
        assert standing(store) == {
            first.origin: {first.origin, third.origin},
            third.origin: {first.origin, third.origin},
            second.origin: {second.origin},
        }
        assert (store.find_article(second.origin).emptied, store.find_article(first.origin).article.text) == (None, "")
        assert checked(store).findings == ()
        assert prune(fold, store, OLD_TEXTS, NOW, nothing) == Pruned(emptied=1, texts=1)


def test_when_a_canonical_without_text_becomes_another_story_the_others_stay_together(fresh: Fresh):
    articles = story(0, 0, 0)
    with opened(fresh()) as store:
        fold = folded(store, articles)
        canonical = store.cluster(1).canonical.origin
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        fold.take_in([made(canonical, STORIES[40].text, None)], [], LONG_AGO)
        others = frozenset({one.origin for one in articles} - {canonical})
        assert {*standing(store).values()} == {frozenset({canonical}), others}
        assert checked(store).findings == ()


def test_a_copy_of_a_text_that_was_removed_joins_it_and_brings_nothing_else_along(fresh: Fresh):
    first, second, third = story(0, 0, 0)
    with opened(fresh()) as store:
        fold = folded(store, [first, second])
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        late = replace(first, origin="late", site="late.example")
        assert fold.take_in([late, third], [], LONG_AGO).copies == 1
        assert {*standing(store).values()} == {frozenset({first.origin, second.origin, "late"}), frozenset({third.origin})}
        assert (store.find_article("late").article.text, checked(store).findings) == (first.text, ())
        with pytest.raises(UsageError, match=r"the text of article 1 was removed"):
            explain(store, "1", third.origin)
        assert prune(fold, store, OLD_TEXTS, NOW, nothing) == Pruned(emptied=2, texts=2)
        assert store.find_article("late").article.text == ""


def test_people_part_and_join_what_has_no_text_any_more(fresh: Fresh):
    one, two, three = story(0, 0, 0)
    other = made("other", STORIES[40].text, "other.example", day=9)
    with opened(fresh()) as store:
        fold = folded(store, [one, two, three, other])
        number = {article.origin: store.find_article(article.origin).id for article in (one, two, three, other)}
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        together = standing(store)
        store.note_decision(Act.SAME, number[one.origin], number["other"], by="ana", at=LONG_AGO)
        fold.catch_up(LONG_AGO)
        assert len(standing(store)["other"]) == 4
        assert checked(store).findings == ()
        joined = store.cluster(store.find_article("other").cluster)
        assert all(variant.log_odds > -7 for variant in joined.variants)
        store.note_decision(Act.DIFFERENT, number[two.origin], number["other"], by="ana", at=LONG_AGO)
        fold.catch_up(LONG_AGO)
        assert two.origin not in standing(store)["other"]
        for act in store.decisions():
            store.note_decision(Act.UNDO, act.article, act.id, by="ana", at=LONG_AGO)
        fold.catch_up(LONG_AGO)
        assert (standing(store), checked(store).findings) == (together, ())


def test_another_threshold_parts_what_has_no_text_and_the_old_one_brings_it_together(fresh: Fresh):
    with opened(fresh()) as store:
        fold = folded(store, dated([0] * len(POOL)))
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        before = dump(store)
        recluster(store, RULES, 5.0, LONG_AGO)
        assert len(dump(store)["clusters"]) > len(before["clusters"])
        recluster(store, RULES, 0.0, LONG_AGO)
        assert (dump(store), checked(store).findings) == (before, ())


def test_a_rebuild_by_another_scheme_leaves_what_has_no_text_as_it_stands(fresh: Fresh):
    articles = dated([0] * 10 + [9] * (len(POOL) - 10))
    with opened(fresh()) as store:
        fold = folded(store, articles)
        prune(fold, store, OLD_TEXTS, NOW, nothing)
        emptied = {one["key"][1] for one in dump(store)["articles"] if one["emptied"]}
        assert emptied
        stood = {origin: group for origin, group in standing(store).items() if origin in emptied}
        relations = [cluster for cluster in dump(store)["clusters"] if cluster["members"][0]["key"][1] in emptied]
        rebuild(store, RULES, LONG_AGO, "another")
        after = dump(store)
        assert {origin: group for origin, group in standing(store).items() if origin in emptied} == stood
        fold = Fold(store, RULES, {})
        late = replace(next(one for one in articles if one.origin in emptied), origin="late", site="late.example")
        fold.take_in([late], [], LONG_AGO)
        kept = [cluster for cluster in after["clusters"] if cluster["members"][0]["key"][1] in emptied]
        assert (kept, checked(store).findings) == (relations, ())


def test_a_step_is_one_transaction_and_other_batches_come_between(fresh: Fresh, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    apart = [made(f"{number}", STORIES[place].text, f"{number}.example") for number, place in enumerate((0, 20, 40, 60))]
    steps: list[Pruned] = []
    with opened(fresh()) as store:
        fold = folded(store, apart[:3])
        for step in pruning(fold, store, OLD, NOW):
            steps.append(step)
            if len(steps) == 1:
                fold.take_in([replace(apart[3], published=None)], [], "2028-11-01T00:00:00+00:00")
        assert steps == [Pruned(clusters=2, articles=2), Pruned(clusters=1, articles=1)]
        assert standing(store) == {"3": {"3"}}


def test_the_policy_is_that_of_the_settings(tmp_path: Path):
    assert policy_of(RetentionSettings(keep_articles_days=0, keep_texts_days=0), NOW) == Policy()
    policy = policy_of(RetentionSettings(keep_articles_days=30, keep_texts_days=7), NOW)
    assert policy == Policy(Age(NOW - 30 * DAY), Age(NOW - 7 * DAY))
    database = str(tmp_path / "a.db")
    with pytest.raises(NotFound):
        retention.prune_in(load(db=database), policy, NOW, nothing)
    with Store.open(database, write=True) as store:
        folded(store, [*story(0, 0), made("undated", STORIES[40].text, None, day=None)])
    both = Policy(Age(START + DAY), Age(NOW))
    expected = Pruned(clusters=2, articles=3)
    assert retention.due_in(load(db=database), both) == expected
    assert retention.prune_in(load(db=database), both, NOW, nothing) == expected


KILLED = """
import sys, time
from keeping_builders import DAY, NOW, RULES, START, nothing
from newsfold.fold.fold import Fold
from newsfold.keeping import retention
from newsfold.store.retention import Age
from newsfold.store.store import Store
retention._AT_ONCE = 1
ages = {"articles": Age(START + 5 * DAY), "texts": Age(START + 7 * DAY)}
with Store.open(sys.argv[1], write=True) as store:
    fold = Fold(store, RULES, {})
    print("ready", flush=True)
    retention.prune(fold, store, retention.Policy(**{name: ages[name] for name in sys.argv[2:]}), NOW, nothing)
"""


@pytest.mark.parametrize("what", [("articles",), ("texts",)], ids=["articles", "texts"])
def test_killed_at_any_moment_it_is_done_by_running_it_again(tmp_path: Path, what: tuple[str, ...]):
    random = Random(7)
    articles = dated([random.randint(0, 9) for _ in POOL])
    whole = str(tmp_path / "whole.db")
    with opened(whole) as store:
        folded(store, articles)
    path = tmp_path / "killed.db"
    path.write_bytes((tmp_path / "whole.db").read_bytes())
    command = [sys.executable, "-c", KILLED, str(path), *what]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ends: list[int] = []
    for patience in [*(random.uniform(0.0, 1.0) for _ in range(2)), None]:
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
        child.kill()
        child.communicate()
        ends.append(child.returncode)
        with Store.open(str(path)) as store:
            assert checked(store).findings == ()
    assert (-signal.SIGKILL in ends, ends[-1]) == (True, 0)
    subprocess.run([*command[:3], whole, *what], env=environment, check=True, stdout=subprocess.DEVNULL)
    with Store.open(str(path)) as store, Store.open(whole) as other:
        assert dump_text(store) == dump_text(other)
