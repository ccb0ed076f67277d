"""Folding: the same articles give the same store, whatever their order, batches, revisions and rebuilds."""

import json
from dataclasses import replace
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases import Fresh
from newsfold.errors import SchemeMismatch
from newsfold.fold import filing, linking
from newsfold.fold.fold import Fold, Folded
from newsfold.fold.rebuilding import rebuild
from newsfold.model import Article, Moment, Reason, Skip
from newsfold.settings import CanonicalSettings
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={},
)
AT = "2026-03-02T10:00:00+00:00"
GOLD = Path(__file__).parents[1] / "gold"


def article(origin: str, text: str, site: str | None = None, epoch: int = 0, source: str = "/in") -> Article:
    return Article(
        source=source,
        origin=origin,
        digest=blake2b(text.encode(), digest_size=16).digest(),
        text="\n".join(line for line in text.split("\n") if line.strip()),
        furniture=(),
        site=site,
        published=Moment(str(epoch), epoch) if epoch else None,
        lang="en",
    )


def gold(name: str, event: str) -> dict[str, Article]:
    """The articles of one event, by role."""
    rows = [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
    return {
        row["role"]: article(row["id"], row["text"], row["site"], epoch)
        for epoch, row in enumerate(rows, 1)
        if row["event"] == event
    }


MINERALS = gold("dev1.jsonl", "zambia-korea-minerals")
BOX = "Please consider supporting the independent newsroom that brings you these pages every single day of the year."
OWN = [
    "The harbour of Lindeby froze for the first time in eleven winters, and the pilots went home early on Tuesday afternoon.",
    "Goats escaped from the fair at Morvik and were found on the roof of the school, where they had eaten the new solar cables.",
    "A choir from Astrup sang for two hours in a lift that had stopped between the floors of the county archive.",
    "The lighthouse at Skarnes will be painted red again after a vote that was decided by a single postal ballot.",
]
FILLER = "Neighbours said that they had seen nothing like it before, and that somebody ought to write all of it down properly."


def boxed(number: int) -> Article:
    """One of four different reports of one site, each with the same box of furniture."""
    return article(f"box{number}", f"{OWN[number]}\n{FILLER} {OWN[number][::-1]}\n{BOX}", site="boxes.example")


POOL: list[Article] = [
    *MINERALS.values(),
    replace(MINERALS["A"], origin="copy-elsewhere", site="other.example", published=Moment("1", 1)),
    replace(MINERALS["B"], origin="copy-undated", published=None),
    *(boxed(number) for number in range(4)),
    article("short", "Nothing today."),
    article("short-too", "Nothing today."),
]


def opened(url: str = ":memory:") -> Store:
    return Store.open(url, write=True, scheme="test")


def fold(store: Store, *batches: list[Article]) -> list[Folded]:
    folding = Fold(store, POLICY, {})
    return [folding.take_in(batch, [], AT) for batch in batches]


def folded(fresh: Fresh, *batches: list[Article]) -> str:
    with opened(fresh()) as store:
        fold(store, *batches)
        return dump_text(store)


def clusters(store: Store) -> set[frozenset[str]]:
    """The clusters as sets of origins, exact copies included."""
    views = store.report(limit=1000, singles=True)
    return {
        frozenset(
            origin
            for shown in (view.canonical, *(variant.article for variant in view.variants))
            for origin in (shown.origin, *shown.copies)
        )
        for view in views
    }


@pytest.fixture(scope="module")
def whole(fresh: Fresh) -> str:
    return folded(fresh, POOL)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), cuts=st.sets(st.integers(1, len(POOL) - 1), max_size=6))
def test_neither_order_nor_batches_matter(fresh: Fresh, whole: str, random: Random, cuts: set[int]):
    pool = random.sample(POOL, len(POOL))
    edges = [0, *sorted(cuts), len(pool)]
    assert folded(fresh, *(pool[start:stop] for start, stop in pairwise(edges))) == whole


def test_one_by_one_with_a_restart_before_each_is_the_same(fresh: Fresh, whole: str):
    with opened(fresh()) as store:
        for one in POOL:
            fold(store, [one])
        assert dump_text(store) == whole


