"""What people decided, by the definition, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfold.model import Act, Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AT = "2026-03-02T10:00:00+00:00"


def act(number: int, kind: Act, article: int, other: int | None = None, by: str = "ana") -> Decision:
    return Decision(number, kind, article, other, by, AT)


def naive(acts: Sequence[Decision], bodies: Mapping[int, int]) -> tuple[list[Decision], set[int]]:
    """The acts that hold, and the ids of those that are moot. `bodies` are those of articles; an undo comes after what it undoes."""
    undone = {one.other for one in acts if one.kind is Act.UNDO}
    weighed = [one for one in acts if one.kind is not Act.UNDO and one.id not in undone]
    classes = [{article for article in bodies if bodies[article] == body} for body in set(bodies.values())]
    held: list[Decision] = []

    def of(article: int) -> set[int]:
        return next((some for some in classes if article in some), {article})

    for one in weighed:
        if one.other is None:
            held.append(one)
            continue
        left, right = of(one.article), of(one.other)
        parted = [(of(some.article), of(some.other or 0)) for some in held if some.kind is Act.DIFFERENT]
        if one.kind is Act.SAME and (left, right) not in parted and (right, left) not in parted:
            classes = [some for some in classes if some not in (left, right)] + [left | right]
            held.append(one)
        if one.kind is Act.DIFFERENT and left != right:
            held.append(one)
    return held, {one.id for one in weighed} - {one.id for one in held}
