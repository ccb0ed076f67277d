"""Alignment: every sentence once, each beside the one that says the same."""

from hypothesis import given
from hypothesis import strategies as st

from match_texts import REPORT, REWRITE, body
from newsfold.match.align import align
from newsfold.match.features import split_sentences
from newsfold.views.explanations import Alignment, Passage

WORDS = ["the", "minister", "copper.", "Seoul", "Zambia", "412", "said.", "talks!", "Kalandanya", "rail", "and", "agreement.", "\n"]
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


@given(texts, texts)
def test_every_sentence_stands_there_exactly_once(one: str, other: str):
    a, b = body(one), body(other)
    passages = align(a, b)
    assert [passage.a for passage in passages if passage.a is not None] == list(split_sentences(a.text))
    assert sorted(passage.b for passage in passages if passage.b is not None) == sorted(split_sentences(b.text))


@given(texts, texts)
def test_kinds_say_what_is_there(one: str, other: str):
    for passage in align(body(one), body(other)):
        assert (passage.a is None) == (passage.kind is Alignment.ONLY_B)
        assert (passage.b is None) == (passage.kind is Alignment.ONLY_A)
        assert 0.0 <= passage.likeness <= 1.0


def test_a_text_beside_itself_is_the_same_all_through():
    assert {(passage.kind, passage.likeness) for passage in align(body(REPORT), body(REPORT))} == {(Alignment.SAME, 1.0)}


def test_a_rewrite_beside_its_report():
    kinds = [(passage.kind, (passage.a or passage.b or "")[:11]) for passage in align(body(REPORT), body(REWRITE))]
    assert kinds == [
        (Alignment.ONLY_B, "Sign up for"),
        (Alignment.REWORDED, "LUSAKA (Mer"),
        (Alignment.REWORDED, "Under the d"),
        (Alignment.REWORDED, "Mines Minis"),
        (Alignment.ONLY_A, '"We have ex'),
        (Alignment.REWORDED, "Trade Minis"),
        (Alignment.REWORDED, "Shares in H"),
    ]


def test_equal_sentences_stand_side_by_side_as_often_as_both_have_them():
    told = [(passage.kind, passage.a, passage.b) for passage in align(body("Go on. Go on. Yes."), body("Yes. Go on. So."))]
    assert told == [
        (Alignment.SAME, "Go on.", "Go on."),
        (Alignment.ONLY_B, None, "So."),
        (Alignment.ONLY_A, "Go on.", None),
        (Alignment.SAME, "Yes.", "Yes."),
    ]


def test_sentences_in_one_order_align_though_they_share_little():
    a = "The smelter in Solwezi closed. Observers from Turkey left without a word. Kalandanya wept. Cathode fell in Seoul."
    b = "Solwezi lost its smelter. Turkish observers went home and told the press nothing. Tears of Kalandanya. Seoul saw Cathode fall."
    told = {passage.a: passage.b for passage in align(body(a), body(b))}
    assert told["Observers from Turkey left without a word."] == "Turkish observers went home and told the press nothing."
    turned = {passage.a: passage.b for passage in align(body(a), body(" ".join(reversed(b.replace(". ", ".|").split("|")))))}
    assert turned["Kalandanya wept."] == "Tears of Kalandanya."
    assert turned["Observers from Turkey left without a word."] is None


def test_words_said_everywhere_join_nothing_in_long_texts():
    a = "\n".join(f"Copper {number} {chr(number)}olwezi" for number in range(0x4E00, 0x4E00 + 120))
    b = "\n".join(f"Copper {number}" for number in range(0x4E00, 0x4E00 + 120))
    assert all((passage.b or "") in (passage.a or "") for passage in align(body(a), body(b)))


def test_what_both_say_is_marked_in_sentences_that_align():
    (passage,) = align(body("Ten smelters in Solwezi."), body("In Solwezi, 10 smelter firms."))
    assert [passage.a[start:end] for start, end in passage.a_spans if passage.a] == ["Ten smelters", "Solwezi"]
    assert [passage.b[start:end] for start, end in passage.b_spans if passage.b] == ["Solwezi", "10 smelter"]


def test_sentences_without_words_align_with_nothing():
    assert align(body("???"), body("!!!")) == (
        Passage(Alignment.ONLY_B, None, "!!!", 0.0),
        Passage(Alignment.ONLY_A, "???", None, 0.0),
    )
