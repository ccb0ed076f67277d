"""Asking a source on the network what it has. Runs in threads; touches no store."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from newsfold.daemon import policy, settling
from newsfold.daemon.answers import Failed, NotNow, Read, Told, Unchanged
from newsfold.daemon.pages import ACCEPTED, digest_of, fault, request, understood
from newsfold.fetch.messages import Failure, Kind, Response, Validators
from newsfold.sources.listing import ParseFailure
from newsfold.sources.sitemap import MOST_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsfold.daemon.answers import Reading
    from newsfold.daemon.pages import Tools
    from newsfold.sources.listing import Sitemap, SitemapEntry
    from newsfold.sources.watchlist import Source
    from newsfold.watching import SourceState

_ACCEPTED = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    "sitemap": "application/xml, text/xml, text/plain;q=0.8, */*;q=0.1",
    "page": ACCEPTED,
}
_FOUND = range(200, 300)
_NOT_MODIFIED = 304
_GONE = 410
_MOST_CHILDREN = 50
_CHILD_PATIENCE_S = 60.0  # the sitemaps of an index are mostly on one host, and each waits for its turn
_LATE_S = policy.DAY_S  # a sitemap's time may be a mere day, and is often noted before it is true


def ask(source: Source, state: SourceState, tools: Tools) -> Reading:
    """What a source on the network has that it had not at its last reading."""
    known = Validators(*state.validators) if state.validators else None
    asked = request(source, policy.address(state, source), _ACCEPTED[source.kind], known)
    answer = tools.courier.fetch(asked, patience_s=tools.patience_s, obey_robots=False)
    if isinstance(answer, Failure):
        return _not_had(answer, tools)
    told = Told(answer.validators, answer.moved_to, answer.retry_after_s)
    if answer.status == _NOT_MODIFIED:
        return Unchanged(told, state.digest)
    if answer.status not in _FOUND:
        return Failed(f"status {answer.status}", answer.retry_after_s, gone=answer.status == _GONE)
    if digest_of(answer.body) == state.digest:
        return Unchanged(told, state.digest)
    return _READERS[source.kind](source, state, answer, told, tools)


def _not_had(failure: Failure, tools: Tools) -> NotNow | Failed:
    if failure.kind is Kind.NOT_NOW:
        return NotNow(ceil(failure.retry_at or 0.0))
    return Failed(fault(failure), failure.retry_at and failure.retry_at - tools.clock.now())


def _feed(_source: Source, _state: SourceState, answer: Response, told: Told, tools: Tools) -> Read | Failed:
    feed = tools.parser.parse(answer.body, answer.url, answer.content_type, now=tools.time())
    return _unread(feed, told) if isinstance(feed, ParseFailure) else Read(told, digest_of(answer.body), feed)


def _page(source: Source, _state: SourceState, answer: Response, told: Told, tools: Tools) -> Read:
    digest = digest_of(answer.body)
    return Read(told, digest, understood(answer, settling.new_page(source, digest, int(tools.clock.now())), tools))


def _sitemap(source: Source, state: SourceState, answer: Response, told: Told, tools: Tools) -> Read | Failed:
    sitemap = tools.parser.parse_sitemap(answer.body, answer.url, now=tools.time())
    if isinstance(sitemap, ParseFailure):
        return _unread(sitemap, told)
    wanted = _wanted(sitemap.children, state.succeeded)
    read = [_child(source, child, tools) for child in wanted]
    children = [child for child in read if child]
    if wanted and not children:
        return Failed("none of the sitemaps that it lists could be read", told.retry_after_s, forget=True)
    entries = [*sitemap.entries, *(entry for child in children for entry in child.entries)]
    # An index tells by its times alone that one of its sitemaps has changed.
    whole = len(children) == len(wanted) and all(child.modified for child in sitemap.children)
    return Read(told, digest_of(answer.body), tuple(entries[:MOST_ENTRIES]), whole=whole)


def _wanted(children: Sequence[SitemapEntry], succeeded: int | None) -> list[SitemapEntry]:
    """The sitemaps of an index that may have something new, those that changed last first; after the first 50 nobody asks for more."""
    since = 0 if succeeded is None else succeeded - _LATE_S
    fresh = [child for child in children if child.modified is None or child.modified.epoch >= since]
    return sorted(fresh, key=lambda child: -(child.modified.epoch if child.modified else 0))[:_MOST_CHILDREN]


def _child(source: Source, child: SitemapEntry, tools: Tools) -> Sitemap | None:
    """A sitemap that an index lists; None if it cannot be read. Of an index in an index, which the protocol forbids, nothing is taken."""
    patience_s = max(tools.patience_s, _CHILD_PATIENCE_S)
    answer = tools.courier.fetch(request(source, child.url, _ACCEPTED["sitemap"]), patience_s=patience_s, obey_robots=True)
    if isinstance(answer, Failure) or answer.status not in _FOUND:
        return None
    sitemap = tools.parser.parse_sitemap(answer.body, answer.url, now=tools.time())
    return None if isinstance(sitemap, ParseFailure) else sitemap


def _unread(failure: ParseFailure, told: Told) -> Failed:
    said = ", ".join(feed.url for feed in failure.feeds[:3])
    parts = (failure.kind.value, failure.detail, f"its feeds: {said}" if said else "")
    return Failed(": ".join(filter(None, parts)), told.retry_after_s, forget=True)


_READERS: dict[str, Callable[[Source, SourceState, Response, Told, Tools], Read | Failed]] = {
    "feed": _feed,
    "page": _page,
    "sitemap": _sitemap,
}
