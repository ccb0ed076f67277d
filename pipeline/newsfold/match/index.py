"""The index of signatures: for new bodies, which others are candidates. Its answers are those of `newsfold.match.candidacy`.

Bodies are kept by periods as long as the window, so that a body meets those of its own period and of the two beside it, and
nothing else is in memory: a period is read from the store when it is first asked for. Those that stand anywhere have a period of
their own, and meet all. In a period bodies are kept in runs; small
runs are folded into larger ones as they gather, like a log-structured merge tree.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from newsfold.match.run import Asked, Near, Run
from newsfold.model import ANYWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from newsfold.match.candidacy import Candidacy

    Signed = Mapping[int, tuple[NDArray[np.uint32], Span]]

NEAR_COPY = 0.8
"""The weighted likeness of features from which two bodies are near copies."""

_GROWTH = 8  # a run is folded into the one before it unless that one is this many times larger
_READ_AT_ONCE = 10_000
_ANYWHERE = -(1 << 62)  # the number of the period of all that stands anywhere


class Stored(Protocol):
    """Where an index reads what is not in memory."""

    def signatures(self, span: Span | None) -> Iterable[tuple[int, NDArray[np.uint32], Span]]:
        """The stored bodies that touch a span, both ends included; of `ANYWHERE` those that stand anywhere, which are left out else.

        None: all.
        """
        ...

    def ends(self) -> Span | None:
        """From the earliest to the latest moment at which a body stands; None: there is none but such as stand anywhere."""
        ...


class Nothing:
    """The store of an index that begins empty."""

    def signatures(self, span: Span | None) -> Iterable[tuple[int, NDArray[np.uint32], Span]]:
        """None."""
        del span
        return ()

    def ends(self) -> Span | None:
        """None."""
        return None


class Index:
    """Signatures of bodies. A signature is the band keys, then the features, as `newsfold.match.signature` makes them.

    Of each body's neighbours at most `copies` that are near copies of it are told, those with the smallest ids, and at most `others`
    others, the likest: whoever has more is in a flood, and one that stands with some of it stands with all. At most about `room` bodies
    are kept in memory, beside what one period holds.
    """

    def __init__(
        self, candidacy: Candidacy, *, copies: int, others: int, stored: Stored | None = None, room: int = 1 << 62
    ) -> None:
        self._candidacy, self._copies, self._others = candidacy, copies, others
        self._stored, self._room = stored or Nothing(), room
        self._periods: OrderedDict[int, _Period] = OrderedDict()

    def __len__(self) -> int:
        """How many bodies are in memory; one whose span touches several periods counts in each."""
        return sum(map(len, self._periods.values()))

    def take_in(self, bodies: Signed, gone: Collection[int] = ()) -> dict[int, list[int]]:
        """Adds bodies, or places them anew, and forgets those that are `gone`; tells the neighbours of each of `bodies`.

        Near copies come first, by id, then the others, the likest first. A pair of which both are in `bodies` is told with the later
        one: so the first bodies of a flood are told all that stood there before it. What is stored may already be what is given now,
        or still what was before.
        """
        asked = {body: Asked.of(values, span, self._candidacy.bands) for body, (values, span) in bodies.items()}
        outdated = np.array([*gone, *bodies], np.int64)
        for period in self._periods.values():
            period.forget(outdated)
        own, beside = self._by_period(asked)
        found: dict[int, list[Near]] = {body: [] for body in bodies}
        for number, looking in sorted(beside.items()):
            period = self._loaded(number, outdated)
            period.add([(body, asked[body]) for body in own.get(number, ())], self._candidacy)
            for body in looking:
                found[body] += period.near(asked[body], self._candidacy)
            self._make_room()
        told = Told(list(bodies), self._copies, self._others)
        return {body: told.of(body, asked[body].weight, Near.joined(parts)) for body, parts in found.items()}

    def renew(self, bodies: Signed, gone: Collection[int]) -> None:
        """Takes over what somebody else changed in the store: bodies that came, or have another span, and those that went."""
        outdated = np.array([*gone, *bodies], np.int64)
        asked = {body: Asked.of(values, span, self._candidacy.bands) for body, (values, span) in bodies.items()}
        own, _ = self._by_period(asked)
        for number, period in self._periods.items():
            period.forget(outdated)
            period.add([(body, asked[body]) for body in own.get(number, ())], self._candidacy)

    def _by_period(self, asked: Mapping[int, Asked]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """By period the bodies whose span touches it, and those that it may hold candidates of."""
        own: dict[int, list[int]] = {}
        beside: dict[int, list[int]] = {}
        spans = [one.span for one in asked.values()]
        everywhere = self._everywhere(spans) if any(span.anywhere for span in spans) else ()
        for body, one in asked.items():
            stands = (_ANYWHERE,) if one.span.anywhere else self._touched(one.span)
            for number in stands:
                own.setdefault(number, []).append(body)
            near = everywhere if one.span.anywhere else range(stands[0] - 1, stands[-1] + 2)
            for number in (_ANYWHERE, *near) if self._candidacy.window_s else stands:
                beside.setdefault(number, []).append(body)
        return own, beside

    def _touched(self, span: Span) -> Sequence[int]:
        """The periods that a span touches; without a window there is one."""
        window = self._candidacy.window_s
        return range(span.since // window, span.until // window + 1) if window else (_ANYWHERE,)

    def _everywhere(self, spans: Iterable[Span]) -> Sequence[int]:
        """All periods in which bodies may stand: in memory, stored, or with one of these spans."""
        ends = [span for span in (*spans, self._stored.ends()) if span and not span.anywhere]
        numbers = {number for span in ends for number in (self._touched(span)[0], self._touched(span)[-1])}
        numbers |= self._periods.keys() - {_ANYWHERE}
        return range(min(numbers), max(numbers) + 1) if numbers else ()

    def _loaded(self, number: int, outdated: NDArray[np.int64]) -> _Period:
        """A period, read from the store unless it is in memory, where that may still have what is `outdated`."""
        if number not in self._periods:
            period = _Period()
            stored = iter(self._stored.signatures(self._span(number)))
            while some := list(islice(stored, _READ_AT_ONCE)):
                period.add([(body, Asked.of(values, span, self._candidacy.bands)) for body, values, span in some], self._candidacy)
            period.forget(outdated)
            self._periods[number] = period
        self._periods.move_to_end(number)
        return self._periods[number]

    def _span(self, number: int) -> Span | None:
        """When the bodies of a period stand; None: at any time."""
        window = self._candidacy.window_s
        if window is None:
            return None
        return ANYWHERE if number == _ANYWHERE else Span(number * window, (number + 1) * window - 1)

    def _make_room(self) -> None:
        """Lets go of the periods that were not asked for the longest."""
        while len(self._periods) > 1 and len(self) > self._room:
            self._periods.popitem(last=False)


class _Period:
    """The bodies of one period, in runs."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def __len__(self) -> int:
        return sum(run.size for run in self._runs)

    def add(self, bodies: Sequence[tuple[int, Asked]], candidacy: Candidacy) -> None:
        if not bodies:
            return
        self._runs.append(Run.of(bodies, candidacy))
        for place, (before, after) in enumerate(pairwise(run.size for run in self._runs)):
            if before < _GROWTH * after:
                self._runs[place:] = [Run.merged(self._runs[place:])]
                return

    def forget(self, bodies: NDArray[np.int64]) -> None:
        for run in self._runs:
            run.forget(bodies)

    def near(self, asked: Asked, candidacy: Candidacy) -> Iterator[Near]:
        """The candidates of a body, for each run."""
        return (run.near(asked, candidacy) for run in self._runs)


