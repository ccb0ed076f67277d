"""What becomes of an entry, and of a page that is watched, once it was fetched or could not be. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsfold.address import canonical_url, site
from newsfold.daemon import policy
from newsfold.model import Article, Hints, Reason, Skip
from newsfold.watching import WEB, Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newsfold.daemon.answers import Found, Lost
    from newsfold.model import StoredArticle
    from newsfold.sources.watchlist import Source


def article_origin(entry: Entry) -> str:
    """The origin of the article that an entry leads to; one without an address has a name of its own."""
    return entry.origin or f"{entry.source}#{entry.id}"


def hints(entry: Entry, landed: str | None) -> Hints:
    """What is known of an article before it is read. Not its address: what the page says of that is wanted."""
    return Hints(title=entry.title, author=entry.author, published=entry.published, lang=entry.lang, site=site(landed))


def claimed(entry: Entry, now: int) -> Entry:
    """As stored before its page is asked for: whatever happens then, it is not asked for again before its time."""
    return replace(entry, tries=entry.tries + 1, next_try=now + policy.back_off_s(entry.tries + 1))


def postponed(before: Entry, retry_at: int, now: int) -> Entry:
    """An entry whose page was not asked for, because of its host: as it was before it was claimed, and due when the host is."""
    return replace(before, next_try=max(retry_at, now + 1))


def is_first(entry: Entry) -> bool:
    """Whether an entry is new, so that it leads to an article but tells nothing of a change."""
    return entry.fetched is None and not entry.revisions


def sighted(entry: Entry) -> Entry:
    """An entry whose article is stored already, because another entry led to it."""
    return replace(entry, state=EntryState.TAKEN, tries=0, fault="")


def taken(entry: Entry, now: int, origin: str | None = None) -> Entry:
    """An entry whose article is stored, or is in the same transaction, under `origin` if that is not its own."""
    return replace(entry, state=EntryState.TAKEN, tries=0, fault="", fetched=now, origin=origin or entry.origin)


def refused(entry: Entry, reason: Reason, detail: str) -> tuple[Entry, Skip]:
    """An entry that is given up."""
    skip = Skip(WEB, article_origin(entry), reason, detail)
    return replace(entry, state=EntryState.REFUSED, fault=_fault(skip)), skip


def lost(entry: Entry, loss: Lost, now: int) -> tuple[Entry, Skip | None]:
    """An entry (claimed) whose page could not be fetched: it waits, or is given up after too many tries."""
    if loss.final or policy.is_hopeless(entry.tries):
        return refused(entry, loss.reason, loss.fault)
    return replace(entry, fault=loss.fault, next_try=max(entry.next_try, min(loss.retry_at, now + policy.DAY_S))), None


def found(entry: Entry, page: Found, now: int) -> tuple[Entry, Article | Skip]:
    """An entry whose page was fetched and cleaned, and what is to be stored of it."""
    if isinstance(page.outcome, Skip):
        return refused(entry, page.outcome.reason, page.outcome.detail)
    origin = landed_origin(entry, page.landed, page.outcome.url) if page.landed else None
    return taken(entry, now, origin), replace(page.outcome, origin=origin or page.outcome.origin, url=page.landed)


def landed_origin(entry: Entry, landed: str, stated: str | None) -> str | None:
    """The one address of a page that was found at `landed` and says that its address is `stated`.

    A redirect from an article to a mere front page tells of no address: many articles that are no more are led there.
    """
    strayed = _is_front(landed) and not _is_front(entry.url or "")
    return canonical_url(entry.url if strayed else landed, stated)


def read_since(entry: Entry, rivals: Iterable[Entry], now: int) -> int | None:
    """When the page of an entry that was not tried yet was read on behalf of another entry, if that was after it was due; else None."""
    times = (time for time in _readings(rivals, now) if time >= entry.next_try)
    return max(times, default=None) if entry.tries == 0 else None


def behind(entry: Entry, rivals: Collection[Entry], now: int) -> Entry | None:
    """The entry as it waits, because its page was tried or read lately on behalf of another; None if it need not.

    After a try it waits for the next try; after a reading, for as long as a revision does.
    """
    tried = [rival for rival in rivals if rival.state is EntryState.WAITING and rival.tries and rival.next_try > now]
    last = max(tried, key=lambda rival: rival.next_try, default=None)
    if last:
        return replace(entry, tries=max(entry.tries, last.tries), next_try=last.next_try, fault=last.fault)
    again = max((time + policy.spacing_s(0) for time in _readings(rivals, now)), default=now)
    return replace(entry, next_try=again) if again > now else None


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a page that is watched, once it was fetched.

    `entry` is to be stored, with `article`; `brought` tells whether that is something new, and `whole` whether the page as it is now
    need not be seen again.
    """

    entry: Entry
    article: Article | None = None
    brought: bool = False
    whole: bool = True


def new_page(source: Source, digest: bytes, now: int) -> Entry:
    """The entry of a page that is watched itself."""
    url = policy.place(source)
    return Entry(source.key, url, digest, url, canonical_url(url), EntryState.WAITING, now, next_try=now, lang=source.language)


def watched(
    old: Entry | None, entry: Entry, article: Article, stored: StoredArticle | None, *, now: int, revisions: int
) -> Settled:
    """What becomes of a watched page: `entry` and `article` are what was found now, `old` and `stored` what was known before.

    A change is a revision of the article: taken at most `revisions` times in a row, each at least 10 minutes after the last and
    doubling. A visit that finds nothing changed, though a change might have been taken, ends the row.
    """
    if old is None or old.fetched is None or stored is None:
        return Settled(entry, article, brought=True)
    if replace(article, digest=stored.article.digest) == stored.article:
        return Settled(rested(replace(entry, revisions=old.revisions, fetched=old.fetched), now))
    if old.revisions >= revisions:
        return Settled(replace(old, fault="it changes whenever it is read"), whole=False)
    if now < old.fetched + policy.spacing_s(old.revisions):
        return Settled(old, whole=False)
    return Settled(replace(entry, revisions=old.revisions + 1), article, brought=True)


def rested(entry: Entry, now: int) -> Entry:
    """The entry of a watched page that did not change."""
    due = entry.fetched is not None and now >= entry.fetched + policy.spacing_s(entry.revisions)
    return replace(entry, revisions=0, fault="") if due and entry.state is EntryState.TAKEN else entry


def _readings(entries: Iterable[Entry], now: int) -> Iterator[int]:
    """When the pages of entries were read, but for times that a wrong clock noted."""
    return (entry.fetched for entry in entries if entry.fetched is not None and entry.fetched <= now + policy.CLOCK_SLACK_S)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _fault(skip: Skip) -> str:
    return f"{skip.reason.value}: {skip.detail}" if skip.detail else skip.reason.value
