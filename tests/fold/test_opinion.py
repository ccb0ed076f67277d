"""The second opinion in folding: asked only where words are undecided, once a body, and the order does not matter."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases import Fresh
from encoders import WordEncoder
from fold.test_fold import AT, MINERALS, POLICY, article, boxed, gold
from newsfold.errors import SchemeMismatch
from newsfold.explain import explain
from newsfold.fold import opinion
from newsfold.fold.fold import Fold
from newsfold.fold.opinion import Opinion
from newsfold.fold.rebuilding import rebuild
from newsfold.match.encoder import DEFAULT, UseMultilingual
from newsfold.match.pair import TERMS
from newsfold.match.scheme import scheme_id
from newsfold.model import Article
from newsfold.store.dump import dump, dump_text
from newsfold.store.store import Store

STRIKE = gold("dev2.jsonl", "ceylon-doctors-strike-vote")
POOL: list[Article] = [*STRIKE.values(), MINERALS["A"], MINERALS["E"], *(boxed(number) for number in range(3))]


def opened(url: str) -> Store:
    return Store.open(url, write=True, scheme="test")


def folded(fresh: Fresh, encoder: WordEncoder, *batches: list[Article]) -> str:
    with opened(fresh()) as store:
        folding = Fold(store, POLICY, {}, encoder)
        for batch in batches:
            folding.take_in(batch, [], AT)
        return dump_text(store)


def asked_links(store: Store) -> list[list[Any]]:
    return [link for link in dump(store)["links"] if len(link[3]) > len(TERMS)]


@pytest.fixture(scope="module")
def whole(fresh: Fresh) -> str:
    return folded(fresh, WordEncoder(), POOL)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), cuts=st.sets(st.integers(1, len(POOL) - 1), max_size=4))
def test_neither_order_nor_batches_matter_with_a_second_opinion(fresh: Fresh, whole: str, random: Random, cuts: set[int]):
    pool = random.sample(POOL, len(POOL))
    edges = [0, *sorted(cuts), len(pool)]
    assert folded(fresh, WordEncoder(), *(pool[start:stop] for start, stop in pairwise(edges))) == whole


def test_only_undecided_pairs_are_asked_about_and_each_sentence_once(fresh: Fresh):
    encoder, seconds = WordEncoder(), {"match": 0.0}
    with opened(fresh()) as store:
        Fold(store, POLICY, seconds, encoder).take_in(POOL, [], AT)
        asked = asked_links(store)
        undecided = {body for a, b, *_ in asked for body in (a, b)}
        bodies = [body[0] for body in dump(store)["bodies"]]
        stored = store.vectors(bodies, encoder.id)
        assert undecided
        assert undecided <= stored.keys() < set(bodies)
        assert sum(len(raw) for raw in stored.values()) == len(encoder.asked) * encoder.dimensions
        assert seconds["meaning"] > 0
        assert min(seconds.values()) >= 0
        again = WordEncoder()
        Fold(store, POLICY, {}, again).take_in([boxed(3)], [], AT)
        assert again.asked == []


def test_what_is_stored_is_not_encoded_again_and_goes_with_its_body(fresh: Fresh):
    encoder = WordEncoder()
    with opened(fresh()) as store:
        folding = Fold(store, POLICY, {}, encoder)
        folding.take_in(list(STRIKE.values()), [], AT)
        a, b = asked_links(store)[0][:2]
        other = WordEncoder()
        links = [replace(link, log_odds=0.0) for link in store.links_of([a]) if b in {link.a, link.b}]
        assert [len(link.evidence) for link in Opinion(store, other, {}).judge(links)] == [len(TERMS) + 2]
        assert other.asked == []
        shown = store.shown([a])[a]
        folding.take_in([article(shown.article.origin, "Something else was written here instead, at some length.")], [], AT)
        assert store.vectors([a], encoder.id) == {}
        assert store.vectors([b], encoder.id).keys() == {b}
        assert store.vectors([b], "another-1") == {}


def test_an_encoder_is_not_asked_about_languages_it_does_not_know(fresh: Fresh):
    encoder = WordEncoder()
    encoder.languages = frozenset({"fr"})
    with opened(fresh()) as store:
        Fold(store, POLICY, {}, encoder).take_in(POOL, [], AT)
        assert (encoder.asked, asked_links(store)) == ([], [])


def test_little_memory_changes_nothing(fresh: Fresh, whole: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opinion, "_CACHED", 1)
    assert folded(fresh, WordEncoder(), POOL[:4], POOL[4:]) == whole


def test_a_rebuild_changes_to_the_scheme_of_an_encoder_and_back(tmp_path: Path, whole: str):
    database, encoder = str(tmp_path / "news.db"), WordEncoder()
    with Store.open(database, write=True, scheme=scheme_id(None)) as store:
        Fold(store, POLICY, {}).take_in(POOL, [], AT)
        plain = dump_text(store)
    with pytest.raises(SchemeMismatch, match="newsfold rebuild"):
        Store.open(database, write=True, scheme=scheme_id(encoder))
    with Store.open(database, write=True) as store:
        rebuild(store, POLICY, AT, "test", encoder)
        assert dump_text(store) == whole
        rebuild(store, POLICY, AT, scheme_id(None))
        assert dump_text(store) == plain
        assert store.vectors([body[0] for body in dump(store)["bodies"]], encoder.id) == {}


def test_an_explanation_shows_the_second_opinion_by_the_real_encoder(fresh: Fresh):
    encoder = UseMultilingual()
    with opened(fresh()) as store:
        Fold(store, POLICY, {}, encoder).take_in(list(STRIKE.values()), [], AT)
        a, b = asked_links(store)[0][:2]
        shown = store.shown([a, b])
        view = explain(store, str(shown[a].id), str(shown[b].id), encoder)
        assert view.terms[-1].meaning == f"what the sentences mean, by {DEFAULT}"
        assert view.log_odds == pytest.approx(view.base + sum(term.share for term in view.terms), abs=1e-9)
        assert view.log_odds == next(link.log_odds for link in store.links_of([a]) if b in {link.a, link.b})
