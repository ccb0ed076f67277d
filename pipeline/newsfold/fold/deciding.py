"""What people decided, as the clusters of a store reflect it and as it is now; and what is to be arranged because the two differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsfold.cluster.decisions import Standing, named, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from newsfold.changes import Filed, Refiled
    from newsfold.fold.filing import Moves
    from newsfold.model import Decision
    from newsfold.store.store import Store


@dataclass(frozen=True, slots=True)
class Renewal:
    """How things stand now.

    `touched`: the stored bodies for which something else holds than before; `unpinned`: those of them of which another article may be
    the one that was decided to speak. `decided`: the last act, 0 if it was looked at before.
    """

    standing: Standing
    touched: frozenset[int] = frozenset()
    unpinned: frozenset[int] = frozenset()
    decided: int = 0

    def moves(self, moves: Moves) -> Moves:
        """`moves`, and with them the bodies of which all articles are to be looked at again."""
        return replace(moves, left={**dict.fromkeys(self.unpinned, ()), **moves.left}) if self.unpinned else moves


class Decisions:
    """The acts of a store, for one `Fold`: they are read once, and then only those that are new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._acts: list[Decision] = []
        self._bodies: dict[int, int] = {}
        self._now: Standing | None = None
        self._moved = False

    def hold(self) -> Standing:
        """What the clusters reflect: to be asked for before articles get other bodies, so that what changes thereby is seen."""
        if self._now is None:
            decided = self._store.decided()
            self._acts = [act for act in self._store.decisions() if act.id <= decided] if decided else []
            self._bodies = self._store.bodies_of(named(self._acts))
            self._now = standing(self._acts, self._bodies)
        return self._now

    def hear(self) -> None:
        """Other writers may have arranged what was decided, or moved articles that it is about: it is read again when it is asked for."""
        self._now, self._moved = None, False

    def follow(self, moved: Iterable[Filed | Refiled], gone: Collection[int] = ()) -> None:
        """Articles that have other bodies now, and articles that are `gone`."""
        if not self._acts:
            return
        decided = named(self._acts)
        for number in decided.intersection(gone):
            self._moved |= self._bodies.pop(number, None) is not None
        for one in moved:
            if one.id in decided and self._bodies.get(one.id) != one.body:
                self._bodies[one.id] = one.body
                self._moved = True

    def renew(self) -> Renewal:
        """What holds from now on, of all acts that are noted: the caller stores it together with what it arranges."""
        before = self.hold()
        new = self._store.decisions(self._acts[-1].id if self._acts else 0)
        if not (new or self._moved):
            return Renewal(before)
        self._acts += new
        self._bodies |= self._store.bodies_of(named(new))
        self._now, self._moved = standing(self._acts, self._bodies), False
        unpinned = _others(before.pins, self._now.pins)
        touched = self._store.words(unpinned | _reclassed(before, self._now)).keys()
        return Renewal(self._now, frozenset(touched), frozenset(unpinned & touched), new[-1].id if new else 0)


def _reclassed(before: Standing, now: Standing) -> set[int]:
    """The bodies of classes that are others now, or stand apart from others."""
    changed = _others(before.classes, now.classes) | _others(before.apart, now.apart)
    return {body for number in changed for some in (before, now) for body in some.classes.get(number, ())}


def _others(before: Mapping[int, object], now: Mapping[int, object]) -> set[int]:
    """The keys whose values are not the same."""
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
