"""Floods: thousands of near copies are one cluster for a price that does not grow with them, and never bridge two stories."""

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from random import Random

from fold.near_copies import FERRY, QUARRY, edited
from fold.test_fold import POLICY, article, clusters
from newsfold.changes import Event
from newsfold.cluster.flood import BOUNDS, Bounds
from newsfold.cluster.threshold import joins
from newsfold.fold.crowd import ENOUGH, Crowd
from newsfold.fold.filing import Moves
from newsfold.fold.fold import Fold
from newsfold.fold.rebuilding import rebuild
from newsfold.fold.reclustering import recluster
from newsfold.match.pair import TERMS
from newsfold.model import Article, Body, Link, Signature
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store
from newsfold.text import body_of
from store_builders import AT, make_article, make_changes, make_filed


def copies(name: str, text: str, count: int) -> list[Article]:
    """Near copies, published one after the other."""
    return [article(f"{name}{number:03}", edited(text, number), epoch=1 + number) for number in range(count)]


FLOOD = copies("ferry", FERRY, 200)
NAMES = frozenset(one.origin for one in FLOOD)


def opened() -> Store:
    return Store.open(":memory:", write=True, scheme="test")


def folded(store: Store, *batches: list[Article]) -> None:
    folding = Fold(store, POLICY, {})
    for batch in batches:
        folding.take_in(batch, [], AT)


def shuffled(articles: list[Article], seed: int) -> list[list[Article]]:
    """In some order, cut in some places."""
    chance = Random(seed)
    edges = [0, *sorted(chance.sample(range(1, len(articles)), 5)), len(articles)]
    order = chance.sample(articles, len(articles))
    return [order[start:stop] for start, stop in pairwise(edges)]


def test_two_hundred_near_copies_are_one_cluster_in_any_order():
    found: list[object] = []
    for seed in (1, 2, 3):
        with opened() as store:
            folded(store, *shuffled(FLOOD, seed))
            (view,) = store.report(singles=True)
            assert (clusters(store), view.canonical.origin) == ({NAMES}, "ferry000")
            assert store.counts()["links"] < len(FLOOD) * 30
            found.append(dump(store)["clusters"])
    assert found[0] == found[1] == found[2], "relations and log-odds too"


def test_one_by_one_they_are_one_cluster_as_well():
    with opened() as store:
        for start in range(0, 80, 20):
            folded(store, *([one] for one in FLOOD[start : start + 20]))
        assert clusters(store) == {frozenset(one.origin for one in FLOOD[:80])}


def test_up_to_the_bound_the_whole_store_is_the_same_in_any_order():
    some = FLOOD[: BOUNDS.core]
    dumps: set[str] = set()
    for seed in (1, 2, 3):
        with opened() as store:
            folded(store, *shuffled(some, seed))
            dumps.add(dump_text(store))
    assert len(dumps) == 1


def test_two_floods_bridged_by_a_digest_stay_apart():
    ferry, quarry = copies("ferry", FERRY, 150), copies("quarry", QUARRY, 150)
    digest = article("digest", f"{FERRY}\n{QUARRY}", epoch=999)
    with opened() as store:
        folded(store, [digest], *shuffled([*ferry, *quarry], 4))
        near = {end for link in store.links_of(body_ids(digest)) if joins(link, 0.0) for end in (link.a, link.b)}
        assert near.intersection(body_ids(*ferry)), "the digest is a bridge"
        assert near.intersection(body_ids(*quarry))
        stories = {frozenset(one.origin for one in story) for story in (ferry, quarry)}
        assert {group - {"digest"} for group in clusters(store)} - {frozenset()} == stories


def body_ids(*articles: Article) -> list[int]:
    return [body_of(one.text, one.furniture, one.lang).id for one in articles]


class Watched(Store):
    """Notes of which bodies texts were read."""

    read: set[int]

    def bodies(self, ids: Collection[int]) -> dict[int, Body]:
        self.read = getattr(self, "read", set()) | set(ids)
        return super().bodies(ids)


