"""What is counted, on figures that can be counted by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.evaluate import measuring
from newsfold.evaluate.measuring import Document
from newsfold.model import Link
from newsfold.views.evaluations import CandidateQuality, Quality

# Bodies 1 and 2 are one report, 3 another with an exact copy, 4 stands alone; 2 went astray to 3.
DOCUMENTS = [
    Document(11, 1, 71, "x"),
    Document(12, 2, 73, "x"),
    Document(13, 3, 73, "y"),
    Document(14, 3, 73, "y"),
    Document(15, 4, 75, "alone: 15"),
]
HOME = {document.body: document.cluster for document in DOCUMENTS}
LINKS = {
    (1, 2): Link(1, 2, 0.8, ()),
    (2, 3): Link(2, 3, 2.3, ()),
    (1, 3): Link(1, 3, -3.9, (), sketched=False),
    (3, 4): Link(3, 4, -1.2, ()),
}


def test_the_groups_are_judged_article_by_article():
    assert measuring.grouped(DOCUMENTS, HOME) == [["11"], ["12", "13", "14"], ["15"]]
    found = measuring.agreement(DOCUMENTS, HOME)
    precision, recall = (1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 5, (1 / 2 + 1 / 2 + 1 + 1 + 1) / 5
    assert (found.precision, found.recall, found.f1) == pytest.approx(
        (precision, recall, 2 * precision * recall / (precision + recall))
    )


def test_the_curve_knows_the_threshold_in_force():
    assert measuring.thresholds(0.0) == (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
    assert measuring.thresholds(0.7)[6:9] == (0.0, 0.5, 0.7)
    assert measuring.thresholds(5.0)[-2:] == (3.0, 5.0)


def test_the_curve_makes_the_groups_of_each_threshold():
    seen: list[list[list[str]]] = []

    def judge(home: dict[int, int]) -> Quality:
        seen.append(measuring.grouped(DOCUMENTS, home))
        return Quality(1.0, 1.0, 1.0)

    curve = measuring.curve(HOME, LINKS, 0.0, judge)
    assert [at.threshold for at in curve if at.present] == [0.0]
    groups = dict(zip((at.threshold for at in curve), seen, strict=True))
    assert groups == {
        **{half / 2: [["11", "12", "13", "14"], ["15"]] for half in range(-6, -3)},
        **{half / 2: [["11"], ["12", "13", "14"], ["15"]] for half in range(-3, 5)},
        **{half / 2: [["11"], ["12"], ["13", "14"], ["15"]] for half in (5, 6)},
    }


def test_a_flood_of_copies_is_one_group_though_not_all_its_pairs_were_compared():
    flood = range(100)
    core = {(a, b): Link(a, b, 5.0, ()) for a in range(64) for b in range(a + 1, 64)}
    links = core | {(a, b): Link(a, b, 5.0, ()) for b in range(64, 100) for a in range(8)}
    homes: list[measuring.Home] = []

    def judge(home: measuring.Home) -> Quality:
        homes.append(home)
        return Quality(1.0, 1.0, 1.0)

    measuring.curve(flood, links, 0.0, judge)
    assert [len(set(home.values())) for home in homes] == [1] * len(homes)


def test_candidates_of_documents():
    found = measuring.document_candidates(DOCUMENTS, [(1, 3), (2, 3), (3, 9)], texts=10)
    assert found == CandidateQuality(pair_recall=1 / 2, cluster_recall=1 / 2, pairs=3, each=5 / 4, share=3 / 30)
    assert measuring.document_candidates(DOCUMENTS, [(1, 2)], texts=4) == CandidateQuality(1.0, 1.0, 1, 2 / 4, 1 / 6)


def test_candidates_where_nothing_is_to_be_found():
    assert measuring.document_candidates(DOCUMENTS[-1:], [], texts=1) == CandidateQuality(1.0, 1.0, 0, 0.0, 0.0)
    assert measuring.pair_candidates([], {1, 2}, [], texts=2) == CandidateQuality(1.0, None, 0, 0.0, 0.0)


def test_candidates_of_pairs():
    same = [(1, 2), (4, 3), (5, 5), (1, 3)]
    found = measuring.pair_candidates(same, {1, 2, 3, 4, 5}, [(1, 2), (3, 4), (4, 8)], texts=8)
    assert found == CandidateQuality(pair_recall=3 / 4, cluster_recall=None, pairs=3, each=1.0, share=3 / 25)


def test_wrong_pairs_are_found_one_for_each_pair_of_bodies():
    contrary = Document(16, 3, 73, "z")
    documents = [*DOCUMENTS, contrary]
    assert measuring.copied_wrongly(documents) == [(DOCUMENTS[2], contrary)]
    assert measuring.linked_wrongly(documents, LINKS.values()) == [(DOCUMENTS[1], DOCUMENTS[2], LINKS[2, 3])]
    assert measuring.linked_wrongly(DOCUMENTS, [Link(8, 9, 1.0, ())]) == []
    assert list(measuring.missed(documents)) == [(DOCUMENTS[0], DOCUMENTS[1])]


placed = st.lists(st.tuples(st.integers(1, 5), st.sampled_from("xyz")), min_size=1, max_size=8)


@given(placed, st.sets(st.sampled_from(list(combinations(range(1, 6), 2)))))
def test_candidate_recall_is_that_of_all_pairs_of_articles(places: list[tuple[int, str]], candidates: set[tuple[int, int]]):
    documents = [Document(number, body, 0, label) for number, (body, label) in enumerate(places)]
    found = measuring.document_candidates(documents, candidates, texts=5)
    true = [(one, other) for one, other in combinations(documents, 2) if one.label == other.label]
    seen = [one for one, other in true if one.body == other.body or tuple(sorted((one.body, other.body))) in candidates]
    assert found.pair_recall == pytest.approx(len(seen) / len(true) if true else 1.0)