class Told:
    """What is told of the neighbours of bodies that came in this order."""

    def __init__(self, came: Sequence[int], copies: int, others: int) -> None:
        self._copies, self._others = copies, others
        self._place = {body: place for place, body in enumerate(came)}
        ids = np.array(came, np.int64)
        self._order = np.argsort(ids)
        self._ids = ids[self._order]

    def of(self, body: int, weight: int, near: Near) -> list[int]:
        """The neighbours of a body of this weight, among those that are near: not itself, nor those that came after it."""
        near = near.among(self._places(near.ids) < self._place[body])
        likeness = near.shared / (near.weights + weight - near.shared)
        copies = near.ids[likeness >= NEAR_COPY][: self._copies]
        rest = near.among(likeness < NEAR_COPY)
        # The cosine is fair to briefs, unlike the likeness, and to long texts, unlike the share of the lesser.
        cosines = rest.shared / np.sqrt(rest.weights)
        return [*copies.tolist(), *rest.ids[np.lexsort((rest.ids, -cosines))[: self._others]].tolist()]

    def _places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """When bodies came; -1: before all of these."""
        at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return np.where(self._ids[at] == ids, self._order[at], -1)


def pairs(told: Mapping[int, Iterable[int]]) -> Iterator[tuple[int, int]]:
    """What `Index.take_in` told, as pairs (a, b), a < b."""
    return ((min(body, other), max(body, other)) for body, others in told.items() for other in others)
