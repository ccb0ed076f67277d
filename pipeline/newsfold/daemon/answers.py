"""What came of asking: the frozen dataclasses that threads hand to the loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from newsfold.fetch.messages import Validators
    from newsfold.model import Article, Reason, Skip
    from newsfold.sources.listing import Feed, SitemapEntry


@dataclass(frozen=True, slots=True)
class NotNow:
    """The host must not be asked yet, and was not. `retry_at` is UTC seconds."""

    retry_at: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A source could not be read. `fault` is one line.

    `gone`: its server says that it will never come back. `forget`: what came was no use, so that it must not be known by its validators.
    """

    fault: str
    retry_after_s: float | None = None
    gone: bool = False
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a good answer tells beside its content; see `newsfold.fetch.messages.Response`."""

    validators: Validators | None = None
    moved_to: str | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A source has what it had; `digest` is that of its body, as stored."""

    told: Told
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Read:
    """A source was read. `digest` is that of its body.

    `whole`: an equal body next time has nothing new. (An index of sitemaps without times does not tell that of those that it lists.)
    """

    told: Told
    digest: bytes
    content: Feed | tuple[SitemapEntry, ...] | Found
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Same:
    """A page has the very bytes of the stored article."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text was fetched, and cleaned or not. `landed` is the address where it was found, after redirects; None: it has none."""

    outcome: Article | Skip
    landed: str | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A page could not be fetched; `reason` is for the Skip, once it is given up. `final`: trying again makes no sense."""

    fault: str
    reason: Reason
    final: bool = False
    retry_at: int = 0


Reading: TypeAlias = NotNow | Failed | Unchanged | Read
Visit: TypeAlias = NotNow | Same | Found | Lost
