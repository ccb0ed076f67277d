"""Reclustering: the clusters of another threshold, from what is stored; back again everything is as it was."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.changes import Changes, Event
from newsfold.errors import BadThreshold
from newsfold.fold import reclustering
from newsfold.fold.fold import Fold
from newsfold.fold.rebuilding import rebuild
from newsfold.fold.reclustering import recluster
from newsfold.match.pair import TERMS
from newsfold.model import Article, Link, Moment, Signature
from newsfold.settings import CanonicalSettings
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store
from newsfold.store.tables import metadata
from newsfold.views.reclusterings import ArticleName, ClusterBrief, Reclustering, Recrowned, Regrouped, Relocated
from store_builders import AT, LATER, digest_of, make_article, make_changes, make_filed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from databases import Fresh
    from newsfold.changes import Filed

POLICY = CanonicalSettings(
    rules=("source_rank", "not_excerpt", "earliest", "most_complete"),
    earliest_step_s=1,
    complete_step_words=1,
    default_rank=100,
    ranks={},
)
GOLD = Path(__file__).parents[1] / "gold" / "dev2.jsonl"
# Five reports that have no word in common; a and b are written so that no score of real texts is needed.
TEXTS = {
    "a": "The harbour of Lindeby froze on Tuesday.",
    "b": "Goats escaped from a fair at Morvik.",
    "c": "Every choir in Astrup sang for two hours.",
    "d": "Some lighthouse near Skarnes will be painted red.",
    "e": "Prices rose by three per cent in Otterup.",
}


def filed(epochs: Mapping[str, int] | None = None) -> dict[str, Filed]:
    """One article for each text, numbered from 1, published in their order unless `epochs` say otherwise."""
    when = epochs or {}
    return {
        name: make_filed(number, make_article(name, text, published=when.get(name, number)))
        for number, (name, text) in enumerate(TEXTS.items(), 1)
    }


def stored(fresh: Fresh, *groups: Sequence[Filed], links: Mapping[tuple[Filed, Filed], float]) -> Store:
    """A store with these clusters, and links that sketches found, whatever the texts say."""
    changes = make_changes(*groups)
    store = Store.open(fresh(), write=True, scheme="test")
    store.apply(
        replace(
            changes,
            bodies=tuple((body, Signature(body.id, None)) for body, _ in changes.bodies),
            links=tuple(_link(one, other, log_odds) for (one, other), log_odds in links.items()),
        ),
        AT,
    )
    return store


def _link(one: Filed, other: Filed, log_odds: float) -> Link:
    a, b = sorted((one.body, other.body))
    return Link(a, b, log_odds, (0.0,) * len(TERMS))


def all_pairs(articles: Mapping[str, Filed], log_odds: Mapping[str, float]) -> dict[tuple[Filed, Filed], float]:
    """Every pair linked, so that nothing is left to compare; those not named are far apart."""
    return {(articles[one], articles[other]): log_odds.get(one + other, -5.5) for one, other in combinations(sorted(articles), 2)}


def clusters(store: Store) -> dict[int, str]:
    """The origins of every cluster, canonical first, by its id."""
    return {
        view.id: "".join([view.canonical.origin, *(variant.article.origin for variant in view.variants)])
        for view in store.report(singles=True)
    }


def told(before: float, after: float, **changes: Any) -> Reclustering:  # noqa: ANN401 each field has a type of its own
    """What a reclustering tells where nothing changes but what is named."""
    return replace(Reclustering(before, after, stored=True, splits=(), mergers=(), moves=(), canonicals=()), **changes)


def brief(number: int, name: str, articles: int) -> ClusterBrief:
    return ClusterBrief(number, named(name), articles)


def named(name: str) -> ArticleName:
    return ArticleName(list(TEXTS).index(name) + 1, name, f"Title of {name}")


def rows(store: Store) -> list[str]:
    """Every row of every table."""
    with store._reading() as connection:
        tables = [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]
    return [row for table in tables for row in sorted(map(repr, table))]


def test_a_higher_threshold_splits_and_the_lower_one_merges_again(fresh: Fresh):
    articles = filed()
    a, b, c, d, e = articles.values()
    links = all_pairs(articles, {"ab": 4.0, "ac": 1.5, "bc": 1.5, "de": 3.0})
    with stored(fresh, [a], [b], [c], [d], [e], links=links) as store:
        whole, both, alone = brief(1, "a", 3), brief(1, "a", 2), brief(6, "c", 1)
        recluster(store, POLICY, 0.0, AT)
        before = dump_text(store)
        assert clusters(store) == {1: "abc", 4: "de"}
        up = told(0.0, 2.0, splits=(Regrouped((whole,), (both, alone)),))
        assert recluster(store, POLICY, 2.0, LATER) == up
        assert clusters(store) == {1: "ab", 4: "de", 6: "c"}
        assert store.history(6) == [(LATER, Event(6, "created")), (LATER, Event(6, "split", 1))]
        down = told(2.0, 0.0, mergers=(Regrouped((both, alone), (whole,)),))
        assert recluster(store, POLICY, 0.0, LATER) == down
        assert store.history(6)[-1] == (LATER, Event(6, "merged", 1))
        assert (clusters(store), store.cluster(6).id, dump_text(store)) == ({1: "abc", 4: "de"}, 1, before)


def test_a_lower_threshold_joins_what_stood_apart_and_the_oldest_becomes_canonical(fresh: Fresh):
    articles = filed({"a": 50})
    a, b, c, d, e = articles.values()
    with stored(fresh, [a], [b], [c], [d], [e], links=all_pairs(articles, {"ab": -0.5, "ce": -2.5})) as store:
        merger = Regrouped((brief(1, "a", 1), brief(2, "b", 1)), (brief(1, "b", 2),))
        crowned = Recrowned(brief(1, "b", 2), named("a"), named("b"))
        assert recluster(store, POLICY, -1.0, AT) == told(0.0, -1.0, mergers=(merger,), canonicals=(crowned,))
        assert clusters(store) == {1: "ba", 3: "c", 4: "d", 5: "e"}
        assert clusters(store)[store.cluster(2).id] == "ba"
        recluster(store, POLICY, -3.0, AT)
        assert clusters(store) == {1: "ba", 3: "ce", 4: "d"}


def test_an_article_that_goes_from_one_cluster_to_another_has_moved(fresh: Fresh):
    articles = filed()
    a, b, c, d, e = articles.values()
    copy = make_filed(6, make_article("b2", TEXTS["b"]))
    with stored(fresh, [a, b, copy], [c], [d], [e], links=all_pairs(articles, {"ab": -0.5, "bc": 3.0})) as store:
        store.set_threshold(-1.0)
        move = Relocated(named("b"), 2, brief(1, "a", 3), brief(2, "b", 3))
        crowned = Recrowned(brief(2, "b", 3), named("c"), named("b"))
        assert recluster(store, POLICY, 0.0, AT) == told(-1.0, 0.0, moves=(move,), canonicals=(crowned,))
        assert clusters(store) == {1: "a", 2: "bc", 3: "d", 4: "e"}


def test_nothing_to_change_is_nothing_told(fresh: Fresh):
    with Store.open(fresh(), write=True, scheme="test") as store:
        assert recluster(store, POLICY, 1.0, AT) == told(0.0, 1.0)
        assert (store.threshold(), dump(store)["threshold"]) == (1.0, 1.0)


@pytest.mark.parametrize("threshold", [-3.5, 5.5, float("nan")])
def test_a_threshold_out_of_bounds_changes_nothing(fresh: Fresh, threshold: float):
    with Store.open(fresh(), write=True, scheme="test") as store:
        with pytest.raises(BadThreshold):
            recluster(store, POLICY, threshold, AT)
        assert store.threshold() == 0.0


levels = st.integers(-6, 10).map(lambda half: half / 2)
graphs = st.fixed_dictionaries(
    {one + other: st.integers(-6000, 6000).map(lambda value: value / 1000) for one, other in combinations("abcde", 2)}
)


@settings(max_examples=25, deadline=None)
@given(graph=graphs, one=levels, other=levels)
def test_on_any_graph_a_higher_threshold_only_splits_and_a_trial_writes_nothing(
    fresh: Fresh, graph: dict[str, float], one: float, other: float
):
    low, high = sorted((one, other))
    articles = filed()
    with stored(fresh, *([article] for article in articles.values()), links=all_pairs(articles, graph)) as store:
        recluster(store, POLICY, low, AT)
        before, wide = rows(store), clusters(store)
        tried = recluster(store, POLICY, high, AT, keep=False)
        assert rows(store) == before
        done = recluster(store, POLICY, high, AT)
        assert replace(done, stored=False) == tried
        assert (done.mergers, done.moves) == ((), ())
        assert all(any(set(narrow) <= set(name) for name in wide.values()) for narrow in clusters(store).values())
        parts = [part for split in done.splits for part in split.after]
        assert {part.id: part.articles for part in parts}.items() <= {n: len(names) for n, names in clusters(store).items()}.items()
        assert len(clusters(store)) == len(wide) - len(done.splits) + len(parts)
        narrow = dump_text(store)
        back = recluster(store, POLICY, low, AT)
        assert (back.splits, back.moves) == ((), ())
        assert set(clusters(store).values()) == set(wide.values())
        recluster(store, POLICY, high, AT)
        assert dump_text(store) == narrow


def articles(*events: int) -> list[Article]:
    """The articles of some events of the gold set, eight each."""
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return [
        Article(
            source="/in",
            origin=row["id"],
            digest=digest_of(row["text"]),
            text="\n".join(line for line in row["text"].split("\n") if line.strip()),
            furniture=(),
            site=row["site"],
            published=Moment(str(epoch), epoch),
            lang=row["lang"],
        )
        for event in events
        for epoch, row in enumerate(map(json.loads, lines[8 * event : 8 * event + 8]), 1)
    ]


def folded(store: Store, *batches: Sequence[Article]) -> None:
    folding = Fold(store, POLICY, {})
    for batch in batches:
        folding.take_in(batch, [], AT)


@pytest.mark.parametrize("threshold", [-3.0, -1.0, 1.5, 4.0])
def test_taking_in_and_reclustering_may_come_in_any_order(fresh: Fresh, threshold: float):
    first, second = articles(0, 1), articles(2, 3)
    with Store.open(fresh(), write=True, scheme="test") as early, Store.open(fresh(), write=True, scheme="test") as late:
        folded(early, first[::2])
        recluster(early, POLICY, threshold, AT)
        folded(early, [*second, *first[1::2]])
        folded(late, first, second)
        plain = dump_text(late)
        recluster(late, POLICY, threshold, AT)
        assert dump_text(early) == dump_text(late)
        changed = dump_text(late)
        assert rebuild(late, POLICY, AT, "test") == len(clusters(late))
        assert dump_text(late) == changed
        for store in (early, late):
            recluster(store, POLICY, 0.0, AT)
            assert dump_text(store) == plain


def test_the_size_of_a_page_does_not_matter(fresh: Fresh, monkeypatch: pytest.MonkeyPatch):
    outcomes: list[tuple[str, list[str]]] = []
    for page in (1000, 6, 1):
        monkeypatch.setattr(reclustering, "_PAGE", page)
        with Store.open(fresh(), write=True, scheme="test") as store:
            folded(store, articles(0, 1, 2))
            up = recluster(store, POLICY, 4.0, AT)
            changed = dump_text(store)
            down = recluster(store, POLICY, -2.0, AT)
            outcomes.append((changed + dump_text(store), [_parts(up), _parts(down)]))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def _parts(view: Reclustering) -> str:
    """What was split and merged, without the ids of new clusters: they are numbered page by page."""
    changes = [("split", change) for change in view.splits] + [("merged", change) for change in view.mergers]
    return repr(
        sorted(
            (
                kind,
                sorted((b.canonical.origin, b.articles) for b in change.before),
                sorted((b.canonical.origin, b.articles) for b in change.after),
            )
            for kind, change in changes
        )
    )


def test_a_trial_on_a_file_leaves_every_row_as_it_was(tmp_path: Path):
    database = tmp_path / "a.db"
    with Store.open(str(database), write=True, scheme="test") as store:
        folded(store, articles(0, 1, 2))

    def content() -> list[str]:
        with closing(sqlite3.connect(database)) as connection:
            return list(connection.iterdump())

    before = content()
    for threshold in (-3.0, 5.0):
        with Store.open(str(database), write=True, scheme="test") as store:
            view = recluster(store, POLICY, threshold, LATER, keep=False)
            assert (view.stored, store.threshold()) == (False, 0.0)
        assert content() == before


def test_a_failure_on_the_way_undoes_all(fresh: Fresh, monkeypatch: pytest.MonkeyPatch):
    with Store.open(fresh(), write=True, scheme="test") as store:
        folded(store, articles(0, 1))
        before = rows(store)
        apply = Store.apply

        def fail(self: Store, changes: Changes, at: str) -> None:
            apply(self, changes, at)
            message = "made to fail"
            raise ZeroDivisionError(message)

        monkeypatch.setattr(Store, "apply", fail)
        with pytest.raises(ZeroDivisionError):
            recluster(store, POLICY, 5.0, AT)
        assert rows(store) == before
