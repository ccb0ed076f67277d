"""B-cubed: how well clusters agree with those that people made, seen from each item in turn.

Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model" (1998); compared with others by
Amigó, Gonzalo, Artiles and Verdejo, "A comparison of extrinsic clustering evaluation metrics based on formal constraints" (2009).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class Agreement:
    """B-cubed precision and recall in [0, 1], means over all items, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; neither can be 0, for each item agrees with itself."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(truth: Mapping[str, str], groups: Collection[Collection[str]]) -> Agreement:
    """How well `groups`, which hold every item of `truth` once, agree with its labels. At least one item."""
    sizes = Counter(truth.values())
    precision = recall = 0.0
    for group in groups:
        labels = Counter(truth[item] for item in group)
        precision += sum(count * count for count in labels.values()) / len(group)
        recall += sum(count * count / sizes[label] for label, count in labels.items())
    return Agreement(precision / len(truth), recall / len(truth))
