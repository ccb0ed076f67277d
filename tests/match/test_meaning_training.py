"""Training the second opinion: what it learns from, and that an unseen event is told apart better with it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newsfold.clean.boilerplate import furniture
from newsfold.match import meaning, meaning_training, training
from newsfold.match.encoder import DEFAULT, UseMultilingual
from newsfold.match.model import model_id
from newsfold.text import body_of

GOLD = Path(__file__).parents[1] / "gold"
EVENTS = 8


@pytest.fixture(scope="module")
def documents() -> list[training.GoldDocument]:
    known = training.read_gold(GOLD / "dev2.jsonl", furniture)
    events = sorted({document.event for document in known})[:EVENTS]
    mine = [document for document in known if document.event in events]
    copy = replace(mine[0], id="copy")
    foreign = replace(mine[1], id="foreign", body=body_of(mine[1].body.text, (), "uk"))
    return [*mine, copy, foreign]


@pytest.fixture(scope="module")
def pairs(documents: list[training.GoldDocument]) -> meaning_training.MeaningPairs:
    encoded = meaning_training.encoded(documents, UseMultilingual())
    assert [vectors is None for vectors in encoded] == [document.id == "foreign" for document in documents]
    return meaning_training.label_pairs(documents, encoded, training.label_pairs(documents[:-2]))


def test_pairs_of_one_event_that_sentences_tell_of(pairs: meaning_training.MeaningPairs):
    of_an_event = 8 * 7 // 2
    assert len(pairs.same) == EVENTS * of_an_event + 7  # the copy with all of its event but its original
    assert pairs.values.shape == (len(pairs.same), len(meaning.EVIDENCE))


def test_an_unseen_event_is_told_apart_better_with_the_second_opinion(pairs: meaning_training.MeaningPairs):
    faded = np.array([meaning.fade(words) for words in pairs.words])
    added = np.zeros(len(faded))
    for event in np.unique(pairs.events):
        weights = meaning_training.fit(pairs, {str(event)})
        mine = pairs.events == event
        added[mine] = faded[mine] * [weights.opinion(values) for values in pairs.values[mine].tolist()]
    sign = np.where(pairs.same, 1.0, -1.0)
    without, with_it = (np.logaddexp(0.0, -sign * score)[faded > 0].mean() for score in (pairs.words, pairs.words + added))
    assert with_it < without


def test_the_shipped_weights_were_made_after_those_of_words():
    stored = json.loads(meaning.WEIGHTS.read_text(encoding="utf-8"))
    assert stored["words"] == model_id(), "run scripts/train-meaning"
    assert stored["encoders"].keys() == {DEFAULT}
