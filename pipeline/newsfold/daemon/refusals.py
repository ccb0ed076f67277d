"""When an event that the receiver refuses is set aside, so that it does not hold back all later ones for ever. Pure.

A status of 4xx says that it is no use to post the same again (RFC 9110, 15.5), but receivers say it too while they are being
rebuilt. So an event is posted for a while all the same, and is given up only after several refusals. Statuses that tell of the
address or of a permission, and not of what was posted, are mostly mended by a person: for those the while is a day.
"""

from __future__ import annotations

from dataclasses import replace

from newsfold.store.announcements import Refusal

FEWEST = 5
"""Refusals after which an event may be set aside: after a long sleep the first one must not be enough."""

_REFUSED = range(400, 500)
_PASSING = frozenset({408, 410, 425, 429})  # 410 is about more than one event, and has a way of its own
_OF_THE_RECEIVER = frozenset({401, 403, 404, 405, 407, 421})
_TIMES_LONGER = 24


def is_refusal(status: int | None) -> bool:
    """Whether a status says that an event will not be taken, however often it comes. None: there was no answer."""
    return status in _REFUSED and status not in _PASSING


def counted(before: Refusal | None, event: int, now: int) -> Refusal:
    """The refusals of an event, this one included. `now` is in UTC seconds."""
    if before is None or before.event != event:
        return Refusal(event, since=now, times=1)
    return replace(before, since=min(before.since, now), times=before.times + 1)


def is_over(refusal: Refusal, status: int | None, now: int, refused_s: int) -> bool:
    """Whether an event is to be set aside, because it was refused often and for `refused_s` seconds. 0: none ever is."""
    longest_s = refused_s * (_TIMES_LONGER if status in _OF_THE_RECEIVER else 1)
    return refused_s > 0 and refusal.times >= FEWEST and now - refusal.since >= longest_s
