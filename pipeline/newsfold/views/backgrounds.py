"""What stands behind a cluster as it is: how its canonical was chosen, what people decided, and where its articles came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsfold.views.contests import Contest
    from newsfold.views.decisions import DecisionView
    from newsfold.views.pages import Sighting


@dataclass(frozen=True, slots=True)
class Background:
    """What stands behind a cluster.

    `contest`: how its articles fare under the rules in force. `pin` is the decision by which its canonical is the one it is; None where
    the rules decide. `decisions`: those that name one of its articles and were not undone, by id. `sightings` tell which watched source
    listed an article first, in that order, of those that came from one.
    """

    contest: Contest
    pin: DecisionView | None = None
    decisions: tuple[DecisionView, ...] = ()
    sightings: tuple[Sighting, ...] = ()
