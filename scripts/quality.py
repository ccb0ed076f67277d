"""How well groups of documents agree with what is known of them: pairs, and B-cubed."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from newsfold.cluster.bcubed import Agreement, bcubed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

Groups: TypeAlias = "Collection[Collection[str]]"
_TOGETHER = frozenset("ABCDGX")


def pairs(groups: Iterable[Collection[str]]) -> set[tuple[str, str]]:
    """Every two that are in one group, the smaller first."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def pair_quality(truth: Mapping[str, str], groups: Groups) -> tuple[float, float]:
    """Precision and recall of the pairs found, against those with the same label."""
    found, made = pairs(groups), pairs(_labelled(truth))
    return len(found & made) / max(1, len(found)), len(found & made) / max(1, len(made))


def agreement(truth: Mapping[str, str], groups: Groups) -> Agreement:
    """B-cubed, where what is in no group is alone."""
    grouped = {one for group in groups for one in group}
    return bcubed(truth, [*groups, *([one] for one in truth if one not in grouped)])


def gold_labels(file: Path) -> dict[str, str]:
    """The label of each document of a gold file: those derived from one report have one; see tests/gold/README.md."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["event"] if row["role"] in _TOGETHER else row["id"] for row in rows}


def _labelled(truth: Mapping[str, str]) -> Groups:
    members: dict[str, list[str]] = {}
    for one, label in truth.items():
        members.setdefault(label, []).append(one)
    return members.values()
