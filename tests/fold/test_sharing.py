"""Several that fold into one database, each by its own batches: it becomes what one of them makes of all."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fold.test_fold import AT, MINERALS, POLICY, POOL, boxed
from newsfold.fold.fold import Fold, Folded
from newsfold.fold.rebuilding import rebuild
from newsfold.fold.reclustering import recluster
from newsfold.keeping.retention import Policy, prune
from newsfold.model import Act, Article, Moment
from newsfold.store import turns
from newsfold.store.dump import dump_text
from newsfold.store.retention import Age
from newsfold.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from databases import PostgreSQL

Batches = list[tuple[int, list[Article]]]
"""Who takes it in, and what."""


class Shared:
    """One database that some have open, each with a fold of its own."""

    def __init__(self, url: str, some: int, stack: ExitStack) -> None:
        self.url = url
        self.stores = [stack.enter_context(Store.open(url, write=True, scheme="test")) for _ in range(some)]
        self.folds = [Fold(store, POLICY, {}) for store in self.stores]

    def take_in(self, who: int, *articles: Article) -> Folded:
        return self.folds[who].take_in(articles, [], AT)

    def dump(self) -> str:
        assert self.stores[0].check(lambda _: None).findings == ()
        return dump_text(self.stores[0])


@pytest.fixture
def shared(postgresql: PostgreSQL) -> Iterator[Shared]:
    with ExitStack() as stack:
        yield Shared(postgresql(), 2, stack)


def alone(*batches: Sequence[Article]) -> str:
    with Store.open(":memory:", write=True, scheme="test") as store:
        fold = Fold(store, POLICY, {})
        for batch in batches:
            fold.take_in(batch, [], AT)
        return dump_text(store)


@pytest.fixture(scope="module")
def whole() -> str:
    return alone(POOL)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), cuts=st.sets(st.integers(1, len(POOL) - 1), min_size=3, max_size=9))
def test_whoever_takes_in_what_and_in_whatever_order(whole: str, postgresql: PostgreSQL, random: Random, cuts: set[int]) -> None:
    pool = random.sample(POOL, len(POOL))
    with ExitStack() as stack:
        shared = Shared(postgresql(), 3, stack)
        for start, stop in pairwise([0, *sorted(cuts), len(pool)]):
            again = random.sample(pool[:start], min(2, start))  # what somebody has taken in already
            shared.take_in(random.randrange(3), *again, *pool[start:stop])
        assert shared.dump() == whole


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_revisions_and_moves_to_other_sites_are_heard_of(postgresql: PostgreSQL, random: Random) -> None:
    """Of each article the same versions follow each other, whoever takes them in."""
    versions = {
        "box2": [boxed(2), replace(boxed(2), site="elsewhere.example"), boxed(2)],
        "box3": [replace(boxed(3), site="elsewhere.example"), boxed(3)],
        MINERALS["B"].origin: [MINERALS["B"], replace(boxed(1), origin=MINERALS["B"].origin), MINERALS["B"]],
    }
    queue = [one.origin for one in POOL for _ in versions.get(one.origin, [one])]
    random.shuffle(queue)
    left = {one.origin: [*versions.get(one.origin, [one])] for one in POOL}
    batches: list[list[Article]] = [[left[origin].pop(0)] for origin in queue]
    with ExitStack() as stack:
        shared = Shared(postgresql(), 2, stack)
        for batch in batches:
            shared.take_in(random.randrange(2), *batch)
        assert shared.dump() == alone(*batches)


def test_one_article_that_two_take_in_is_stored_once(shared: Shared) -> None:
    first = shared.take_in(0, MINERALS["A"])
    second = shared.take_in(1, MINERALS["A"])
    assert (first.new, second) == (1, Folded(new=0, revised=0, copies=0, unchanged=1, clusters=0))
    assert shared.stores[1].counts()["articles"] == 1


def test_what_one_folds_the_other_compares_with_and_takes_for_copies(shared: Shared) -> None:
    shared.take_in(1, MINERALS["H"])  # whatever is of its time is in memory now
    shared.take_in(0, MINERALS["A"], MINERALS["C"])
    told = shared.take_in(1, MINERALS["B"], replace(MINERALS["A"], origin="copy"))
    assert (told.copies, told.clusters) == (1, 1)
    assert shared.dump() == alone([MINERALS[role] for role in "HACB"], [replace(MINERALS["A"], origin="copy")])


def test_a_line_becomes_furniture_whoever_brings_the_third_article(shared: Shared) -> None:
    for who, number in ((0, 0), (1, 1), (0, 2), (1, 3)):
        shared.take_in(who, boxed(number))
    assert shared.dump() == alone([boxed(number) for number in range(4)])


def test_what_people_decide_holds_whoever_arranges_it(shared: Shared) -> None:
    one, other = shared.stores
    shared.take_in(0, *POOL[:9])
    shared.take_in(1, *POOL[9:12])
    numbers = {origin: number for (_, origin), number in ids(one).items()}
    pairs = [(MINERALS["A"].origin, MINERALS["E"].origin), ("box0", "box1")]
    for store, (a, b) in zip((one, other), pairs, strict=True):
        store.note_decision(Act.SAME, numbers[a], numbers[b], by="me", at=AT)
    shared.folds[1].catch_up(AT)
    shared.take_in(0, replace(MINERALS["E"], text=f"{MINERALS['E'].text}\nCorrected on Monday."), *POOL[12:])
    shared.take_in(1, replace(MINERALS["A"], origin="late", text=f"{MINERALS['A'].text}\nThe talks go on."))
    shared.take_in(0, replace(boxed(0), origin="late box"))
    assert one.decided() == 2
    before = shared.dump()
    rebuild(one, POLICY, AT, "test")
    assert shared.dump() == before


def ids(store: Store) -> dict[tuple[str, str], int]:
    return {key: one.id for key, one in store.articles_by_key([("/in", article.origin) for article in POOL]).items()}


def old(article: Article) -> Article:
    return replace(article, published=Moment("long ago", 86_400), origin=f"old-{article.origin}")


PRUNED: dict[str, Callable[[Age], Policy]] = {
    "articles": lambda age: Policy(articles=age),
    "texts": lambda age: Policy(texts=age),
}


@pytest.mark.parametrize("policy", PRUNED.values(), ids=PRUNED)
def test_what_one_removes_the_other_forgets(shared: Shared, policy: Callable[[Age], Policy]) -> None:
    removed = policy(Age(864_000, by_publication=True))
    undated = [replace(article, published=Moment("now", 1_772_000_000)) for article in POOL]
    dumps: list[str] = []
    with Store.open(":memory:", write=True, scheme="test") as store:
        folds = [shared.folds, [Fold(store, POLICY, {})] * 2]
        for one, other in folds:
            one.take_in([old(boxed(0)), old(MINERALS["A"])], [], AT)
            other.take_in([old(boxed(1)), old(boxed(2)), undated[-1]], [], AT)
            for fold in (one, other):
                prune(fold, fold._store, removed, 1_772_100_000, lambda _: None)
            other.take_in([*undated[:6], *undated[9:]], [], AT)
            one.take_in(undated[6:9], [], AT)
            dumps.append(dump_text(one._store))
    assert dumps[0] == dumps[1]


def test_whatever_one_computes_anew_the_other_goes_on_with(shared: Shared) -> None:
    others, event = POOL[8:], list(MINERALS.values())
    shared.take_in(0, *others[:4])
    shared.take_in(1, *others[4:])
    rebuild(shared.stores[0], POLICY, AT, "test")
    shared.take_in(1, event[0])
    recluster(shared.stores[0], POLICY, 3.0, AT, keep=True)
    shared.take_in(1, *event[1:])
    with Store.open(":memory:", write=True, scheme="test") as store:
        store.set_threshold(3.0)
        Fold(store, POLICY, {}).take_in([*others, *event], [], AT)
        assert shared.dump() == dump_text(store) != alone([*others, *event]).replace('"threshold": 0.0', '"threshold": 3.0')


def test_whoever_missed_turns_begins_afresh(shared: Shared, whole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_KEPT", 2)
    shared.take_in(1, *POOL[:3])
    for one in POOL[3:12]:
        shared.take_in(0, one)
    shared.take_in(1, *POOL[12:])
    assert shared.dump() == whole
