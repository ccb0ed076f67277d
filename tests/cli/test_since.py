from __future__ import annotations

import pytest

from newsfold.cli.since import epoch_of
from newsfold.errors import UsageError

NOW = 1_772_500_000.5


@pytest.mark.parametrize(
    ("text", "epoch"),
    [
        ("30m", 1_772_500_000 - 1_800),
        ("12h", 1_772_500_000 - 43_200),
        (" 7D ", 1_772_500_000 - 604_800),
        ("4w", 1_772_500_000 - 2_419_200),
        ("2026-03-02", 1_772_409_600),
        ("2026-03-02T09:15", 1_772_442_900),
        ("2026-03-02T10:15+01:00", 1_772_442_900),
        ("2026-03-02T09:15Z", 1_772_442_900),
    ],
)
def test_dates_and_spans(text: str, epoch: int):
    assert epoch_of(text, NOW) == epoch


@pytest.mark.parametrize("text", ["", "yesterday", "7", "d", "-7d", "7y", "2026-13-01", "9999999d", "\u0667d"])
def test_anything_else_is_wrong_use(text: str):
    with pytest.raises(UsageError, match="is no date"):
        epoch_of(text, NOW)
