"""The links among what is arranged: those that are stored, and those of pairs that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsfold.fold.ports import Comparing
    from newsfold.model import Link

Pair = tuple[int, int]


class Comparisons:
    """Compares a pair when it is first asked for, and knows what of the stored an arrangement needed.

    What no sketch found is kept only if it was asked for. So an arrangement leaves behind what it needed itself, and neither what
    earlier ones did nor whether they did can be seen in it.
    """

    def __init__(self, linker: Comparing, stored: Mapping[Pair, Link]) -> None:
        self._linker = linker
        self._stored = stored
        self._made: dict[Pair, Link] = {}
        self._asked: set[Pair] = set()

    def links(self, pairs: Iterable[Pair]) -> dict[Pair, Link]:
        """The links of pairs (smaller id first), stored or made now. Pairs with a text that was removed may be missing."""
        wanted = list(pairs)
        missing = [pair for pair in wanted if pair not in self._stored and pair not in self._made]
        self._made |= {(link.a, link.b): link for link in self._linker.compare(missing)}
        self._asked.update(wanted)
        known = ((pair, self._stored.get(pair) or self._made.get(pair)) for pair in wanted)
        return {pair: link for pair, link in known if link is not None}

    def log_odds(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """The log-odds of pairs, stored or made now. Pairs with a text that was removed may be missing."""
        return {pair: link.log_odds for pair, link in self.links(pairs).items()}

    def seen(self) -> list[Link]:
        """The links that sketches found, and those that were asked for so far."""
        return [link for pair, link in (*self._stored.items(), *self._made.items()) if link.sketched or pair in self._asked]

    def made(self) -> tuple[Link, ...]:
        """The links that were not stored yet."""
        return tuple(self._made.values())

    def stale(self) -> tuple[Pair, ...]:
        """The stored links that no sketch found and nobody asked for, ordered."""
        return tuple(sorted(pair for pair, link in self._stored.items() if not link.sketched and pair not in self._asked))
