from __future__ import annotations

import pytest

from newsfold.clean.language import language, subtag

GERMAN = "Die Brücke über den Fluss wird im Frühjahr erneuert, sagte die Bürgermeisterin am Montag."


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pt-BR", "pt"),
        ("EN_us", "en"),
        ("uk", "uk"),
        (" de ", "de"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("eng", None),
        ("", None),
        (None, None),
    ],
)
def test_the_primary_subtag_is_an_iso_639_1_code_or_nothing(tag: str | None, code: str | None) -> None:
    assert subtag(tag) == code


def test_a_hint_outranks_the_text_and_the_text_outranks_the_page() -> None:
    assert language("fr-CA", GERMAN, "en") == "fr"
    assert language("klingon", GERMAN, "en") == "de"
    assert language(None, GERMAN, "en") == "de"


def test_of_a_text_too_short_to_tell_the_page_is_asked() -> None:
    assert language(None, "Breaking 2026", "it-IT") == "it"
    assert language(None, "Breaking 2026", None) is None


def test_english_is_known_by_its_small_words() -> None:
    assert (
        language(None, "The bridge over the river will be renewed in the spring, said the mayor of the town on Monday.", "de")
        == "en"
    )
    assert (
        language(None, "Bridge renewal planned near Ashby; harbour authorities expect considerable traffic disruption.", "de")
        == "en"
    )