def test_a_small_memory_gives_the_same(fresh: Fresh, whole: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(linking, "_CACHED_FEATURES", 2)
    monkeypatch.setattr(linking, "_COMPARED_AT_ONCE", 3)
    monkeypatch.setattr(linking, "_PART_OF_MEMORY", 0)
    monkeypatch.setattr(filing, "_PART_OF_MEMORY", 0)
    with opened(fresh()) as store:
        fold(store, POOL[:9], POOL[9:])
        fold(store, POOL)
        assert dump_text(store) == whole


def test_what_the_pool_folds_into(fresh: Fresh):
    with opened(fresh()) as store:
        assert fold(store, POOL) == [Folded(new=13, revised=0, copies=3, unchanged=0, clusters=9)]
        event = frozenset(MINERALS[role].origin for role in "ABCDG") | {"copy-elsewhere", "copy-undated"}
        alone = {frozenset({MINERALS[role].origin}) for role in "EFH"} | {frozenset({f"box{number}"}) for number in range(4)}
        assert clusters(store) == {event, frozenset({"short", "short-too"})} | alone
        view = store.cluster(1)
        assert (view.canonical.origin, view.canonical.copies) == ("copy-elsewhere", (MINERALS["A"].origin,))


def test_a_line_becomes_furniture_with_the_third_article_and_for_the_first_two_as_well(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [boxed(0)], [boxed(1)])
        assert [stored["recurring"] for stored in dump(store)["articles"]] == [[], []]
        fold(store, [boxed(2)])
        assert [stored["recurring"] for stored in dump(store)["articles"]] == [[2], [2], [2]]
        once = folded(fresh, [boxed(2), boxed(0), boxed(1)])
        assert dump_text(store) == once


def test_the_same_again_changes_nothing(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, POOL)
        before = dump_text(store)
        assert fold(store, POOL) == [Folded(new=0, revised=0, copies=0, unchanged=len(POOL), clusters=0)]
        assert dump_text(store) == before


def test_a_revision_leaves_its_cluster_and_comes_back(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [MINERALS["A"], MINERALS["B"], MINERALS["C"]])
        together = clusters(store)
        other = replace(boxed(1), origin=MINERALS["B"].origin, site=MINERALS["B"].site)
        assert fold(store, [other]) == [Folded(new=0, revised=1, copies=0, unchanged=0, clusters=2)]
        assert clusters(store) == {frozenset({MINERALS["A"].origin, MINERALS["C"].origin}), frozenset({other.origin})}
        assert [event.kind for _, event in store.history(2)] == ["created", "split"]
        fold(store, [MINERALS["B"]])
        assert clusters(store) == together
        assert store.cluster(2).id == 1, "the newer id redirects to the older"
        assert store.counts()["revisions"] == 2


def test_a_canonical_that_becomes_another_story_takes_its_id_along(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [MINERALS["A"], MINERALS["B"], MINERALS["C"]])
        assert store.cluster(1).canonical.origin == MINERALS["A"].origin
        fold(store, [replace(boxed(1), origin=MINERALS["A"].origin, site=MINERALS["A"].site)])
        assert (store.cluster(1).canonical.origin, store.cluster(1).variants) == (MINERALS["A"].origin, ())
        assert store.cluster(2).canonical.origin == MINERALS["B"].origin


def test_when_the_best_of_exact_copies_is_revised_another_copy_shows_the_body(fresh: Fresh):
    early = replace(MINERALS["A"], origin="early", published=Moment("1", 1))
    late = replace(MINERALS["A"], origin="late", published=Moment("9", 9))
    with opened(fresh()) as store:
        fold(store, [late, early])
        assert (store.cluster(1).canonical.origin, store.cluster(1).canonical.copies) == ("early", ("late",))
        fold(store, [replace(boxed(0), origin="early")])
        assert clusters(store) == {frozenset({"early"}), frozenset({"late"})}


def test_an_article_that_moves_to_another_site_is_no_longer_counted_at_the_old_one(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, [boxed(0), boxed(1), boxed(2)])
        moved = replace(boxed(2), site="elsewhere.example")
        fold(store, [moved])
        alone = json.loads(folded(fresh, [boxed(0), boxed(1), moved]))
        alone["articles"][2]["revision"] = 2
        assert {key: dump(store)[key] for key in ("articles", "bodies", "clusters")} == {
            key: alone[key] for key in ("articles", "bodies", "clusters")
        }


def test_skips_alone_are_a_batch(fresh: Fresh):
    with opened(fresh()) as store:
        assert Fold(store, POLICY, {}).take_in([], [Skip("/in", "x.html", Reason.EMPTY)], AT) == Folded(0, 0, 0, 0, 0)
        assert [(skip.origin, skip.reason) for skip in store.skips()] == [("x.html", Reason.EMPTY)]


def test_a_rebuild_gives_what_is_there_and_keeps_the_ids(fresh: Fresh):
    with opened(fresh()) as store:
        fold(store, POOL[:7], POOL[7:])
        before, ids = dump_text(store), {view.id: view for view in store.report(limit=100, singles=True)}
        assert rebuild(store, POLICY, AT, "test") == len(ids)
        assert dump_text(store) == before
        assert {view.id: view for view in store.report(limit=100, singles=True)} == ids


def test_a_rebuild_renews_the_scheme_that_was_refused(tmp_path: Path):
    database = str(tmp_path / "old.db")
    with Store.open(database, write=True, scheme="old") as store:
        fold(store, POOL)
    with pytest.raises(SchemeMismatch, match="newsfold rebuild"):
        Store.open(database, write=True, scheme="new")
    with Store.open(database, write=True) as store:
        rebuild(store, POLICY, AT, "new")
    with Store.open(database, write=True, scheme="new") as store:
        assert store.scheme() == "new"
