"""Skeletons: what the spellings of one foreign name have in common."""

from itertools import combinations

import pytest

from newsfold.match.skeleton import skeleton

NAMES = [
    pytest.param(["zelenskiy", "zelenskyy", "zelensky"], id="Latin"),
    pytest.param(["phoenix", "fenix"], id="one sound, two spellings"),
    pytest.param(["хельсет", "гельсет", "гельсета"], id="Cyrillic, with an ending"),
    pytest.param(["кэндзирова", "кенджирова"], id="Cyrillic dz and dzh"),
    pytest.param(["ماكلاوغلين", "ماكلوجلين"], id="Arabic"),
    pytest.param(["ヴァレリー", "バレリ"], id="Katakana"),
]


@pytest.mark.parametrize("spellings", NAMES)
def test_the_spellings_of_a_name_have_one_skeleton(spellings: list[str]):
    bones = {skeleton(spelling) for spelling in spellings}
    assert len(bones) == 1
    assert None not in bones


def test_different_names_have_different_skeletons():
    names = ["kostrzewa", "kowalski", "стефанович", "петренко", "ستويانوفيتش", "ガブリエル", "ミカエル"]
    assert all(skeleton(one) != skeleton(other) for one, other in combinations(names, 2))


@pytest.mark.parametrize("word", ["oui", "", "яя", "رأي", "アー", "東京", "x2", "νίκος"])
def test_short_words_and_other_scripts_have_none(word: str):
    assert skeleton(word) is None


def test_a_vowel_at_the_start_of_a_latin_name_is_kept():
    assert skeleton("aastveit") == "astvt"
    assert skeleton("stveit") == "stvt"
