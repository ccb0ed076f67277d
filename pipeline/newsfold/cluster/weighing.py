"""Weighing one act after the other against those that hold already, and the chain that speaks against one that cannot.

Articles and their bodies are the nodes of a graph. An article and its body are in one class, `same` makes two classes one, and
`different` forbids two classes to become one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsfold.model import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsfold.model import Decision


@dataclass(frozen=True, slots=True)
class Step:
    """What ties article `a` to article `b`, or parts them: a decision, or (None) that they have the same words."""

    a: int
    b: int
    decision: Decision | None


Chain = tuple[Step, ...]
"""Steps from an article to another one, each beginning where the one before ends."""


class Weighing:
    """The graph as it grows act by act. Bodies are nodes by their ids; articles, whose ids could be the same, by minus theirs."""

    def __init__(self, body_of: Mapping[int, int]) -> None:
        self._parent: dict[int, int] = {}
        self._ways: dict[int, list[tuple[int, Decision | None]]] = {}
        self._apart: dict[int, dict[int, Decision]] = {}
        for article, body in sorted(body_of.items()):
            self._tie(-article, body, None)

    def against(self, act: Decision) -> Chain | None:
        """The chain that speaks against an act; None if it holds, and then what follows reckons with it."""
        if act.other is None or act.kind is Act.CANONICAL:
            return None
        one, other = self._root(-act.article), self._root(-act.other)
        if act.kind is Act.SAME:
            forbids = self._apart.get(one, {}).get(other)
            if forbids is not None:
                return self._chain(act, forbids)
            self._tie(-act.article, -act.other, act)
            return None
        if one == other:
            return self._path(act.article, act.other)
        self._apart.setdefault(one, {}).setdefault(other, act)
        self._apart.setdefault(other, {}).setdefault(one, act)
        return None

    def outcome(self) -> tuple[dict[int, tuple[int, ...]], dict[int, frozenset[int]]]:
        """Classes and what stands apart from each, as `Standing` has them."""
        bodies: dict[int, list[int]] = {}
        for node in sorted(node for node in self._parent if node > 0):
            bodies.setdefault(self._root(node), []).append(node)
        apart = {
            some[0]: frozenset(bodies[other][0] for other in self._apart.get(root, ()) if other in bodies)
            for root, some in bodies.items()
        }
        classes = {some[0]: tuple(some) for some in bodies.values() if len(some) > 1 or apart[some[0]]}
        return classes, {number: others for number, others in apart.items() if others}

    def _root(self, node: int) -> int:
        parent = self._parent
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def _tie(self, one: int, other: int, act: Decision | None) -> None:
        self._ways.setdefault(one, []).append((other, act))
        self._ways.setdefault(other, []).append((one, act))
        keep, gone = sorted((self._root(one), self._root(other)), key=lambda root: -len(self._apart.get(root, ())))
        if keep == gone:
            return
        self._parent[gone] = keep
        for rival, parted in self._apart.pop(gone, {}).items():
            self._apart[rival].pop(gone)
            for left, right in ((keep, rival), (rival, keep)):
                known = self._apart.setdefault(left, {}).setdefault(right, parted)
                self._apart[left][right] = min(known, parted, key=lambda act: act.id)

    def _chain(self, act: Decision, forbids: Decision) -> Chain:
        """From one article of a `same` to the other, over the act that forbids it."""
        assert act.other is not None
        assert forbids.other is not None
        near, far = forbids.article, forbids.other
        if self._root(-near) != self._root(-act.article):
            near, far = far, near
        return (*self._path(act.article, near), Step(near, far, forbids), *self._path(far, act.other))

    def _path(self, start: int, end: int) -> Chain:
        """The shortest way between two articles of one class."""
        came: dict[int, tuple[int, Decision | None]] = {}
        queue = deque([-start])
        seen = {-start}
        while -end not in seen:
            node = queue.popleft()
            for other, act in self._ways.get(node, ()):
                if other not in seen:
                    seen.add(other)
                    came[other] = (node, act)
                    queue.append(other)
        steps: list[Step] = []
        at = -end
        while at != -start:
            before, act = came[at]
            if before > 0:  # a body: the way goes on to the other article that has it
                before = came[before][0]
            steps.append(Step(-before, -at, act))
            at = before
        return tuple(reversed(steps))
