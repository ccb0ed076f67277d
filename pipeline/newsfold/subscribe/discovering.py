"""From an address that a person knows to the feeds behind it, by few requests one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsfold.errors import NoFeed, SourceFailed
from newsfold.subscribe.places import same_place
from newsfold.views.sources import Listed, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsfold.sources.listing import FoundFeed
    from newsfold.subscribe.reading import Reader
    from newsfold.views.sources import Pair

MOST_REQUESTS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to, the most promising first.

    `untried` are feeds that the page declares beyond the most requests; `watched` pairs the addresses of those that are watched
    already with their keys.
    """

    listed: tuple[Listed, ...]
    untried: tuple[str, ...] = ()
    watched: tuple[Pair, ...] = ()


def discover(url: str, reader: Reader, allowed: frozenset[str] = frozenset()) -> Found:
    """The feed or sitemap at `url`; where a page is there, its feeds.

    All that the page declares are read; only if none of them is a feed, what it links and the usual addresses are tried until one
    is. At most MOST_REQUESTS requests are made, that for `url` among them. Raises SourceFailed where nothing can be read, and NoFeed.
    """
    there = reader.look(url, allowed)
    if isinstance(there, Listed):
        return Found((there,))
    if isinstance(there, Trouble):
        message = f"{there.place}: {there.fault}"
        raise SourceFailed(message)
    search = _Search(reader, allowed)
    found = search.feeds(there.declared, most=MOST_REQUESTS)
    if not found:
        named = {feed.url for feed in there.declared}
        found = search.feeds((feed for feed in reader.candidates(there) if feed.url not in named), most=1)
    if not found:
        message = f"{url} is a page, and no feed was found on its site by {search.made} requests; --page watches the page itself"
        raise NoFeed(message)
    return Found(tuple(found), tuple(feed.url for feed in there.declared[MOST_REQUESTS - 1 :]))


class _Search:
    """Asks one address after the other; `made` counts the requests, the first of which was for the page."""

    def __init__(self, reader: Reader, allowed: frozenset[str]) -> None:
        self._reader = reader
        self._allowed = allowed
        self.made = 1

    def feeds(self, candidates: Iterable[FoundFeed], *, most: int) -> list[Listed]:
        """The feeds among the candidates in their order, none twice."""
        found: list[Listed] = []
        for candidate in candidates:
            if len(found) == most or self.made == MOST_REQUESTS:
                break
            self.made += 1
            there = self._reader.look(candidate.url, self._allowed)
            if isinstance(there, Listed) and there.kind == "feed" and not any(same_place(there.place, one.place) for one in found):
                found.append(replace(there, title=there.title or candidate.title))
        return found
