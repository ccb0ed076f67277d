"""The tables that `scripts/bench` prints."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trials import Ran, Rounds

    from newsfold.cluster.bcubed import Agreement

_NAME = 20
_SPREAD = 25


def speed_table(rounds: Rounds, ours: str) -> None:
    """Speed, CPU time and memory of everybody, and ours divided by it (over 1: ours is faster); min, median and max of all rounds."""
    columns = ("documents a second", "CPU s for 1,000", f"{ours} / it: speed", "the same by CPU")
    print(f"{'':{_NAME}}{'documents':>10}{'MiB':>7}{''.join(f'{column:>{_SPREAD}}' for column in columns)}")
    for name, runs in rounds.items():
        turns = list(zip(rounds[ours], runs, strict=True))
        cells = [spread([ran.speed for ran in runs], ".0f"), spread([ran.cpu for ran in runs], ".2f")]
        if name != ours:
            cells.append(spread([own.speed / other.speed for own, other in turns], ".2f"))
            cells.append(spread([other.cpu / own.cpu for own, other in turns], ".2f"))
        print(f"{name:{_NAME}}{runs[0].documents:>10,}{_memory(runs):>7}{''.join(f'{cell:>{_SPREAD}}' for cell in cells)}")
    print(f"{ours}, {notes_line(rounds[ours])}")


def notes_line(runs: Sequence[Ran]) -> str:
    """What the last of our runs says of itself."""
    notes = dict(runs[-1].notes)
    size = notes.pop("database_bytes") / runs[-1].documents
    return f"stages in seconds: {', '.join(f'{stage} {spent:.1f}' for stage, spent in notes.items())}; {size:,.0f} bytes a document"


def quality_table(pairs: dict[str, tuple[float, float]], gold: dict[str, Agreement]) -> None:
    """How well everybody finds made pairs, and rewrites."""
    print(f"{'':{_NAME}}{'pairs: precision':>17}{'recall':>8}{'B-cubed: precision':>20}{'recall':>8}{'F1':>8}")
    for name, (precision, recall) in pairs.items():
        agreed = gold[name]
        rewrites = f"{agreed.precision:>20.3f}{agreed.recall:>8.3f}{agreed.f1:>8.3f}"
        print(f"{name:{_NAME}}{precision:>17.3f}{recall:>8.3f}{rewrites}")


def spread(values: Sequence[float], form: str) -> str:
    """Least, middle and most."""
    return " / ".join(f"{value:{form}}" for value in (min(values), median(values), max(values)))


def _memory(runs: Sequence[Ran]) -> str:
    peaks = [ran.cost.peak_mib for ran in runs if ran.cost.peak_mib is not None]
    return f"{max(peaks):,.0f}" if peaks else "-"
