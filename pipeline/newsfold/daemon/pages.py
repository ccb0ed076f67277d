"""Fetching the page that an entry leads to, and cleaning it. Runs in threads; touches no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from math import ceil
from typing import TYPE_CHECKING

from newsfold.daemon import policy, settling
from newsfold.daemon.answers import Found, Lost, NotNow, Same
from newsfold.fetch.messages import Failure, Kind, Request, Response
from newsfold.fetch.target import spelled
from newsfold.model import Fetched, Form, Reason, Skip
from newsfold.sources import sniff
from newsfold.watching import WEB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsfold.clean.workers import Cleaner
    from newsfold.daemon.answers import Visit
    from newsfold.fetch.clock import Clock
    from newsfold.fetch.courier import Courier
    from newsfold.fetch.messages import Validators
    from newsfold.model import Article
    from newsfold.sources.parser import ListingParser
    from newsfold.sources.watchlist import Source
    from newsfold.watching import Entry

ACCEPTED = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"
_FORMS = {"text/html": Form.HTML, "application/xhtml+xml": Form.HTML}
_MISLABELLED = frozenset({"", "application/octet-stream", "application/xml"})  # or any other text: what came tells what it is
_FOUND = range(200, 300)
_NO_MORE = frozenset({404, 410})
_FINAL = frozenset({Kind.BAD_URL, Kind.TOO_LARGE})
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Tools:
    """What threads work with, all of it safe for many. `patience_s` is how long a request waits for its turn at a host."""

    courier: Courier
    parser: ListingParser
    cleaner: Cleaner[Article]
    clock: Clock
    patience_s: float

    def time(self) -> datetime:
        """The time in UTC."""
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def clean(self, items: Sequence[Fetched]) -> list[Article | Skip]:
        """What becomes of each item, in their order."""
        return list(self.cleaner.clean(items, now=self.time()))


def visit(entry: Entry, source: Source, known: bytes | None, tools: Tools) -> Visit:
    """The page of an entry. `known` is the digest of its article, if that is stored."""
    answer = tools.courier.fetch(request(source, entry.url or "", ACCEPTED), patience_s=tools.patience_s, obey_robots=True)
    if isinstance(answer, Failure):
        return _not_had(answer)
    if answer.status not in _FOUND:
        retry_at = ceil(tools.clock.now() + (answer.retry_after_s or 0.0))
        return Lost(f"status {answer.status}", Reason.UNREACHABLE, final=answer.status in _NO_MORE, retry_at=retry_at)
    return Same() if digest_of(answer.body) == known else understood(answer, entry, tools)


def understood(answer: Response, entry: Entry, tools: Tools) -> Found:
    """A page that was fetched for an entry, cleaned."""
    origin = settling.article_origin(entry)
    form = _form(answer)
    if isinstance(form, Form):
        given = settling.hints(entry, answer.url)
        fetched = Fetched(WEB, origin, digest_of(answer.body), form, answer.body, given, answer.content_type)
        (outcome,) = tools.clean([fetched])
        return Found(outcome, answer.url)
    return Found(Skip(WEB, origin, *form), answer.url)


def request(source: Source, url: str, accept: str, validators: Validators | None = None) -> Request:
    """The request for a document of a source. Its own headers go to the host that the user named, and to no other."""
    headers = tuple(source.headers.items()) if policy.same_origin(policy.place(source), url) else ()
    allowed = frozenset(filter(None, map(spelled, source.allow_private)))
    return Request(url, accept=accept, headers=headers, validators=validators, allowed=allowed)


def digest_of(body: bytes) -> bytes:
    """What tells whether a document has changed."""
    return blake2b(body, digest_size=_DIGEST_BYTES).digest()


def _not_had(failure: Failure) -> NotNow | Lost:
    retry_at = ceil(failure.retry_at or 0.0)
    if failure.kind is Kind.NOT_NOW:
        return NotNow(retry_at)
    reason = Reason.TOO_LARGE if failure.kind is Kind.TOO_LARGE else Reason.UNREACHABLE
    # A site whose rules could not be had says when to ask for them again.
    forbidden = failure.kind is Kind.ROBOTS and not retry_at
    return Lost(fault(failure), reason, final=forbidden or failure.kind in _FINAL, retry_at=retry_at)


def fault(failure: Failure) -> str:
    """A failure in one line."""
    return f"{failure.kind.value}: {failure.detail}" if failure.detail else failure.kind.value


def _form(answer: Response) -> Form | tuple[Reason, str]:
    """How a page is to be read, or why it cannot be."""
    head = answer.body[: sniff.HEAD]
    if not answer.body.strip():
        return Reason.EMPTY, ""
    media = (answer.content_type or "").partition(";")[0].strip().lower()
    if media not in _FORMS and media not in _MISLABELLED and not media.startswith("text/"):
        return Reason.NOT_TEXT, media
    binary = sniff.not_text(head)
    if binary:
        return Reason.NOT_TEXT, binary
    form = _FORMS.get(media) or sniff.form_of(head)
    return form or (Reason.NOT_TEXT, "looks like JSON")
