"""What changed between two revisions."""

from hypothesis import given
from hypothesis import strategies as st

from newsfold.serve.differences import MOST_PARAGRAPHS, Kind, Paragraph, Piece, difference

OLD = "The bridge fell at nine.\nNobody was hurt.\nA crane stands there.\nTraffic is diverted."
NEW = "The bridge fell at ten.\nNobody was hurt.\nTraffic is diverted.\nThe mayor will speak tonight."


def said(pieces: tuple[Piece, ...]) -> str:
    """The words, those that the other text has not in brackets."""
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)


def test_paragraphs_change_go_and_come():
    found = difference(OLD, NEW)
    assert [(line.kind.value, said(line.old), said(line.new)) for line in found.paragraphs] == [
        ("changed", "The bridge fell at [nine].", "The bridge fell at [ten]."),
        ("same", "Nobody was hurt.", "Nobody was hurt."),
        ("gone", "[A crane stands there.]", ""),
        ("same", "Traffic is diverted.", "Traffic is diverted."),
        ("come", "", "[The mayor will speak tonight.]"),
    ]
    assert (found.changes, found.cut) == (3, False)


def test_a_paragraph_that_was_replaced_is_not_patched():
    kinds = [line.kind for line in difference("Rain is expected tonight.", "Shares rose by 3 % in Zurich.").paragraphs]
    assert kinds == [Kind.GONE, Kind.COME]


def test_very_many_words_are_shown_whole():
    found = difference("word " * 600 + "old", "word " * 600 + "new")
    assert [line.kind for line in found.paragraphs] == [Kind.GONE, Kind.COME]


def test_texts_without_end_are_cut():
    lines = [f"line {number}" for number in range(MOST_PARAGRAPHS + 10)]
    found = difference("\n".join(lines), "\n".join(lines[:-20]))
    assert (found.cut, found.changes, len(found.paragraphs)) == (True, 10, MOST_PARAGRAPHS)


def test_nothing_and_nothing_differ_in_nothing():
    assert difference("", "").paragraphs == ()


TEXT = st.lists(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30), max_size=8).map("\n".join)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_their_difference(old: str, new: str):
    found = difference(old, new).paragraphs
    whole = [
        ["".join(piece.text for piece in side) for line in found if line.kind is not gone for side in [getattr(line, name)]]
        for name, gone in (("old", Kind.COME), ("new", Kind.GONE))
    ]
    assert whole == [old.splitlines(), new.splitlines()]


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str):
    assert all(line == Paragraph(Kind.SAME, line.old, line.old) for line in difference(text, text).paragraphs)
