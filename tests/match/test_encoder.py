"""The shipped encoder, for real: nearness of meaning, across languages; and what a setting may name."""

import numpy as np
import pytest

from newsfold.errors import SettingsError
from newsfold.match import encoder
from newsfold.match.encoder import DEFAULT, UseMultilingual, load


@pytest.fixture(scope="module")
def use() -> UseMultilingual:
    return UseMultilingual()


def test_sentences_that_mean_the_same_are_near_in_any_language(use: UseMultilingual):
    vectors = use.encode(
        [
            "The doctors voted to go on strike on Monday.",
            "Physicians decided to walk out at the start of the week.",
            "Die Ärzte stimmten am Montag für einen Streik.",
            "The lighthouse will be painted red again.",
        ]
    )
    assert (vectors.shape, vectors.dtype.name) == ((4, use.dimensions), "float32")
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    near = vectors @ vectors[0]
    assert min(near[1], near[2]) > 0.4 > near[3] + 0.1


def test_the_same_text_gives_the_same_vectors_whatever_was_asked_before(use: UseMultilingual):
    text = ["Rain is expected.", "The bridge fell."]
    first = use.encode(text)
    use.encode(["Something else entirely."])
    assert np.array_equal(use.encode(text), first)


def test_no_name_is_no_encoder_and_the_default_is_known():
    assert load("") is None
    made = load(DEFAULT)
    assert made is not None
    assert (made.name, made.id.startswith(f"{DEFAULT}-0.2"), "en" in made.languages) == (DEFAULT, True, True)


def test_an_unknown_encoder_and_one_that_is_not_installed_are_told(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SettingsError, match="no encoder 'oracle' is known"):
        load("oracle")
    monkeypatch.setattr(encoder, "find_spec", {}.get)
    with pytest.raises(SettingsError, match=r"pip install 'newsfold\[semantic\]'"):
        load(DEFAULT)
