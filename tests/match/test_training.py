"""Training: the shipped weights are what the script makes of the gold files, and they hold on events they have not seen."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from newsfold.clean.boilerplate import furniture
from newsfold.cluster.partition import partition
from newsfold.match import training
from newsfold.match.features import features_of
from newsfold.match.model import shipped
from newsfold.match.pair import evidence

GOLD = Path(__file__).parents[1] / "gold"
FILES = ("dev1", "dev2", "dev3", "multi_dev", "multi_dev2")


@pytest.fixture(scope="module")
def documents() -> list[training.GoldDocument]:
    return [document for name in FILES for document in training.read_gold(GOLD / f"{name}.jsonl", furniture)]


@pytest.fixture(scope="module")
def pairs(documents: list[training.GoldDocument]) -> training.LabelledPairs:
    return training.label_pairs(documents)


def test_roles_make_the_labels(documents: list[training.GoldDocument]):
    event = [document for document in documents if document.event == documents[0].event]
    assert [document.cluster == document.event for document in event] == [role in "ABCDG" for role in "ABCDEFGH"]


def test_the_shipped_weights_are_what_training_makes(pairs: training.LabelledPairs):
    made = training.fit(pairs)
    assert made.base == pytest.approx(shipped().base, abs=0.05)
    for curve, stored in zip(made.curves, shipped().curves, strict=True):
        assert curve.at == stored.at
        assert curve.adds == pytest.approx(stored.adds, abs=0.05)


def test_curves_never_fall_and_add_nothing_at_nothing():
    for curve in shipped().curves:
        assert list(curve.adds) == sorted(curve.adds)
        assert curve.share(0.0) == pytest.approx(0.0, abs=0.001)


def test_an_unseen_event_is_told_apart(documents: list[training.GoldDocument], pairs: training.LabelledPairs):
    event = documents[0].event
    model = training.fit(pairs, {event})
    mine = [document for document in documents if document.event == event]
    found = [features_of(document.body) for document in mine]
    log_odds = {(a, b): model.log_odds(evidence(found[a], found[b])) for a, b in combinations(range(len(mine)), 2)}
    assert partition(range(len(mine)), log_odds) == [(0, 1, 2, 3, 6), (4,), (5,), (7,)]


def test_decided_pairs_are_one_event_among_the_others(tmp_path: Path, pairs: training.LabelledPairs):
    sides = [
        {"lang": "en", "text": text} for text in ("Lusaka signs.\nHansol pays 412.", "Lusaka signs.\nHansol paid 412.", "Rain.")
    ]
    lines = [{"a": sides[0], "b": sides[1], "same": True}, {"a": sides[0], "b": sides[2], "same": False}]
    path = tmp_path / "decided.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    decided = training.read_decided(path)
    assert (decided.same.tolist(), decided.events) == ([True, False], (("decided.jsonl", "decided.jsonl"),) * 2)
    assert decided.values[0].sum() > decided.values[1].sum()
    both = training.together(pairs, decided)
    assert (len(both.values), len(both.same), both.events[-1]) == (len(pairs.same) + 2, len(pairs.same) + 2, decided.events[1])
    assert training.fit(both, {"decided.jsonl"}) == training.fit(pairs)
    path.write_text("", encoding="utf-8")
    assert training.together(pairs, training.read_decided(path)).values.shape == pairs.values.shape
