"""An explanation of two stored articles: from the store to what reports show."""

import json
from collections.abc import Generator
from dataclasses import replace
from itertools import combinations

import pytest
from rich.cells import cell_len

from encoders import WordEncoder
from fold.test_fold import AT, MINERALS, POLICY, article, gold
from newsfold.changes import Changes
from newsfold.errors import NotFound, UsageError
from newsfold.explain import explain
from newsfold.fold.fold import Fold
from newsfold.match.encoder import DEFAULT
from newsfold.model import Act
from newsfold.report import exports, markdown, records
from newsfold.report.terminal.explanation import explanation_text
from newsfold.report.terminal.screen import Screen
from newsfold.store.store import Store
from newsfold.views.explanations import Alignment, Explanation, Mentions, SecondOpinion
from report.samples import HOSTILE

STRIKE = gold("dev2.jsonl", "ceylon-doctors-strike-vote")
GERMAN = replace(
    article("deutsch", "Das Werk Krähenrode in Lusaka schließt. Der Konzern Hansol zahlt 412 Arbeitern 9 Euro."), lang="de"
)


@pytest.fixture(scope="module")
def store() -> Generator[Store]:
    with Store.open(":memory:", write=True, scheme="test") as opened:
        copy = replace(MINERALS["A"], origin="copy", site="other.example")
        Fold(opened, POLICY, {}).take_in([*MINERALS.values(), *STRIKE.values(), copy, GERMAN], [], AT)
        yield opened


def explained(store: Store, a: str, b: str, encoder: WordEncoder | None = None) -> Explanation:
    names = {role: text.origin for role, text in MINERALS.items()}
    return explain(store, names.get(a, a), names.get(b, b), encoder)


def test_a_report_and_its_light_edit(store: Store):
    view = explained(store, "A", "B")
    assert (view.together, view.exact, view.sketched) == (True, False, True)
    assert {"Hansol Cathode", "Solwezi"} <= {mention.a for mention in view.names.common}
    assert {"$2.3 billion", "412-km", "March 24"} <= {mention.a for mention in view.figures.common}
    assert (view.conflicts, view.second_opinion) == ((), None)
    assert view.words
    assert all(passage.a_spans for passage in view.passages if passage.kind is Alignment.REWORDED)
    assert view.log_odds == pytest.approx(view.base + sum(term.share for term in view.terms), abs=1e-9)


def test_a_report_and_its_follow_up_disagree(store: Store):
    view = explained(store, "A", "F")
    assert [(conflict.a[slice(*conflict.a_span)], conflict.b[slice(*conflict.b_span)]) for conflict in view.conflicts] == [
        ("4.1%", "6.8%")
    ]


def test_either_way_round_the_same_is_in_common(store: Store):
    one, other = explained(store, "A", "D"), explained(store, "D", "A")
    assert {(mention.a, mention.b) for mention in one.names.common} == {(mention.b, mention.a) for mention in other.names.common}
    assert {mention.a for mention in one.figures.only_a} == {mention.b for mention in other.figures.only_b}


def test_of_exact_copies_only_the_passages_are_shown(store: Store):
    view = explained(store, "A", "copy", WordEncoder())
    assert (view.exact, view.terms, view.names, view.figures, view.words) == (True, (), Mentions(), Mentions(), ())
    assert {passage.kind for passage in view.passages} == {Alignment.SAME}
    assert view.second_opinion is None


def test_two_languages_share_what_is_written_alike(store: Store):
    view = explained(store, "A", "deutsch")
    assert not view.together
    assert {"Hansol", "Lusaka"} <= {word for mention in (*view.names.common, *view.words) for word in (mention.b or "").split()}
    assert [(mention.a, mention.b) for mention in view.figures.common] == [("412-km", "412 Arbeitern")]


def test_an_encoder_says_what_it_added_or_why_it_was_not_asked(store: Store):
    pairs = list(combinations([text.origin for text in STRIKE.values()], 2))
    views = {pair: (explain(store, *pair), explain(store, *pair, WordEncoder())) for pair in pairs}
    asked = {pair for pair, (_, judged) in views.items() if judged.second_opinion and judged.second_opinion.undecided}
    assert set() < asked < set(pairs)
    for pair, (plain, judged) in views.items():
        added = round(judged.log_odds - plain.log_odds, 3) if pair in asked else None
        assert judged.second_opinion == SecondOpinion(DEFAULT, undecided=pair in asked, added=added)


def test_an_encoder_that_does_not_know_the_language_adds_nothing(store: Store):
    encoder = WordEncoder()
    encoder.languages = frozenset({"fi"})
    views = [explain(store, *pair, encoder) for pair in combinations([text.origin for text in STRIKE.values()], 2)]
    assert {view.second_opinion for view in views} == {
        SecondOpinion(DEFAULT, undecided=False, added=None),
        SecondOpinion(DEFAULT, undecided=True, added=None),
    }


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "\ud800" not in text])
def test_hostile_texts_are_safe_in_every_format(hostile: str):
    said = f"The envoy Aastveit {hostile} said that 14 smelters closed in Solwezi."
    with Store.open(":memory:", write=True, scheme="test") as opened:
        texts = [article("a", said), article("b", said.replace("14", "17").replace("closed", "shut"))]
        Fold(opened, POLICY, {}).take_in([replace(text, title=hostile, url=hostile) for text in texts], [], AT)
        view = explain(opened, "a", "b")
    drawn = explanation_text(view, Screen(80))
    document = markdown.explanation_markdown(view)
    exported = exports.json_text(records.explanation(view))
    for text in (drawn, document, exported):
        assert all(line.isprintable() for line in text.split("\n"))
    assert all(cell_len(line) <= 80 for line in drawn.splitlines())
    assert json.loads(exported)["passages"]


def test_an_article_that_is_not_there(store: Store):
    with pytest.raises(NotFound):
        explained(store, "A", "nowhere")


def test_what_people_decided_is_told():
    with Store.open(":memory:", write=True, scheme="test") as store:
        Fold(store, POLICY, {}).take_in([*MINERALS.values()], [], AT)
        a, b = (store.find_article(MINERALS[role].origin).id for role in "AB")
        assert explained(store, "A", "B").binding is None
        store.note_decision(Act.DIFFERENT, a, b, by="ana", at=AT)
        view = explained(store, "A", "B")
        assert view.binding is not None
        assert (view.binding.same, [one.decision.by for one in view.binding.decisions]) == (False, ["ana"])


def test_where_a_text_was_removed_there_is_nothing_to_compare():
    with Store.open(":memory:", write=True, scheme="test") as store:
        Fold(store, POLICY, {}).take_in([*MINERALS.values()], [], AT)
        store.apply(Changes(emptied=(store.find_article(MINERALS["A"].origin).cluster,)), AT)
        with pytest.raises(UsageError, match=r"^the text of article 1 was removed"):
            explained(store, "A", "B")
