"""Relations: what a variant is to its canonical."""

import json
from pathlib import Path

import pytest

from match_texts import BRIEF, OTHER, REPORT, REWRITE, body
from newsfold.match import relation as relations
from newsfold.match.features import Features, features_of
from newsfold.match.pair import evidence
from newsfold.model import Relation

GOLD = Path(__file__).parents[1] / "gold"
EDITED = " ".join("lately" if place % 9 == 5 else word for place, word in enumerate(REPORT.split(" ")))
LINES = REPORT.splitlines(keepends=True)


def features(text: str) -> Features:
    return features_of(body(text))


def relation(canonical: Features, variant: Features) -> Relation:
    return relations.relation(evidence(canonical, variant), canonical.words, variant.words)


def is_excerpt(one: Features, other: Features) -> bool:
    return relations.is_excerpt(evidence(one, other), one.words, other.words)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        pytest.param(REPORT, Relation.COPY, id="the same"),
        pytest.param(REPORT.upper(), Relation.COPY, id="in other letters"),
        pytest.param(REPORT.replace(". ", ".\n"), Relation.COPY, id="in other paragraphs"),
        pytest.param(REPORT + "Comments", Relation.COPY, id="a line of furniture more"),
        pytest.param(EDITED, Relation.LIGHT_EDIT, id="a few words"),
        pytest.param(REWRITE, Relation.REWRITE, id="every sentence reworded"),
        pytest.param(BRIEF, Relation.EXCERPT, id="a brief"),
        pytest.param("".join(LINES[:4]), Relation.EXCERPT, id="its first sentences word by word"),
        pytest.param(REPORT + OTHER, Relation.EXPANDED, id="with a second story"),
        pytest.param("...", Relation.REWRITE, id="nothing comparable"),
    ],
)
def test_relation(variant: str, expected: Relation):
    assert relation(features(REPORT), features(variant)) == expected


def test_texts_without_pairs_of_words_are_copies_if_they_say_the_same():
    assert relation(features("Seoul"), features("Seoul!")) == Relation.COPY


def test_an_excerpt_is_shorter_than_what_it_is_from_and_stands_in_it():
    assert is_excerpt(features(BRIEF), features(REPORT))
    assert not is_excerpt(features(REPORT), features(BRIEF))
    assert not is_excerpt(features(REPORT), features(REPORT))
    assert not is_excerpt(features(OTHER), features(REPORT * 3))


ROLES = {"B": Relation.LIGHT_EDIT, "C": Relation.REWRITE, "D": Relation.REWRITE, "G": Relation.EXCERPT}


@pytest.mark.parametrize("name", ["dev1", "dev2", "multi_dev"])
def test_every_rewrite_of_the_gold_files_is_what_its_author_made_it(name: str):
    entries = [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {entry["id"]: features_of(body(entry["text"], entry["lang"])) for entry in entries}
    wrong = [
        entry["id"]
        for entry in entries
        if entry["role"] in ROLES and relation(found[f"{entry['event']}-A"], found[entry["id"]]) != ROLES[entry["role"]]
    ]
    assert wrong == []