def test_one_more_reads_only_the_texts_with_which_it_is_compared():
    with Watched.open(":memory:", write=True, scheme="test") as store:
        assert isinstance(store, Watched)
        folded(store, FLOOD)
        late = next(one for one in copies("late", FERRY, 300)[200:] if body_ids(one)[0] > sorted(body_ids(*FLOOD))[BOUNDS.core])
        store.read = set()
        folded(store, [late])
        (body,) = body_ids(late)
        assert store.read <= {end for link in store.links_of([body]) for end in (link.a, link.b)} - {body}
        assert ENOUGH <= len(store.read) <= ENOUGH + BOUNDS.members + 1
        assert clusters(store) == {NAMES | {late.origin}}
        store.read = set()
        folded(store, [replace(late, origin="same words", published=None)])
        assert store.read == set()


def test_a_rebuild_and_other_thresholds_keep_a_flood_together():
    with opened() as store:
        folded(store, *shuffled(FLOOD, 5))
        before, whole = clusters(store), dump_text(store)
        assert recluster(store, POLICY, 3.0, AT).splits == ()
        assert recluster(store, POLICY, 0.0, AT).mergers == ()
        assert dump_text(store) == whole
        assert rebuild(store, POLICY, AT, "test") == 1
        assert (clusters(store), store.cluster(1).canonical.origin) == (before, "ferry000")
        rebuilt = dump_text(store)
        rebuild(store, POLICY, AT, "test")
        assert dump_text(store) == rebuilt


CHAIN = [make_filed(number, make_article(f"link{number}", f"Report number {number} from Lindeby.")) for number in range(1, 31)]


def test_a_component_without_order_is_quarantined_and_its_clusters_say_so():
    """Thirty reports in one cluster, which nothing but a chain of links holds together."""
    bodies = sorted(one.body for one in CHAIN)
    links = tuple(Link(a, b, 3.0, (0.0,) * len(TERMS)) for a, b in pairwise(bodies))
    changes = make_changes(CHAIN)
    with opened() as store:
        store.apply(replace(changes, bodies=tuple((body, Signature(body.id, None)) for body, _ in changes.bodies), links=links), AT)
        folding = Fold(store, POLICY, {}, bounds=Bounds(core=4, members=2, parts=1, rounds=1))
        arranged = folding.arrange(set(bodies), Moves({}, {}, {}), AT)
        quarantined = [event for event in arranged.events if event.kind == "quarantined"]
        sizes = {cluster.id: len(cluster.members) for cluster in arranged.clusters}
        assert quarantined
        assert {sizes[event.cluster] for event in quarantined} == {1}
        last = quarantined[-1].cluster
        assert [event for _, event in store.history(last)] == [Event(last, "created"), Event(last, "split", 1), quarantined[-1]]
        again = folding.arrange(set(bodies), Moves({}, {}, {}), AT)
        assert (again.clusters, again.events, again.links, again.links_gone) == ((), (), (), ())


def test_a_crowd_is_satisfied_by_its_own_or_by_a_cluster_that_is_large():
    with opened() as store:
        store.apply(make_changes(CHAIN[:10], CHAIN[10:12]), AT)
        large, small = CHAIN[0].body, CHAIN[10].body
        few = Crowd(store, 9)
        for neighbour in range(101, 101 + ENOUGH - 1):
            few.join(100, neighbour)
        assert few.satisfied() == set()
        few.join(100, small)
        assert few.satisfied() == {100}, "nine and a cluster of two"
        known = Crowd(store, 17)
        for neighbour in range(101, 101 + ENOUGH - 1):
            known.join(100, neighbour)
        known.join(100, large)
        assert known.satisfied() == {100}, "eight and a cluster of ten"
        assert Crowd(store, 18).satisfied() == set()
        unknown = Crowd(store, 17)
        for neighbour in range(101, 101 + ENOUGH):
            unknown.join(100, neighbour)
        assert unknown.satisfied() == set()
