"""Fetching with manners: the one call that the schedule's threads make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsfold.fetch.client import open_gate
from newsfold.fetch.messages import Failure, Kind, Response
from newsfold.fetch.retry import LONGEST_S
from newsfold.fetch.robots import Known, Rules, asked, rules_of
from newsfold.fetch.turns import Turns

if TYPE_CHECKING:
    from newsfold.fetch.client import Gate
    from newsfold.fetch.clock import Clock
    from newsfold.fetch.messages import Request
    from newsfold.fetch.target import Target

_BUSY = frozenset({429, 503})
_TOO_MANY_REQUESTS = 429
_UNSAID_S = 60.0  # how long a host is left alone that says "too many requests" and no more


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated.

    `per_host` requests at once, `gap_s` seconds from one start to the next. A longer Crawl-delay is kept, of which at most
    `longest_gap_s` seconds count.
    """

    per_host: int
    gap_s: float
    longest_gap_s: float


class Getter(Protocol):
    """What fetches, once it may: see `newsfold.fetch.client.Client`."""

    def get(self, request: Request, gate: Gate, /) -> Response | Failure:
        """The answer to `request`; `gate` is asked before each hop."""
        ...


class Courier:
    """Fetches for any number of threads. Knows of each host when it was asked last, when it may be asked next, and its rules."""

    def __init__(self, client: Getter, manners: Manners, clock: Clock) -> None:
        self._client = client
        self._manners = manners
        self._clock = clock
        self._turns = Turns(clock, per_host=manners.per_host, gap_s=manners.gap_s)
        self._known = Known(clock)

    def fetch(self, request: Request, *, patience_s: float, obey_robots: bool) -> Response | Failure:
        """The answer to `request`, in its turn.

        A NOT_NOW with the time to ask again, if that is more than `patience_s` seconds away. `obey_robots` is for whatever nobody
        asked for by name (RFC 9309 speaks of crawlers); it holds for every hop.
        """
        held: list[str] = []  # the host whose turn we have, if any

        def gate(target: Target, /) -> Failure | None:
            if held and held[0] != target.host:
                self._turns.leave(held.pop())
            gap_s = 0.0
            if obey_robots:
                rules = self._rules(target, request, patience_s, in_turn=bool(held))
                closed = rules.refusal(target.url)
                if closed:
                    return closed
                gap_s = min(rules.delay_s, self._manners.longest_gap_s)
            refused = None if held else self._refused(target, patience_s, gap_s)
            held[:] = [] if refused else [target.host]
            return refused

        try:
            answer = self._client.get(request, gate)
            if isinstance(answer, Response) and answer.status in _BUSY:
                self._turns.hold(held[0], _held_s(answer))
            return answer
        finally:
            for host in held:
                self._turns.leave(host)

    def _refused(self, target: Target, patience_s: float, gap_s: float) -> Failure | None:
        """None once the turn at the host has come."""
        wait = self._turns.enter(target.host, patience_s=patience_s, gap_s=gap_s)
        return None if wait is None else Failure(Kind.NOT_NOW, target.url, retry_at=self._clock.now() + wait)

    def _rules(self, target: Target, request: Request, patience_s: float, *, in_turn: bool) -> Rules:
        """The rules of the site of `target`, asked for in a turn of their own unless we have one."""
        known = self._known.get(target)
        if known:
            return known
        if in_turn:
            return self._asked(target, request)
        refused = self._refused(target, patience_s, 0.0)
        if refused:
            return Rules(0.0, closed=refused)
        try:
            return self._known.get(target) or self._asked(target, request)  # another may have asked while we waited
        finally:
            self._turns.leave(target.host)

    def _asked(self, target: Target, request: Request) -> Rules:
        return self._known.put(target, rules_of(self._client.get(asked(target, request.allowed), open_gate)))


def _held_s(answer: Response) -> float:
    """Seconds for which a host that is busy is left alone."""
    unsaid = _UNSAID_S if answer.status == _TOO_MANY_REQUESTS else 0.0
    return min(unsaid if answer.retry_after_s is None else answer.retry_after_s, LONGEST_S)
