"""Which two bodies are candidates: a function of their signatures and spans alone, so the order of arrival cannot matter.

They share a band of their sketches; of the features of the one that has less, enough stand in the other, by number and by
weight; and they lie near in time. The share by number takes away what the share by weight lets through by chance: two rare words
in common weigh a quarter of a short text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from newsfold.match.signature import BANDS, COUNT_CUT, NOISE_CUT
from newsfold.match.window import DAY_S, WINDOW_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsfold.model import Span


@dataclass(frozen=True, slots=True)
class Candidacy:
    """What makes two bodies candidates: of `bands` one in common, the shares `weight` and `count` of the lesser, and the window.

    `window_s` is how many seconds may lie between the span of one and that of the other; None: any number.
    """

    bands: int = BANDS
    weight: float = NOISE_CUT
    count: float = COUNT_CUT
    window_s: int | None = None

    def needs(self, counts: NDArray[np.int64]) -> NDArray[np.uint16]:
        """How many features pairs must share, of which the one that has fewer has so many."""
        needs: NDArray[np.uint16] = np.maximum(1, np.ceil(self.count * counts)).astype(np.uint16)
        return needs

    def is_near(self, one: Span, other: Span) -> bool:
        """Whether two spans lie near each other."""
        gap = max(one.since, other.since) - min(one.until, other.until)
        return self.window_s is None or gap <= self.window_s

    def are_near(self, since: NDArray[np.int64], until: NDArray[np.int64], span: Span) -> NDArray[np.bool_]:
        """Whether spans lie near another one."""
        if self.window_s is None:
            return np.ones(len(since), bool)
        near: NDArray[np.bool_] = (since <= span.until + self.window_s) & (until >= span.since - self.window_s)
        return near


def candidacy(window_days: int = WINDOW_DAYS) -> Candidacy:
    """What makes candidates with a window of so many days; 0: without one."""
    return Candidacy(window_s=window_days * DAY_S or None)
