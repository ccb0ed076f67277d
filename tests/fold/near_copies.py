"""Two stories, and near copies of a text."""

from __future__ import annotations

from random import Random

FERRY = (
    "The ferry Aurelia ran aground near Karlsborg at dawn with ninety passengers aboard, the coastguard of Vestmark said. Nobody "
    "drowned, but captain Hedda Lindqvist was flown to the hospital in Torsvik with a broken collarbone. Divers found a gash "
    "of seven metres below the waterline, and the harbourmaster closed the strait to freighters until Thursday evening."
)
QUARRY = (
    "Archaeologists in Monteverra uncovered a mosaic of dolphins under an abandoned quarry, the ministry of culture announced. "
    "Professor Ilario Benvenuti dated the tesserae to the reign of Hadrian. Bulldozers had already crushed the southern mausoleum, "
    "and prosecutors are investigating the contractor Calcestra for vandalism, trespass and forged excavation permits."
)
SPARE = [
    "today",
    "later",
    "often",
    "again",
    "still",
    "nearly",
    "quietly",
    "maybe",
    "shortly",
    "indeed",
    "surely",
    "perhaps",
    "mostly",
]


def edited(text: str, seed: int) -> str:
    """Three of the words exchanged for ordinary ones."""
    chance, words = Random(seed), text.split(" ")
    for place in chance.sample(range(len(words)), 3):
        words[place] = chance.choice(SPARE)
    return " ".join(words)
