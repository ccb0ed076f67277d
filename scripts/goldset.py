"""The gold files in tests/gold, read as they are compared in earnest: without the lines of a site."""

from __future__ import annotations

from pathlib import Path

from newsfold.clean.boilerplate import furniture
from newsfold.match import training

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "gold"
TRAINED_ON = ("dev1", "dev2", "dev3", "multi_dev", "multi_dev2")
HELD = "held"
"""Never trained on, and not looked at when terms were chosen."""
EXTREME = "extreme"
"""Spun beyond what words can tell; see tests/gold/README.md. Never trained on either."""


def read(*names: str) -> list[training.GoldDocument]:
    """The documents of gold files, by default of those that are trained on."""
    return [document for name in names or TRAINED_ON for document in training.read_gold(FOLDER / f"{name}.jsonl", furniture)]
