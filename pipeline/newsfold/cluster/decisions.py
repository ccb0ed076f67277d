"""What people decided, and what of it holds: a pure function of their acts and of which body each article has.

Premises, in the order of their weight:

1. Facts come before acts: articles with the same words are one, whatever anybody says.
2. Acts hold in the order in which they were made. One that cannot stand beside earlier ones is moot, for as long as that is so.
3. What was decided outlives the articles: a class goes through articles that are stored no longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsfold.cluster.weighing import Weighing
from newsfold.model import Act

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from newsfold.cluster.weighing import Chain, Step
    from newsfold.model import Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """How all acts stand, and what follows for clusters.

    `in_force` are the ids of those that hold, in their order; `moot` are those that cannot, with the chain that speaks against each;
    `undone` those that were undone, with the id of the act that did it.

    `classes` are the bodies (sorted) that must stand together, by the smallest of them; `home` maps each of
    these bodies to its class; `apart` maps a class to those with which it must not stand together. A class of one body is there only
    if something stands apart from it. `pins` maps a body to the latest act by which one of its articles is to speak for its cluster.
    """

    in_force: tuple[int, ...] = ()
    moot: Mapping[int, Chain] = field(default_factory=dict)
    undone: Mapping[int, int] = field(default_factory=dict)
    classes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    home: Mapping[int, int] = field(default_factory=dict)
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    pins: Mapping[int, Decision] = field(default_factory=dict)

    @property
    def united(self) -> bool:
        """Whether there are bodies that must stand together."""
        return any(len(bodies) > 1 for bodies in self.classes.values())

    def mates(self, bodies: Iterable[int]) -> set[int]:
        """All bodies of the classes in which `bodies` stand."""
        return {mate for number in {self.home[body] for body in bodies if body in self.home} for mate in self.classes[number]}

    def apart_among(self, bodies: Iterable[int]) -> dict[int, frozenset[int]]:
        """Which of `bodies` must not stand together: both ways, and without those that may stand with all of the others."""
        present: dict[int, list[int]] = {}
        for body in bodies:
            if body in self.home:
                present.setdefault(self.home[body], []).append(body)
        others = {number: self.apart.get(number, frozenset()) & present.keys() for number in present}
        return {
            body: frozenset(one for other in others[number] for one in present[other])
            for number, some in present.items()
            if others[number]
            for body in some
        }


def standing(acts: Iterable[Decision], body_of: Mapping[int, int]) -> Standing:
    """How `acts` stand. `body_of` maps the articles that they name to their bodies, as far as these articles are stored."""
    ordered = sorted(acts, key=lambda act: act.id)
    undone = _undone(ordered)
    weighing = Weighing(body_of)
    moot: dict[int, Chain] = {}
    in_force: list[int] = []
    pins: dict[int, Decision] = {}
    for act in ordered:
        if act.kind is Act.UNDO or act.id in undone:
            continue
        chain = weighing.against(act)
        if chain is not None:
            moot[act.id] = chain
            continue
        in_force.append(act.id)
        if act.kind is Act.CANONICAL and act.article in body_of:
            pins[body_of[act.article]] = act
    classes, apart = weighing.outcome()
    home = {body: number for number, bodies in classes.items() for body in bodies}
    return Standing(tuple(in_force), moot, undone, classes, home, apart, pins)


def named(acts: Collection[Decision]) -> set[int]:
    """The articles that acts name; the `other` of an undo is an act."""
    ends = {act.other for act in acts if act.kind is not Act.UNDO and act.other is not None}
    return ends.union(act.article for act in acts)


def told(chain: Chain) -> str:
    """A chain as one line for a person."""
    return " · ".join(_step(step) for step in chain) or "an article is the same as itself"


def _step(step: Step) -> str:
    pair = f"articles {step.a} and {step.b}"
    if step.decision is None:
        return f"{pair} have the same words"
    return f"{pair}: {step.decision.kind} (decision {step.decision.id}, by {step.decision.by})"


def _undone(acts: Iterable[Decision]) -> dict[int, int]:
    """The acts that were undone, by whom first. An undo itself cannot be undone: what it undid is decided again instead."""
    kinds: dict[int, Act] = {}
    undone: dict[int, int] = {}
    for act in acts:
        kinds[act.id] = act.kind
        if act.kind is Act.UNDO and act.other is not None and kinds.get(act.other, Act.UNDO) is not Act.UNDO:
            undone.setdefault(act.other, act.id)
    return undone
