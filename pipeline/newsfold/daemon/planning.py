"""From what a source lists to what is to be done about it. Pure.

An entry is known by its source and its id. One that is new waits for its page, or brings its text along; one that the source changed
is a revision, which is taken a limited number of times, each at least 10 minutes after the last and doubling, because there are feeds
that change everything whenever they are read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from newsfold.address import canonical_url, host, twin
from newsfold.daemon import policy
from newsfold.daemon.content import own_text, words
from newsfold.daemon.settling import article_origin, hints, refused, sighted
from newsfold.model import Fetched, Form, Reason, Skip
from newsfold.watching import WEB, Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsfold.model import Moment
    from newsfold.sources.listing import Feed, FeedEntry, SitemapEntry
    from newsfold.sources.watchlist import Source

T = TypeVar("T")

_DIGEST_BYTES = 16
_DIGEST_VERSION = "entry 1"  # another way of making digests makes a revision of every entry


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as its source lists it now, as if it were new; `text` is what the source itself holds of the article, as HTML.

    `twin` is the digest that it would have if its address had the other scheme (http or https).
    """

    entry: Entry
    text: str | None = None
    twin: bytes | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reading leads to.

    `entries` are to be stored, and `skips` with them. `brought` came with their text, and are stored with the article that is made of
    it. `new` and `changed` count entries. `postponed`: a change came too soon after the last, and can only be had by reading the
    source once more.
    """

    entries: tuple[Entry, ...] = ()
    skips: tuple[Skip, ...] = ()
    brought: tuple[tuple[Entry, Fetched], ...] = ()
    new: int = 0
    changed: int = 0
    postponed: bool = False


@dataclass(frozen=True, slots=True)
class _Move:
    """What is to be done about one entry: `old` is how it was stored, `entry` how it is to be, now or with its article."""

    old: Entry | None
    entry: Entry
    skip: Skip | None = None
    fetched: Fetched | None = None
    postponed: bool = False

    @property
    def is_change(self) -> bool:
        return self.old is not None and self.entry.revisions > self.old.revisions


def listed_by_feed(source: Source, feed: Feed, now: int) -> tuple[Listed, ...]:
    """The entries of a feed, none twice; the newest `max_items` of them, if the source has that."""
    newest = _newest(feed.entries, source.max_items, lambda entry: entry.published or entry.updated)
    # Some feeds have one and the same id for all their entries.
    names = Counter(name for name, _ in {(entry.id, entry.link) for entry in newest})
    return _distinct(_of_feed(source, feed, entry, entry.id if names[entry.id] == 1 else None, now) for entry in newest)


def listed_by_sitemap(source: Source, entries: Sequence[SitemapEntry], now: int) -> tuple[Listed, ...]:
    """The pages of a sitemap, none twice; the newest `max_items` of them, if the source has that."""
    newest = _newest(entries, source.max_items, lambda entry: (entry.news.published if entry.news else None) or entry.modified)
    return _distinct(_of_sitemap(source, entry, now) for entry in newest)


def plan(listed: Iterable[Listed], known: Mapping[str, Entry], source: Source, now: int, *, revisions: int, gap_s: float) -> Plan:
    """What is to be done about `listed`, of which `known` are stored, by id.

    At most `revisions` changes of an entry are taken. The pages of one host are planned `gap_s` seconds apart: together they cannot
    be had, and those of other hosts need not wait behind them.
    """
    found = (_move(one, known.get(one.entry.id), source, now, revisions) for one in listed)
    moves = [move for move in found if move]
    kept = [move for move in moves if not move.postponed]
    brought: dict[str, tuple[Entry, Fetched]] = {}
    for move in kept:
        if move.fetched:
            brought.setdefault(move.fetched.origin, (move.entry, move.fetched))
    led = {id(entry) for entry, _ in brought.values()}
    # Two entries of one feed that lead to one page tell of one article.
    again = [sighted(move.entry) for move in kept if move.fetched and id(move.entry) not in led]
    return Plan(
        entries=(*_spread((move.entry for move in kept if not move.fetched), now, gap_s), *again),
        skips=tuple(move.skip for move in kept if move.skip),
        brought=tuple(brought.values()),
        new=sum(move.old is None for move in kept),
        changed=sum(move.is_change for move in kept),
        postponed=len(kept) < len(moves),
    )


def _move(one: Listed, old: Entry | None, source: Source, now: int, revisions: int) -> _Move | None:
    """None: there is nothing to do."""
    entry = one.entry if old is None else _changed(old, one, now, revisions)
    if entry is None:
        return None
    if one.text:
        # What was never understood has no revisions that could come too soon.
        too_soon = entry.fetched is not None and entry.next_try > now
        return _Move(old, entry, fetched=_fetched(entry, one.text), postponed=too_soon)
    if entry.url and source.text != "feed":
        return _Move(old, entry)
    if old:  # what it had is kept
        return None
    return _Move(old, *refused(entry, Reason.NO_TEXT, "the feed has none" if entry.url else "neither address nor text"))


def _changed(old: Entry, listed: Listed, now: int, revisions: int) -> Entry | None:
    """A known entry as it is listed now; None if it is not different, or has changed too often.

    An article that its source lists by the other scheme (http or https) is the same; if it was not had yet, it is asked for there.
    """
    new, page = listed.entry, canonical_url(old.url)
    moved = old.state is EntryState.TAKEN and old.digest == listed.twin
    if old.digest == new.digest or moved or old.revisions >= revisions:
        return None
    entry = replace(new, first_seen=old.first_seen, fetched=old.fetched, revisions=old.revisions)
    if page and new.origin in {page, twin(page)}:  # a page may have named another address as its own
        entry = replace(entry, origin=old.origin, url=old.url if new.origin == page else new.url)
    if old.state is EntryState.WAITING:
        return replace(entry, tries=old.tries, next_try=old.next_try, fault=old.fault)
    last = old.first_seen if old.fetched is None else old.fetched
    return replace(entry, revisions=old.revisions + 1, next_try=max(now, last + policy.spacing_s(old.revisions)))


def _spread(entries: Iterable[Entry], now: int, gap_s: float) -> list[Entry]:
    """The entries, those of one host a gap apart."""
    hosts: Counter[str | None] = Counter()
    spread: list[Entry] = []
    for entry in entries:
        name = host(entry.origin)
        spread.append(replace(entry, next_try=max(entry.next_try, now + min(int(hosts[name] * gap_s), policy.DAY_S))))
        hosts[name] += 1
    return spread


def _newest(entries: Sequence[T], most: int | None, time: Callable[[T], Moment | None]) -> list[T]:
    """The newest first; those without a time last, in their own order."""
    return sorted(entries, key=lambda entry: -(moment.epoch if (moment := time(entry)) else 0))[:most]


def _distinct(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    first: dict[str, Listed] = {}
    for one in listed:
        first.setdefault(one.entry.id, one)
    return tuple(first.values())


def _of_feed(source: Source, feed: Feed, entry: FeedEntry, name: str | None, now: int) -> Listed:
    origin = canonical_url(entry.link)
    texts = words(entry.summary), words(entry.content)
    times = [str(moment.epoch) if moment else "" for moment in (entry.published, entry.updated)]
    digest, other = (_digest([entry.title or "", address, *texts, *times]) for address in (origin or "", twin(origin or "")))
    listed = Entry(
        source=source.key,
        id=name or origin or digest.hex(),
        digest=digest,
        url=entry.link if origin else None,
        origin=origin,
        state=EntryState.WAITING,
        first_seen=now,
        next_try=now,
        feed_title=feed.title,
        publisher=entry.source_title,
        publisher_url=entry.source_url,
        title=entry.title,
        author=entry.author,
        published=entry.published.text if entry.published else None,
        lang=source.language,
        tags=entry.tags,
    )
    return Listed(listed, own_text(entry, source), other)


def _of_sitemap(source: Source, entry: SitemapEntry, now: int) -> Listed:
    news = entry.news
    published = news.published if news else None
    said = [news.title or "" if news else "", *(str(moment.epoch) if moment else "" for moment in (published, entry.modified))]
    origin = canonical_url(entry.url)
    return Listed(
        Entry(
            source=source.key,
            id=entry.url,
            digest=_digest(said),
            url=entry.url if origin else None,
            origin=origin,
            state=EntryState.WAITING,
            first_seen=now,
            next_try=now,
            feed_title=news.publication if news else None,
            title=news.title if news else None,
            published=published.text if published else None,
            lang=source.language or (news.language if news else None),
        )
    )


def _digest(said: Iterable[str]) -> bytes:
    return blake2b("\0".join((_DIGEST_VERSION, *said)).encode(), digest_size=_DIGEST_BYTES).digest()


def _fetched(entry: Entry, text: str) -> Fetched:
    digest = blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
    page = f"<html><body><article>{text}</article></body></html>"
    return Fetched(WEB, article_origin(entry), digest, Form.HTML, page, hints(entry, entry.url))
