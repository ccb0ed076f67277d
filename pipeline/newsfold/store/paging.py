"""Pages of ordered lists: each begins where another ended, at a key, so that what is added meanwhile moves nothing.

A key is two numbers, by which the list is sorted in ascending order. What leads to a page names the way to go and the key to go from.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from newsfold.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
Key: TypeAlias = tuple[float, int]
_ID_LIMIT = 1 << 63
_NOWHERE = (0.0, 0)


class Way(StrEnum):
    """Where a page lies from its key."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins. Without a key: at the beginning of the list."""

    way: Way = Way.AFTER
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """One page of a list in its order, and what leads to those beside it; None: there is none."""

    items: tuple[T, ...]
    previous: str | None
    following: str | None


def read(at: str | None) -> Place:
    """What leads to a page. Raises UsageError where it is none."""
    if at is None:
        return Place()
    try:
        way, first, second = at.split(":")
        place = Place(Way(way), (float(first), int(second)))
    except ValueError as error:
        raise _no_page(at) from error
    if place.key is None or not math.isfinite(place.key[0]) or abs(place.key[1]) >= _ID_LIMIT:
        raise _no_page(at)
    return place


def cut(found: Sequence[tuple[Key, T]], place: Place, size: int) -> Cut[T]:
    """The page at `place`, of `found`: all of a list, or at least what lies next to the page's key on its way and one more."""
    keys = [key for key, _ in found]
    start, end = 0, size
    if place.key is not None and place.way is Way.AFTER:
        start = bisect_right(keys, place.key)
        end = start + size
    elif place.key is not None:
        end = bisect_left(keys, place.key)
        start = max(0, end - size)
    earlier = start > 0 or (place.key is not None and place.way is Way.AFTER)
    later = end < len(found) or (place.key is not None and place.way is Way.BEFORE)
    ends = keys[start:end] or [place.key or _NOWHERE]
    return Cut(
        tuple(item for _, item in found[start:end]),
        _name(Way.BEFORE, ends[0]) if earlier else None,
        _name(Way.AFTER, ends[-1]) if later else None,
    )


def _name(way: Way, key: Key) -> str:
    return f"{way}:{key[0]!r}:{key[1]}"


def _no_page(at: str) -> UsageError:
    return UsageError(f"{at!r} leads to no page of the list")
