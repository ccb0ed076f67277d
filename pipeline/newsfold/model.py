"""The frozen dataclasses that cross a boundary between two rooms; nothing else lives here.

An article's way: `Fetched` (bytes of one input) -> `Article` (cleaned) or `Skip` -> `Body` (the words that are compared) ->
`Signature` -> `Link` (one verified pair of bodies) -> `Cluster`. What people are shown is in `newsfold.views`.

Two articles whose compared words are the same share one `Body`: an exact copy costs nothing after it was recognised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Form(StrEnum):
    """How the content of a `Fetched` is to be read."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"


class Reason(StrEnum):
    """Why an input could not be used. The value is what the user sees and what is stored."""

    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    CHANGED_WHILE_READ = "changed while read"
    EMPTY = "empty"
    NOT_TEXT = "not text"
    NOT_A_FILE = "not a regular file"
    LINK = "symbolic link"
    TOO_LARGE = "too large"
    BAD_GZIP = "bad gzip"
    BAD_JSON = "bad JSON"
    BAD_DOCUMENT = "bad document"
    NO_TEXT = "no text"
    TIMEOUT = "extraction timed out"
    OUT_OF_MEMORY = "extraction out of memory"
    CRASHED = "extraction crashed"
    UNREACHABLE = "unreachable"


class Relation(StrEnum):
    """What a variant is to the canonical of its cluster."""

    COPY = "copy"
    LIGHT_EDIT = "light edit"
    REWRITE = "rewrite"
    EXCERPT = "excerpt"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Skip:
    """One input that could not be used, and why.

    `origin` is escaped so that it can always be stored and printed; `detail` is one line for a person, or empty.
    """

    source: str
    origin: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, only as precise as its source was.

    `text` is ISO 8601: "2026-03-02", or with time of day and offset ("2026-03-02T09:15:00+01:00"). `epoch` is for ordering only:
    UTC seconds, clamped to [1990, now + 1 day] by whoever makes it; a bare day counts as its last second, so that a missing time
    of day never wins a race for "first".
    """

    text: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Hints:
    """What a source says of an input beside its content. None: it says nothing. `published` is the source's own words."""

    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    lang: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One input, read but not understood.

    `source` is the identity of what it was read from (a folder's absolute path, "-" for standard input); `origin` names the
    input inside it and is what the user sees; together they are the input's key. `digest` is 16 bytes of BLAKE2b over the
    input as found, and tells whether it has changed since. `content` is bytes where the charset must still be found; `content_type`
    is what a server said of it (the header's value), where there was one.
    """

    source: str
    origin: str
    digest: bytes
    form: Form
    content: bytes | str
    hints: Hints = field(default_factory=Hints)
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article.

    `text` is the whole cleaned text, one paragraph a line, without empty lines: it is stored as it is. `furniture` holds the
    indexes of the lines that are the site's rather than the article's: they are left out of what is compared, never of what
    is stored. `lang` is an ISO 639-1 code or None. `site` is a host name without "www.", or the name a document gives.
    """

    source: str
    origin: str
    digest: bytes
    text: str
    furniture: tuple[int, ...]
    url: str | None = None
    title: str | None = None
    site: str | None = None
    author: str | None = None
    published: Moment | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What is compared: an article's lines without its furniture, typography normalised (`newsfold.text.compared`).

    `id` is a positive 63-bit number made from language and text, so equal words have equal ids in every database and in any
    order of arrival. `words` counts the words of `text`.
    """

    id: int
    lang: str | None
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Signature:
    """The sketch of one body: `values` is uint32, the key of each band of the scheme, then the features that were sketched, sorted.

    None: too few features.
    """

    body: int
    values: NDArray[np.uint32] | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with all that its own text decides, made before anything is known of other articles.

    `lines` is the digest of its lines (`newsfold.clean.recurring`); `body` what is compared of it as long as none of its lines recurs,
    and `signature` is that body's.
    """

    article: Article
    lines: bytes
    body: Body
    signature: Signature


@dataclass(frozen=True, slots=True)
class Span:
    """The moments between which a body's articles stand, in UTC seconds.

    Each stands where it was published; else, if it came from the network, where it was first seen. One of which neither tells stands
    anywhere: from `-FOREVER` to `FOREVER`.
    """

    since: int
    until: int

    @property
    def anywhere(self) -> bool:
        """Whether it is not known when one of the articles stands."""
        return self.until == FOREVER


FOREVER = 1 << 62
ANYWHERE = Span(-FOREVER, FOREVER)


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """What an encoder made of one body's sentences: `values` is int8, (sentences, dimensions). `encoder` is the encoder's id."""

    body: int
    encoder: str
    values: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Link:
    """One pair of bodies, compared on their texts. `a` < `b` are body ids.

    `log_odds` (natural logarithm, rounded to 3 decimals) is above 0 where the pair is rather the same report than not.
    `evidence` is one value a term, in the order of the scheme's terms; a second opinion is one more where it was asked. `sketched`: the pair was found by its sketches; else it
    was compared only because both are reachable from each other by sketched links, and the arrangement in force needs it.
    """

    a: int
    b: int
    log_odds: float
    evidence: tuple[float, ...]
    sketched: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """One body inside a cluster, shown by its best article. The canonical's own body has relation COPY and log-odds None."""

    body: int
    article: int
    relation: Relation
    log_odds: float | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as it is to be stored: the canonical article, why it is that one, and every body (the canonical's first)."""

    id: int
    canonical: int
    canonical_reason: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is stored, newest revision.

    `recurring` are the indexes of further lines left out of what is compared, because they recur across the articles of its
    group; `cluster` is the cluster in which its body stands. `first_seen` is when its first revision was stored, `changed` when this one
    was, `emptied` when its text was removed to make room (ISO 8601); None: it is there.
    """

    id: int
    article: Article
    recurring: tuple[int, ...]
    body: int
    cluster: int
    first_seen: str
    revision: int
    changed: str
    emptied: str | None = None


@dataclass(frozen=True, slots=True)
class ShownBy:
    """The article that shows a body, by what decides which one speaks for a cluster; its text is left where it is.

    `revised` is when its newest revision was stored; None while that is its first. Both times are ISO 8601.
    """

    body: int
    article: int
    source: str
    origin: str
    site: str | None
    published: Moment | None
    first_seen: str
    revised: str | None


class Act(StrEnum):
    """What a person may decide. The value is what is stored."""

    SAME = "same"
    DIFFERENT = "different"
    CANONICAL = "canonical"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: that the articles `article` and `other` are one report, or are not (`Act.SAME`, `Act.DIFFERENT`).

    Or that `article` speaks for whatever cluster it stands in (`Act.CANONICAL`, `other` is None); or that the earlier decision
    `other`, which was about `article`, holds no longer (`Act.UNDO`). `id` tells the order in which decisions were made. `at` is ISO 8601; `by` and `why` are the person's own words, `why` may be empty.
    """

    id: int
    kind: Act
    article: int
    other: int | None
    by: str
    at: str
    why: str = ""
